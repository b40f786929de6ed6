/** Runs a program of ours with this Node and hands on or collects what it says. */
import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

export interface Ended {
  /** Exit code; 1 for a signal. */
  readonly code: number
  readonly output: string
}

const running = new Set<ChildProcess>()

/** @param stream - whether its output goes to ours as it comes, instead of into the answer. */
export function runProgram(args: readonly string[], { stream = false } = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const child = spawn(process.execPath, args, { cwd: root, stdio: stream ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  for (const pipe of [child.stdout, child.stderr])
    pipe?.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.on('error', reject)
  child.on('close', (code) => {
    running.delete(child)
    resolve({ code: code ?? 1, output })
  })
  return promise
}

/** Once asked to end, we end as soon as everything that we started has: nothing is left behind and nothing new begins. */
export function endWithPrograms(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(signal))
}

async function end(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<void> {
  const children = [...running]
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)))
  // Ctrl-C in a terminal reaches them by itself, and a second one would make some of them drop everything.
  if (signal !== 'SIGINT' || !process.stdin.isTTY) for (const child of children) child.kill(signal)
  await Promise.all(ended)
  process.exit(128 + constants.signals[signal])
}
