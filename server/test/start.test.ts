/** Starting and stopping, as a person sees it. What the database does meanwhile: core/db/embedded/embedded.test.ts. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { isRunning } from '@dramac/core/db/embedded/folder-lock'
import { freePort, startProgram, type Program } from '../../test/setup/global.ts'

const root = resolve(import.meta.dirname, '../..')
let dataDir: string
let program: Program | undefined

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'dm-start-'))
})
afterEach(async () => {
  await program?.stop()
  program = undefined
  rmSync(dataDir, { recursive: true, force: true })
})

const refusalOf = (env: Record<string, string>, folder = dataDir) =>
  startProgram(env, folder).then(
    () => 'it started',
    (error: Error) => error.message,
  )

describe('a start that cannot be', () => {
  it('says which port is in use and how to take another', async () => {
    const port = inject('port')
    const said = await refusalOf({ DRAMAC_PORT: String(port) })
    expect(said).toContain(`Port ${port} is in use. Stop what listens there, or set DRAMAC_PORT to another.`)
    expect(said).not.toMatch(/\n\s+at /)
  })

  it('says the same of the port of the demonstration’s website', async () => {
    const port = inject('demoPort')
    const said = await refusalOf({ DRAMAC_DEMO_PORT: String(port) })
    expect(said).toContain(`Is port ${port} in use? DRAMAC_DEMO_PORT sets another.`)
    expect(said).not.toMatch(/\n\s+at /)
  })

  it('says who has the folder', async () => {
    const folder = inject('dataDir')
    const said = await refusalOf({}, folder)
    expect(said).toMatch(/The database folder .* is in use by process \d+, port \d+\./)
    expect(said).toContain(folder)
    expect(said).toContain('DRAMAC_DATA_DIR')
    expect(said).not.toMatch(/\n\s+at /)
  })
})

describe('Ctrl-C', () => {
  it('ends everything that was started, without a word of complaint', async () => {
    const [port, demoPort] = [await freePort(), await freePort()]
    const env = { DRAMAC_PORT: String(port), DRAMAC_DEMO_PORT: String(demoPort), DRAMAC_DATA_DIR: dataDir }
    // A group of its own, as a terminal makes one: Ctrl-C reaches all of it.
    const child = spawn(process.execPath, ['tools/run.mjs', 'server/main.ts'], {
      cwd: root,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let complaint = ''
    child.stderr.on('data', (text) => (complaint += String(text)))
    await new Promise<void>((settle, reject) => {
      child.stdout.on('data', (text) => {
        said += String(text)
        if (said.includes('Ready')) settle()
      })
      child.once('exit', () => reject(new Error(said + complaint)))
    })
    const postmaster = Number(readFileSync(join(dataDir, 'data/postmaster.pid'), 'utf8').split('\n')[0])
    expect(isRunning(postmaster)).toBe(true)

    complaint = '' // installing may have had its say
    const ended = new Promise((settle) => child.once('exit', (code, signal) => settle(code ?? signal)))
    process.kill(-child.pid!, 'SIGINT')
    expect(await ended).toBe(0)
    expect(complaint).toBe('')
    expect(isRunning(postmaster)).toBe(false)
    expect(existsSync(join(dataDir, 'lock.json'))).toBe(false)
    for (const free of [port, demoPort]) await expect(fetch(`http://127.0.0.1:${free}/`)).rejects.toThrow()
  })
})

describe('a start without the demonstration', () => {
  it('is empty, says how to make the first account, and lets it sign in', async () => {
    program = await startProgram({ DRAMAC_DEMO: '0' }, dataDir)
    const line = /npm run dramac -- agency create --name "([^"]+)" --email (\S+)/.exec(program.said())
    expect(line).not.toBeNull()
    const [, name, email] = line!
    const create = (...more: string[]) =>
      spawnSync(process.execPath, ['tools/cli/main.ts', 'agency', 'create', '--name', name!, ...more], {
        cwd: root,
        env: { ...process.env, DRAMAC_DATA_DIR: dataDir, DRAMAC_PORT: String(program!.port) },
        encoding: 'utf8',
      })
    expect(create('--email', 'nobody').status).toBe(2)
    expect(create('--email', email!, '--zone', 'Europe/Atlantis').stderr).toContain('Europe/Atlantis')

    const made = create('--email', email!, '--zone', 'Asia/Kolkata')
    expect([made.status, made.stderr]).toEqual([0, ''])
    const password = /Password {2}(\S+)/.exec(made.stdout)?.[1]
    expect(made.stdout).toContain(`http://localhost:${program.port}`)
    const signedIn = await fetch(`http://localhost:${program.port}/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Dm-Request': '1' },
      body: JSON.stringify({ email, password }),
    })
    expect(signedIn.ok).toBe(true)
    expect(JSON.stringify(await signedIn.json())).toContain('Asia/Kolkata')

    const again = create('--email', email!)
    expect(again.status).toBe(1)
    expect(again.stderr).toContain('is there already')
  })
})
