/** What becomes of a mail after it was queued, over real SMTP and signed webhooks: bounces, complaints, those who want no more. */
import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase, createPool, transactPlain } from '@dramac/core/db/database'
import type { TenantTx, Tx } from '@dramac/core/db/tx'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { createSealer } from '@dramac/core/identity/sealer'
import { queueMail, type Manner } from '@dramac/core/mail/queue-mail'
import { sendMailTo } from '@dramac/core/mail/send-mail-to'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProgram, type Program } from '../../test/setup/global.ts'
import { openMailServer, type MailServer, type ReceivedMail } from '../../test/setup/mail-server.ts'

const secret = 'what-the-provider-signs-with'
const soon = { timeout: 25_000, interval: 100 }

let server: MailServer
let program: Program
let admin: pg.Pool
let worker: pg.Pool
let agencyId: string
let siteId: string

beforeAll(async () => {
  server = await openMailServer()
  program = await startProgram({
    DRAMAC_SMTP_URL: server.url,
    DRAMAC_MAIL_FROM: 'post@salon.example',
    DRAMAC_MAIL_EVENTS_SECRET: secret,
    DRAMAC_LIMITS_SCALE: '20',
  })
  const urls = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  admin = createPool({ url: urls.admin, name: 'test admin', max: 2 })
  worker = createPool({ url: urls.worker, name: 'test worker', max: 4 })
  const { rows } = await admin.query<{ agency_id: string; site_id: string }>(
    `select agency_id, site_id from dramac.sites where slug = 'harbor'`,
  )
  agencyId = rows[0]!.agency_id
  siteId = rows[0]!.site_id
})
afterAll(async () => {
  await Promise.all([admin.end(), worker.end()])
  await program.stop()
  await server.close()
})

const origin = () => `http://localhost:${program.port}`
const via = () => ({
  sealer: createSealer(readFileSync(join(program.dataDir, 'secret'), 'utf8')),
  links: { app: (path: string) => origin() + path, visitorPage: () => '', mailAddress: '' },
})

/** As an operation of the program would, in the site's place. */
async function inSite<R>(work: (tx: TenantTx) => Promise<R>, place = siteId): Promise<R> {
  const now = new Date()
  const open = (tx: Tx): TenantTx => ({ ...tx, agencyId, siteId: place, now, newId: () => newUuidV7(now.getTime()) })
  return createDatabase(worker).tenant({ kind: 'job', id: null, agencyId, siteId: place }, (tx) => work(open(tx)))
}

const content = { language: 'en', subject: 'News', paragraphs: ['Hello,', 'this is new.'] }
const queue = (recipient: string, manner: Manner, onceFor?: string) =>
  inSite((tx) =>
    queueMail(tx, {
      kind: 'test.mail',
      audience: 'customer',
      recipient,
      content,
      ...manner,
      ...(onceFor ? { onceFor } : {}),
    }),
  )
const transactional: Manner = { category: 'transactional' }
const resetMail = (recipient: string) =>
  inSite((tx) =>
    sendMailTo(tx, 'identity.reset_password', {
      recipient,
      locale: 'en',
      facts: { name: 'Ada', link: 'https://app.example/reset#secret-token', expiresInMinutes: 30 },
    }),
  )

interface Logged {
  readonly id: string
  readonly state: string
  readonly error: string | null
  readonly kind: string
  readonly providerId: string | null
  readonly deliveredAt: string | null
}
/** The owner's, who may ask for what is the agency's. */
let cookie: Promise<string> | undefined
const signedIn = () =>
  (cookie ??= fetch(`${origin()}/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Dm-Request': '1' },
    body: JSON.stringify({ email: 'owner@northwind.test', password: 'demo-password' }),
  }).then((reply) => reply.headers.get('set-cookie')!.split(';')[0]!))
async function ofAgency<T>(path: string, method = 'GET'): Promise<{ status: number; body: T }> {
  const headers = { Cookie: await signedIn(), 'Dm-Request': '1' }
  const reply = await fetch(`${origin()}/v1/agencies/${agencyId}/${path}`, { method, headers })
  const text = await reply.text()
  return { status: reply.status, body: (text ? JSON.parse(text) : {}) as T }
}

async function logOf(recipient: string): Promise<Logged[]> {
  const reply = await fetch(`${origin()}/v1/sites/harbor/mails?recipient=${encodeURIComponent(recipient)}`, {
    headers: { Cookie: await signedIn() },
  })
  return ((await reply.json()) as { data: Logged[] }).data
}
const stateOf = async (recipient: string) => (await logOf(recipient)).map(({ state }) => state)
const arrived = (recipient: string): ReceivedMail[] => server.mails.filter((mail) => mail.recipient === recipient)
async function sendTo(recipient: string, manner = transactional): Promise<ReceivedMail> {
  await queue(recipient, manner)
  await expect.poll(() => stateOf(recipient), soon).toEqual(['sent'])
  return arrived(recipient)[0]!
}

interface Signed {
  readonly id?: string
  readonly at?: Date
  readonly signature?: string
  readonly body: string
}
/** A provider that says what a test makes it say: twice, late, unsigned, malformed. */
const tell = ({ id = randomUUID(), at = new Date(), signature, body }: Signed, provider = 'standard') => {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return fetch(`${origin()}/v1/mail/events/${provider}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature ?? `v1,${mac}`,
    },
    body,
  })
}
const news = (type: string, mail: ReceivedMail, rest: object = {}) =>
  JSON.stringify({ type: `mail.${type}`, data: { messageId: mail.parsed.messageId, ...rest } })

