/** Sites of an agency: made within the plan, renamed, moved, suspended, archived. */
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { addPerson, archivedDaysAgo, newAgency, type TestAgency } from './hierarchy-stand.ts'
import { addService, ask, openStand, problemOf, type Reply, type Stand } from './site.ts'

let stand: Stand
let agency: TestAgency

beforeAll(() => {
  stand = openStand()
})
beforeEach(async () => {
  agency = await newAgency(stand)
})
afterAll(() => stand.close())

interface Site {
  readonly id: string
  readonly slug: string
  readonly state: string
  readonly clientId: string
  readonly modules: readonly string[]
  readonly version: number
}
const at = (rest = '') => `agencies/${agency.agencyId}/sites${rest}`
const words = (reply: Reply<unknown>) => [reply.status, problemOf(reply).reason]
const add = (body: object = {}) =>
  agency.boss.ask<Site>(at(), { body: { clientId: agency.clientId, name: 'New site', ...body } })
const post = (rest: string, body?: object) =>
  agency.boss.ask<Site>(at(rest), { method: 'POST', ...(body ? { body } : {}) })
const rename = async (slug: string, id = agency.siteId) => {
  const { body } = await agency.boss.ask<Site>(at(`/${id}`))
  return agency.boss.ask<Site>(at(`/${id}`), {
    method: 'PATCH',
    body: { slug },
    headers: { 'If-Match': `"${body.version}"` },
  })
}
const keyPath = (name: string) => `/v1/sites/${name}/domains`

