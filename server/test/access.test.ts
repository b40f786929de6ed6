/** Who is asking, and what a request must look like. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addService, ask, openStand, problemOf, type Reply, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
const own = { 'Dm-Request': '1' }

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite(['owner', 'client'])
})
afterAll(() => stand.close())

const signIn = (email: string, password: string, headers: Record<string, string> = own) =>
  ask<{ user: { email: string }; sites: { slug: string; modules: { slug: string }[]; permissions: string[] }[] }>({
    path: '/v1/session',
    body: { email, password },
    headers,
  })
const cookieOf = (reply: Reply<unknown>): string => String(reply.headers['set-cookie']?.[0]).split(';')[0]!

describe('signing in', () => {
  it('opens a session that shows the person’s sites, their modules and what they may do', async () => {
    const reply = await signIn(site.owner.email, site.owner.password)
    expect(reply.status).toBe(200)
    const cookie = String(reply.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect(reply.body.sites.map((one) => one.slug)).toEqual([site.slug])
    expect(reply.body.sites[0]!.modules.map((one) => one.slug)).toEqual(['booking'])
    expect(reply.body.sites[0]!.permissions).toContain('keys:write')
  })

  it('gives a client their own business, without the keys', async () => {
    const reply = await signIn(site.owner.email.replace('owner', 'client'), site.owner.password)
    expect(reply.body.sites[0]!.permissions).toContain('booking:write')
    expect(reply.body.sites[0]!.permissions).not.toContain('keys:read')
    const keys = await ask({ path: `/v1/sites/${site.slug}/keys`, headers: { Cookie: cookieOf(reply) } })
    expect([keys.status, problemOf(keys).reason]).toEqual([403, 'core.permission_missing'])
  })

  it('answers an unknown address and a wrong password alike', async () => {
    const wrong = await signIn(site.owner.email, 'wrong')
    const unknown = await signIn('nobody@example.com', 'wrong')
    const words = (reply: Reply<unknown>) => [reply.status, problemOf(reply).code, problemOf(reply).reason]
    expect(words(wrong)).toEqual([401, 'UNAUTHORIZED', 'identity.wrong_credentials'])
    expect(words(unknown)).toEqual(words(wrong))
  })

  it('ends with signing out, at once', async () => {
    const Cookie = cookieOf(await signIn(site.owner.email, site.owner.password))
    expect((await ask({ path: '/v1/session', headers: { Cookie } })).status).toBe(200)
    expect((await ask({ path: '/v1/session', method: 'DELETE', headers: { Cookie, ...own } })).status).toBe(204)
    expect((await ask({ path: '/v1/session', headers: { Cookie } })).status).toBe(401)
  })

  it('takes over no cookie that came along, and ends the session that it named', async () => {
    const planted = { Cookie: 'dm_session=planted-by-somebody' }
    const first = cookieOf(await signIn(site.owner.email, site.owner.password, { ...own, ...planted }))
    expect(first).toMatch(/^dm_session=[\w-]{43}$/)
    expect((await ask({ path: '/v1/session', headers: planted })).status).toBe(401)
    const second = cookieOf(await signIn(site.owner.email, site.owner.password, { ...own, Cookie: first }))
    expect(second).not.toBe(first)
    expect((await ask({ path: '/v1/session', headers: { Cookie: first } })).status).toBe(401)
    expect((await ask({ path: '/v1/session', headers: { Cookie: second } })).status).toBe(200)
  })

  it('ends by itself, and keeps of the browser’s token only a hash', async () => {
    const Cookie = cookieOf(await signIn(site.owner.email, site.owner.password))
    const token = Cookie.split('=')[1]!
    const hash = createHash('sha256').update(token).digest()
    const { rowCount } = await stand.admin.query(
      `update dramac.sessions set expires_at = now() - interval '1 second' where token_hash = $1`,
      [hash],
    )
    expect(rowCount).toBe(1)
    expect((await ask({ path: '/v1/session', headers: { Cookie } })).status).toBe(401)
  })

  it('sends its cookie to no other host and to no script', async () => {
    const cookie = String((await signIn(site.owner.email, site.owner.password)).headers['set-cookie'])
    expect(cookie.split('; ').slice(1)).toEqual(['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=2592000'])
  })

  it.each(['null', 'https://evil.example.com', 'http://localhost', 'http://localhost.evil.example'])(
    'and writing with its cookie are refused to a page of %s, whatever header it sends',
    async (Origin) => {
      const Cookie = cookieOf(await signIn(site.owner.email, site.owner.password))
      const body = { pattern: 'https://a.example.com' }
      const headers = { ...own, Cookie, Origin }
      const replies = [
        await ask({ path: `/v1/sites/${site.slug}/domains`, body, headers }),
        await signIn(site.owner.email, site.owner.password, { ...own, Origin }),
        await ask({ path: '/v1/session', method: 'DELETE', headers }),
      ]
      for (const reply of replies) expect([reply.status, problemOf(reply).reason]).toEqual([403, 'core.foreign_origin'])
    },
  )

  it('cannot be done, nor anything written, by another website’s form', async () => {
    expect((await signIn(site.owner.email, site.owner.password, {})).status).toBe(403)
    const Cookie = cookieOf(await signIn(site.owner.email, site.owner.password))
    const write = await ask({
      path: `/v1/sites/${site.slug}/domains`,
      body: { pattern: 'https://a.example.com' },
      headers: { Cookie },
    })
    expect([write.status, problemOf(write).reason]).toEqual([403, 'core.request_header_missing'])
  })
})

describe('keys', () => {
  it('are shown once, kept as a hash, and dead at once when revoked', async () => {
    const made = await ask<{ id: string; secret: string }>({
      path: `/v1/sites/${site.slug}/keys`,
      key: site.key,
      body: { label: 'Till', permissions: ['booking:read'], mode: 'test' },
    })
    expect(made.status).toBe(201)
    expect(made.body.secret).toMatch(/^dm_sk_test_[a-z2-7]{40}$/)
    const { rows } = await stand.admin.query('select * from dramac.api_keys where id = $1', [made.body.id])
    expect(JSON.stringify(rows)).not.toContain(made.body.secret)
    const list = () => ask({ path: `/v1/sites/${site.slug}/modules/booking/services`, key: made.body.secret })
    expect((await list()).status).toBe(200)
    await ask({ path: `/v1/sites/${site.slug}/keys/${made.body.id}`, method: 'DELETE', key: site.key })
    const dead = await list()
    expect([dead.status, problemOf(dead).reason]).toEqual([401, 'identity.key_unknown'])
    const listed = await ask({ path: `/v1/sites/${site.slug}/keys`, key: site.key })
    expect(listed.text).not.toContain(made.body.secret)
  })

  it('of live mode are refused the test clock', async () => {
    const live = await stand.newKey(site, ['booking:read'], 'live')
    const headers = { 'Dm-Test-Clock': '2027-01-11T07:00:00.000Z' }
    const reply = await ask({ path: `/v1/sites/${site.slug}/modules/booking/services`, key: live, headers })
    expect([reply.status, problemOf(reply).reason]).toEqual([403, 'core.test_clock_refused'])
  })

  it('that are unknown or misspelt open nothing', async () => {
    for (const key of ['dm_sk_test_unknownunknown', 'nonsense-nonsense', 'dm_pk_test_harbor']) {
      const reply = await ask({ path: `/v1/sites/${site.slug}/modules/booking/services`, key })
      expect([key, reply.status]).toEqual([key, 401])
    }
  })
})

describe('a request', () => {
  const services = () => `/v1/sites/${site.slug}/modules/booking/services`

  it.each<[string, Parameters<typeof ask>[0], number, string]>([
    ['over the size that is read', { path: '', body: { name: 'x'.repeat(300_000) } }, 413, 'core.body_too_large'],
    ['that is not JSON', { path: '', body: '{"name":' }, 400, 'core.body_unreadable'],
    [
      'of another content type',
      { path: '', body: 'name=x', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      415,
      'core.json_only',
    ],
    ['with a method that is not taken', { path: '', method: 'PUT' }, 405, 'core.method_not_allowed'],
    ['with an unknown filter', { path: '?colour=red' }, 422, 'core.input_refused'],
    ['with a limit beyond the cap', { path: '?limit=1000' }, 422, 'core.input_refused'],
    ['with a forged cursor', { path: '?cursor=abc.def' }, 422, 'core.input_refused'],
    ['with a parameter given twice', { path: '?limit=1&limit=2' }, 400, 'core.query_repeated'],
  ])('%s is refused by name, with a reference', async (_, request, status, reason) => {
    const reply = await ask({ ...request, path: services() + request.path, key: site.key })
    expect([reply.status, problemOf(reply).reason]).toEqual([status, reason])
    expect(String(reply.headers['content-type'])).toContain('application/problem+json')
    expect(problemOf(reply).requestId).toBe(reply.headers['dm-request-id'])
  })

  it('to a host that is none of ours is misdirected', async () => {
    const reply = await ask({ path: '/', host: 'elsewhere.example' })
    expect([reply.status, problemOf(reply).reason]).toEqual([421, 'core.host_unknown'])
  })

  it('for a module that the site does not have is told so', async () => {
    await stand.admin.query('delete from dp.site_modules where site_id = $1', [site.siteId])
    await new Promise((settle) => setTimeout(settle, 5200))
    const reply = await ask({ path: services(), key: site.key })
    await stand.admin.query(
      `insert into dp.site_modules (agency_id, site_id, module, version) values ($1, $2, 'booking', '1.0.0')`,
      [site.agencyId, site.siteId],
    )
    expect([reply.status, problemOf(reply).reason]).toEqual([403, 'core.module_not_enabled'])
    await new Promise((settle) => setTimeout(settle, 5200))
  })
})

describe('records', () => {
  const path = (rest: string) => `/v1/sites/${site.slug}/modules/booking/${rest}`

  it('are listed page by page, each once, in a steady order', async () => {
    const mine = await stand.newSite()
    for (let index = 0; index < 5; index++) await addService(mine, { position: index })
    const seen: string[] = []
    let cursor: string | null = ''
    for (let page = 0; cursor !== null && page < 9; page++) {
      const query: string = `limit=2&sort=position${cursor ? `&cursor=${cursor}` : ''}`
      const reply: Reply<{ data: { id: string }[]; nextCursor: string | null }> = await ask({
        path: `/v1/sites/${mine.slug}/modules/booking/services?${query}`,
        key: mine.key,
      })
      expect(reply.body.data.length).toBeLessThanOrEqual(2)
      seen.push(...reply.body.data.map((row) => row.id))
      cursor = reply.body.nextCursor
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
  })

  it('change only at the version that was read, and nothing is lost', async () => {
    const made = await ask<{ id: string; version: number }>({
      path: path('services'),
      key: site.key,
      body: { slug: 'first', name: 'First', durationMinutes: 30 },
    })
    const change = (name: string, version: number) =>
      ask<{ name: string }>({
        path: path(`services/${made.body.id}`),
        method: 'PATCH',
        key: site.key,
        body: { name },
        headers: { 'If-Match': `"${version}"` },
      })
    expect((await change('Second', 1)).body.name).toBe('Second')
    const late = await change('Third', 1)
    expect([late.status, problemOf(late).reason]).toEqual([412, 'core.version_changed'])
    expect(problemOf(late)['current']).toMatchObject({ name: 'Second', version: 2 })
  })

  it('keep a name for one, and say which field is in the way', async () => {
    const body = { slug: 'twice', name: 'Twice', durationMinutes: 30 }
    await ask({ path: path('services'), key: site.key, body })
    const reply = await ask({ path: path('services'), key: site.key, body })
    expect([reply.status, problemOf(reply).reason]).toEqual([409, 'core.already_exists'])
    expect(String(problemOf(reply)['constraint'])).toContain('slug')
  })

  it('that others refer to are not deleted', async () => {
    const { resources } = await addService(site)
    const person = await ask<{ scheduleId: string }>({ path: path(`resources/${resources[0]}`), key: site.key })
    const reply = await ask({ path: path(`schedules/${person.body.scheduleId}`), method: 'DELETE', key: site.key })
    expect([reply.status, problemOf(reply).reason]).toEqual([409, 'core.still_referred_to'])
  })
})
