import { spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

let root: string

/** Stands for npm: notes how it was called. */
const npm = `
  const { appendFileSync, mkdirSync } = require('node:fs')
  appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
  console.log('said by npm')
  if (process.env.NPM_FAILS) process.exit(1)
  mkdirSync('node_modules', { recursive: true })`

const entry = `
  const [how]: string[] = process.argv.slice(2)
  if (how === 'show') console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), cache: process.env.NODE_COMPILE_CACHE }))
  if (how === 'fail') process.exit(7)
  if (how === 'wait') {
    let asked = 0
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.on(signal, () => {
        asked += 1
        setTimeout(() => process.exit(40 + asked), 300)
      })
    setInterval(() => {}, 1000)
    console.log('ready')
  }
  if (how === 'die') process.kill(process.pid, 'SIGKILL')`

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dramac-run-'))
  mkdirSync(join(root, 'tools'))
  for (const file of ['tools/run.mjs', 'tools/take-turns.mjs'])
    copyFileSync(join(import.meta.dirname, '..', file), join(root, file))
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeFileSync(join(root, 'npm-cli.js'), npm)
  writeFileSync(join(root, 'entry.ts'), entry)
})

afterAll(() => rmSync(root, { recursive: true }))

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

function start(args: string[], env: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(root, 'tools/run.mjs'), ...args], {
    cwd: tmpdir(),
    env: { ...process.env, NODE_COMPILE_CACHE: '', npm_execpath: join(root, 'npm-cli.js'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text))
  child.stderr.on('data', (text: Buffer) => (err += text))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, out, err })),
  )
  return { child, ended }
}

const calls = () =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []

it('does not go on when the installation failed, and tries it again the next time', async () => {
  const { code, err } = await start(['entry.ts', 'show'], { NPM_FAILS: '1' }).ended
  expect(code).toBe(1)
  expect(err).toContain('npm ci failed')
  expect(existsSync(join(root, 'node_modules/.stamp'))).toBe(false)
})

it('installs from the lock without scripts, and again only when the lock has changed', async () => {
  const before = calls().length
  const first = await start(['entry.ts', 'show']).ended
  expect(first.code).toBe(0)
  expect(first.out).not.toContain('said by npm')
  await start(['entry.ts', 'show']).ended
  expect(calls().slice(before)).toEqual([
    'ci --ignore-scripts --min-release-age=0 --no-audit --no-fund --loglevel=error',
  ])
  writeFileSync(join(root, 'package-lock.json'), '{ "other": 1 }')
  await start(['entry.ts', 'show']).ended
  expect(calls().slice(before)).toHaveLength(2)
})

it('hands on the arguments and the folder that it was called in, and keeps compiled code', async () => {
  const { out } = await start(['entry.ts', 'show', '--json', 'a b']).ended
  expect(JSON.parse(out)).toEqual({
    args: ['show', '--json', 'a b'],
    cwd: tmpdir(),
    cache: join(root, '.cache/compile'),
  })
})

it('ends as the program ends', async () => {
  expect(await start(['entry.ts', 'fail']).ended).toMatchObject({ code: 7 })
  expect(await start(['entry.ts', 'die']).ended).toMatchObject({ code: null, signal: 'SIGKILL' })
  expect(await start([]).ended).toMatchObject({ code: 1, err: expect.stringContaining('usage') })
})

it.each(['SIGINT', 'SIGTERM'] as const)(
  'hands on %s once, and waits for the program to end in its own order',
  async (signal) => {
    const { child, ended } = start(['entry.ts', 'wait'])
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    child.kill(signal)
    await new Promise((resolve) => setTimeout(resolve, 50))
    child.kill(signal)
    expect(await ended).toMatchObject({ code: 41 })
  },
)
