/** A site of an agency becomes the beginning of another one. */
import { newUuidV7 } from '@dramac/core/identity/ids'
import { sessionCookie } from '@dramac/contract/wire/names'
import type { SiteImport } from '@dramac/core/exchange/imports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportSite, fillSite, finishImport, rowsOf, unpack } from './exchange-stand.ts'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let cookie: string

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
  await fillSite(site)
  cookie = await signIn(site.owner)
})
afterAll(() => stand.close())

async function signIn(body: { email: string; password: string }): Promise<string> {
  const reply = await ask({ path: '/v1/session', body, headers: { 'Dm-Request': '1' } })
  return String(reply.headers['set-cookie']).split(';')[0]!.replace(/^.*?=/, `${sessionCookie}=`)
}

/** An empty site beside the first one, and a key to it. */
async function addSite(beside: TestSite): Promise<TestSite> {
  const siteId = crypto.randomUUID()
  const slug = `copy-${siteId.slice(0, 8)}`
  const { agencyId } = beside
  await stand.admin.query(
    `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone, locale)
     select agency_id, $2, client_id, $3, 'Copy', 'UTC', 'de' from dramac.sites where agency_id = $1 and site_id = $4`,
    [agencyId, siteId, slug, beside.siteId],
  )
  await stand.admin.query('insert into dramac.site_slugs (slug, agency_id, site_id) values ($1, $2, $3)', [
    slug,
    agencyId,
    siteId,
  ])
  await stand.admin.query('insert into dp.site (agency_id, site_id) values ($1, $2)', [agencyId, siteId])
  await stand.admin.query(
    `insert into dramac.site_keys (agency_id, site_id, id, key, frame_label, mode) values ($1, $2, $3, $4, $4, 'test')`,
    [agencyId, siteId, newUuidV7(Date.now()), slug],
  )
  const made = { ...beside, siteId, slug }
  return { ...made, key: await stand.newKey(made, ['site:read', 'data:export', 'data:import', 'booking:read']) }
}

interface Cloning {
  readonly agency?: string
  readonly from?: string
  readonly headers?: Record<string, string>
  readonly as?: string
}

const clone = (body: object, { agency = site.agencyId, from = site.siteId, headers = {}, as = cookie }: Cloning = {}) =>
  ask<SiteImport>({
    path: `/v1/agencies/${agency}/sites/${from}/clone`,
    body,
    headers: { Cookie: as, 'Dm-Request': '1', ...headers },
  })

