/** Which site a request is about: by its path, a header or its credential; two that disagree are refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openStand, problemOf, type Ask, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let other: TestSite
let cookie: string

beforeAll(async () => {
  stand = openStand()
  ;[site, other] = await Promise.all([stand.newSite(), stand.newSite()])
  const signedIn = await ask({ path: '/v1/session', body: site.owner, headers: { 'Dm-Request': '1' } })
  cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
})
afterAll(() => stand.close())

const answerOf = async (request: Ask) => {
  const reply = await ask(request)
  return reply.status === 200 ? [200] : [reply.status, problemOf(reply).reason]
}
const named = (name: string) => ({ 'Dm-Site': name })

describe('the site of a request', () => {
  it('is named by the path, by slug or identity', async () => {
    for (const name of [site.slug, site.siteId])
      expect(await answerOf({ path: `/v1/sites/${name}/domains`, key: site.key })).toEqual([200])
  })

  it('is the key’s own where the path names none', async () => {
    expect(await answerOf({ path: '/v1/site/domains', key: site.key })).toEqual([200])
    expect(await answerOf({ path: '/v1/site/modules/booking/services', key: site.key })).toEqual([200])
  })

  it('is named by a header where the path names none, by slug or identity', async () => {
    for (const name of [site.slug, site.siteId])
      expect(await answerOf({ path: '/v1/site/domains', headers: { cookie, ...named(name) } })).toEqual([200])
    expect(await answerOf({ path: '/v1/site/domains', headers: { cookie } })).toEqual([400, 'core.site_missing'])
  })

  it('is named twice without harm when both mean the same', async () => {
    const path = `/v1/sites/${site.slug}/domains`
    expect(await answerOf({ path, key: site.key, headers: named(site.siteId) })).toEqual([200])
  })

  it('is refused when path and header mean different ones of the same person', async () => {
    const second = await stand.newSite()
    await stand.admin.query(
      `insert into dramac.memberships (agency_id, id, user_id, role)
       select $1, gen_random_uuid(), user_id, 'owner' from dramac.memberships where agency_id = $2`,
      [second.agencyId, site.agencyId],
    )
    const path = `/v1/sites/${site.slug}/domains`
    expect(await answerOf({ path, headers: { cookie, ...named(second.slug) } })).toEqual([400, 'core.site_conflict'])
  })

  it('stays unknown when it is somebody else’s, wherever it is named', async () => {
    const unknown = [404, 'core.site_unknown']
    for (const request of [
      { path: `/v1/sites/${other.slug}/domains`, key: site.key },
      { path: '/v1/site/domains', key: site.key, headers: named(other.slug) },
      { path: '/v1/site/domains', headers: { cookie, ...named(other.siteId) } },
      { path: `/v1/sites/${site.slug}/domains`, key: site.key, headers: named(other.siteId) },
      { path: '/v1/site/domains', headers: { cookie, ...named('nobodys') } },
    ])
      expect([request, await answerOf(request)]).toEqual([request, unknown])
  })
})
