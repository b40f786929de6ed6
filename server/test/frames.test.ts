/** A frame's document is for verified pages only, and its token opens the calls of its widget only. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { addService, ask, openStand, problemOf, type Reply, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
const page = 'https://salon.example.com'
const nonce = '1234567890abcdef-1234'
const host = () => `${site.frameLabel}.frames.localhost:${inject('port')}`

async function verify(pattern: string, of = site): Promise<void> {
  await stand.admin.query(
    `insert into dramac.site_domains (agency_id, site_id, id, pattern, kind, state, token)
     values ($1, $2, gen_random_uuid(), $3, $4, 'verified', 'proven')`,
    [of.agencyId, of.siteId, pattern, pattern.includes('*') ? 'wildcard' : 'exact'],
  )
}

const frame = (
  origin = page,
  headers: Record<string, string> = { 'Sec-Fetch-Dest': 'iframe', Referer: `${origin}/` },
) => ask({ path: `/f/booking/booking?o=${encodeURIComponent(origin)}&n=${nonce}&v=1`, host: host(), headers })
const bootOf = (reply: Reply<unknown>) =>
  JSON.parse(/<script type="application\/json" id="dm-boot">\s*([\s\S]*?)\s*<\/script>/.exec(reply.text)![1]!) as {
    token: string
    api: string
    tokenExpiresAt: string
  } // our own document

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
  await addService(site)
  await verify(page)
})
afterAll(() => stand.close())

describe('a frame’s document', () => {
  it('is given to a verified page, which alone may frame it, under a policy that allows nothing else', async () => {
    const reply = await frame()
    expect(reply.status).toBe(200)
    const policy = String(reply.headers['content-security-policy'])
    expect(policy).toContain(`frame-ancestors ${page}`)
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`require-trusted-types-for 'script'`)
    expect(policy).not.toContain('unsafe')
    expect(reply.headers['set-cookie']).toBeUndefined()
  })

  it.each<[string, string, Record<string, string>]>([
    ['another page', 'https://evil.example.com', { 'Sec-Fetch-Dest': 'iframe' }],
    ['a page whose name ends alike', 'https://badsalon.example.com', { 'Sec-Fetch-Dest': 'iframe' }],
    ['the same name on another scheme', 'http://salon.example.com', { 'Sec-Fetch-Dest': 'iframe' }],
    ['a page that lies about itself', page, { 'Sec-Fetch-Dest': 'iframe', Referer: 'https://evil.example.com/' }],
    ['somebody who opens it directly', page, { 'Sec-Fetch-Dest': 'document' }],
  ])('is refused to %s, by name and without a word of the tenant', async (_, origin, headers) => {
    const reply = await frame(origin, headers)
    expect(reply.status).toBe(403)
    expect(reply.text).toContain('data-dm-error="E_DOMAIN"')
    expect(reply.text).not.toContain(site.slug)
    expect(reply.text).not.toContain('dm-boot')
  })

  it('is not given for a domain that only another site has proven', async () => {
    const other = await stand.newSite()
    await verify('https://other.example.com', other)
    expect((await frame('https://other.example.com')).status).toBe(403)
  })

  it('follows a wildcard label by label, without the domain itself', async () => {
    await verify('https://*.chain.example.org')
    expect((await frame('https://one.chain.example.org')).status).toBe(200)
    expect((await frame('https://chain.example.org')).status).toBe(403)
    expect((await frame('https://onechain.example.org')).status).toBe(403)
  })

  it.each(['?n=1', '?o=nonsense&n=1234567890abcdef&v=1', `?o=${encodeURIComponent(page)}&n=short&v=1`])(
    'does not answer the address %s',
    async (query) => {
      const reply = await ask({ path: `/f/booking/booking${query}`, host: host() })
      expect([reply.status, problemOf(reply).reason]).toEqual([400, 'embed.frame_address'])
    },
  )

  it('says which version a page is too old for', async () => {
    const reply = await ask({ path: `/f/booking/booking?o=${encodeURIComponent(page)}&n=${nonce}&v=0`, host: host() })
    expect(reply.text).toContain('data-dm-error="E_VERSION"')
  })
})

describe('a widget’s token', () => {
  const call = (path: string, token: string, headers: Record<string, string> = {}) =>
    ask({ path, host: host(), headers: { Authorization: `Bearer ${token}`, ...headers } })

  it('lives ten minutes and opens what its widget calls, nothing of the staff’s', async () => {
    const { token, api, tokenExpiresAt } = bootOf(await frame())
    expect(Date.parse(tokenExpiresAt) - Date.now()).toBeLessThanOrEqual(600_000)
    expect((await call(`${api}/catalogue`, token)).status).toBe(200)
    for (const path of ['bookings', 'services', 'agenda?from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z']) {
      expect([path, (await call(`${api}/${path}`, token)).status]).toEqual([path, 403])
    }
    expect((await call(`/v1/sites/${site.slug}/domains`, token)).status).toBe(403)
  })

  it('is worth nothing on another site, on another page’s lips, or tampered with', async () => {
    const { token, api } = bootOf(await frame())
    const other = await stand.newSite()
    expect((await call(`/v1/sites/${other.slug}/modules/booking/catalogue`, token)).status).toBe(404)
    expect((await call(`${api}/catalogue`, token, { Origin: page })).status).toBe(403)
    expect((await call(`${api}/catalogue`, `${token.slice(0, -2)}xx`)).status).toBe(401)
  })

  it('is renewed while the page is verified, and no longer', async () => {
    const { token, api } = bootOf(await frame())
    const renew = (with_: string) =>
      ask<{ token: string }>({
        path: '/f/token',
        method: 'POST',
        host: host(),
        headers: { Authorization: `Bearer ${with_}` },
      })
    const renewed = await renew(token)
    expect(renewed.status).toBe(200)
    expect((await call(`${api}/catalogue`, renewed.body.token)).status).toBe(200)
    await stand.admin.query(`update dramac.site_domains set state = 'revoked' where site_id = $1 and pattern = $2`, [
      site.siteId,
      page,
    ])
    const refused = await renew(token)
    await stand.admin.query(`update dramac.site_domains set state = 'verified' where site_id = $1 and pattern = $2`, [
      site.siteId,
      page,
    ])
    expect([refused.status, problemOf(refused).reason]).toEqual([401, 'embed.no_longer_allowed'])
  })

  it('dies with the key of its site', async () => {
    const { token, api } = bootOf(await frame())
    await stand.admin.query('update dramac.site_keys set revoked_at = now() where site_id = $1', [site.siteId])
    const reply = await call(`${api}/catalogue`, token)
    await stand.admin.query('update dramac.site_keys set revoked_at = null where site_id = $1', [site.siteId])
    expect(reply.status).toBe(404)
  })
})

describe('the CDN', () => {
  const cdn = (path: string) => ask({ path, host: `cdn.localhost:${inject('port')}` })

  it('serves the loader under a channel, a minor and an exact name, each with its own life', async () => {
    const versions = await ask<{ channel: string; minor: string; versions: { url: string }[] }>({
      path: '/embed/versions.json',
      host: `cdn.localhost:${inject('port')}`,
    })
    const { channel, minor } = versions.body
    const [exact] = versions.body.versions
    const replies = await Promise.all([cdn(channel), cdn(minor), cdn(exact!.url)])
    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
    expect(replies.map((reply) => String(reply.headers['cache-control']).split(',')[1]?.trim())).toEqual([
      'max-age=300',
      'max-age=3600',
      'max-age=31536000',
    ])
    for (const { headers } of replies) {
      expect(headers['access-control-allow-origin']).toBe('*')
      expect(headers['access-control-expose-headers']).toBe('RateLimit, RateLimit-Policy, Retry-After, Dm-Request-Id')
    }
  })

  it('does not leave its folder', async () => {
    for (const path of ['/embed/../../package.json', '/assets/..%2f..%2fpackage.json', '/package.json', '/embed/']) {
      expect([path, (await cdn(path)).status]).toEqual([path, 404])
    }
  })
})