describe('a copy of a site', () => {
  it('has how the business is set up, with new identities, and neither customers nor domains nor secrets', async () => {
    const target = await addSite(site)
    const started = await clone({ into: target.slug })
    expect([started.status, started.body.source]).toMatchObject([202, { kind: 'site', siteId: site.siteId }])
    const done = await finishImport(target, started.body.id)
    expect(done).toMatchObject({ state: 'applied', done: ['core', 'booking'] })
    const [copy, origin] = [await unpack((await exportSite(target)).zip), await unpack((await exportSite(site)).zip)]
    expect(copy.manifest.site).toMatchObject({ zone: 'Europe/Berlin', locale: 'en', name: 'Copy' })
    const counts = Object.fromEntries(copy.manifest.tables.map(({ name, rows }) => [name, rows]))
    expect(counts).toMatchObject({
      'dp.site_modules': 1,
      'dramac.site_domains': 0,
      'mod_booking.services': 1,
      'mod_booking.resources': 2,
      'mod_booking.service_resources': 2,
      'mod_booking.bookings': 0,
      'mod_booking.allocations': 0,
    })
    const ids = new Set(rowsOf(origin, 'mod_booking.resources').map((row) => row['id']))
    const resources = rowsOf(copy, 'mod_booking.resources')
    expect(resources.filter((row) => ids.has(row['id']))).toEqual([])
    const schedules = new Set(rowsOf(copy, 'mod_booking.schedules').map((row) => row['id']))
    expect(resources.every((row) => schedules.has(row['schedule_id']))).toBe(true)
  })

  it('leaves out columns that tell of people, unless customers’ data are asked for', async () => {
    await stand.admin.query(`update mod_booking.resources set email = 'mara@example.com' where site_id = $1`, [
      site.siteId,
    ])
    const [without, whole] = [await addSite(site), await addSite(site)]
    await finishImport(without, (await clone({ into: without.slug })).body.id)
    const everything = { into: whole.slug, customerData: true, settings: false }
    await finishImport(whole, (await clone(everything)).body.id)
    const emails = async (place: TestSite) =>
      rowsOf(await unpack((await exportSite(place)).zip), 'mod_booking.resources').map((row) => row['email'])
    expect(await emails(without)).toEqual([null, null])
    expect(await emails(whole)).toEqual(['mara@example.com', 'mara@example.com'])
    const copy = await unpack((await exportSite(whole)).zip)
    expect(copy.manifest.site).toMatchObject({ zone: 'UTC', locale: 'de' })
    const bookings = rowsOf(copy, 'mod_booking.bookings')
    expect(bookings).toHaveLength(3)
    for (const row of bookings) expect(row['uid']).toContain(String(row['id']))
  })

  it('has the modules and tables that were chosen', async () => {
    const target = await addSite(site)
    const none = await clone({ into: target.slug, modules: [] })
    await finishImport(target, none.body.id)
    const some = await clone({ into: target.slug, excludeTables: ['mod_booking.time_offs'] })
    const done = await finishImport(target, some.body.id)
    expect(
      (await finishImport(target, none.body.id)).report!.tables.map(({ table, inserted }) => [table, inserted]),
    ).toEqual([['dp.site_modules', 0]])
    expect(done.report!.tables.map(({ table }) => table)).not.toContain('mod_booking.time_offs')
  })

  it('is made once by a request that is repeated, and changes nothing when it is asked for again', async () => {
    const target = await addSite(site)
    const send = () => clone({ into: target.slug }, { headers: { 'Idempotency-Key': 'one copy' } })
    const [first, second] = [await send(), await send()]
    expect([first.status, second.body.id]).toEqual([202, first.body.id])
    await finishImport(target, first.body.id)
    const { rows } = await stand.admin.query('select id from dp.site_imports where site_id = $1', [target.siteId])
    expect(rows).toHaveLength(1)
  })

  it('of another agency’s site, or into one, is not to be had: neither is there', async () => {
    const [foreign, target] = [await stand.newSite(), await addSite(site)]
    const refused = [
      await clone({ into: target.slug }, { from: foreign.siteId }),
      await clone({ into: foreign.slug }),
      await clone({ into: crypto.randomUUID() }),
    ]
    for (const reply of refused) expect([reply.status, problemOf(reply).reason]).toEqual([404, 'core.site_unknown'])
    const agency = await clone({ into: target.slug }, { agency: foreign.agencyId, from: foreign.siteId })
    expect([agency.status, problemOf(agency).reason]).toEqual([404, 'core.agency_unknown'])
  })

  it('between two agencies of one person is not there either', async () => {
    const foreign = await stand.newSite()
    const { rows } = await stand.admin.query<{ user_id: string }>('select user_id from dramac.users where email = $1', [
      site.owner.email,
    ])
    await stand.admin.query(
      `insert into dramac.memberships (agency_id, id, user_id, role) values ($1, $2, $3, 'owner')`,
      [foreign.agencyId, newUuidV7(Date.now()), rows[0]!.user_id],
    )
    const out = await clone({ into: foreign.slug })
    expect([out.status, problemOf(out).reason]).toEqual([404, 'core.site_unknown'])
    const inward = await clone({ into: site.slug }, { from: foreign.siteId })
    expect([inward.status, problemOf(inward).reason]).toEqual([404, 'core.site_unknown'])
  })

  it('of a site into itself is refused, and so is one by who may not leave or enter', async () => {
    const same = await clone({ into: site.slug })
    expect([same.status, problemOf(same).errors[0]?.path]).toEqual([422, '/into'])
    const with3 = await stand.newSite(['owner', 'member'])
    const target = await addSite(with3)
    const member = await signIn({ email: with3.owner.email.replace('owner', 'member'), password: with3.owner.password })
    const reply = await clone({ into: target.slug }, { agency: with3.agencyId, from: with3.siteId, as: member })
    expect([reply.status, problemOf(reply).reason]).toEqual([403, 'core.permission_missing'])
  })
})
