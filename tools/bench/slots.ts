/**
 * A month of free times of twenty people who have ten thousand bookings between them. The engine alone,
 * against the same month with a hundred bookings, which it should not feel; and the whole request, from
 * the socket to the database and back, against ninety thousand bookings more in other months.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import pg from 'pg'
import { computeSlots, type Person, type ServiceRules } from '@dramac/booking/server/slots/compute-slots'
import { startProgram } from '../../test/setup/global.ts'
import { sendLoad, type Spent, type Target } from './load.ts'
import { compareInRounds, median, type Measure } from './measure.ts'

export const name = 'slots'

const rounds = 15
const monthsPerRound = 5
const minuteMs = 60_000
const dayMs = 86_400_000
const firstDayMs = Date.UTC(2026, 9, 1)

const rules: ServiceRules = {
  durationMinutes: 30,
  stepMinutes: 15,
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 5,
  minNoticeMinutes: 60,
  horizonDays: 90,
  startGrid: 'clock',
  startOffsetMinutes: 0,
}

/** Twenty people of four zones; every booking is twenty minutes and lies somewhere in the month. */
function peopleWith(bookings: number): Person[] {
  const zones = ['Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kolkata']
  return Array.from({ length: 20 }, (_, index) => ({
    id: `person-${index}`,
    zone: zones[index % zones.length]!,
    weeklyHours: [1, 2, 3, 4, 5, 6].flatMap((weekday) => [
      { weekday, from: '08:00', to: '12:00' },
      { weekday, from: '13:00', to: '18:00' },
    ]),
    dateOverrides: [],
    claims: Array.from({ length: bookings / 20 }, (_, booking) => {
      const startMs = firstDayMs + ((booking * 7919 * 20 + index * 37) % (31 * 1440)) * minuteMs
      return [startMs, startMs + 20 * minuteMs] as const
    }),
    busy: [[firstDayMs + index * dayMs, firstDayMs + (index + 1) * dayMs] as const],
  }))
}

/** CPU milliseconds of one month. */
function measureMonth(people: readonly Person[]): number {
  const before = process.cpuUsage()
  for (let month = 0; month < monthsPerRound; month++) {
    computeSlots({
      rules,
      people,
      now: new Date(firstDayMs),
      zone: 'Europe/Berlin',
      from: '2026-10-01',
      to: '2026-10-31',
    })
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / monthsPerRound
}

async function measureEngine(): Promise<Measure> {
  const [many, few] = [peopleWith(10_000), peopleWith(100)]
  measureMonth(many)
  const { subject, ratio } = await compareInRounds({
    rounds,
    subject: () => Promise.resolve(measureMonth(many)),
    baseline: () => Promise.resolve(measureMonth(few)),
  })
  return {
    name: 'slots month of 20 people, 10,000 bookings',
    value: subject,
    unit: 'ms CPU',
    ratio,
    baseline: '100 bookings',
  }
}

const key = { Authorization: 'Bearer dm_sk_test_harbor', 'Content-Type': 'application/json' }
const load = { connections: 1, requests: 40 }

/** The same month over HTTP; bookings go in between the two halves of it. */
async function measureRequest(): Promise<Measure[]> {
  const program = await startProgram({ DRAMAC_LIMITS_SCALE: '1000' })
  const urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  const owner = new pg.Client({ connectionString: urls.owner })
  const admin = new pg.Client({ connectionString: urls.admin })
  try {
    await Promise.all([owner.connect(), admin.connect()])
    await addPeople(program.port)
    const target: Target = {
      pid: program.child.pid!,
      port: program.port,
      path: '/v1/sites/harbor/modules/booking/slots?service=bench&from=2026-10-01&to=2026-10-31&zone=Europe/Berlin',
      headers: { ...key, Host: `localhost:${program.port}`, 'Dm-Test-Clock': new Date(firstDayMs).toISOString() },
    }
    const measure = async (bookings: NewBookings) => {
      await addBookings(admin, bookings)
      await owner.query('analyze')
      await sendLoad(target, load)
      const spent: Spent[] = []
      for (let round = 0; round < 5; round++) spent.push(await sendLoad(target, load))
      const ms = (of: (one: Spent) => number) => median(spent.map(of))
      return { cpu: ms(({ cpuMicros }) => cpuMicros / 1000), wall: ms(({ perSecond }) => 1000 / perSecond) }
    }
    const month = await measure({ perPerson: 500, from: '2026-10-01' })
    const all = await measure({ perPerson: 4500, from: '2027-01-01' })
    const name = 'slots request for a month with 10,000 of 100,000 bookings'
    const baseline = '10,000 bookings in all'
    return [
      { name, value: all.cpu, unit: 'ms CPU', ratio: all.cpu / month.cpu, baseline },
      { name, value: all.wall, unit: 'ms', ratio: all.wall / month.wall, baseline },
    ]
  } finally {
    await Promise.all([owner.end(), admin.end()])
    await program.stop()
  }
}

async function addPeople(port: number): Promise<void> {
  const post = async (plural: string, body: object) => {
    const url = `http://localhost:${port}/v1/sites/harbor/modules/booking/${plural}`
    const reply = await fetch(url, { method: 'POST', headers: key, body: JSON.stringify(body) })
    if (reply.status !== 201) throw new Error(`${plural}: ${await reply.text()}`)
    return ((await reply.json()) as { id: string }).id // as every record
  }
  const serviceId = await post('services', { slug: 'bench', name: 'Bench', ...rules })
  for (const [index, { zone, weeklyHours }] of peopleWith(20).entries()) {
    const scheduleId = await post('schedules', { name: 'Bench', zone, weeklyHours })
    const resourceId = await post('resources', { slug: `bench-${index}`, name: `Bench ${index}`, zone, scheduleId })
    await post('service-resources', { serviceId, resourceId })
  }
}

interface NewBookings {
  readonly perPerson: number
  readonly from: string
}

/** Twenty minutes each and a half hour apart, of every person of the bench. */
async function addBookings(admin: pg.Client, { perPerson, from }: NewBookings): Promise<void> {
  await admin.query(
    `with made as (
       insert into mod_booking.bookings (agency_id, site_id, id, service_id, resource_id, starts_at, ends_at, zone, uid, state, created_at, updated_at)
       select r.agency_id, r.site_id, gen_random_uuid(), s.id, r.id, t, t + interval '20 minutes', 'UTC', gen_random_uuid()::text, 'confirmed', now(), now()
       from mod_booking.resources r join mod_booking.services s on s.site_id = r.site_id and s.slug = 'bench'
       cross join lateral (select $2::timestamptz + n * interval '30 minutes' as t from generate_series(0, $1::integer - 1) n) starts
       where r.slug like 'bench-%' returning *)
     insert into mod_booking.allocations (agency_id, site_id, id, resource_id, booking_id, starts_at, ends_at, busy, state, created_at, updated_at)
     select agency_id, site_id, gen_random_uuid(), resource_id, id, starts_at, ends_at, tstzrange(starts_at, ends_at), 'live', now(), now() from made`,
    [perPerson, `${from}T00:00:00Z`],
  )
}

export const run = async (): Promise<Measure[]> => [await measureEngine(), ...(await measureRequest())]
