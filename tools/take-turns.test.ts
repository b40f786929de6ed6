import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dramac-turns-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const module = JSON.stringify(join(import.meta.dirname, 'take-turns.mjs'))

/** A process that takes its turn, writes when it began and ended its work, and by default gives the turn back. */
function work(end = 'done()'): Promise<number | null> {
  const program = `
    import { appendFileSync } from 'node:fs'
    import { takeTurn } from ${module}
    const done = takeTurn('turn/file')
    appendFileSync('log', 'began ')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150)
    appendFileSync('log', 'ended ')
    ${end}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
  return new Promise((resolve) => child.on('close', resolve))
}

const log = () => readFileSync(join(folder, 'log'), 'utf8')

it('lets one work after the other, and leaves nothing behind', async () => {
  expect(await Promise.all([work(), work(), work()])).toEqual([0, 0, 0])
  expect(log()).toBe('began ended '.repeat(3))
  expect(existsSync(join(folder, 'turn/file'))).toBe(false)
})

it('goes on when the one before died with the turn', async () => {
  await work("process.kill(process.pid, 'SIGKILL')")
  expect(existsSync(join(folder, 'turn/file'))).toBe(true)
  expect(await work()).toBe(0)
  expect(log()).toBe('began ended '.repeat(2))
})

it('waits for a holder that lives', async () => {
  await work("process.kill(process.pid, 'SIGKILL')")
  writeFileSync(join(folder, 'turn/file'), String(process.pid))
  const waiting = work()
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(log()).toBe('began ended ')
  rmSync(join(folder, 'turn/file'))
  expect(await waiting).toBe(0)
})
