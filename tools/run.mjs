/**
 * Starts a program of this repository: `node tools/run.mjs <entry.ts> [arguments]`. On a machine with an older
 * Node it fetches one that fits and goes on with that; it installs what the lock says when that has changed.
 * Depends on nothing installed and keeps to the syntax of Node 14, so that any Node can at least read it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { takeTurn } from './take-turns.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const oldest = [22, 19]
const windows = process.platform === 'win32'

const isTooOld = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1])
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** npm as the caller runs it, else the one on the path. Its output goes to stderr: ours belongs to the program. */
function install(folder) {
  // The age that .npmrc asks of a release is for choosing one: here the lock has chosen, and proves it by hashes.
  const args = ['ci', '--ignore-scripts', '--min-release-age=0', '--no-audit', '--no-fund', '--loglevel=error']
  const script = process.env.npm_execpath
  const options = { cwd: folder, stdio: ['ignore', 2, 'inherit'] }
  const done =
    script && script.endsWith('npm-cli.js')
      ? spawnSync(process.execPath, [script].concat(args), options)
      : spawnSync(windows ? 'npm.cmd' : 'npm', args, Object.assign({ shell: windows }, options))
  if (done.error) fail('npm could not be run: ' + done.error.message)
  if (done.status !== 0) fail('npm ci failed in ' + folder)
}

/** Installs when the lock or the platform is another than at the last time. */
function ensureInstalled(folder) {
  const lock = fs.readFileSync(path.join(folder, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex') + ' ' + process.platform + '-' + process.arch
  const stamp = path.join(folder, 'node_modules', '.stamp')
  const isInstalled = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted
  if (isInstalled()) return
  const endTurn = takeTurn(path.join(root, '.cache', 'installing'))
  if (!isInstalled()) {
    install(folder)
    fs.mkdirSync(path.dirname(stamp), { recursive: true })
    fs.writeFileSync(stamp, wanted)
  }
  endTurn()
}

/** A Node that npm carries for this platform, in a folder and with a lock of its own. */
function fetchRuntime() {
  const folder = path.join(root, 'tools', 'runtime')
  const platform = (windows ? 'win' : process.platform) + '-' + process.arch
  const wanted = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).optionalDependencies
  const name = ['node-' + platform, 'node-bin-' + platform].find((name) => name in wanted)
  if (!name)
    fail(
      'Dramac needs Node ' +
        oldest.join('.') +
        ' or newer; this is ' +
        process.version +
        '. Install one from nodejs.org.',
    )
  ensureInstalled(folder)
  const node = path.join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  if (!fs.existsSync(node)) fail(node + ' is missing. Remove ' + path.join(folder, 'node_modules') + ' and try again.')
  return node
}

/** Runs to its end in our place: what we are asked, it is asked, and its exit code is ours. */
function run(node, args, env) {
  const child = spawn(node, args, { stdio: 'inherit', env: Object.assign({}, process.env, env) })
  const passed = new Set()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // Ctrl-C reaches the whole group of a terminal by itself: the child has it already.
      if (passed.has(signal) || (signal === 'SIGINT' && process.stdin.isTTY)) return
      passed.add(signal)
      child.kill(signal)
    })
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

const [entry, ...args] = process.argv.slice(2)
if (!entry) fail('usage: node tools/run.mjs <entry.ts> [arguments]')

if (isTooOld()) {
  if (process.env.DRAMAC_NODE_REEXEC) fail('Node ' + process.version + ' is still too old after fetching another.')
  const node = fetchRuntime()
  run(node, process.argv.slice(1), {
    DRAMAC_NODE_REEXEC: '1',
    PATH: path.dirname(node) + path.delimiter + process.env.PATH,
  })
} else {
  ensureInstalled(root)
  run(process.execPath, [path.resolve(root, entry)].concat(args), {
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || path.join(root, '.cache', 'compile'),
  })
}
