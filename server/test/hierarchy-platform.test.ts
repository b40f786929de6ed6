/** What super admins do with agencies, what a suspended or closed one is, and who can read it afterwards. */
import { platformPlace } from '@dramac/core/access/places'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { addPerson, newAgency, type Person, type TestAgency } from './hierarchy-stand.ts'
import { ask, openStand, problemOf, type Reply, type Stand } from './site.ts'

let stand: Stand
let chief: Person
let agency: TestAgency

beforeAll(async () => {
  stand = openStand()
  chief = await addPerson(stand.admin, platformPlace.agencyId, { role: 'super_admin' })
})
beforeEach(async () => {
  agency = await newAgency(stand)
})
afterAll(async () => {
  await stand.admin.query('delete from dramac.memberships where user_id = $1', [chief.userId])
  await stand.close()
})

interface Agency {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly plan: string
  readonly suspendedReason: string | null
  readonly version: number
}
const words = (reply: Reply<unknown>) => [reply.status, problemOf(reply).reason]
const judge = (deed: string, body?: object) =>
  chief.ask<Agency>(`platform/agencies/${agency.agencyId}/${deed}`, { method: 'POST', ...(body ? { body } : {}) })
const openFrame = () =>
  ask({
    path: `/f/booking/booking?o=https%3A%2F%2Felsewhere.example&n=${'n'.repeat(24)}&v=1`,
    host: `${agency.frameLabel}.frames.localhost:${inject('port')}`,
  })

describe('a suspended agency', () => {
  it('is read by its people and changed by nobody; its programs and embeds are told so, its jobs go on', async () => {
    const suspended = await judge('suspend', { reason: 'Unpaid' })
    expect(suspended.body).toMatchObject({ state: 'suspended', suspendedReason: 'Unpaid' })
    const own = await agency.boss.ask<Agency>(`agencies/${agency.agencyId}`)
    expect(own.body).toMatchObject({ state: 'suspended', suspendedReason: 'Unpaid' })
    expect((await agency.boss.ask(`sites/${agency.slug}/modules/booking/services`)).status).toBe(200)
    for (const [path, body] of [
      [`agencies/${agency.agencyId}/clients`, { name: 'New' }],
      [`agencies/${agency.agencyId}/invitations`, { email: 'a@example.com', role: 'member' }],
      [`sites/${agency.slug}/domains`, { pattern: 'https://new.example' }],
    ] as const)
      expect([path, ...words(await agency.boss.ask(path, { body }))]).toEqual([path, 402, 'core.agency_suspended'])
    expect(words(await ask({ path: `/v1/sites/${agency.slug}/domains`, key: agency.key }))).toEqual([
      402,
      'core.agency_suspended',
    ])
    const frame = await openFrame()
    expect([frame.status, frame.text.includes('data-dm-error="E_UNAVAILABLE"')]).toEqual([503, true])
    await expect
      .poll(
        async () =>
          (
            await stand.admin.query(
              `select from dp.events where agency_id = $1 and site_id = $1 and type = 'core.agency.suspended' and delivered_at is not null`,
              [agency.agencyId],
            )
          ).rowCount,
        { timeout: 10_000 },
      )
      .toBe(1)
    expect((await judge('resume')).body).toMatchObject({ state: 'active', suspendedReason: null })
    expect((await agency.boss.ask(`agencies/${agency.agencyId}/clients`, { body: { name: 'New' } })).status).toBe(201)
    expect((await openFrame()).status).toBe(403)
  })

  it('is a state among three, of which each has its own ways out', async () => {
    expect(words(await judge('resume'))).toEqual([409, 'core.transition_refused'])
    const nameless = await judge('suspend', {})
    expect([nameless.status, problemOf(nameless).errors[0]?.path]).toEqual([422, '/reason'])
    expect((await judge('close')).body.state).toBe('closed')
    const again = await judge('close')
    expect([...words(again), problemOf(again)['allowed']]).toEqual([409, 'core.transition_refused', []])
    expect(words(await agency.boss.ask(`agencies/${agency.agencyId}`))).toEqual([404, 'core.agency_unknown'])
    expect(words(await agency.boss.ask(`sites/${agency.slug}/domains`))).toEqual([404, 'core.site_unknown'])
    expect((await openFrame()).status).toBe(404)
    expect((await chief.ask<Agency>(`platform/agencies/${agency.agencyId}`)).body.state).toBe('closed')
  })
})