describe('a site', () => {
  it('is made with its place for data, its public key and its modules, an event and an audit row, all or nothing', async () => {
    const made = await add({ modules: ['booking'], tags: ['new'], zone: 'Europe/Paris' })
    expect(made.body).toMatchObject({
      state: 'active', clientId: agency.clientId, modules: ['booking'], tags: ['new'], zone: 'Europe/Paris', locale: 'en', version: 1,
    }) // prettier-ignore
    const { rows } = await stand.admin.query(
      `select (select count(*)::int from dp.site where site_id = $1) as places,
         (select count(*)::int from dramac.site_keys where site_id = $1 and mode = 'live') as keys,
         (select count(*)::int from dp.events where agency_id = $2 and site_id = $2 and type = 'core.site.created' and payload ->> 'siteId' = $1::text) as events,
         (select count(*)::int from dp.audits where agency_id = $2 and site_id = $2 and action = 'core.site.created' and resource = $1::text) as audits`,
      [made.body.id, agency.agencyId],
    )
    expect(rows).toEqual([{ places: 1, keys: 1, events: 1, audits: 1 }])
    expect((await agency.boss.ask(`sites/${made.body.slug}/modules/booking/services`)).status).toBe(200)
    const refused = await add({ slug: made.body.slug })
    expect(words(refused)).toEqual([409, 'core.slug_taken'])
    const { rows: after } = await stand.admin.query('select count(*)::int from dramac.sites where agency_id = $1', [
      agency.agencyId,
    ])
    expect(after).toEqual([{ count: 2 }])
  })

  it('is one of as many as the plan allows, however many are asked for at once', async () => {
    await stand.admin.query(`update dramac.agencies set plan = 'starter' where agency_id = $1`, [agency.agencyId])
    const replies = await Promise.all(Array.from({ length: 20 }, () => add()))
    expect(replies.filter((one) => one.status === 201)).toHaveLength(4)
    for (const refused of replies.filter((one) => one.status !== 201))
      expect(problemOf(refused)).toMatchObject({
        status: 429, code: 'USAGE_LIMIT_EXCEEDED', reason: 'core.plan_limit', metric: 'sites', limit: 5, used: 5, plan: 'starter', liftedBy: 'growth',
      }) // prettier-ignore
    const { rows } = await stand.admin.query('select count(*)::int from dramac.sites where agency_id = $1', [
      agency.agencyId,
    ])
    expect(rows).toEqual([{ count: 5 }])
  })

  it.each<[string, object, string]>([
    ['too short', { slug: 'ab' }, '/slug'],
    ['too long', { slug: 'a'.repeat(64) }, '/slug'],
    ['capital letters', { slug: 'Harbor' }, '/slug'],
    ['a hyphen at its end', { slug: 'harbor-' }, '/slug'],
    ['a name of ours', { slug: 'embed' }, '/slug'],
    ['an identity', { slug: '3f2a1c00-0000-4000-8000-000000000000' }, '/slug'],
    ['no such zone', { zone: 'Europe/Nowhere' }, '/zone'],
    ['another agency', { agencyId: '3f2a1c00-0000-4000-8000-000000000000' }, '/agencyId'],
    ['its state', { state: 'suspended' }, '/state'],
    ['a module that is not there', { modules: ['nothing'] }, '/modules/0'],
  ])('is refused %s', async (_, body, path) => {
    const reply = await add(body)
    expect([reply.status, problemOf(reply).errors[0]?.path]).toEqual([422, path])
  })

  it('says of a name whether it can be had, and why not', async () => {
    const check = async (slug: string) =>
      (await agency.boss.ask<object>(`agencies/${agency.agencyId}/slug?slug=${encodeURIComponent(slug)}`)).body
    expect(await check('free-as-the-wind-7')).toEqual({ slug: 'free-as-the-wind-7', isAvailable: true, reason: null })
    expect(await check(agency.slug)).toMatchObject({ isAvailable: false, reason: 'taken' })
    expect(await check('www')).toMatchObject({ isAvailable: false, reason: 'reserved' })
    expect(await check('ä')).toMatchObject({ isAvailable: false, reason: 'length' })
    expect(await check('-ab-')).toMatchObject({ isAvailable: false, reason: 'pattern' })
  })

  it('is still found by the name that it had, which nobody else gets', async () => {
    const before = agency.slug
    expect((await rename(`${before}-new`)).body.slug).toBe(`${before}-new`)
    for (const name of [before, `${before}-new`, agency.siteId, agency.siteId.toUpperCase()]) {
      expect([name, (await ask({ path: keyPath(name), key: agency.key })).status]).toEqual([name, 200])
      expect([name, (await agency.boss.ask(`sites/${name}/domains`)).status]).toEqual([name, 200])
    }
    expect(words(await add({ slug: before }))).toEqual([409, 'core.slug_taken'])
    const other = await newAgency(stand)
    const foreign = await other.boss.ask(`agencies/${other.agencyId}/sites`, {
      body: { clientId: other.clientId, name: 'x', slug: before },
    })
    expect(words(foreign)).toEqual([409, 'core.slug_taken'])
    expect((await rename(before)).body.slug).toBe(before)
  })

  it('is changed at the version that was read', async () => {
    const { body } = await agency.boss.ask<Site>(at(`/${agency.siteId}`))
    const change = (name: string) =>
      agency.boss.ask<Site>(at(`/${agency.siteId}`), {
        method: 'PATCH',
        body: { name },
        headers: { 'If-Match': `"${body.version}"` },
      })
    const both = await Promise.all([change('One'), change('Two')])
    expect(both.map((one) => one.status).toSorted()).toEqual([200, 412])
  })

  it('moves to another client with all that it has, and who is bound to a client goes by that at once', async () => {
    const { resources } = await addService(agency)
    const second = await agency.boss.ask<{ id: string }>(`agencies/${agency.agencyId}/clients`, {
      body: { name: 'Two' },
    })
    const [before, after] = await Promise.all(
      [agency.clientId, second.body.id].map((clientId) =>
        addPerson(stand.admin, agency.agencyId, { role: 'member', clientId }),
      ),
    )
    const look = async () => [
      (await before!.ask(`sites/${agency.slug}/domains`)).status,
      (await after!.ask(`sites/${agency.slug}/domains`)).status,
    ]
    expect(await look()).toEqual([200, 404])
    const moved = await post(`/${agency.siteId}/move`, { clientId: second.body.id })
    expect(moved.body).toMatchObject({
      id: agency.siteId,
      slug: agency.slug,
      clientId: second.body.id,
      clientName: 'Two',
    })
    expect(await look()).toEqual([404, 200])
    const kept = await ask<{ id: string }>({
      path: `/v1/sites/${agency.slug}/modules/booking/resources/${resources[0]}`,
      key: agency.key,
    })
    expect(kept.body.id).toBe(resources[0])
  })

  it('does not move to a client of another agency, nor to one that is archived', async () => {
    const other = await newAgency(stand)
    expect(words(await post(`/${agency.siteId}/move`, { clientId: other.clientId }))).toEqual([
      404,
      'core.client_unknown',
    ])
    const second = await agency.boss.ask<{ id: string }>(`agencies/${agency.agencyId}/clients`, {
      body: { name: 'Two' },
    })
    await agency.boss.ask(`agencies/${agency.agencyId}/clients/${second.body.id}/archive`, { method: 'POST' })
    expect(words(await post(`/${agency.siteId}/move`, { clientId: second.body.id }))).toEqual([
      409,
      'core.client_archived',
    ])
  })

  it('that is suspended serves nobody but the people who work on it', async () => {
    expect((await post(`/${agency.siteId}/suspend`)).body.state).toBe('suspended')
    expect((await agency.boss.ask(`sites/${agency.slug}/domains`)).status).toBe(200)
    const byKey = await ask({ path: keyPath(agency.slug), key: agency.key })
    expect(words(byKey)).toEqual([503, 'core.site_unavailable'])
    const frame = await openFrame()
    expect(frame.status).toBe(503)
    expect(frame.text).toContain('data-dm-error="E_UNAVAILABLE"')
    expect(words(await post(`/${agency.siteId}/suspend`))).toEqual([409, 'core.transition_refused'])
    expect((await post(`/${agency.siteId}/resume`)).body.state).toBe('active')
    expect((await openFrame()).status).toBe(403)
    expect((await ask({ path: keyPath(agency.slug), key: agency.key })).status).toBe(200)
  })

  it('that is archived is nowhere but among the archived, and comes back as it was', async () => {
    await post(`/${agency.siteId}/suspend`)
    expect((await post(`/${agency.siteId}/archive`)).body).toMatchObject({ state: 'archived' })
    const listed = async (query: string) =>
      (await agency.boss.ask<{ data: Site[] }>(at(query))).body.data.map((one) => one.id)
    expect([await listed(''), await listed('?state=archived')]).toEqual([[], [agency.siteId]])
    expect(words(await agency.boss.ask(`sites/${agency.slug}/domains`))).toEqual([404, 'core.site_unknown'])
    expect((await openFrame()).status).toBe(404)
    expect(words(await add({ slug: agency.slug }))).toEqual([409, 'core.slug_taken'])
    expect((await post(`/${agency.siteId}/restore`)).body.state).toBe('suspended')
  })

  it('is found by its names, its domain, its client and its tag', async () => {
    await ask({ path: keyPath(agency.slug), key: agency.key, body: { pattern: 'https://shop.findme.example' } })
    await add({ name: 'Other', tags: ['blue'] })
    const found = async (query: string) => (await agency.boss.ask<{ data: Site[] }>(at(query))).body.data.length
    expect([await found('?q=findme'), await found('?q=other'), await found('?tag=blue')]).toEqual([1, 1, 1])
    expect([await found(`?client=${agency.clientId}`), await found('?state=active'), await found('')]).toEqual([
      2, 2, 2,
    ])
    expect(await found('?client=00000000-0000-4000-8000-000000000000')).toBe(0)
  })
})

