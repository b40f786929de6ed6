/** Runs a program of ours with this Node and hands on or collects what it says. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

export interface Ended {
  /** Exit code; 1 for a signal. */
  readonly code: number
  readonly output: string
}

/** @param stream - whether its output goes to ours as it comes, instead of into the answer. */
export function runProgram(args: readonly string[], { stream = false } = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const child = spawn(process.execPath, args, { cwd: root, stdio: stream ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const pipe of [child.stdout, child.stderr])
    pipe?.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.on('error', reject)
  child.on('close', (code) => resolve({ code: code ?? 1, output }))
  return promise
}
