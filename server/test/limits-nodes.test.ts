/** Two programs with one database and one Redis: what is counted, changed or ended at one holds at the other with the next request. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded, type Embedded } from '@dramac/core/db/embedded/start-embedded'
import { clientNetwork } from '@dramac/core/limits/client-network'
import { limits } from '@dramac/core/limits/limits'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProgram, type Program } from '../../test/setup/global.ts'
import { openRedisServer, type RedisServer } from '../../test/setup/redis.ts'
import { ask, connectionUrls, openStand, problemOf, type Ask, type Reply, type Stand, type TestSite } from './site.ts'
import { signInSuperAdmin, type SuperAdmin } from './super-admin.ts'

const folder = mkdtempSync(join(tmpdir(), 'dm-nodes-'))
let database: Embedded
let redis: RedisServer
let nodes: readonly [Program, Program]
let stand: Stand
let site: TestSite
let admin: SuperAdmin

beforeAll(async () => {
  ;[database, redis] = await Promise.all([startEmbedded({ dir: folder }), openRedisServer()])
  const env = {
    DRAMAC_DB_URL: database.superuserUrl,
    DRAMAC_REDIS_URL: redis.url,
    DRAMAC_SECRET: 'one secret of both nodes, which is long enough',
    DRAMAC_PROXY_HOPS: '1',
    DRAMAC_DEMO: '0',
  }
  const first = await startProgram(env)
  nodes = [first, await startProgram(env)]
  stand = openStand(connectionUrls(first.dataDir))
  site = await stand.newSite(['owner', 'admin'])
  admin = await signInSuperAdmin(stand, first.port)
}, 30_000)

afterAll(async () => {
  await stand.close()
  await Promise.all(nodes.map((node) => node.stop()))
  await Promise.all([database.stop(), redis.stop()])
  rmSync(folder, { recursive: true, force: true })
})

let networks = 0
const newNetwork = () => `198.51.100.${(networks += 1)}`
const own = { 'Dm-Request': '1' }

/** The same of both nodes at once. */
const askBoth = <T>(call: Ask): Promise<Reply<T>[]> => Promise.all(nodes.map(({ port }) => ask<T>({ ...call, port })))
const statusesOf = (replies: readonly Reply<unknown>[]) => replies.map(({ status }) => status)
const reasonsOf = (replies: readonly Reply<unknown>[]) => replies.map((reply) => problemOf(reply).reason)

/** So many at once, in turns; how many of them were let through. */
async function countThrough(times: number, call: Ask): Promise<number> {
  const replies = Array.from({ length: times }, (_, index) => ask({ ...call, port: nodes[index % 2]!.port }))
  return (await Promise.all(replies)).filter(({ status }) => status !== 429).length
}

interface Attempt {
  readonly email: string
  readonly password?: string
  readonly from?: string
  readonly node?: 0 | 1
}

const signIn = ({ email, password = site.owner.password, from = newNetwork(), node = 0 }: Attempt) =>
  ask({
    port: nodes[node].port,
    path: '/v1/session',
    body: { email, password },
    headers: { ...own, 'X-Forwarded-For': from },
  })
const cookieOf = (reply: Reply<unknown>) => String(reply.headers['set-cookie']?.[0]).split(';')[0]!
const headersOf = async (attempt: Attempt) => ({ ...own, Cookie: cookieOf(await signIn(attempt)) })
const adminEmail = () => site.owner.email.replace('owner', 'admin')