describe('the log of mail', () => {
  it('says what was sent to whom and what became of it, page by page, and not what it said', async () => {
    await sendTo('log-1@example.com')
    await sendTo('log-2@example.com')
    const headers = { Cookie: await signedIn() }
    const list = async (query: string) =>
      (await (await fetch(`${origin()}/v1/sites/harbor/mails?${query}`, { headers })).json()) as {
        data: Logged[]
        nextCursor: string
      }
    const first = await list('limit=1&kind=test.mail&state=sent')
    const second = await list(`limit=1&kind=test.mail&state=sent&cursor=${first.nextCursor}`)
    expect([first, second].flatMap(({ data }) => data)).toMatchObject([
      { recipient: 'log-2@example.com', attempts: 1 },
      { recipient: 'log-1@example.com' },
    ])
    expect(first.data[0]!.providerId).toMatch(/^250/)
    expect(JSON.stringify(first)).not.toContain('this is new')
  })

  it('is closed to who is nobody', async () => {
    expect((await fetch(`${origin()}/v1/sites/harbor/mails`)).status).toBe(401)
  })

  it('keeps no link that opens an account once it is with whom it is for', async () => {
    await resetMail('secret@example.com')
    await expect.poll(() => stateOf('secret@example.com'), soon).toEqual(['sent'])
    expect(arrived('secret@example.com')[0]!.parsed.text).toContain('secret-token')
    const { rows } = await admin.query(
      `select text_body || html_body as body from dp.mails where recipient = 'secret@example.com'`,
    )
    expect(rows).toEqual([{ body: '' }])
  })
})