const openFrame = () =>
  ask({
    path: `/f/booking/booking?o=https%3A%2F%2Felsewhere.example&n=${'n'.repeat(24)}&v=1`,
    host: `${agency.frameLabel}.frames.localhost:${inject('port')}`,
  })

describe('what was archived a month ago', () => {
  it('is cleared away with all that it had in every table, and the agency’s audit says so', async () => {
    await addService(agency)
    await ask({ path: keyPath(agency.slug), key: agency.key, body: { pattern: 'https://gone.example' } })
    const kept = await add({ modules: ['booking'] })
    await agency.boss.ask(`agencies/${agency.agencyId}/clients/${agency.clientId}/archive`, { method: 'POST' })
    await archivedDaysAgo(stand, agency.agencyId, 31)
    // The log of requests is written in batches, after their answers.
    await new Promise((settle) => setTimeout(settle, 600))
    await stand.admin.query(`update dramac.sites set archived_at = now() - interval '29 days' where site_id = $1`, [
      kept.body.id,
    ])
    await stand.admin.query(`update dramac.clients set archived_at = now() - interval '29 days' where id = $1`, [
      agency.clientId,
    ])
    await stand.queue.query(`select graphile_worker.add_job('retention')`)
    await expect
      .poll(
        async () => (await stand.admin.query('select from dramac.sites where site_id = $1', [agency.siteId])).rowCount,
        { timeout: 15_000 },
      )
      .toBe(0)
    const { rows: tables } = await stand.admin.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.columns
       where column_name = 'site_id' and (table_schema in ('dramac', 'dp') or table_schema like 'mod\\_%')`,
    )
    expect(tables.length).toBeGreaterThan(15)
    for (const { name } of tables) {
      const { rowCount } = await stand.admin.query(`select from ${name} where site_id = $1`, [agency.siteId])
      expect([name, rowCount]).toEqual([name, 0])
    }
    const { rows } = await stand.admin.query(
      `select actor, resource, summary ->> 'slug' as slug from dp.audits where agency_id = $1 and site_id = $1 and action = 'core.site.purged'`,
      [agency.agencyId],
    )
    expect(rows).toEqual([{ actor: 'job:retention', resource: agency.siteId, slug: agency.slug }])
    const { rowCount } = await stand.admin.query('select from dramac.sites where site_id = $1', [kept.body.id])
    expect(rowCount).toBe(1)
  })
})
