/** PostgreSQL ends and starts again under load: nobody is told of something that is not so, and the program goes on. */
import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type Embedded } from '@dramac/core/db/embedded/start-embedded'
import type { Problem } from '@dramac/contract/wire/errors'
import type { HealthReport } from '../health/health.ts'
import { startProgram, type Program } from '../../test/setup/global.ts'

let folder: string
let database: Embedded
let program: Program

const startDatabase = async () => (database = await startEmbedded({ dir: join(folder, 'db') }))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dm-outage-'))
  chmodSync(folder, 0o711)
  await startDatabase()
  program = await startProgram({ DRAMAC_DB_URL: database.superuserUrl, DRAMAC_LIMITS_SCALE: '100' })
})
afterAll(async () => {
  await program.stop()
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
})

const urlOf = (path: string) => `http://localhost:${program.port}${path}`

/** One record under a slug that only one can have. */
const create = (slug: string): Promise<Response> =>
  fetch(urlOf('/v1/sites/harbor/modules/booking/services'), {
    method: 'POST',
    headers: { Authorization: 'Bearer dm_sk_test_harbor', 'Content-Type': 'application/json' },
    body: JSON.stringify({ slug, name: slug, durationMinutes: 30 }),
  })

async function listSlugs(): Promise<Set<string>> {
  const url = new URL(database.superuserUrl)
  url.pathname = '/dramac'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const { rows } = await client.query<{ slug: string }>(
    `select slug from mod_booking.services s join dp.events e on e.payload->>'serviceId' = s.id::text
     where slug like 'load-%'`,
  )
  await client.end()
  return new Set(rows.map(({ slug }) => slug))
}

const away = ({ connections }: HealthReport): string[] =>
  Object.keys(connections).filter((name) => connections[name]!.state === 'away')

const ready = async () => {
  const reply = await fetch(urlOf('/readyz'))
  return { status: reply.status, report: (await reply.json()) as HealthReport, headers: reply.headers }
}

describe('a database that ends under load', () => {
  it('is answered 503 with the seconds to wait, said by every line, and met again by the same process', async () => {
    const answers = new Map<string, number>()
    const problems: Problem[] = []
    let isOver = false
    let next = 0
    const client = async () => {
      while (!isOver) {
        const slug = `load-${(next += 1)}`
        const reply = await create(slug)
        answers.set(slug, reply.status)
        await sleep(25)
        if (reply.status === 201) continue
        problems.push((await reply.json()) as Problem)
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      }
    }
    const load = Promise.all(Array.from({ length: 4 }, client))
    load.catch(() => {}) // told when it is awaited
    await expect.poll(() => answers.size, { timeout: 10_000 }).toBeGreaterThan(100)
    await database.stop()
    await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(503)
    await sleep(1_500)
    const { report, headers } = await ready()
    expect(headers.get('retry-after')).toBe('2')
    for (const name of ['database app', 'database worker', 'queue', 'listener'])
      expect(report.connections[name]).toMatchObject({ state: 'away', needed: true })
    expect(JSON.stringify(report)).not.toContain('127.0.0.1')
    expect((await fetch(urlOf('/healthz'))).status).toBe(200)

    await startDatabase()
    expect(String(database.port)).toBe(new URL(database.superuserUrl).port)
    await expect.poll(async () => away((await ready()).report), { timeout: 30_000, interval: 200 }).toEqual([])
    const before = [...answers.values()].filter((status) => status === 201).length
    await expect
      .poll(() => [...answers.values()].filter((status) => status === 201).length, { timeout: 10_000 })
      .toBeGreaterThan(before + 50)
    isOver = true
    await load

    expect(program.child.exitCode).toBeNull()
    expect(new Set(answers.values())).toEqual(new Set([201, 503]))
    expect(new Set(problems.map(({ reason }) => reason))).toEqual(new Set(['core.database_away']))
    const there = await listSlugs()
    const promised = [...answers].filter(([, status]) => status === 201).map(([slug]) => slug)
    expect(promised.filter((slug) => !there.has(slug))).toEqual([])
    // Of what was answered 503 only what was being committed at that moment may be there, and a repeat finds it.
    for (const slug of [...answers].filter(([, status]) => status === 503).map(([one]) => one))
      expect((await create(slug)).status).toBe(there.has(slug) ? 409 : 201)
  }, 60_000)

  it('loses no event: what was committed is delivered afterwards', async () => {
    const url = new URL(database.superuserUrl)
    url.pathname = '/dramac'
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    const undelivered = async () =>
      Number((await client.query(`select count(*) from dp.events where delivered_at is null`)).rows[0].count)
    // A job that was being handed out at that moment is given to somebody else by a sweep, a minute later at most.
    await expect.poll(undelivered, { timeout: 75_000, interval: 250 }).toBe(0)
    await client.end()
  }, 80_000)
})
