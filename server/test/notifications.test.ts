/** Who is told of what, and how, over HTTP and through the queue. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let people: Record<'owner' | 'admin' | 'member', Record<string, string>>

const own = { 'Dm-Request': '1' }
const soon = { timeout: 20_000, interval: 100 }

async function signIn(email: string): Promise<Record<string, string>> {
  const body = { email, password: site.owner.password }
  const reply = await ask({ path: '/v1/session', body, headers: own })
  return { ...own, Cookie: String(reply.headers['set-cookie']?.[0]).split(';')[0]! }
}
const emailOf = (role: string) => site.owner.email.replace('owner@', `${role}@`)

interface Shown {
  readonly id: string
  readonly type: string
  readonly category: string
  readonly title: string
  readonly body: string
  readonly path: string
  readonly readAt: string | null
  readonly groupKey: string
}
interface Page {
  readonly data: readonly Shown[]
  readonly nextCursor: string | null
}

const list = async (headers: Record<string, string>, query = '') =>
  (await ask<Page>({ path: `/v1/me/notifications${query}`, headers })).body
const prefer = (headers: Record<string, string>, body: object) =>
  ask<Record<string, never>>({ method: 'PATCH', path: '/v1/me/notification-preferences', body, headers })
const act = (headers: Record<string, string>, path: string) =>
  ask({ method: 'POST', path: `/v1/me/notifications/${path}`, headers })
const unread = async (headers: Record<string, string>) =>
  (await ask<{ count: number }>({ path: '/v1/me/notifications/unread', headers })).body.count

/** By the site's test key, so that nobody of the site did it. */
async function makeKey(headers?: Record<string, string>): Promise<void> {
  const path = `/v1/sites/${site.slug}/keys`
  const body = { label: 'made by a test', permissions: ['site:read'] }
  const reply = await ask({ path, body, ...(headers ? { headers } : { key: site.key }) })
  expect(reply.status).toBe(201)
}
/** Said of a domain by core's own sweep. */
async function emitDomain(type: string): Promise<void> {
  await stand.admin.query(
    `insert into dp.events (agency_id, site_id, id, type, payload, actor, request_id, occurred_at)
     values ($1, $2, gen_random_uuid(), $3, '{}', 'job:recheck-domain', 'test', now())`,
    [site.agencyId, site.siteId, type],
  )
  const { rows } = await stand.admin.query<{ id: string }>(
    'select id from dp.events where site_id = $1 and type = $2 and delivered_at is null',
    [site.siteId, type],
  )
  const payload = { eventId: rows[0]!.id, agencyId: site.agencyId, siteId: site.siteId }
  // Delivered twice at the same time, as a job and its sweep may.
  for (const key of ['one', 'two'])
    await stand.queue.query(`select graphile_worker.add_job('event', $1, job_key := $2)`, [
      JSON.stringify(payload),
      `${payload.eventId}:${key}`,
    ])
}
const mailsTo = async (email: string) =>
  (
    await stand.admin.query<{ kind: string; subject: string; text_body: string; category: string }>(
      `select kind, subject, text_body, category from dp.mails where recipient = $1 and kind like 'notification.%' order by created_at, id`,
      [email],
    )
  ).rows

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite(['owner', 'admin', 'member', 'client'])
  const [owner, admin, member] = await Promise.all(['owner', 'admin', 'member'].map((role) => signIn(emailOf(role))))
  people = { owner: owner!, admin: admin!, member: member! }
})
afterAll(() => stand.close())

describe('an event', () => {
  it('is told to whoever may see what it is about, in the app and by mail, and to nobody else', async () => {
    await makeKey()
    for (const person of [people.owner, people.admin])
      await expect
        .poll(async () => (await list(person)).data, soon)
        .toMatchObject([
          { type: 'core.key.created', category: 'security', path: `/sites/${site.slug}/keys`, readAt: null },
        ])
    expect((await list(people.member)).data).toEqual([])
    expect(await mailsTo(emailOf('owner'))).toMatchObject([{ kind: 'notification.alert', subject: 'A new API key' }])
    expect(await mailsTo(emailOf('member'))).toEqual([])
  })

  it('is not told to who did it', async () => {
    await makeKey(people.owner)
    await expect.poll(async () => (await list(people.admin)).data.length, soon).toBe(2)
    expect((await list(people.owner)).data).toHaveLength(1)
  })

  it('that is delivered twice is told once', async () => {
    await emitDomain('core.domain.revoked')
    const told = async () => (await list(people.owner, '?category=site')).data.length
    await expect.poll(told, soon).toBe(1)
    const { rows } = await stand.admin.query(
      `select count(*)::int as count from dramac.notifications where agency_id = $1 and type = 'core.domain.revoked'`,
      [site.agencyId],
    )
    expect(rows).toEqual([{ count: 3 }])
    expect((await mailsTo(emailOf('member'))).map(({ kind }) => kind)).toEqual(['notification.single'])
  })
})