describe('two nodes let through', () => {
  it('together what a network may send, however many ask both at once', async () => {
    const call = {
      path: '/v1/email-verifications/confirm',
      body: { token: 'x'.repeat(40) },
      headers: { ...own, 'X-Forwarded-For': newNetwork() },
    }
    expect(await countThrough(60, call)).toBe(limits['auth-misc'].requests)
  })

  it('together what a key may do', async () => {
    const path = '/v1/site/imports/00000000-0000-4000-8000-000000000000/apply'
    expect(await countThrough(40, { path, key: site.key, body: {} })).toBe(limits.export.keyRequests)
  })

  it('together the guesses at one account, and after them not even the right password', async () => {
    const tries = Array.from({ length: 10 }, (_, index) =>
      signIn({ email: adminEmail(), password: 'wrong', node: index % 2 ? 1 : 0 }),
    )
    const passed = (await Promise.all(tries)).filter(({ status }) => status === 401)
    expect(passed).toHaveLength(limits['sign-in-account'].requests)
    expect((await signIn({ email: adminEmail(), node: 1 })).status).toBe(429)
  })
})

interface LimitsBody {
  readonly place: string
  readonly data: readonly { readonly kind: string; readonly outage: string; readonly requests: number }[]
  readonly counter?: { readonly used: number; readonly quota: number; readonly resetsInSeconds: number }
}

const counterOf = async (kind: string, who: string) => {
  const path = `limits?kind=${kind}&who=${encodeURIComponent(who)}`
  return (await admin.ask<LimitsBody>({ path })).body.counter
}

describe('a super admin', () => {
  it('sees every kind with its quota and what holds without Redis, and where requests are counted', async () => {
    const { status, body } = await admin.ask<LimitsBody>({ path: 'limits' })
    expect([status, body.place]).toEqual([200, 'redis'])
    expect(body.data.map(({ kind }) => kind)).toEqual(Object.keys(limits))
    expect(body.data.find(({ kind }) => kind === 'sign-in')).toEqual({
      kind: 'sign-in',
      of: 'network',
      windowSeconds: 60,
      requests: 5,
      keyRequests: 5,
      outage: 'refuse',
    })
    expect(body.counter).toBeUndefined()
  })

  it('sees who is locked out, and lets them in again at both nodes', async () => {
    const account = { kind: 'sign-in-account', who: adminEmail().toUpperCase() }
    expect(await counterOf(account.kind, account.who)).toMatchObject({ used: 11, quota: 5 })
    expect((await admin.ask({ path: 'limits/reset', body: account })).status).toBe(204)
    expect(await counterOf(account.kind, account.who)).toMatchObject({ used: 0, quota: 5, resetsInSeconds: 0 })
    expect((await signIn({ email: adminEmail(), node: 1 })).status).toBe(200)
    const { rows } = await stand.admin.query<{ actor: string; summary: { kind: string; who: string } }>(
      `select actor, summary from dp.audits where action = 'platform.limit.reset'`,
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.actor).toMatch(/^user:/)
    expect(rows[0]!.summary).toMatchObject({ kind: 'sign-in-account', who: expect.stringMatching(/^[\da-f]{32,}$/) })
  })

  it('finds a network by its address, and a key by its identity', async () => {
    const from = newNetwork()
    for (const node of [0, 1] as const) await signIn({ email: 'nobody@example.com', from, node })
    expect(await counterOf('sign-in', from)).toMatchObject({ used: 2, quota: 5 })
    expect(await counterOf('sign-in', clientNetwork('2001:db8::1'))).toMatchObject({ used: 0 })
    const { rows } = await stand.admin.query<{ id: string }>('select id from dramac.api_keys where site_id = $1', [
      site.siteId,
    ])
    expect(await counterOf('export', rows[0]!.id)).toMatchObject({ used: 40, quota: limits.export.keyRequests })
  })

  it.each([
    ['a kind that there is not', { kind: 'nothing', who: 'x' }, '/kind'],
    ['a kind of nobody', { kind: 'sign-in' }, '/who'],
    ['somebody of no kind', { who: 'x' }, '/kind'],
    ['a network that is none', { kind: 'sign-in', who: 'owner@northwind.test' }, '/who'],
  ])('is refused %s', async (_, body, path) => {
    const reply = await admin.ask({ path: 'limits/reset', body })
    expect([reply.status, problemOf(reply).errors.map((error) => error.path)]).toEqual([422, [path]])
    const query = new URLSearchParams(body as Record<string, string>).toString()
    expect((await admin.ask({ path: `limits?${query}` })).status).toBe(422)
  })

  it('alone sees and resets them', async () => {
    const headers = await headersOf({ email: site.owner.email })
    const [seen, reset] = await Promise.all([
      ask({ port: nodes[0].port, path: '/v1/platform/limits', headers }),
      ask({
        port: nodes[0].port,
        path: '/v1/platform/limits/reset',
        headers,
        body: { kind: 'sign-in', who: '::1' },
      }),
    ])
    expect([seen.status, reset.status]).toEqual([404, 404])
  })
})

