import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'dramac-cli-'))
})

afterEach(() => rmSync(dataDir, { recursive: true }))

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, DRAMAC_DATA_DIR: dataDir },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text))
  child.stderr.on('data', (text: Buffer) => (err += text))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

describe('the command line', () => {
  it('tells what it can do when asked nothing', async () => {
    const { code, out } = await run()
    expect(code).toBe(0)
    expect(out).toContain('db url [--role')
  })

  it('answers what was typed wrongly with 2 and what would be right', async () => {
    for (const args of [
      ['db'],
      ['db', 'erl'],
      ['serve'],
      ['db', 'url', '--roll', 'app'],
      ['db', 'url', '--role', 'god'],
    ]) {
      const { code, out, err } = await run(...args)
      expect([args, code, out]).toEqual([args, 2, ''])
      expect(err).toContain('db url [--role')
    }
  })
})

describe('db url', () => {
  it('says so when nothing was ever started here', async () => {
    const { code, err } = await run('db', 'url')
    expect(code).toBe(1)
    expect(err).toContain(dataDir)
  })

  it('prints one line, of the role asked for, while a database answers, and none afterwards', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo // it listens on a port
    const url = (role: string) => `postgres://dramac_${role}:secret@127.0.0.1:${port}/dramac`
    writeFileSync(join(dataDir, 'connections.json'), JSON.stringify({ owner: url('owner'), app: url('app') }))

    expect(await run('db', 'url')).toEqual({ code: 0, out: `${url('owner')}\n`, err: '' })
    expect(await run('db', 'url', '--role', 'app')).toMatchObject({ code: 0, out: `${url('app')}\n` })

    await new Promise((resolve) => server.close(resolve))
    const { code, out, err } = await run('db', 'url')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`127.0.0.1:${port}`)
    expect(err).not.toContain('secret')
  })
})
