/**
 * Many visitors at once. All want one time: exactly one gets it. Each wants another: reservations a second, against
 * pg that writes the same rows and jobs in one pipelined transaction each, over as many connections, and decides nothing.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { createPool } from '@dramac/core/db/database'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { startProgram, type Program } from '../../test/setup/global.ts'
import { expectOnly, sendLoad, type Spent, type Target } from './load.ts'
import { compareInRounds, median, type Measure } from './measure.ts'

export const name = 'booking-race'

const races = 7
const racers = 50
const rounds = 7
const perRound = 200
const connections = 10
const minuteMs = 60_000
const slotMinutes = 15
const openMs = 12 * 60 * minuteMs
const clock = '2027-01-11T07:00:00.000Z'
const firstStartMs = Date.parse('2027-01-12T07:00:00.000Z')

/** The n-th time of the service: forty-eight a day. */
function nthStart(index: number): string {
  const slotsADay = openMs / (slotMinutes * minuteMs)
  const dayMs = Math.floor(index / slotsADay) * 86_400_000
  return new Date(firstStartMs + dayMs + (index % slotsADay) * slotMinutes * minuteMs).toISOString()
}

export async function run(): Promise<Measure[]> {
  const program = await startProgram({ DRAMAC_LIMITS_SCALE: '1000' })
  const urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // the program's
  const admin = createPool({ url: urls.admin, name: 'bench', max: connections })
  const queue = new pg.Client({ connectionString: urls.worker })
  try {
    await queue.connect()
    await queue.query(
      'grant execute on function dramac.add_job(text, json, timestamptz, text, integer) to dramac_admin',
    )
    await addService(program)
    let next = 0
    const race: number[] = []
    for (let round = 0; round < races; round++) {
      const start = nthStart(next++)
      const raced = await sendLoad(
        reserving(program, () => start),
        { connections: racers, requests: racers },
      )
      if (raced.statuses.get(200) !== 1 || raced.statuses.get(409) !== racers - 1)
        throw new Error(`one time was not given once: ${JSON.stringify([...raced.statuses])}`)
      race.push(raced.perSecond)
    }
    const writeRows = await openWriter(admin)
    const distinct = await compareInRounds({
      rounds,
      async subject() {
        const from = next
        next += perRound
        const target = reserving(program, (index) => nthStart(from + index))
        const spent: Spent = await sendLoad(target, { connections, requests: perRound })
        expectOnly(200, spent)
        await untilIdle(queue)
        return spent.perSecond
      },
      async baseline() {
        const perSecond = await timeWrites(writeRows)
        await untilIdle(queue)
        return perSecond
      },
    })
    return [
      { name: `booking-race winners of ${racers}`, value: 1, unit: 'bookings' },
      { name: 'booking-race answers of a race', value: Math.round(median(race)), unit: '1/s' },
      {
        name: 'booking-race distinct times',
        value: Math.round(distinct.subject),
        unit: 'reservations/s',
        ratio: distinct.ratio,
        baseline: 'pg writing the same rows',
      },
    ]
  } finally {
    await queue.end()
    await admin.end()
    await program.stop()
  }
}

const keyed = { Authorization: 'Bearer dm_sk_test_harbor', 'Dm-Test-Clock': clock }

function reserving({ child, port }: Program, startOf: (index: number) => string): Target {
  const visitor = { service: 'race', zone: 'Europe/Berlin', customerName: 'Ada', customerEmail: 'ada@example.com' }
  return {
    pid: child.pid!, // it runs
    port,
    path: '/v1/sites/harbor/modules/booking/actions/reserve',
    headers: { ...keyed, Host: `localhost:${port}` },
    body: (index) => JSON.stringify({ ...visitor, startsAt: startOf(index) }),
  }
}