describe('with the very next request, both nodes', () => {
  const keysPath = () => `/v1/sites/${site.slug}/keys`
  const setRole = (role: string) =>
    stand.admin.query(
      `update dramac.memberships m set role = $2 from dramac.users u
       where u.user_id = m.user_id and u.email = $1 and m.agency_id = $3`,
      [adminEmail(), role, site.agencyId],
    )

  it('go by a role that was changed', async () => {
    const call = { path: keysPath(), headers: await headersOf({ email: adminEmail() }) }
    expect(statusesOf(await askBoth(call))).toEqual([200, 200])
    await setRole('member')
    expect(statusesOf(await askBoth(call))).toEqual([403, 403])
    await setRole('admin')
    expect(statusesOf(await askBoth(call))).toEqual([200, 200])
  })

  it('refuse a session that was ended at one of them', async () => {
    const [ended, ending] = [
      await headersOf({ email: adminEmail() }),
      await headersOf({ email: adminEmail(), node: 1 }),
    ]
    const call = { path: keysPath(), headers: ended }
    expect(statusesOf(await askBoth(call))).toEqual([200, 200])
    const end = await ask({ port: nodes[1].port, method: 'DELETE', path: '/v1/me/sessions', headers: ending })
    expect(end.status).toBe(204)
    expect(statusesOf(await askBoth(call))).toEqual([401, 401])
  })

  it('refuse a key that was revoked at one of them', async () => {
    const key = await stand.newKey(site, ['keys:read', 'booking:read'])
    const call = { path: '/v1/site/modules/booking/services', key }
    expect(statusesOf(await askBoth(call))).toEqual([200, 200])
    const { rows } = await stand.admin.query<{ id: string }>(
      'select id from dramac.api_keys where site_id = $1 order by id desc limit 1',
      [site.siteId],
    )
    const headers = await headersOf({ email: site.owner.email })
    const path = `${keysPath()}/${rows[0]!.id}`
    expect((await ask({ port: nodes[0].port, method: 'DELETE', path, headers })).status).toBe(204)
    const replies = await askBoth(call)
    expect(statusesOf(replies)).toEqual([401, 401])
    expect(reasonsOf(replies)).toEqual(['identity.key_unknown', 'identity.key_unknown'])
  })

  it('change nothing for an agency that was suspended, until it is not', async () => {
    const headers = await headersOf({ email: site.owner.email })
    const schedule = { name: 'Hours', zone: 'Europe/Berlin', weeklyHours: [] }
    const writes = { path: `/v1/sites/${site.slug}/modules/booking/schedules`, headers, body: schedule }
    const set = (state: string) =>
      stand.admin.query('update dramac.agencies set state = $2 where agency_id = $1', [site.agencyId, state])
    expect(statusesOf(await askBoth(writes))).toEqual([201, 201])
    await set('suspended')
    const replies = await askBoth(writes)
    expect(statusesOf(replies)).toEqual([402, 402])
    expect(reasonsOf(replies)).toEqual(['core.agency_suspended', 'core.agency_suspended'])
    expect(statusesOf(await askBoth({ path: keysPath(), headers }))).toEqual([200, 200])
    await set('active')
    expect(statusesOf(await askBoth(writes))).toEqual([201, 201])
  })
})
