import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { choosePlace } from './choose-place.ts'
import { isRunning } from './folder-lock.ts'
import { locateServer, openNative } from './locate-server.ts'
import { isRoot } from './server-user.ts'
import { startEmbedded, type Embedded } from './start-embedded.ts'

const open: Embedded[] = []
let root: string
let dir: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dramac-test-'))
  chmodSync(root, 0o711)
  dir = join(root, 'db')
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((embedded) => embedded.stop()))
})

afterAll(() => {
  for (const place of ['db', 'closed/db']) {
    const note = join(root, place, 'place')
    if (existsSync(note)) rmSync(readFileSync(note, 'utf8'), { recursive: true })
  }
  rmSync(root, { recursive: true })
})

async function start(options: Partial<Parameters<typeof startEmbedded>[0]> = {}): Promise<Embedded> {
  const embedded = await startEmbedded({ dir, ...options })
  open.push(embedded)
  return embedded
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const postmasterPid = () => Number(readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])

/** Another program that starts the database and then only lives. */
async function startElsewhere(): Promise<{ child: ChildProcess; port: number }> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('start-embedded.ts', import.meta.url).href)})
    const { port } = await startEmbedded({ dir: ${JSON.stringify(dir)} })
    console.log(port)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', (line: Buffer) => resolve(Number(line)))
    child.on('exit', () => reject(new Error('ended before it was ready')))
  })
  return { child, port }
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exited
}

async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; !condition(); await sleep(20))
    if (Date.now() > end) throw new Error('it did not come to pass')
}

