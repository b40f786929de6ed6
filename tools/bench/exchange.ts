/**
 * A hundred thousand rows of one site, out and in: from the request to the finished job, with snapshot, zip, sums and seal,
 * with the trial and all checks. Against the database alone: the same rows read as JSON and written to a file, and written
 * again in batches as large, by one administrator's connection without row security.
 */
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { countRows, deleteRows, readBatch, writeBatch, type KeyedLine } from '@dramac/core/exchange/row-queries'
import { listTables } from '@dramac/core/exchange/tables'
import { manifest } from '@dramac/booking/manifest'
import pg from 'pg'
import { startProgram, type Program } from '../../test/setup/global.ts'
import type { Measure } from './measure.ts'

export const name = 'exchange'

const bookings = 50_000
const rounds = 3
const key = { Authorization: 'Bearer dm_sk_test_harbor' }
const tables = listTables([manifest])

/** Most memory that a process has had since it was last asked, MB; Linux only, elsewhere NaN. */
function peakOf(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return Math.round(Number(kilobytes) / 1024)
  } catch {
    return Number.NaN
  }
}

async function call<T>({ port }: Program, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { ...key, 'Content-Type': 'application/json', ...Object(init.headers) }
  const reply = await fetch(`http://localhost:${port}/v1/sites/harbor/${path}`, { ...init, headers })
  if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`)
  return (await reply.json()) as T // as asked
}

interface Work {
  readonly id: string
  readonly state: string
  readonly rowsDone: number
}

/** Rows a second of a job, until it has this state. */
async function time(program: Program, path: string, state: string): Promise<{ perSecond: number; rows: number }> {
  const started = performance.now()
  for (;;) {
    const one = await call<Work>(program, path)
    if (one.state === state) {
      const seconds = (performance.now() - started) / 1000
      return { perSecond: one.rowsDone / seconds, rows: one.rowsDone }
    }
    if (['failed', 'refused'].includes(one.state)) throw new Error(JSON.stringify(one))
    await new Promise((settle) => setTimeout(settle, 20))
  }
}

async function fill(admin: pg.Client): Promise<[string, string]> {
  await admin.query(
    `with made as (
       insert into mod_booking.bookings (agency_id, site_id, id, service_id, resource_id, starts_at, ends_at, zone, uid, state,
         customer_name, customer_email, created_at, updated_at)
       select r.agency_id, r.site_id, gen_random_uuid(), s.id, r.id, t, t + interval '20 minutes', 'UTC', gen_random_uuid()::text,
         'confirmed', 'Visitor ' || n, 'visitor' || n || '@example.com', now(), now()
       from generate_series(1, $1::integer) n
       cross join lateral (select '2030-01-01'::timestamptz + n * interval '30 minutes' as t) starts
       join (select * from mod_booking.resources order by slug limit 1) r on true
       join (select * from mod_booking.services order by slug limit 1) s on s.site_id = r.site_id returning *)
     insert into mod_booking.allocations (agency_id, site_id, id, resource_id, booking_id, starts_at, ends_at, busy, state, created_at, updated_at)
     select agency_id, site_id, gen_random_uuid(), resource_id, id, starts_at, ends_at, tstzrange(starts_at, ends_at), 'live', now(), now() from made`,
    [bookings],
  )
  const { rows } = await admin.query<{ agency_id: string; site_id: string }>(
    'select agency_id, site_id from mod_booking.bookings limit 1',
  )
  return [rows[0]!.agency_id, rows[0]!.site_id]
}

/** The database alone, both ways; what it wrote is undone. */
async function measureRaw(admin: pg.Client, here: readonly [string, string], folder: string) {
  const read = new Map<string, string[]>()
  let started = performance.now()
  const out = createWriteStream(join(folder, 'raw'))
  for (const table of tables) {
    const { rows } = await admin.query<KeyedLine>(readBatch(table, table.columns).text, [...here, null, 1_000_000])
    for (const { line } of rows) out.write(`${line}\n`)
    read.set(
      table.name,
      rows.map(({ line }) => line),
    )
  }
  await new Promise<void>((settle) => out.end(settle))
  const rows = [...read.values()].reduce((sum, lines) => sum + lines.length, 0)
  const out1 = rows / ((performance.now() - started) / 1000)
  await admin.query('begin')
  started = performance.now()
  for (const table of tables.toReversed()) await admin.query(deleteRows(table).text, [...here])
  for (const table of tables) {
    const lines = read.get(table.name)!
    for (let at = 0; at < lines.length; at += 500)
      await admin.query(writeBatch(table, table.columns, 'replace').text, [
        ...here,
        `[${lines.slice(at, at + 500).join(',')}]`,
      ])
    await admin.query(countRows(table).text, [...here])
  }
  const in1 = rows / ((performance.now() - started) / 1000)
  await admin.query('rollback')
  await admin.query('vacuum analyze')
  return { out: out1, in: in1 }
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

export async function run(): Promise<Measure[]> {
  const program = await startProgram({ DRAMAC_LIMITS_SCALE: '1000' })
  const folder = mkdtempSync(join(tmpdir(), 'dm-exchange-'))
  const { admin: url } = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // the program's
  const admin = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
  try {
    await admin.connect()
    const here = await fill(admin)
    const pid = program.child.pid!
    const idle = peakOf(pid)
    const found: {
      out: number
      in: number
      check: number
      rawOut: number
      rawIn: number
      outPeak: number
      inPeak: number
    }[] = []
    for (let round = 0; round < rounds; round++) {
      const raw = await measureRaw(admin, here, folder)
      peakOf(pid)
      const { id } = await call<Work>(program, 'exports', { method: 'POST', body: '{}' })
      const out = await time(program, `exports/${id}`, 'ready')
      const outPeak = peakOf(pid)
      const zip = await (
        await fetch(`http://localhost:${program.port}/v1/sites/harbor/exports/${id}/file`, { headers: key })
      ).arrayBuffer()
      peakOf(pid)
      const type = { 'Content-Type': 'application/zip' }
      const sent = await call<Work>(program, 'imports?strategy=replace', { method: 'POST', headers: type, body: zip })
      const check = await time(program, `imports/${sent.id}`, 'checked')
      await call(program, `imports/${sent.id}/apply`, { method: 'POST', body: '{"strategy":"replace"}' })
      const back = await time(program, `imports/${sent.id}`, 'applied')
      found.push({
        out: out.perSecond,
        in: back.perSecond,
        check: check.perSecond,
        rawOut: raw.out,
        rawIn: raw.in,
        outPeak,
        inPeak: peakOf(pid),
      })
    }
    const of = (figure: (one: (typeof found)[number]) => number) => middle(found.map(figure))
    const [reading, writing] = [
      'the same rows as JSON to a file, pg alone',
      'the same rows in as large batches, pg alone',
    ]
    const rate = (value: number) => Math.round(value)
    const ratio = (value: number) => Number(value.toFixed(3))
    return [
      {
        name: 'exchange export of 100,000 rows',
        unit: 'rows/s',
        value: rate(of((one) => one.out)),
        ratio: ratio(of((one) => one.out / one.rawOut)),
        baseline: reading,
      },
      {
        name: 'exchange trial of an import',
        unit: 'rows/s',
        value: rate(of((one) => one.check)),
        ratio: ratio(of((one) => one.check / one.rawIn)),
        baseline: writing,
      },
      {
        name: 'exchange import',
        unit: 'rows/s',
        value: rate(of((one) => one.in)),
        ratio: ratio(of((one) => one.in / one.rawIn)),
        baseline: writing,
      },
      {
        name: 'exchange memory of an export',
        unit: 'MB',
        value: of((one) => one.outPeak),
        ratio: ratio(of((one) => one.outPeak) / idle),
        baseline: 'the program after its start',
      },
      {
        name: 'exchange memory of an import',
        unit: 'MB',
        value: of((one) => one.inPeak),
        ratio: ratio(of((one) => one.inPeak) / idle),
        baseline: 'the program after its start',
      },
    ]
  } finally {
    await admin.end()
    await program.stop()
    rmSync(folder, { recursive: true })
  }
}