describe('the list', () => {
  it('is read, counted, paged and put away, each by its own person', async () => {
    expect(await unread(people.owner)).toBe(2)
    const first = await list(people.owner, '?limit=1')
    const second = await list(people.owner, `?limit=1&cursor=${first.nextCursor}`)
    const [newest, oldest] = [first.data[0]!, second.data[0]!]
    expect([newest.type, oldest.type, second.nextCursor]).toEqual(['core.domain.revoked', 'core.key.created', null])
    for (const path of [`${newest.id}/read`, `${newest.id}/archive`])
      expect((await act(people.admin, path)).status).toBe(404)
    expect((await act(people.owner, `${newest.id}/read`)).status).toBe(204)
    expect(await unread(people.owner)).toBe(1)
    expect((await list(people.owner, '?unread=true')).data.map(({ id }) => id)).toEqual([oldest.id])
    expect((await act(people.owner, `${newest.id}/archive`)).status).toBe(204)
    expect((await list(people.owner)).data.map(({ id }) => id)).toEqual([oldest.id])
    expect((await list(people.owner, '?archived=true')).data.map(({ id }) => id)).toEqual([newest.id])
    expect((await act(people.owner, 'read')).status).toBe(204)
    expect(await unread(people.owner)).toBe(0)
    expect(await unread(people.admin)).toBe(3)
  })

  it('is nobody’s without a session, and a write is one of our own pages’', async () => {
    expect((await ask({ path: '/v1/me/notifications' })).status).toBe(401)
    expect((await ask({ path: '/v1/me/notifications', key: site.key })).status).toBe(401)
    const { Cookie = '' } = people.owner
    const forged = await ask({ method: 'POST', path: '/v1/me/notifications/read', headers: { Cookie } })
    expect([forged.status, problemOf(forged).reason]).toEqual([403, 'core.request_header_missing'])
    const foreign = await ask({ path: '/v1/me/notifications?colour=red', headers: people.owner })
    expect(foreign.status).toBe(422)
  })
})

describe('preferences', () => {
  it.each([
    { channels: { security: { mail: false } } },
    { zone: 'Mars/Olympus' },
    { quietFrom: '22:00' },
    { quietFrom: '25:00', quietTo: '07:00' },
    { digest: 'hourly' },
    { userId: 'x' },
    {},
  ])('refuse %j', async (body) => expect((await prefer(people.member, body)).status).toBe(422))

  it('turn channels off, each by itself, and speak the person’s language', async () => {
    await prefer(people.member, { channels: { site: { app: true, mail: false } }, locale: 'de', zone: 'Europe/Berlin' })
    await prefer(people.admin, { channels: { site: { app: false, mail: true } } })
    const before = (await mailsTo(emailOf('member'))).length
    await emitDomain('core.domain.failed')
    await expect
      .poll(async () => (await list(people.member)).data[0]?.title, soon)
      .toBe('Eine Domain konnte nicht bestätigt werden')
    expect(await mailsTo(emailOf('member'))).toHaveLength(before)
    expect((await mailsTo(emailOf('admin'))).at(-1)).toMatchObject({ subject: 'A domain could not be verified' })
    expect((await list(people.admin)).data.map(({ type }) => type)).not.toContain('core.domain.failed')
  })

  it('gather mails into one, which comes once, and never wait with an alarm', async () => {
    await prefer(people.member, { channels: { site: { mail: true } }, digest: 'daily' })
    await prefer(people.admin, { digest: 'weekly' })
    const before = (await mailsTo(emailOf('member'))).length
    await emitDomain('core.domain.verified')
    await expect.poll(async () => (await list(people.member)).data[0]?.type, soon).toBe('core.domain.verified')
    expect(await mailsTo(emailOf('member'))).toHaveLength(before)
    await makeKey()
    await expect.poll(async () => (await mailsTo(emailOf('admin'))).at(-1)?.kind, soon).toBe('notification.alert')
    await stand.admin.query(
      `update dramac.notifications set mail_due_at = now() where agency_id = $1 and mail_due_at is not null`,
      [site.agencyId],
    )
    await stand.queue.query(`select graphile_worker.add_job('digests')`)
    await stand.queue.query(`select graphile_worker.add_job('digests')`)
    const digests = async () => (await mailsTo(emailOf('member'))).filter(({ kind }) => kind === 'notification.digest')
    await expect.poll(async () => (await digests()).length, soon).toBe(1)
    const [digest] = await digests()
    expect(digest).toMatchObject({ subject: 'Neuigkeiten: 1' })
    expect(digest!.text_body).toContain('Eine Domain wurde bestätigt')
    const { rows } = await stand.admin.query(
      'select 1 from dramac.notifications where agency_id = $1 and mail_due_at is not null',
      [site.agencyId],
    )
    expect(rows).toEqual([])
    expect(await digests()).toHaveLength(1)
  })
})
