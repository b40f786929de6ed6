/**
 * Runs PostgreSQL as its child and stops it when the pipe on stdin closes: the one signal of a parent's
 * end that also a `kill -9` gives. It stands in its own session, so that Ctrl-C in a terminal reaches
 * only the parent, which then stops in its own order. Started by run-server.ts; depends on nothing.
 */
import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

interface Order {
  readonly postgres: string
  readonly data: string
  readonly args: string[]
  readonly uid?: number
  readonly gid?: number
}

/** How long a fast shutdown may take before the server is told to drop everything and recover at its next start. */
const patienceMs = 20_000

const { postgres, data, args, ...user } = JSON.parse(process.argv[2] ?? '{}') as Order // written by run-server.ts
const server = spawn(postgres, args, { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] })
server.on('spawn', () => process.stdout.write(`${server.pid}\n`))
server.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
server.on('exit', (code) => process.exit(code ?? 1))

let stopping = false
function stop(): void {
  if (stopping) return
  stopping = true
  // Windows knows no signals: there pg_ctl asks through a pipe of the server's own.
  if (process.platform === 'win32') spawnSync(join(dirname(postgres), 'pg_ctl.exe'), ['stop', '-m', 'fast', '-D', data])
  else server.kill('SIGINT')
  setTimeout(() => server.kill('SIGQUIT'), patienceMs).unref()
}

process.stdin.on('end', stop).on('close', stop).on('error', stop).resume()
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
