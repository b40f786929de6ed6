/** Mail over real SMTP: what arrives, what is tried again, and what a crash does. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPool, transactPlain } from '@dramac/core/db/database'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { releaseDead } from '@dramac/core/jobs/release-dead'
import ICAL from 'ical.js'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProgram, type Program } from '../../test/setup/global.ts'
import { openMailServer, type MailServer } from '../../test/setup/mail-server.ts'

let server: MailServer
let program: Program
let admin: pg.Client

const urls = () => JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program

async function start(dataDir?: string): Promise<void> {
  program = await startProgram({ DRAMAC_SMTP_URL: server.url, DRAMAC_MAIL_FROM: 'book@salon.example' }, dataDir)
  admin = new pg.Client({ connectionString: urls().admin })
  admin.on('error', () => {}) // it goes down with the program
  await admin.connect()
}

beforeAll(async () => {
  server = await openMailServer()
  await start()
})
afterAll(async () => {
  await admin.end().catch(() => {})
  await program.stop()
  await server.close()
})

let booked = 0
async function book(customerEmail: string): Promise<void> {
  const startsAt = new Date(Date.UTC(2027, 0, 18 + Math.floor(booked / 2), booked % 2 ? 14 : 9)).toISOString()
  booked += 1
  const body = { service: 'haircut', startsAt, zone: 'Europe/Berlin', customerName: 'Ada Lovelace', customerEmail }
  const reply = await fetch(`http://localhost:${program.port}/v1/sites/harbor/modules/booking/actions/reserve`, {
    method: 'POST',
    headers: {
      Authorization: 'Bearer dm_sk_test_harbor',
      'Content-Type': 'application/json',
      'Dm-Test-Clock': '2027-01-11T07:00:00.000Z',
    },
    body: JSON.stringify(body),
  })
  expect([reply.status, await reply.text()]).toEqual([200, expect.any(String)])
}

const mailsTo = (recipient: string) => server.mails.filter((mail) => mail.recipient === recipient)
async function rowOf(recipient: string) {
  const { rows } = await admin.query<{ state: string; error: string | null; attempts: number }>(
    'select state, error, attempts from dp.mails where recipient = $1',
    [recipient],
  )
  return rows[0]
}
const soon = { timeout: 25_000, interval: 100 }

describe('a confirmation', () => {
  it('arrives once, from the business, with an invitation that calendars read', async () => {
    await book('ada@example.com')
    await expect.poll(async () => (await rowOf('ada@example.com'))?.state, soon).toBe('sent')
    const [mail, ...others] = mailsTo('ada@example.com')
    expect(others).toEqual([])
    const { parsed, raw } = mail!
    expect(parsed.from?.value[0]).toMatchObject({ name: 'Harbor Salon', address: 'book@salon.example' })
    expect(parsed.subject).toContain('Haircut')
    expect(parsed.text).toContain('Haircut')
    expect(parsed.html).toContain('<')
    // The alternative is what mail programs show as an invitation, the attachment what people save.
    expect(raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i)
    expect(raw).toMatch(/Content-Type: application\/ics; name=invite\.ics/i)
    expect(raw).toMatch(/Auto-Submitted: auto-generated/i)
    const calendars = parsed.attachments.filter(({ contentType }) => /calendar|ics/.test(contentType))
    expect(new Set(calendars.map(({ content }) => content.toString().trim())).size).toBe(1)
    const calendar = new ICAL.Component(ICAL.parse(calendars[0]!.content.toString()) as unknown[])
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST')
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!)
    expect(event.startDate.toJSDate().toISOString()).toBe('2027-01-18T09:00:00.000Z')
    expect(event.attendees.map((one) => String(one.getFirstValue()))).toEqual(['mailto:ada@example.com'])
  })

  it('that is refused for now is tried again, and arrives once', async () => {
    server.refusals.set('later@example.com', [451])
    await book('later@example.com')
    await expect.poll(async () => (await rowOf('later@example.com'))?.state, soon).toBe('sent')
    expect(server.attempts.filter((one) => one === 'later@example.com')).toHaveLength(2)
    expect(mailsTo('later@example.com')).toHaveLength(1)
    expect(await rowOf('later@example.com')).toMatchObject({ attempts: 2, error: null })
  })

  it('that is refused for good is given up, and keeps the reason', async () => {
    server.refusals.set('never@example.com', [550, 550, 550])
    await book('never@example.com')
    await expect.poll(async () => (await rowOf('never@example.com'))?.state, soon).toBe('failed')
    const row = await rowOf('never@example.com')
    expect(row).toMatchObject({
      attempts: 1,
      error: expect.stringContaining('no mail for never@example.com') as string,
    })
    const queue = new pg.Client({ connectionString: urls().worker })
    await queue.connect()
    const { rows } = await queue.query(`select 1 from graphile_worker.jobs where task_identifier = 'mail'`)
    await queue.end()
    expect(rows).toEqual([])
  })
})

describe('a program that is killed', () => {
  it('after the server took a mail and before it could note that sends it again, as the same mail', async () => {
    const wall = new pg.Client({ connectionString: urls().owner })
    wall.on('error', () => {}) // it goes down with the program
    await wall.connect()
    const taken = new Promise<void>((settle) => {
      server.holds.set('killed@example.com', async () => {
        server.holds.delete('killed@example.com')
        // From here on nobody can note anything about a mail.
        await wall.query('begin')
        await wall.query('lock table dp.mails in share mode')
        settle()
      })
    })
    await book('killed@example.com')
    await taken
    await expect
      .poll(async () => (await admin.query('select 1 from pg_locks where not granted')).rowCount, soon)
      .toBe(1)
    const ended = new Promise((settle) => program.child.once('exit', settle))
    program.child.kill('SIGKILL')
    await ended
    await Promise.all([admin.end(), wall.end()]).catch(() => {})

    await start(program.dataDir)
    await expect.poll(async () => (await rowOf('killed@example.com'))?.state, soon).toBe('sent')
    const ids = mailsTo('killed@example.com').map(({ parsed }) => parsed.messageId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  }, 60_000)

  it('among others leaves its jobs to them when they have waited long enough', async () => {
    const pool = createPool({ url: urls().worker, name: 'test worker', max: 1 })
    const { rows } = await pool.query<{ id: string }>(
      `select id from graphile_worker.jobs where run_at > now() + interval '1 day' order by id limit 2`,
    )
    const ids = rows.map(({ id }) => id)
    expect(ids).toHaveLength(2)
    const lock = (id: string | undefined, by: string, at: Date) =>
      pool.query('update graphile_worker._private_jobs set locked_by = $2, locked_at = $3 where id = $1', [id, by, at])
    const now = new Date()
    await lock(ids[0], 'worker-dead', new Date(now.getTime() - 11 * 60_000))
    await lock(ids[1], 'worker-alive', new Date(now.getTime() - 60_000))
    await transactPlain(pool, (tx) => releaseDead(tx, { now, alone: false }))
    const locked = await pool.query('select locked_by from graphile_worker.jobs where id = any($1) order by id', [ids])
    await pool.end()
    expect(locked.rows).toEqual([{ locked_by: null }, { locked_by: 'worker-alive' }])
  })
})
