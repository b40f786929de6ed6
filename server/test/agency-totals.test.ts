/** What an agency has on all its sites: their sum, and what each of its people may know of it. */
import { newLabel } from '@dramac/core/identity/secrets'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson, newAgency, type Person, type TestAgency } from './hierarchy-stand.ts'
import { addService, ask, openStand, problemOf, visitor, type Stand, type TestSite } from './site.ts'

interface Count {
  readonly total: number
  readonly byState?: Readonly<Record<string, number>>
}
interface Totals {
  readonly data: readonly {
    readonly siteId: string
    readonly siteName: string
    readonly counts: Readonly<Record<string, Count>>
  }[]
  readonly totals: Readonly<Record<string, Count>>
}

let stand: Stand
let agency: TestAgency
let second: TestSite
let bare: string

const totalsOf = (person: Person, of: Pick<TestAgency, 'agencyId'> = agency) =>
  person.ask<Totals>(`agencies/${of.agencyId}/totals`)

/** Another site of the agency, of a client of its own, with or without booking. */
async function addSite(modules: readonly string[]): Promise<{ siteId: string; clientId: string; slug: string }> {
  const [siteId, clientId, slug] = [randomUUID(), randomUUID(), `site-${newLabel(10)}`]
  const { agencyId } = agency
  await stand.admin.query(`insert into dramac.clients (agency_id, id, slug, name) values ($1, $2, $3, $3)`, [
    agencyId,
    clientId,
    slug,
  ])
  await stand.admin.query(
    `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone) values ($1, $2, $3, $4, $4, 'UTC')`,
    [agencyId, siteId, clientId, slug],
  )
  await stand.admin.query('insert into dramac.site_slugs (slug, agency_id, site_id) values ($1, $2, $3)', [
    slug,
    agencyId,
    siteId,
  ])
  await stand.admin.query('insert into dp.site (agency_id, site_id) values ($1, $2)', [agencyId, siteId])
  await stand.admin.query(
    `insert into dramac.site_keys (agency_id, site_id, id, key, frame_label, mode) values ($1, $2, $2, $3, $3, 'test')`,
    [agencyId, siteId, newLabel(12)],
  )
  for (const module of modules)
    await stand.admin.query(
      `insert into dp.site_modules (agency_id, site_id, module, version) values ($1, $2, $3, '1.0.0')`,
      [agencyId, siteId, module],
    )
  return { siteId, clientId, slug }
}

async function reserve(site: TestSite, service: string, hour: number): Promise<void> {
  const reply = await ask({
    path: `/v1/sites/${site.slug}/modules/booking/actions/reserve`,
    key: site.key,
    body: { ...visitor, service, startsAt: `2027-01-13T${String(hour).padStart(2, '0')}:00:00.000Z` },
    headers: { 'Dm-Test-Clock': '2027-01-11T07:00:00.000Z' },
  })
  if (reply.status !== 200) throw new Error(reply.text)
}

beforeAll(async () => {
  stand = openStand()
  agency = await newAgency(stand)
  const { siteId, slug } = await addSite(['booking'])
  const key = await stand.newKey({ ...agency, siteId }, ['booking:read', 'booking:write'])
  second = { ...agency, siteId, slug, key }
  bare = (await addSite([])).siteId
  const stranger = await newAgency(stand)
  await addService(stranger)
  const { service } = await addService(agency)
  const asked = await addService(second, { requiresConfirmation: true })
  for (const hour of [9, 11]) await reserve(agency, service, hour)
  await reserve(second, asked.service, 9)
})
afterAll(() => stand.close())

describe('an agency’s totals', () => {
  it('are the sum of its sites, state by state, and nothing of another agency', async () => {
    const { body } = await totalsOf(agency.boss)
    expect(body.data.map(({ siteId }) => siteId).toSorted()).toEqual([agency.siteId, second.siteId, bare].toSorted())
    expect(body.totals['booking.service']).toEqual({ total: 2 })
    expect(body.totals['booking.booking']?.total).toBe(3)
    for (const [name, { total, byState }] of Object.entries(body.totals)) {
      const parts = body.data.flatMap(({ counts }) => counts[name] ?? [])
      expect([name, parts.reduce((sum, one) => sum + one.total, 0)]).toEqual([name, total])
      if (byState) expect([name, Object.values(byState).reduce((sum, one) => sum + one, 0)]).toEqual([name, total])
    }
    const { rows } = await stand.admin.query<{ state: string; count: string }>(
      'select state, count(*) from mod_booking.bookings where agency_id = $1 group by 1',
      [agency.agencyId],
    )
    expect(body.totals['booking.booking']?.byState).toEqual(
      Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])),
    )
  })

  it('name an entity without rows where its module is installed, and none where it is not', async () => {
    const { body } = await totalsOf(agency.boss)
    const of = (siteId: string) => body.data.find((one) => one.siteId === siteId)!.counts
    expect(of(second.siteId)['booking.time_off']).toEqual({ total: 0 })
    expect(of(bare)).toEqual({})
  })

  it('are, for a member bound to one site, that site’s alone', async () => {
    const member = await addPerson(stand.admin, agency.agencyId, { role: 'member', siteId: second.siteId })
    const { body } = await totalsOf(member)
    expect(body.data.map(({ siteId }) => siteId)).toEqual([second.siteId])
    expect(body.totals['booking.booking']?.total).toBe(1)
  })

  it('are, for a member bound to one client, its sites’ alone', async () => {
    const member = await addPerson(stand.admin, agency.agencyId, { role: 'member', clientId: agency.clientId })
    const { body } = await totalsOf(member)
    expect(body.data.map(({ siteId }) => siteId)).toEqual([agency.siteId])
  })

  it('count nothing of a module that the asker’s role does not open', async () => {
    const { rows } = await stand.admin.query<{ id: string }>(
      `insert into dramac.roles (agency_id, id, name, permissions) values ($1, gen_random_uuid(), 'Counts nothing', $2) returning id`,
      [agency.agencyId, ['agency:read', 'site:read']],
    )
    const person = await addPerson(stand.admin, agency.agencyId, { role: 'custom', roleId: rows[0]!.id })
    const { body } = await totalsOf(person)
    expect(body.data).toHaveLength(3)
    expect(body.totals).toEqual({})
  })

  it('are not there for a client’s people, nor for another agency’s', async () => {
    const client = await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId })
    const stranger = await newAgency(stand)
    for (const person of [client, stranger.boss]) {
      const reply = await totalsOf(person)
      expect([reply.status, problemOf(reply).reason]).toEqual([404, 'core.agency_unknown'])
    }
  })
})