/** One person who gives one service of a quarter of an hour, twelve hours a day. */
async function addService({ port }: Program): Promise<void> {
  const post = async (plural: string, body: object) => {
    const answer = await fetch(`http://localhost:${port}/v1/sites/harbor/modules/booking/${plural}`, {
      method: 'POST',
      headers: { ...keyed, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 201) throw new Error(`${plural}: ${await answer.text()}`)
    return ((await answer.json()) as { id: string }).id
  }
  const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '07:00', to: '19:00' }))
  const scheduleId = await post('schedules', { name: 'Race', zone: 'UTC', weeklyHours })
  const rules = { durationMinutes: slotMinutes, stepMinutes: slotMinutes, minNoticeMinutes: 0, horizonDays: 365 }
  const serviceId = await post('services', { slug: 'race', name: 'Race', ...rules })
  const resourceId = await post('resources', { slug: 'racer', name: 'Racer', zone: 'UTC', scheduleId })
  await post('service-resources', { serviceId, resourceId })
}

/** Until the worker has done what is due: one side's mail and events must not burden the other. */
async function untilIdle(queue: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await queue.query('select 1 from graphile_worker.jobs where run_at <= now() limit 1')
    if (rows.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

type Row = Record<string, string | null>
type WriteRows = (index: number) => Promise<void>

const tables = ['mod_booking.bookings', 'mod_booking.allocations', 'dp.events', 'dp.audits', 'dp.mails'] as const

/** Writes what one reservation wrote, with identities and times of its own. */
async function openWriter(pool: pg.Pool): Promise<WriteRows> {
  const template = new Map<string, Row>()
  for (const table of tables) template.set(table, await newestRow(pool, table))
  const insert = (client: pg.PoolClient, table: string, change: Row) => {
    const row = { ...template.get(table), ...change }
    const columns = Object.keys(row).filter((column) => column !== 'recipient_key') // generated
    const text = `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`
    return client.query({ name: table, text, values: columns.map((column) => row[column]) })
  }
  const addJob = (client: pg.PoolClient, task: string, id: string, runAt: Date) => {
    const { agency_id: agencyId, site_id: siteId } = template.get('dp.events')!
    const payload = JSON.stringify({ eventId: id, mailId: id, bookingId: id, agencyId, siteId })
    const values = [task, payload, runAt, `bench:${task}:${id}:${runAt.getTime()}`, 25]
    return client.query({ name: 'job', text: 'select dramac.add_job($1, $2, $3, $4, $5)', values })
  }
  return async (index) => {
    const now = Date.now()
    const [booking, event, mail] = [newUuidV7(now), newUuidV7(now), newUuidV7(now)]
    const startMs = Date.UTC(2040, 0, 1) + index * slotMinutes * minuteMs
    const [starts_at, ends_at] = [startMs, startMs + slotMinutes * minuteMs].map((at) => new Date(at).toISOString())
    const later = new Date(startMs)
    const client = await pool.connect()
    try {
      await Promise.all([
        client.query('begin'),
        insert(client, 'mod_booking.bookings', {
          id: booking,
          uid: `${booking}@booking`,
          starts_at: starts_at!,
          ends_at: ends_at!,
        }),
        insert(client, 'mod_booking.allocations', {
          id: newUuidV7(now),
          booking_id: booking,
          starts_at: starts_at!,
          ends_at: ends_at!,
          busy: `[${starts_at},${ends_at})`,
        }),
        insert(client, 'dp.events', { id: event, delivered_at: null }),
        insert(client, 'dp.audits', { id: newUuidV7(now) }),
        insert(client, 'dp.mails', { id: mail, state: 'queued', sent_at: null }),
        addJob(client, 'event', event, new Date(now)),
        addJob(client, 'mail', mail, new Date(now)),
        addJob(client, 'booking.remind', booking, later),
        addJob(client, 'booking.remind', booking, new Date(startMs + 1)),
        client.query('commit'),
      ])
    } finally {
      client.release()
    }
  }
}

/** Without generated columns, each value as PostgreSQL writes it. */
async function newestRow(pool: pg.Pool, table: string): Promise<Row> {
  const [schema, plain] = table.split('.')
  const { rows } = await pool.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_schema = $1 and table_name = $2 and is_generated = 'NEVER'`,
    [schema, plain],
  )
  const columns = rows.map((row) => `${row.column_name}::text`).join(', ')
  const found = await pool.query<Row>(`select ${columns} from ${table} order by id desc limit 1`)
  return found.rows[0]!
}

let written = 0

async function timeWrites(write: WriteRows): Promise<number> {
  const until = written + perRound
  const worker = async () => {
    while (written < until) await write(written++)
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, worker))
  return (perRound / (performance.now() - started)) * 1000
}