describe('an embedded database', () => {
  it('is a PostgreSQL that compares text alike everywhere', async () => {
    const { superuserUrl, version, host } = await start()
    expect(host).toBe('127.0.0.1')
    expect(Number.parseInt(version)).toBeGreaterThanOrEqual(15)
    const [row] = await query(
      superuserUrl,
      "select 'a' < 'B' as folded, pg_encoding_to_char(encoding) as encoding from pg_database limit 1",
    )
    expect(row).toEqual({ folded: false, encoding: 'UTF8' })
  })

  it('keeps its data and its port over a restart', async () => {
    const first = await start()
    await query(first.superuserUrl, 'create table kept as select 42 as answer')
    await first.stop()
    const second = await start()
    expect(second.port).toBe(first.port)
    expect(await query(second.superuserUrl, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('takes another port when its last one is taken', async () => {
    const first = await start()
    await first.stop()
    const neighbour = createServer().listen(first.port, '127.0.0.1')
    await new Promise((resolve) => neighbour.once('listening', resolve))
    const { port, superuserUrl } = await start()
    expect(port).not.toBe((neighbour.address() as AddressInfo).port) // it listens on a port
    expect(await query(superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    neighbour.close()
  })

  it('refuses a wrong password and no password', async () => {
    const { superuserUrl, port } = await start()
    const wrong = new URL(superuserUrl)
    wrong.password = 'postgres'
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    await expect(query(`postgres://postgres@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(/password/)
    const rules = await query(superuserUrl, 'select distinct auth_method from pg_hba_file_rules')
    expect(rules).toEqual([{ auth_method: 'scram-sha-256' }])
  })

  it('listens on this machine only, and on no socket file', async () => {
    const { superuserUrl } = await start()
    const settings = `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`
    expect(await query(superuserUrl, settings)).toEqual([{ addresses: '127.0.0.1', sockets: '' }])
  })

  it('takes settings for a run', async () => {
    const { superuserUrl } = await start({ settings: { max_connections: '23', log_min_duration_statement: '5s' } })
    expect(await query(superuserUrl, 'show max_connections')).toEqual([{ max_connections: '23' }])
  })

  it('closes its folder and its secrets to others', async () => {
    await start()
    const mode = (...path: string[]) => (statSync(join(dir, ...path)).mode & 0o777).toString(8)
    expect(mode()).toBe(isRoot ? '711' : '700')
    expect([mode('data'), mode('password'), mode('lock.json')]).toEqual(['700', '600', '600'])
    expect(existsSync(join(dir, 'data.password'))).toBe(false)
  })

  it('leaves nothing running and no lock after a stop, however often asked', async () => {
    const embedded = await start()
    const pid = postmasterPid()
    await Promise.all([embedded.stop(), embedded.stop()])
    expect(isRunning(pid)).toBe(false)
    expect(existsSync(join(dir, 'lock.json'))).toBe(false)
    expect(existsSync(join(dir, 'data', 'postmaster.pid'))).toBe(false)
  })

  it('has nothing to recover after a stop', async () => {
    const first = await start()
    await query(first.superuserUrl, 'create table written as select generate_series(1, 1000)')
    await first.stop()
    const said: string[] = []
    await start({ log: (line) => said.push(line) })
    expect(said.join('\n')).toContain('was shut down at')
    expect(said.join('\n')).not.toMatch(/recover|interrupted|not properly shut down/)
  })

  it('stops in the face of open connections', async () => {
    const embedded = await start()
    const client = new pg.Client({ connectionString: embedded.superuserUrl })
    client.on('error', () => {})
    await client.connect()
    await client.query('begin')
    const pid = postmasterPid()
    await embedded.stop()
    expect(isRunning(pid)).toBe(false)
  })
})

describe('a second start on the same folder', () => {
  it('is refused at once in the same process, naming folder, process and port', async () => {
    const { port } = await start()
    const began = Date.now()
    const refusal = await startEmbedded({ dir }).catch((error: Error) => error.message)
    expect(refusal).toContain(dir)
    expect(refusal).toContain(`process ${process.pid}`)
    expect(refusal).toContain(`port ${port}`)
    expect(Date.now() - began).toBeLessThan(1000)
  })

  it('is refused while another process holds it', async () => {
    const { child, port } = await startElsewhere()
    await expect(startEmbedded({ dir })).rejects.toThrow(new RegExp(`process ${child.pid}, port ${port}`))
    await end(child)
  })

  it('lets exactly one of several win', async () => {
    const answers = await Promise.allSettled([start(), start(), start()])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('takes over the lock of a process that is no more, even when its number lives on', async () => {
    for (const pid of [2 ** 22 + 1, process.pid]) {
      writeFileSync(join(dir, 'lock.json'), JSON.stringify({ pid, startedAt: 'before the last restart', port: 1 }))
      await (await start()).stop()
    }
  })
})

describe('a database whose program ends', () => {
  it('stops after a kill -9, and starts again at once without waiting for that', async () => {
    const { child, port } = await startElsewhere()
    const pid = postmasterPid()
    await end(child)
    const next = await start()
    expect(isRunning(pid)).toBe(false)
    expect(next.port).toBe(port)
    expect(await query(next.superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('leaves no server behind after a kill -9, a Ctrl-C or an ordinary end', async () => {
    for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
      const { child } = await startElsewhere()
      const pid = postmasterPid()
      await end(child, signal)
      await until(() => !isRunning(pid))
    }
  })

  it('is stopped by the next start when the watchdog was killed too', async () => {
    const { child } = await startElsewhere()
    const pid = postmasterPid()
    const watchdog = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }))
    process.kill(watchdog, 'SIGKILL')
    await end(child)
    const { superuserUrl } = await start()
    expect(isRunning(pid)).toBe(false)
    expect(await query(superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('frees its folder when the server itself is killed', async () => {
    await start()
    process.kill(postmasterPid(), 'SIGQUIT')
    await until(() => !existsSync(join(dir, 'lock.json')))
    const { superuserUrl } = await start()
    expect(await query(superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('an interrupted first start', () => {
  it('leaves nothing that the next one trips over', async () => {
    const half = join(root, 'half')
    mkdirSync(join(half, 'data.partial'), { recursive: true })
    writeFileSync(join(half, 'data.partial', 'PG_VERSION'), '18')
    writeFileSync(join(half, 'data.password'), 'old')
    const { superuserUrl } = await start({ dir: half })
    expect(await query(superuserUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(existsSync(join(half, 'data.partial'))).toBe(false)
  })
})

describe.runIf(isRoot)('a folder that the server’s user cannot reach', () => {
  it('gets a private place for the data, which is remembered, ours and unguessable', async () => {
    const closed = join(root, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const said: string[] = []
    const first = await start({ dir: join(closed, 'db'), log: (line) => said.push(line) })
    const place = readFileSync(join(closed, 'db', 'place'), 'utf8')
    expect(said.join('\n')).toContain(place)
    expect(['/var/lib', tmpdir()]).toContain(dirname(place))
    expect(statSync(place)).toMatchObject({ uid: 0 })
    expect(statSync(place).mode & 0o777).toBe(0o711)
    await query(first.superuserUrl, 'create table kept as select 1 as one')
    await first.stop()

    const second = await start({ dir: join(closed, 'db') })
    expect(await query(second.superuserUrl, 'select one from kept')).toEqual([{ one: 1 }])
    await second.stop()

    chmodSync(place, 0o777)
    const third = await start({ dir: join(closed, 'db') })
    expect(readFileSync(join(closed, 'db', 'place'), 'utf8')).not.toBe(place)
    await expect(query(third.superuserUrl, 'select one from kept')).rejects.toThrow(/does not exist/)
    rmSync(place, { recursive: true })
  })
})

describe.runIf(isRoot)('a program that the server’s user cannot reach', () => {
  it('is copied once, beside the data, where nobody else may write', async () => {
    const { native } = await locateServer()
    if (native === undefined) throw new Error('this platform has no embedded server')
    const closed = join(root, 'closed-program')
    mkdirSync(closed, { mode: 0o700 })
    cpSync(native, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    const located = openNative(join(closed, 'native'))
    const home = join(root, 'open')
    mkdirSync(home)
    chmodSync(home, 0o711)

    const place = choosePlace(home, located!, () => {})
    expect(place.data).toBe(join(home, 'data'))
    expect(place.binaries.postgres).toBe(join(home, `postgres-${located?.version}/native/bin/postgres`))
    const { uid, mode, mtimeMs } = statSync(place.binaries.postgres)
    expect([uid, mode & 0o022]).toEqual([0, 0])
    expect(statSync(choosePlace(home, located!, () => {}).binaries.postgres).mtimeMs).toBe(mtimeMs)
    expect(existsSync(join(home, 'place'))).toBe(false)
  })
})

describe('locating a server', () => {
  it('finds binaries that run, with their version', async () => {
    const { postgres, version } = await locateServer()
    expect(execFileSync(postgres, ['--version'], { encoding: 'utf8' })).toContain(version)
  })
})
