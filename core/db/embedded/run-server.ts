/** One run of the server in a database folder, under a watchdog that outlives us just long enough to stop it. */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from './choose-place.ts'
import { isRunning } from './folder-lock.ts'
import { serverEnvironment } from './server-user.ts'

export const host = '127.0.0.1'
const usualStartMs = 60_000
const orphanMs = 10_000
/** A pipe's other end that just died needs a moment to be noticed, and a shutdown takes its checkpoint. */
const pollMs = 20

export interface RunningServer {
  /** Stops cleanly; the same promise for every caller. */
  stop(): Promise<void>
  /** Settles when the server has ended, asked for or not. */
  readonly ended: Promise<void>
}

export interface Run extends Place {
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  /** How long the start may take; a recovery takes longer. */
  readonly startMs?: number
}

type Watchdog = ChildProcessByStdio<Writable, Readable, Readable>

/** @throws PortTaken when somebody else took the port meanwhile; Error with the server's own words otherwise. */
export async function runServer(run: Run): Promise<RunningServer> {
  const { data, log, startMs = usualStartMs } = run
  const watchdog = spawn(process.execPath, [join(import.meta.dirname, 'watchdog.ts'), JSON.stringify(orderOf(run))], {
    cwd: '/',
    detached: true,
    windowsHide: true,
    env: serverEnvironment,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  watchdog.stdin.on('error', () => {}) // it ended first, which `ended` tells
  const last: string[] = []
  createInterface(watchdog.stderr).on('line', (line) => {
    last.push(line)
    if (last.length > 20) last.shift()
    log(line)
  })
  let pid = 0
  createInterface(watchdog.stdout).on('line', (line) => (pid = Number(line)))
  let over = false
  const ended = new Promise<void>((resolve) => watchdog.on('close', resolve).on('error', resolve)).then(async () => {
    over = true
    await endOrphan(data) // a killed watchdog leaves its server behind
  })
  ended.catch(() => {}) // told to whoever asks for it
  const deadline = Date.now() + startMs
  while (!isReady(data, pid)) {
    if (over) throw failure(last, run.port)
    if (Date.now() > deadline) {
      watchdog.stdin.end()
      await ended
      throw new Error(`The database did not start in ${startMs / 1000} s: ${last.join('\n')}`)
    }
    await sleep(pollMs)
  }
  release(watchdog)
  let stopping: Promise<void> | undefined
  const stop = () => {
    hold(watchdog)
    watchdog.stdin.end()
    return ended
  }
  return { ended, stop: () => (stopping ??= stop()) }
}

export class PortTaken extends Error {}

function failure(last: readonly string[], port: number): Error {
  const said = last.join('\n')
  if (/could not bind|could not create any TCP\/IP sockets/.test(said)) return new PortTaken(`Port ${port} is taken.`)
  return new Error(`The database did not start: ${said || 'it said nothing'}`)
}

function orderOf({ binaries, data, user, port, settings }: Run) {
  const extra = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', data, ...extra, '-h', host, '-p', String(port), '-k', '']
  return { postgres: binaries.postgres, data, args, ...user }
}

/** An idle database must not keep a program alive that is otherwise done; its end stops the database. */
function release(watchdog: Watchdog): void {
  watchdog.unref()
  for (const stream of streamsOf(watchdog)) stream.unref?.()
}

function hold(watchdog: Watchdog): void {
  watchdog.ref()
  for (const stream of streamsOf(watchdog)) stream.ref?.()
}

function streamsOf({ stdin, stdout, stderr }: Watchdog) {
  return [stdin, stdout, stderr] as { ref?(): void; unref?(): void }[] // pipes are sockets, which the types do not say
}

/** The server writes its pid and state there, the way pg_ctl reads them: line 1 and line 8. */
function readPidFile(data: string): { pid: number; state: string } | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), state: lines[7]?.trim() ?? '' }
  } catch {
    return undefined
  }
}

function isReady(data: string, pid: number): boolean {
  const found = readPidFile(data)
  return found !== undefined && found.pid === pid && found.state === 'ready'
}

/** Waits for a server that lost its parent to end, and after a while asks it to. */
export async function endOrphan(data: string): Promise<void> {
  const began = Date.now()
  let asked = false
  for (;;) {
    const orphan = readPidFile(data)
    if (!orphan || !isRunning(orphan.pid) || !worksIn(orphan.pid, data)) return
    const waited = Date.now() - began
    if (!asked && waited > orphanMs / 4 && process.platform !== 'win32') {
      process.kill(orphan.pid, 'SIGINT')
      asked = true
    }
    if (waited > orphanMs) throw new Error(`A PostgreSQL without a parent (process ${orphan.pid}) still uses ${data}.`)
    await sleep(pollMs)
  }
}

/** A pid file may outlive its server, and its number may be another program's by now; a server works in its folder. */
function worksIn(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
  } catch {
    return false
  }
}

/** A port that is free now: `wanted` if possible. */
export async function findPort(wanted: number): Promise<number> {
  return (wanted > 0 ? await tryPort(wanted) : undefined) ?? (await tryPort(0)) ?? 0
}

function tryPort(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const server = createServer()
  server.on('error', () => resolve(undefined))
  server.listen({ port, host, exclusive: true }, () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
  })
  return promise
}
