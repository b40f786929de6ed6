/** Backup and restore as an operator types them, of a program that runs, stops and runs again. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProgram, type Program } from '../../test/setup/global.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram()
})
afterAll(() => program.stop())

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, DRAMAC_DATA_DIR: program.dataDir },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text))
  child.stderr.on('data', (text: Buffer) => (err += text))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

const call = (path: string, init: RequestInit = {}) =>
  fetch(`http://localhost:${program.port}/v1/sites/harbor/modules/booking/${path}`, {
    ...init,
    headers: { Authorization: 'Bearer dm_sk_test_harbor', 'Content-Type': 'application/json' },
  })
const add = async (slug: string) => {
  const body = JSON.stringify({ slug, name: slug, durationMinutes: 30 })
  const reply = await call('services', { method: 'POST', body })
  return ((await reply.json()) as { id: string }).id
}
const listSlugs = async () => {
  const { data } = (await (await call('services?limit=100')).json()) as { data: { slug: string }[] }
  return data.map(({ slug }) => slug).filter((slug) => slug.startsWith('kept'))
}

it('a service that was deleted by mistake is back after a restore to the moment before', async () => {
  expect((await run('restore')).code).toBe(2)
  expect((await run('backup', 'list')).out).toContain('There is no backup yet')
  const first = await add('kept-1')
  const made = await run('backup', '--label', 'evening')
  expect([made.code, made.err]).toEqual([0, ''])
  const id = made.out.split(' ')[0]!
  const second = await add('kept-2')
  const at = new Date(Date.now() + 5).toISOString()
  await new Promise((settle) => setTimeout(settle, 50))
  for (const one of [first, second]) expect((await call(`services/${one}`, { method: 'DELETE' })).status).toBe(204)
  expect((await run('restore', '--from', id, '--at', at)).err).toContain('Stop it first')
  expect((await run('backup', 'verify')).out).toContain(`${id} is whole`)
  expect((await run('backup', 'list')).out).toMatch(/"evening"\nThe log since then takes .* MB/)

  const ended = new Promise((settle) => program.child.once('exit', settle))
  program.child.kill('SIGTERM')
  await ended
  expect((await run('restore', '--from', id, '--at', 'yesterday')).code).toBe(2)
  const restored = await run('restore', '--from', id, '--at', at)
  expect([restored.code, restored.err]).toEqual([0, ''])
  expect(restored.out).toMatch(/Restored in .* s, \d+ tables read/)
  program = await startProgram({}, program.dataDir)
  expect((await listSlugs()).toSorted()).toEqual(['kept-1', 'kept-2'])
}, 40_000)
