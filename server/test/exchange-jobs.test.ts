/** Exports and imports while others write, when the program is killed in their middle, and when their time is over. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { startProgram, type Program } from '../../test/setup/global.ts'
import {
  exportSite,
  fetchBytes,
  fillSite,
  finishExport,
  reserve,
  rowsOf,
  startExport,
  unpack,
} from './exchange-stand.ts'
import { ask, openStand, type Stand } from './site.ts'

const pause = (ms: number) => new Promise((settle) => setTimeout(settle, ms))

/** Until a transaction of this pool waits for a lock on this table. */
async function waitForBlocked(client: pg.Client | pg.Pool, table: string, pool: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const { rows } = await client.query(
      `select 1 from pg_locks l join pg_stat_activity a on a.pid = l.pid
       where not l.granted and l.relation = $1::regclass and a.application_name = $2`,
      [table, pool],
    )
    if (rows.length > 0) return
    await pause(25)
  }
  throw new Error('nothing waited: the lock held up no transaction')
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {}) // it goes down with the program
  await client.connect()
  return client
}

describe('while others write', () => {
  let stand: Stand
  beforeAll(() => {
    stand = openStand()
  })
  afterAll(() => stand.close())

  it('an export shows the site as it was at one moment', async () => {
    const site = await stand.newSite()
    await fillSite(site)
    const wall = await connect(stand.urls.owner)
    await wall.query('begin')
    await wall.query('lock table mod_booking.time_offs in access exclusive mode')
    const id = await startExport(site)
    await waitForBlocked(stand.admin, 'mod_booking.time_offs', 'dramac exchange')
    const body = { slug: 'later', name: 'Later', durationMinutes: 30 }
    const added = await ask({ path: `/v1/sites/${site.slug}/modules/booking/services`, key: site.key, body })
    await stand.admin.query('delete from dramac.site_domains where site_id = $1', [site.siteId])
    await wall.query('rollback')
    await wall.end()
    expect(added.status).toBe(201)
    await finishExport(site, id)
    const { bytes } = await fetchBytes(`/v1/sites/${site.slug}/exports/${id}/file`, site.key)
    const archive = await unpack(bytes)
    expect(rowsOf(archive, 'mod_booking.services').map((row) => row['slug'])).not.toContain('later')
    expect(rowsOf(archive, 'dramac.site_domains')).toHaveLength(1)
  })

  it('no export has a claim without its booking, or a booking without its claim', async () => {
    const site = await stand.newSite()
    const { service } = await fillSite(site)
    let isOver = false
    const visitors = (async () => {
      for (let day = 5; !isOver && day < 28; day++)
        for (let hour = 9; !isOver && hour < 15; hour++)
          await reserve(site, {
            service,
            startsAt: `2031-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`,
          }).catch(() => {})
    })()
    for (let round = 0; round < 4; round++) {
      const archive = await unpack((await exportSite(site)).zip)
      const bookings = rowsOf(archive, 'mod_booking.bookings').map((row) => String(row['id']))
      const claims = new Set(rowsOf(archive, 'mod_booking.allocations').map((row) => String(row['booking_id'])))
      expect([...claims].sort()).toEqual(bookings.sort())
    }
    isOver = true
    await visitors
  })

  it('a file whose time is over goes, and its row says so', async () => {
    const site = await stand.newSite()
    const { shown } = await exportSite(site)
    const folder = join(inject('dataDir'), 'files/exports', site.siteId, shown.id)
    expect(existsSync(folder)).toBe(true)
    await stand.admin.query(`update dp.site_exports set expires_at = now() - interval '1 minute' where id = $1`, [
      shown.id,
    ])
    expect((await fetchBytes(`/v1/sites/${site.slug}/exports/${shown.id}/file`, site.key)).status).toBe(410)
    await stand.queue.query(`select graphile_worker.add_job('retention')`)
    const state = async () =>
      (await ask<{ state: string }>({ path: `/v1/sites/${site.slug}/exports/${shown.id}`, key: site.key })).body.state
    await expect.poll(state, { timeout: 15_000 }).toBe('expired')
    await expect.poll(() => existsSync(folder)).toBe(false)
  })
})

