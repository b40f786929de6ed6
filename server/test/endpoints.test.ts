/** What holds for every address there is: who may pass, how often, and how it says no. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { corePermissions } from '@dramac/core/access/permissions'
import { limits } from '@dramac/core/limits/limits'
import { loadModules } from '../load-modules.ts'
import { listTables, type Endpoint } from './endpoints.ts'
import { ask, openStand, problemOf, type Ask, type Reply, type Stand, type TestSite } from './site.ts'

const { endpoints, agency, platform, app, frames } = await listTables()
const modules = await loadModules(process.cwd())
let stand: Stand
let site: TestSite

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
})
afterAll(() => stand.close())

const at = (path: string) => `/v1/sites/${site.slug}/${path}`
const permissions = new Set([
  ...Object.keys(corePermissions),
  ...[...modules.values()].flatMap(({ manifest }) => Object.keys(manifest.permissions)),
])

/** Safe for whoever sees it, and with everything by which it is found again. */
function expectProblem(reply: Reply<unknown>, status: number, reason?: string): void {
  expect([reply.status, reason === undefined ? undefined : problemOf(reply).reason]).toEqual([status, reason])
  expect(String(reply.headers['content-type'])).toContain('application/problem+json')
  const problem = problemOf(reply)
  expect(problem.requestId).toBe(reply.headers['dm-request-id'])
  expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(problem).toMatchObject({
    status,
    code: expect.any(String),
    title: expect.any(String),
    errors: expect.any(Array),
  })
  expect(reply.text).not.toMatch(/select |insert |node_modules|\.ts:\d|at async/)
}

describe('the tables of routes', () => {
  it('name a permission that exists and a limit that exists, in every row', () => {
    expect(endpoints.length).toBeGreaterThan(40)
    for (const { name, permission, limit } of [...endpoints, ...agency, ...platform]) {
      for (const one of [permission].flat()) expect([name, permissions.has(one)]).toEqual([name, true])
      expect([name, Object.hasOwn(limits, limit)]).toEqual([name, true])
    }
    for (const { path, permission, limit } of [...app, ...frames]) {
      expect([path, ['anyone', 'session', 'widget'].includes(permission)]).toEqual([path, true])
      expect([path, Object.hasOwn(limits, limit)]).toEqual([path, true])
    }
  })

  it('name every permission that there is', () => {
    const named = new Set([...endpoints, ...agency, ...platform].flatMap((one) => one.permission))
    expect([...permissions].filter((one) => !named.has(one))).toEqual([])
  })

  it('have every row once', () => {
    for (const table of [endpoints, agency, platform])
      expect(new Set(table.map((one) => one.name)).size).toBe(table.length)
    const open = [...app, ...frames].map(({ method, path }) => `${method} ${String(path)}`)
    expect(new Set(open).size).toBe(open.length)
  })
})