describe('the platform', () => {
  it('changes a plan at the version that was read, and what it allows counts at once', async () => {
    const { body } = await chief.ask<Agency>(`platform/agencies/${agency.agencyId}`)
    const change = (plan: string, version = body.version) =>
      chief.ask<Agency>(`platform/agencies/${agency.agencyId}`, {
        method: 'PATCH',
        body: { plan },
        headers: { 'If-Match': `"${version}"` },
      })
    expect(problemOf(await change('golden')).errors[0]?.path).toBe('/plan')
    expect((await change('starter')).body.plan).toBe('starter')
    expect(words(await change('growth'))).toEqual([412, 'core.version_changed'])
    const usage = await agency.boss.ask(`agencies/${agency.agencyId}/usage`)
    expect(usage.body).toEqual({
      plan: 'starter',
      metrics: [
        { metric: 'sites', used: 1, limit: 5 },
        { metric: 'seats', used: 1, limit: 3 },
        { metric: 'emailsPerMonth', used: 0, limit: 2_000 },
      ],
    })
  })

  it('finds people by name and address, with where they belong', async () => {
    const found = await chief.ask<{ data: object[] }>(`platform/users?q=${agency.owner.email}`)
    expect(found.body.data).toEqual([
      expect.objectContaining({
        id: agency.boss.userId,
        email: agency.owner.email,
        agencies: [expect.objectContaining({ id: agency.agencyId, role: 'owner' })],
      }),
    ])
    expect(found.text).not.toMatch(/password|argon/)
  })

  it('writes down whatever a super admin asks of it, reading and failing too, and what it does in both places', async () => {
    await chief.ask(`platform/users?q=somebody`)
    await judge('resume')
    await judge('suspend', { reason: 'Unpaid' })
    const { rows } = await stand.admin.query<{ action: string; result: string; resource: string }>(
      `select action, result, resource from dp.audits where agency_id = $1 and actor = $2 order by id desc limit 4`,
      [platformPlace.agencyId, `user:${chief.userId}`],
    )
    const path = (deed: string) => `agencies/${agency.agencyId}/${deed}`
    expect(rows.map(({ action, result, resource }) => [action, result, resource])).toEqual(
      expect.arrayContaining([
        ['core.platform.asked', 'ok', path('suspend')],
        ['core.agency.suspended', 'ok', agency.agencyId],
        ['core.platform.asked', 'failed', path('resume')],
        ['core.platform.asked', 'ok', 'users'],
      ]),
    )
    const own = await agency.boss.ask<{ data: object[] }>(
      `agencies/${agency.agencyId}/audits?action=core.agency.suspended`,
    )
    expect(own.body.data).toEqual([
      expect.objectContaining({ actor: `user:${chief.userId}`, actorName: `Name of ${chief.email}` }),
    ])
  })
})

describe('an agency', () => {
  it('changes its own name and settings at the version that was read, and nothing that is not its own', async () => {
    const change = (body: object, version = 1) =>
      agency.boss.ask<Agency>(`agencies/${agency.agencyId}`, {
        method: 'PATCH',
        body,
        headers: { 'If-Match': `"${version}"` },
      })
    const changed = await change({ name: 'Renamed', currency: 'EUR' })
    expect(changed.body).toMatchObject({ name: 'Renamed', currency: 'EUR', requiresSecondFactor: false, version: 2 })
    expect(words(await change({ name: 'Late' }))).toEqual([412, 'core.version_changed'])
    for (const field of [{ plan: 'unlimited' }, { state: 'active' }, { version: 9 }, { limits: {} }])
      expect((await change(field, 2)).status).toBe(422)
    const other = await newAgency(stand)
    const { body } = await other.boss.ask<{ slug: string }>(`agencies/${other.agencyId}`)
    expect(words(await change({ slug: body.slug }, 2))).toEqual([409, 'core.slug_taken'])
    expect((await change({ requiresSecondFactor: true }, 2)).body).toMatchObject({ requiresSecondFactor: true })
    expect(words(await change({ name: 'Without one' }, 3))).toEqual([403, 'identity.second_factor_missing'])
  })
})

describe('audits', () => {
  it('of an agency are of all its sites, by filter and page by page, with the names of who acted', async () => {
    await ask({ path: `/v1/sites/${agency.slug}/domains`, key: agency.key, body: { pattern: 'https://a.example' } })
    await agency.boss.ask(`agencies/${agency.agencyId}/clients`, { body: { name: 'Two' } })
    const list = async (query = '') =>
      (
        await agency.boss.ask<{
          data: { id: string; action: string; actorName: string; siteName: string | null }[]
          nextCursor: string | null
        }>(`agencies/${agency.agencyId}/audits${query}`)
      ).body
    const all = await list()
    expect(all.data.map(({ action, actorName, siteName }) => [action, actorName, siteName !== null])).toEqual([
      ['core.client.created', 'owner', false],
      ['core.domain.added', 'test', true],
    ])
    expect((await list(`?site=${agency.siteId}`)).data).toEqual([all.data[1]])
    expect((await list(`?actor=user:${agency.boss.userId}`)).data).toEqual([all.data[0]])
    expect((await list('?action=core.domain.added&result=ok')).data).toEqual([all.data[1]])
    expect((await list('?to=2020-01-01T00:00:00Z')).data).toEqual([])
    const first = await list('?limit=1')
    expect([...first.data, ...(await list(`?limit=1&cursor=${first.nextCursor}`)).data]).toEqual(all.data)
    const ofSite = await agency.boss.ask<{ data: object[] }>(`sites/${agency.slug}/audits`)
    expect(ofSite.body.data).toEqual([all.data[1]])
  })

  it('are told to who is bound to a site for that site alone', async () => {
    const role = await agency.boss.ask<{ id: string }>(`agencies/${agency.agencyId}/roles`, {
      body: { name: 'Watchers', permissions: ['audits:read', 'site:read'] },
    })
    const bond = { role: 'custom', roleId: role.body.id } as const
    const watcher = await addPerson(stand.admin, agency.agencyId, { ...bond, siteId: agency.siteId })
    const made = await agency.boss.ask<{ id: string; slug: string }>(`agencies/${agency.agencyId}/sites`, {
      body: { clientId: agency.clientId, name: 'Other' },
    })
    for (const slug of [agency.slug, made.body.slug])
      await agency.boss.ask(`sites/${slug}/domains`, { body: { pattern: 'https://b.example' } })
    const { body } = await watcher.ask<{ data: { siteId: string }[] }>(`agencies/${agency.agencyId}/audits`)
    expect(body.data.map((one) => one.siteId)).toEqual([agency.siteId])
    const asked = await watcher.ask<{ data: [] }>(`agencies/${agency.agencyId}/audits?site=${made.body.id}`)
    expect(asked.body.data).toEqual([])
  })
})