describe('kill -9', () => {
  let program: Program
  let urls: ConnectionUrls
  let admin: pg.Client

  const start = async (dataDir?: string) => {
    program = await startProgram({}, dataDir)
    urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
    admin = await connect(urls.admin)
  }
  const kill = async () => {
    const ended = new Promise((settle) => program.child.once('exit', settle))
    program.child.kill('SIGKILL')
    await ended
    await admin.end().catch(() => {})
  }
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = {
      Authorization: 'Bearer dm_sk_test_harbor',
      'Content-Type': 'application/json',
      ...(init.headers as object),
    }
    const reply = await fetch(`http://localhost:${program.port}/v1/sites/harbor/${path}`, { ...init, headers })
    if (!reply.ok) throw new Error(await reply.text())
    return (await reply.json()) as T
  }
  const settled = async (path: string): Promise<{ state: string; attempt: number }> => {
    for (let attempt = 0; attempt < 400; attempt++) {
      const one = await call<{ state: string; attempt: number }>(path)
      if (!['queued', 'running', 'checking', 'applying'].includes(one.state)) return one
      await pause(50)
    }
    throw new Error(`${path} takes too long`)
  }
  /** Holds up whoever comes to this table, kills the program there, and starts it again. */
  const killAt = async (
    table: string,
    { mode, pool }: { mode: string; pool: string },
    work: () => Promise<unknown>,
  ) => {
    const wall = await connect(urls.owner)
    await wall.query('begin')
    await wall.query(`lock table ${table} in ${mode} mode`)
    await work()
    await waitForBlocked(admin, table, pool)
    await kill()
    await wall.end().catch(() => {})
    await start(program.dataDir)
  }
  const fetchFile = async (id: string) => {
    const headers = { Authorization: 'Bearer dm_sk_test_harbor' }
    const reply = await fetch(`http://localhost:${program.port}/v1/sites/harbor/exports/${id}/file`, { headers })
    return Buffer.from(await reply.arrayBuffer())
  }

  beforeAll(() => start())
  afterAll(async () => {
    await admin.end().catch(() => {})
    await program.stop()
  })

  it('in the middle of an export: it is made again, once, and whole', async () => {
    let id = ''
    await killAt('mod_booking.bookings', { mode: 'access exclusive', pool: 'dramac exchange' }, async () => {
      id = (await call<{ id: string }>('exports', { method: 'POST', body: '{}' })).id
    })
    expect(await settled(`exports/${id}`)).toMatchObject({ state: 'ready', attempt: 2 })
    const archive = await unpack(await fetchFile(id))
    const { rows } = await admin.query<{ id: string }>('select id from mod_booking.bookings')
    expect(
      rowsOf(archive, 'mod_booking.bookings')
        .map((row) => row['id'])
        .sort(),
    ).toEqual(rows.map((row) => row.id).sort())
    const [site] = readdirSync(join(program.dataDir, 'files/exports'))
    expect(
      readdirSync(join(program.dataDir, 'files/exports', site!, id)).filter((name) => !name.endsWith('.part')),
    ).toEqual(['2'])
  })

  it('in the middle of an import: what was begun is undone and done again, and nothing is there twice', async () => {
    const made = await call<{ id: string }>('exports', { method: 'POST', body: '{}' })
    await settled(`exports/${made.id}`)
    const zip = await fetchFile(made.id)
    const before = await unpack(zip)
    const sent = await call<{ id: string }>('imports?strategy=replace', {
      method: 'POST',
      body: new Uint8Array(zip),
      headers: { 'Content-Type': 'application/zip' },
    })
    expect(await settled(`imports/${sent.id}`)).toMatchObject({ state: 'checked' })
    await killAt('mod_booking.allocations', { mode: 'share', pool: 'dramac worker' }, () =>
      call(`imports/${sent.id}/apply`, { method: 'POST', body: '{"strategy":"replace"}' }),
    )
    expect(await settled(`imports/${sent.id}`)).toMatchObject({
      state: 'applied',
      attempt: 3,
      done: ['core', 'booking'],
    })
    const again = await call<{ id: string }>('exports', { method: 'POST', body: '{}' })
    await settled(`exports/${again.id}`)
    const after = await unpack(await fetchFile(again.id))
    expect(after.manifest.tables.map(({ name, sha256 }) => [name, sha256])).toEqual(
      before.manifest.tables.map(({ name, sha256 }) => [name, sha256]),
    )
    const { rows } = await admin.query(`select 1 from dp.events where type = 'core.import.applied'`)
    expect(rows).toHaveLength(1)
  })
})