/** One rule, at all addresses that it holds for. */
async function expectEverywhere(
  some: readonly Endpoint[],
  check: (endpoint: Endpoint) => Promise<void>,
): Promise<void> {
  expect(some.length).toBeGreaterThan(10)
  for (const endpoint of some) {
    await check(endpoint).catch((error: unknown) => {
      throw new Error(`${endpoint.name}: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
}

const send = (endpoint: Endpoint, change: Partial<Ask> = {}) =>
  ask({
    method: endpoint.method,
    path: at(endpoint.path),
    key: site.key,
    ...(endpoint.takesBody ? { body: {} } : {}),
    ...change,
  })

describe('every address of a site', () => {
  it('answers nobody without a credential', () =>
    expectEverywhere(endpoints, async (endpoint) => {
      const { method, path } = endpoint
      expectProblem(await ask({ method, path: at(path) }), 401, 'identity.not_signed_in')
    }))

  it('refuses a key that lacks the permission, and counts it', async () => {
    const keyWithout = new Map<string, string>()
    await expectEverywhere(endpoints, async (endpoint) => {
      const wanted = [endpoint.permission].flat()
      const others = [...permissions].filter((one) => !wanted.includes(one))
      const known = keyWithout.get(others.join()) ?? (await stand.newKey(site, others))
      keyWithout.set(others.join(), known)
      const reply = await send(endpoint, { key: known })
      expectProblem(reply, 403, 'core.permission_missing')
      expect(reply.headers['ratelimit-policy']).toMatch(new RegExp(`^"${endpoint.limit}";q=\\d+;w=\\d+$`))
      expect(reply.headers['ratelimit']).toMatch(new RegExp(`^"${endpoint.limit}";r=\\d+;t=\\d+$`))
    })
  })

  it('refuses a parameter that it does not read', () =>
    expectEverywhere(endpoints, async (endpoint) =>
      expectProblem(await send(endpoint, { path: `${at(endpoint.path)}?colour=red` }), 422, 'core.input_refused'),
    ))

  it('refuses a parameter given twice', () =>
    expectEverywhere(endpoints, async (endpoint) =>
      expectProblem(await send(endpoint, { path: `${at(endpoint.path)}?limit=1&limit=2` }), 400, 'core.query_repeated'),
    ))

  it('names the methods that it takes', () =>
    expectEverywhere(endpoints, async (endpoint) => {
      const reply = await send(endpoint, { method: 'PUT' })
      expectProblem(reply, 405, 'core.method_not_allowed')
      expect(String(reply.headers['allow']).split(', ')).toContain(endpoint.method)
      expect(problemOf(reply)['allowed']).toContain(endpoint.method)
    }))

  it.each(['https://evil.example.com', 'null', 'http://localhost', 'http://frames.localhost'])(
    'lets no page of %s in, whatever it asks beforehand',
    (origin) =>
      expectEverywhere(endpoints, async (endpoint) => {
        const headers = { Origin: origin, 'Access-Control-Request-Method': endpoint.method }
        const reply = await send(endpoint, { method: 'OPTIONS', headers })
        expect(reply.status).toBe(405)
        expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
      }),
  )

  const deep = `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  const latin1 = { 'Content-Type': 'application/json; charset=latin1' }
  it.each<[string, Partial<Ask>, number, string]>([
    ['that is cut off', { body: '{"name":' }, 400, 'core.body_unreadable'],
    ['that is no object', { body: '"text"' }, 400, 'core.body_unreadable'],
    ['that is no text', { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) }, 400, 'core.body_unreadable'],
    ['in another type', { body: 'a=b', headers: { 'Content-Type': 'text/plain' } }, 415, 'core.json_only'],
    ['in another character set', { body: {}, headers: latin1 }, 415, 'core.json_only'],
    ['over the size that is read', { body: { x: 'x'.repeat(300_000) } }, 413, 'core.body_too_large'],
    ['that is a list', { body: [] }, 422, 'core.input_refused'],
    ['with an unknown field', { body: { surprise: 1 } }, 422, 'core.input_refused'],
    ['with a NUL', { body: '{"a":"b\\u0000"}' }, 422, 'core.input_refused'],
    ['with half a character', { body: '{"a":"b\\ud800"}' }, 422, 'core.input_refused'],
    ['with a key twice', { body: '{"a":1,"a":2}' }, 400, 'core.key_repeated'],
    ['that nests without end', { body: deep }, 400, 'core.body_too_deep'],
    ['that reaches for a prototype', { body: '{"__proto__":{"admin":true}}' }, 422, 'core.input_refused'],
    ['that reaches for a constructor', { body: '{"constructor":{"prototype":{}}}' }, 422, 'core.input_refused'],
  ])('refuses a body %s', (_, change, status, reason) =>
    expectEverywhere(
      endpoints.filter(({ method }) => method !== 'GET'),
      async (endpoint) => expectProblem(await send(endpoint, change), status, reason),
    ),
  )
})

describe('outside of any site', () => {
  const open = app
    .filter(({ path }) => typeof path === 'string')
    .map(({ method, path }) => [method, String(path)] as const)

  it.each(open)('%s %s is counted, takes no other method, and allows no other website', async (method, path) => {
    const reply = await ask({ path: path.replace(':id', 'none'), method, ...(method === 'POST' ? { body: {} } : {}) })
    expect(reply.headers['ratelimit']).toBeDefined()
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
    const other = await ask({ path: path.replace(':id', 'none'), method: 'PUT' })
    expectProblem(other, 405, 'core.method_not_allowed')
    expect(other.headers['allow']).toContain(method)
  })

  it.each(
    app.filter(({ permission }) => permission === 'session').map(({ method, path }) => [method, String(path)] as const),
  )('%s %s asks for a session', async (method, path) =>
    expectProblem(
      await ask({ path, method, ...(method === 'GET' ? {} : { body: {} }) }),
      401,
      'identity.not_signed_in',
    ),
  )

  it.each<[string, Ask, number, string]>([
    ['half a percent code', { path: '/v1/session?x=%E0%A4%A' }, 400, 'core.address_unreadable'],
    ['a NUL in the path', { path: '/v1/sites/%00/domains' }, 400, 'core.address_unreadable'],
    ['a host that is not ours', { path: '/', host: 'elsewhere.example' }, 421, 'core.host_unknown'],
    ['a host that ends like ours', { path: '/', host: 'evil.localhost.example' }, 421, 'core.host_unknown'],
    ['an address that is none', { path: '/v1/nothing' }, 404, 'core.address_unknown'],
    [
      'headers over the size that is read',
      { path: '/', headers: { 'X-Large': 'x'.repeat(20_000) } },
      431,
      'core.headers_too_large',
    ],
    ['an address over the size that is read', { path: `/${'x'.repeat(20_000)}` }, 431, 'core.headers_too_large'],
  ])('%s is refused by name', async (_, request, status, reason) => expectProblem(await ask(request), status, reason))

  it('our hosts are ours in any case of letters', async () => {
    expect((await ask({ path: '/healthz', host: `LOCALHOST:${inject('port')}` })).status).toBe(200)
  })
})

describe('a value', () => {
  const services = () => at('modules/booking/services')
  const service = { slug: 'value', name: 'Value', durationMinutes: 30 }

  it.each<[string, object]>([
    ['a number beyond all measure', { ...service, price: { minor: 1e300, currency: 'EUR' } }],
    ['a number that loses digits', { ...service, price: { minor: 2 ** 53 + 2, currency: 'EUR' } }],
    ['a fraction', { ...service, durationMinutes: 30.5 }],
    ['text for a number', { ...service, durationMinutes: '30' }],
    ['a number for text', { ...service, name: 7 }],
    ['a list for an object', { ...service, price: [] }],
    ['an unknown field deep inside', { ...service, price: { minor: 1, currency: 'EUR', x: 1 } }],
    ['text without end', { ...service, name: 'x'.repeat(5000) }],
  ])('%s is refused, and nothing is stored', async (_, body) => {
    const reply = await ask({ path: services(), key: site.key, body })
    expectProblem(reply, 422)
    expect(problemOf(reply).errors.length).toBeGreaterThan(0)
    const { rows } = await stand.admin.query('select 1 from mod_booking.services where site_id = $1', [site.siteId])
    expect(rows).toEqual([])
  })

  it('deep inside a JSON field is as strict', async () => {
    const weeklyHours = [{ weekday: 1, from: '09:00', to: '17:00', surprise: true }]
    const body = { name: 'Hours', zone: 'Europe/Berlin', weeklyHours }
    expectProblem(await ask({ path: at('modules/booking/schedules'), key: site.key, body }), 422, 'core.input_refused')
  })

  it.each(['serviceId=nonsense', 'startsAt=nonsense', 'startsAt=2027-13-45'])(
    '%s in a filter is refused',
    async (query) => {
      expectProblem(await ask({ path: `${at('modules/booking/bookings')}?${query}`, key: site.key }), 422)
    },
  )

  it.each(['"x"', '"9e99"', 'W/"1"', '"-1"'])('%s is no version', async (version) => {
    const path = `${services()}/00000000-0000-4000-8000-000000000000`
    const headers = { 'If-Match': version }
    const reply = await ask({ path, method: 'PATCH', key: site.key, body: { name: 'x' }, headers })
    expectProblem(reply, 400, 'core.if_match_unreadable')
  })

  it.each(['1960-01-01T00:00:00Z', '9999-01-01', 'yesterday', '2027-99-01T00:00:00Z'])(
    '%s is no test clock',
    async (clock) => {
      const reply = await ask({ path: services(), key: site.key, body: service, headers: { 'Dm-Test-Clock': clock } })
      expectProblem(reply, 400, 'core.test_clock_unreadable')
    },
  )
})
