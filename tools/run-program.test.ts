import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from './run-program.ts'

it('answers with the exit code and all that was said', async () => {
  const said = await runProgram(['-e', "console.log('out'); console.error('err'); process.exitCode = 3"])
  expect(said.code).toBe(3)
  expect(said.output.split('\n').toSorted()).toEqual(['', 'err', 'out'])
})

it('counts an end by a signal as a failure', async () => {
  expect(await runProgram(['-e', "process.kill(process.pid, 'SIGKILL')"])).toMatchObject({ code: 1 })
})

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('ends at %s when its programs have ended, and starts no other', async (signal, code) => {
  const slow =
    "process.on('" +
    signal +
    "', () => setTimeout(() => { console.log('ended'); process.exit() }, 300)); console.log('began'); setInterval(() => {}, 1000)"
  const program = `
    import { endWithPrograms, runProgram } from ${JSON.stringify(join(import.meta.dirname, 'run-program.ts'))}
    endWithPrograms()
    await runProgram(['-e', ${JSON.stringify(slow)}], { stream: true })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await runProgram(['-e', "console.log('another')"], { stream: true })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (text: Buffer) => {
    said += text
    if (String(text).includes('began')) child.kill(signal)
  })
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(code)
  expect(said).toBe('began\nended\n')
})