describe('a provider', () => {
  it('tells of a delivery, once, however often it says so', async () => {
    const mail = await sendTo('delivered@example.com')
    const body = news('delivered', mail)
    const id = randomUUID()
    for (let index = 0; index < 3; index++) expect((await tell({ id, body })).status).toBe(204)
    await expect.poll(() => stateOf('delivered@example.com'), soon).toEqual(['delivered'])
    await tell({ id, body })
    await new Promise((settle) => setTimeout(settle, 1_000))
    const { rows } = await admin.query(
      `select count(*)::int as count from dp.events e where type = 'core.mail.delivered' and site_id = $1`,
      [siteId],
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  it('that tells of a bounce after a complaint, or of a delivery after a bounce, changes nothing any more', async () => {
    const mail = await sendTo('late@example.com')
    await tell({ body: news('bounced', mail, { reason: '550 5.1.1 no such user' }) })
    await expect.poll(() => stateOf('late@example.com'), soon).toEqual(['bounced'])
    await tell({ body: news('delivered', mail) })
    await tell({ body: news('complained', mail) })
    await expect.poll(() => stateOf('late@example.com'), soon).toEqual(['complained'])
    expect((await logOf('late@example.com'))[0]).toMatchObject({ deliveredAt: null, error: '550 5.1.1 no such user' })
  })

  it.each<[string, Partial<Signed>]>([
    ['with another signature', { signature: `v1,${Buffer.alloc(32).toString('base64')}` }],
    ['with half a signature', { signature: 'v1,' }],
    ['without a signature', { signature: '' }],
    ['of six minutes ago', { at: new Date(Date.now() - 6 * 60_000) }],
    ['from the future', { at: new Date(Date.now() + 6 * 60_000) }],
  ])('is not believed %s', async (_, forged) => {
    const mail = arrived('log-1@example.com')[0]!
    const reply = await tell({ body: news('bounced', mail), ...forged })
    expect(reply.status).toBe(401)
    expect(await stateOf('log-1@example.com')).toEqual(['sent'])
  })

  it('is not believed when a byte of the body is another', async () => {
    const mail = arrived('log-1@example.com')[0]!
    const body = news('bounced', mail)
    const id = randomUUID()
    const timestamp = String(Math.floor(Date.now() / 1000))
    const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
    expect((await tell({ id, signature: `v1,${mac}`, body: `${body} ` })).status).toBe(401)
  })

  it('that speaks of what is not ours is thanked, and nothing happens', async () => {
    for (const body of ['{}', '{"type":"mail.bounced","data":{"messageId":"<x@y>"}}', '{"type":7,"data":null}'])
      expect((await tell({ body })).status).toBe(204)
    const unknown = `<${randomUUID()}.${agencyId}.${siteId}@salon.example>`
    expect((await tell({ body: JSON.stringify({ type: 'mail.bounced', data: { messageId: unknown } }) })).status).toBe(
      204,
    )
    expect((await tell({ body: '{' })).status).toBe(400)
    expect((await tell({ body: '{}' }, 'nobody')).status).toBe(404)
  })
})

describe('an address', () => {
  it('that the server refuses for good gets nothing more, until somebody lets it', async () => {
    server.refusals.set('gone@example.com', [550])
    await queue('gone@example.com', transactional)
    await expect.poll(() => stateOf('gone@example.com'), soon).toEqual(['failed'])
    await queue('Gone@Example.com', transactional)
    await resetMail('gone@example.com')
    await expect.poll(() => stateOf('gone@example.com'), soon).toEqual(['suppressed', 'suppressed', 'failed'])
    expect((await logOf('gone@example.com'))[0]).toMatchObject({ error: 'hard_bounce' })
    expect(server.attempts.filter((one) => /^gone@/i.test(one))).toHaveLength(1)

    const { body } = await ofAgency<{ data: { id: string; reason: string }[] }>(
      'suppressions?recipient=gone@example.com',
    )
    expect(body.data).toMatchObject([{ recipient: 'gone@example.com', reason: 'hard_bounce' }])
    expect((await ofAgency(`suppressions/${body.data[0]!.id}`, 'DELETE')).status).toBe(204)
    expect((await ofAgency(`suppressions/${body.data[0]!.id}`, 'DELETE')).status).toBe(404)
    await queue('gone@example.com', transactional)
    await expect.poll(async () => (await stateOf('gone@example.com'))[0], soon).toBe('sent')
  })

  it('that bounced for now gets nothing but security mail', async () => {
    const mail = await sendTo('full@example.com')
    await tell({ body: news('bounced', mail, { permanent: false, reason: '452 4.2.2 mailbox full' }) })
    await expect.poll(() => stateOf('full@example.com'), soon).toEqual(['bounced'])
    await queue('full@example.com', transactional)
    await resetMail('full@example.com')
    await expect.poll(async () => (await stateOf('full@example.com')).slice(0, 2), soon).toEqual(['sent', 'suppressed'])
    expect((await ofAgency<{ data: object[] }>('suppressions?recipient=full@example.com')).body.data).toMatchObject([
      { reason: 'soft_bounce', expiresAt: expect.any(String) as string },
    ])
  })

  it('that complained gets nothing at all', async () => {
    const mail = await sendTo('angry@example.com')
    await tell({ body: news('complained', mail) })
    await expect.poll(() => stateOf('angry@example.com'), soon).toEqual(['complained'])
    await resetMail('angry@example.com')
    await expect.poll(async () => (await stateOf('angry@example.com'))[0], soon).toBe('suppressed')
  })

  it.each([
    'a@x.example, b@x.example',
    'a@x.example\r\nBcc: b@x.example',
    'Ada <a@x.example>',
    '"a b"@x.example',
    'nobody',
    '',
  ])('is one address or none: %j is refused', async (recipient) => {
    await expect(queue(recipient, transactional)).rejects.toMatchObject({ reason: 'core.mail_address_refused' })
  })
})

describe('whoever wants no more', () => {
  const optional = (): Manner => ({ category: 'optional', via: via() })
  const linkOf = (mail: ReceivedMail) => /List-Unsubscribe: <([^>]+)>/i.exec(mail.raw.replace(/\r\n[ \t]+/g, ''))![1]!

  it('says so by one click in their mail program, and still gets what they must', async () => {
    const mail = await sendTo('stop@example.com', optional())
    expect(mail.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    const url = linkOf(mail)
    expect(mail.parsed.text).toContain(url)
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const reply = await fetch(url, { method: 'POST', headers: form, body: 'List-Unsubscribe=One-Click' })
    expect(reply.status).toBe(200)
    await expect
      .poll(
        async () =>
          (await admin.query(`select 1 from dramac.mail_stops where recipient_key = 'stop@example.com'`)).rowCount,
        soon,
      )
      .toBe(1)
    await queue('stop@example.com', optional())
    await expect
      .poll(async () => (await logOf('stop@example.com'))[0], soon)
      .toMatchObject({
        state: 'suppressed',
        error: 'stopped',
      })
    await queue('stop@example.com', transactional)
    await resetMail('stop@example.com')
    await expect.poll(async () => (await stateOf('stop@example.com')).slice(0, 2), soon).toEqual(['sent', 'sent'])
    expect(arrived('stop@example.com')).toHaveLength(3)
  })

  it('sees a page that asks first, in their language: a link that is only followed stops nothing', async () => {
    const url = linkOf(await sendTo('look@example.com', optional()))
    const page = await fetch(url, { headers: { 'Accept-Language': 'ar' } })
    const text = await page.text()
    expect(text).toMatch(/<html lang="ar" dir="rtl">[\s\S]*<form method="post"/)
    expect(text).not.toMatch(/dramac/i)
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    await queue('look@example.com', optional())
    await expect.poll(() => stateOf('look@example.com'), soon).toEqual(['sent', 'sent'])
  })

  it('may want them again', async () => {
    const url = linkOf(await sendTo('again@example.com', optional()))
    const isStopped = async () =>
      (await admin.query(`select 1 from dramac.mail_stops where recipient_key = 'again@example.com'`)).rowCount
    expect(await (await fetch(url, { method: 'POST' })).text()).toContain('wanted=yes')
    await expect.poll(isStopped, soon).toBe(1)
    await fetch(`${url}&wanted=yes`, { method: 'POST' })
    await expect.poll(isStopped, soon).toBe(0)
  })

  it('is known by nothing but the link they were sent', async () => {
    const url = linkOf(await sendTo('forged@example.com', optional()))
    const [head, token] = url.split('token=') as [string, string]
    for (const forged of [`${token}x`, token.slice(5), 'a.b', ''])
      expect((await fetch(`${head}token=${forged}`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(head.slice(0, -1))).status).toBe(422)
  })

  it('gets no such link in mail that cannot be stopped', async () => {
    const mail = await sendTo('plain@example.com')
    expect(mail.raw).not.toMatch(/List-Unsubscribe/i)
  })
})

describe('one event', () => {
  it('gives one address one mail, when two tell of it at the same time too', async () => {
    await Promise.all([1, 2, 3, 4].map(() => queue('once@example.com', transactional, 'event-1')))
    await queue('ONCE@example.com', transactional, 'event-1')
    await queue('once@example.com', transactional, 'event-2')
    await expect.poll(() => stateOf('once@example.com'), soon).toEqual(['sent', 'sent'])
    expect(arrived('once@example.com')).toHaveLength(2)
  })
})

describe('a plan', () => {
  it('counts every mail that was sent, and stops marketing at its end, and nothing else', async () => {
    const usage = async () => (await ofAgency<{ sent: number; quota: number }>('mail-usage')).body
    const before = await usage()
    await sendTo('counted@example.com')
    await expect.poll(usage, soon).toEqual({ sent: before.sent + 1, quota: 40_000 })
    await transactPlain(admin, (tx) =>
      tx.run({ text: 'update dramac.mail_usage set sent = 40000 where agency_id = $1' }, [agencyId]),
    )
    const marketing: Manner = { category: 'marketing', via: via() }
    await expect(queue('offer@example.com', marketing)).rejects.toMatchObject({
      code: 'USAGE_LIMIT_EXCEEDED',
      reason: 'core.mail_quota',
    })
    await sendTo('still@example.com')
    await transactPlain(admin, (tx) =>
      tx.run({ text: 'update dramac.mail_usage set sent = 5 where agency_id = $1' }, [agencyId]),
    )
    expect((await sendTo('offer@example.com', marketing)).parsed.text).toContain('/mail/stop?token=')
  })
})
