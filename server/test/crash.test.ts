/** Nothing said to be done is lost, and nothing half done stays: the program is killed inside a booking's transaction. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { startProgram, type Program } from '../../test/setup/global.ts'

let program: Program
let admin: pg.Client
let queue: pg.Client

async function start(dataDir?: string): Promise<void> {
  program = await startProgram({}, dataDir)
  const urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  const open = async (connectionString: string) => {
    const client = new pg.Client({ connectionString })
    client.on('error', () => {}) // it goes down with the program
    await client.connect()
    return client
  }
  ;[admin, queue] = await Promise.all([open(urls.admin), open(urls.worker)])
}

async function killHard(): Promise<void> {
  const ended = new Promise((settle) => program.child.once('exit', settle))
  program.child.kill('SIGKILL')
  await ended
  await Promise.all([admin.end(), queue.end()]).catch(() => {})
}

async function reserve(startsAt: string): Promise<Response> {
  const body = {
    service: 'haircut',
    startsAt,
    zone: 'Europe/Berlin',
    customerName: 'Ada',
    customerEmail: 'ada@example.com',
  }
  return fetch(`http://localhost:${program.port}/v1/sites/harbor/modules/booking/actions/reserve`, {
    method: 'POST',
    headers: {
      Authorization: 'Bearer dm_sk_test_harbor',
      'Content-Type': 'application/json',
      'Idempotency-Key': startsAt,
      'Dm-Test-Clock': '2038-01-11T07:00:00.000Z',
    },
    body: JSON.stringify(body),
  })
}

/** How much of each thing there is; all of them rise by one with a booking, reminders by two. */
async function count() {
  const one = async (client: pg.Client, sql: string) =>
    Number((await client.query<{ count: string }>(sql)).rows[0]!.count)
  return {
    bookings: await one(admin, 'select count(*) from mod_booking.bookings'),
    claims: await one(admin, `select count(*) from mod_booking.allocations where state = 'live'`),
    events: await one(admin, `select count(*) from dp.events where type = 'booking.booking.confirmed'`),
    audits: await one(admin, `select count(*) from dp.audits where action = 'booking.booking.confirmed'`),
    mails: await one(admin, `select count(*) from dp.mails where kind like 'booking.%'`),
    keys: await one(admin, 'select count(*) from dp.idempotency where body is not null'),
    reminders: await one(queue, `select count(*) from graphile_worker.jobs where key like 'booking:%:remind:%'`),
  }
}

beforeAll(() => start())
afterAll(async () => {
  await Promise.all([admin.end(), queue.end()]).catch(() => {})
  await program.stop()
})

describe('kill -9 inside a booking', () => {
  const tables = [
    'dp.idempotency',
    'mod_booking.bookings',
    'mod_booking.allocations',
    'dp.events',
    'dp.audits',
    'dp.mails',
  ]
  const openDays = [18, 19, 20, 21, 22, 25]
  it.each(tables)('before %s is written leaves nothing, and the same request then books once', async (table) => {
    const before = await count()
    const startsAt = `2038-01-${openDays[tables.indexOf(table)]}T10:00:00.000Z`
    const wall = new pg.Client({ connectionString: urlOf('owner') })
    wall.on('error', () => {})
    await wall.connect()
    // The lock lets everything before this table happen, and holds the transaction there.
    await wall.query('begin')
    await wall.query(`lock table ${table} in share mode`)
    const unanswered = reserve(startsAt).catch(() => 'cut off')
    await waitForBlocked()
    await killHard()
    expect(await unanswered).toBe('cut off')
    await wall.end().catch(() => {})

    await start(program.dataDir)
    expect(await count()).toEqual(before)
    expect((await reserve(startsAt)).status).toBe(200)
    expect((await reserve(startsAt)).status).toBe(200)
    const after = await count()
    const rise = Object.fromEntries(
      Object.entries(after).map(([what, number]) => [what, number - before[what as keyof typeof before]]),
    )
    expect(rise).toEqual({ bookings: 1, claims: 1, events: 1, audits: 1, mails: 1, keys: 1, reminders: 2 })
  })

  it('right after the answer keeps everything that was said', async () => {
    const before = await count()
    expect((await reserve('2038-01-28T10:00:00.000Z')).status).toBe(200)
    await killHard()
    await start(program.dataDir)
    const after = await count()
    expect([after.bookings - before.bookings, after.events - before.events, after.mails - before.mails]).toEqual([
      1, 1, 1,
    ])
  })
})

function urlOf(role: keyof ConnectionUrls): string {
  return (JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls)[role] // as above
}

/** Until some transaction of the app waits for a lock. */
async function waitForBlocked(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { rows } = await admin.query('select 1 from pg_locks where not granted')
    if (rows.length > 0) return
    await new Promise((settle) => setTimeout(settle, 25))
  }
  throw new Error('nothing waited: the lock held up no transaction')
}
