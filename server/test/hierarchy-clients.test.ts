/** Clients of an agency, and what becomes of their sites and their people. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, archivedDaysAgo, newAgency, type TestAgency } from './hierarchy-stand.ts'
import { ask, openStand, problemOf, type Reply, type Stand } from './site.ts'

let stand: Stand
let agency: TestAgency

beforeAll(() => {
  stand = openStand()
})
beforeEach(async () => {
  agency = await newAgency(stand)
})
afterAll(() => stand.close())

interface Client {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly sites: number
  readonly state: string
  readonly version: number
  readonly archivedAt: string | null
  readonly purgeAt: string | null
  readonly portalEnabled: boolean
}
const at = (rest = '') => `agencies/${agency.agencyId}/clients${rest}`
const words = (reply: Reply<unknown>) => [reply.status, problemOf(reply).reason]
const create = async (body: object) => (await agency.boss.ask<Client>(at(), { body })).body
const patch = (client: Pick<Client, 'id' | 'version'>, body: object) =>
  agency.boss.ask<Client>(at(`/${client.id}`), {
    method: 'PATCH',
    body,
    headers: { 'If-Match': `"${client.version}"` },
  })
const list = async (query = '') =>
  (await agency.boss.ask<{ data: Client[]; nextCursor: string | null }>(at(query))).body

describe('a client', () => {
  it('is made, shown, changed at the version that was read, and audited with what was and is', async () => {
    const made = await create({ name: 'Café Süd', tags: ['food'], contactEmail: 'a@cafe.test', portalEnabled: false })
    expect(made).toMatchObject({ slug: 'cafe-sud', state: 'active', sites: 0, version: 1, portalEnabled: false })
    const changed = await patch(made, { name: 'Café Nord', contactEmail: null, tags: [] })
    expect(changed.body).toMatchObject({
      name: 'Café Nord',
      contactEmail: null,
      tags: [],
      slug: 'cafe-sud',
      version: 2,
    })
    expect((await agency.boss.ask(at(`/${made.id}`))).body).toEqual(changed.body)
    const stale = await patch(made, { name: 'Lost' })
    expect([...words(stale), problemOf(stale)['current']]).toEqual([412, 'core.version_changed', changed.body])
    const blind = await agency.boss.ask(at(`/${made.id}`), { method: 'PATCH', body: { name: 'x' } })
    expect(words(blind)).toEqual([400, 'core.if_match_missing'])
    const { rows } = await stand.admin.query(
      `select summary from dp.audits where agency_id = $1 and action = 'core.client.updated'`,
      [agency.agencyId],
    )
    expect(rows).toEqual([
      {
        summary: {
          clientId: made.id,
          before: { name: 'Café Süd', contactEmail: 'a@cafe.test', tags: ['food'] },
          after: { name: 'Café Nord', contactEmail: null, tags: [] },
        },
      },
    ])
  })

  it.each<[string, object, string]>([
    ['a field of ours', { name: 'x', agencyId: '00000000-0000-4000-8000-000000000000' }, '/agencyId'],
    ['its own state', { name: 'x', state: 'archived' }, '/state'],
    ['a version', { name: 'x', version: 9 }, '/version'],
    ['no name', {}, '/name'],
    ['a permission that no portal has', { name: 'x', portalPermissions: ['keys:write'] }, '/portalPermissions/0'],
    ['a name in addresses that is ours', { name: 'x', slug: 'admin' }, '/slug'],
  ])('is refused %s', async (_, body, path) => {
    const reply = await agency.boss.ask(at(), { body })
    expect([reply.status, problemOf(reply).errors[0]?.path]).toEqual([422, path])
  })

  it('has its name in addresses for itself', async () => {
    await create({ name: 'One', slug: 'one-and-only' })
    expect(words(await agency.boss.ask(at(), { body: { name: 'Two', slug: 'one-and-only' } }))).toEqual([
      409,
      'core.slug_taken',
    ])
  })

  it('is found by words, tag and state, page by page', async () => {
    for (const name of ['Alpha 100%', 'Beta', 'Gamma']) await create({ name, tags: [name === 'Beta' ? 'b' : 'x'] })
    const names = async (query: string) => (await list(query)).data.map((one) => one.name)
    expect(await names('?q=ALPH')).toEqual(['Alpha 100%'])
    expect(await names('?q=%25')).toEqual(['Alpha 100%'])
    expect(await names('?tag=b')).toEqual(['Beta'])
    expect(await names('?state=archived')).toEqual([])
    const seen: string[] = []
    for (let cursor: string | null = '', page = 0; cursor !== null && page < 9; page++) {
      const { data, nextCursor } = await list(`?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...data.map((one) => one.name))
      cursor = nextCursor
    }
    expect(seen.slice(0, 3)).toEqual(['Gamma', 'Beta', 'Alpha 100%'])
    expect(seen).toHaveLength(4)
    expect(words(await agency.boss.ask(at('?colour=red')))).toEqual([422, 'core.input_refused'])
  })

  it('goes with its sites, and comes back with those that went along', async () => {
    const alone = await agency.boss.ask<{ id: string }>(`agencies/${agency.agencyId}/sites`, {
      body: { clientId: agency.clientId, name: 'Archived before' },
    })
    await agency.boss.ask(`agencies/${agency.agencyId}/sites/${alone.body.id}/archive`, { method: 'POST' })
    const gone = await agency.boss.ask<Client>(at(`/${agency.clientId}/archive`), { method: 'POST' })
    expect(gone.body).toMatchObject({ state: 'archived', sites: 0 })
    expect(Date.parse(gone.body.purgeAt!) - Date.parse(gone.body.archivedAt!)).toBe(30 * 86_400_000)
    expect((await ask({ path: `/v1/sites/${agency.slug}/domains`, key: agency.key })).status).toBe(404)
    expect((await list()).data).toEqual([])
    const again = await agency.boss.ask(at(`/${agency.clientId}/archive`), { method: 'POST' })
    expect([...words(again), problemOf(again)['allowed']]).toEqual([409, 'core.transition_refused', ['restore']])
    expect(words(await patch(gone.body && { ...gone.body, id: agency.clientId }, { name: 'x' }))).toEqual([
      409,
      'core.client_archived',
    ])
    const back = await agency.boss.ask<Client>(at(`/${agency.clientId}/restore`), { method: 'POST' })
    expect(back.body).toMatchObject({ state: 'active', sites: 1, purgeAt: null })
    expect((await ask({ path: `/v1/sites/${agency.slug}/domains`, key: agency.key })).status).toBe(200)
  })

  it('is not had back after its month, nor beyond what the plan allows', async () => {
    await stand.admin.query(
      `insert into dramac.plans (slug, name, rank, limits) values ('one-site', 'One', 99, '{"sites": 1, "seats": 1}') on conflict do nothing`,
    )
    await stand.admin.query(`update dramac.agencies set plan = 'one-site' where agency_id = $1`, [agency.agencyId])
    await agency.boss.ask(at(`/${agency.clientId}/archive`), { method: 'POST' })
    const other = await create({ name: 'Other' })
    const site = await agency.boss.ask(`agencies/${agency.agencyId}/sites`, {
      body: { clientId: other.id, name: 'New' },
    })
    expect(site.status).toBe(201)
    const full = await agency.boss.ask(at(`/${agency.clientId}/restore`), { method: 'POST' })
    expect(words(full)).toEqual([429, 'core.plan_limit'])
    await archivedDaysAgo(stand, agency.agencyId, 31)
    expect(words(await agency.boss.ask(at(`/${agency.clientId}/restore`), { method: 'POST' }))).toEqual([
      404,
      'core.client_unknown',
    ])
  })
})

describe('a portal', () => {
  const services = () => `sites/${agency.slug}/modules/booking/services`
  const setPortal = async (portal: object) => {
    const { body } = await agency.boss.ask<Client>(at(`/${agency.clientId}`))
    return patch(body, portal)
  }

  it('opens nothing but the site that nobody opened, and what is opened at once', async () => {
    await setPortal({ portalPermissions: [] })
    const person = await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId })
    expect(words(await person.ask(services()))).toEqual([403, 'core.permission_missing'])
    await setPortal({ portalPermissions: ['booking:read'] })
    expect((await person.ask(services())).status).toBe(200)
    const write = { body: { slug: 'cut', name: 'Cut', durationMinutes: 30 } }
    expect(words(await person.ask(services(), write))).toEqual([403, 'core.permission_missing'])
    await setPortal({ portalPermissions: ['booking:read', 'booking:write'] })
    expect((await person.ask(services(), write)).status).toBe(201)
  })

  it('obeys what the team gave to one person alone before what their client’s portal opens', async () => {
    await setPortal({ portalPermissions: ['booking:read'] })
    const person = await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId })
    const give = (permissions: string[] | null) =>
      agency.boss.ask(`agencies/${agency.agencyId}/members/${person.userId}`, {
        method: 'PATCH',
        body: { role: 'client', clientIds: [agency.clientId], permissions },
      })
    expect((await give([])).status).toBe(200)
    expect(words(await person.ask(services()))).toEqual([403, 'core.permission_missing'])
    expect((await give(null)).status).toBe(200)
    expect((await person.ask(services())).status).toBe(200)
  })

  it('that is closed lets nobody in, from the next request on', async () => {
    await setPortal({ portalPermissions: ['booking:read'] })
    const person = await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId })
    expect((await person.ask(services())).status).toBe(200)
    await setPortal({ portalEnabled: false })
    expect(words(await person.ask(services()))).toEqual([404, 'core.site_unknown'])
    const session = await person.ask<{ sites: unknown[]; agencies: unknown[] }>('session')
    expect([session.body.sites, session.body.agencies]).toEqual([[], []])
  })

  it('never opens the agency', async () => {
    const person = await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId })
    expect(words(await person.ask(`agencies/${agency.agencyId}`))).toEqual([404, 'core.agency_unknown'])
    expect(words(await person.ask(at()))).toEqual([404, 'core.agency_unknown'])
  })
})
