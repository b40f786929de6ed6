/** Who was refused is written down: for the site's people in their log and their audit, for us with the cause. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startProgram } from '../../test/setup/global.ts'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let other: TestSite

beforeAll(async () => {
  stand = openStand()
  ;[site, other] = await Promise.all([stand.newSite(), stand.newSite()])
})
afterAll(() => stand.close())

interface LogRow {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly reason: string | null
  readonly origin: string | null
  readonly principal: string
  readonly requestId: string
}

const listRefused = async (of = site) =>
  (await ask<{ data: LogRow[] }>({ path: `/v1/sites/${of.slug}/requests?refused=true`, key: of.key })).body.data
const auditsOf = async (of = site) =>
  (
    await stand.admin.query<{ actor: string; action: string; summary: object; request_id: string }>(
      `select actor, action, summary, request_id from dp.audits where site_id = $1 and result = 'denied' order by created_at, id`,
      [of.siteId],
    )
  ).rows

describe('a denial', () => {
  it('for want of a permission is in the site’s log and audit, under the request’s own reference', async () => {
    const key = await stand.newKey(site, ['site:read'])
    const denied = await ask({ path: `/v1/sites/${site.slug}/domains`, key })
    const { requestId } = problemOf(denied)
    await expect.poll(async () => (await listRefused()).map((row) => row.requestId)).toContain(requestId)
    const row = (await listRefused()).find((one) => one.requestId === requestId)
    expect(row).toMatchObject({ method: 'GET', route: 'domains', status: 403, reason: 'core.permission_missing' })
    expect(row?.principal).toMatch(/^key:[0-9a-f-]{36}$/)
    const audit = (await auditsOf()).find((one) => one.request_id === requestId)
    expect(audit).toMatchObject({ action: 'GET domains', actor: row?.principal })
    expect(audit?.summary).toMatchObject({ reason: 'core.permission_missing' })
  })

  it('repeated without end fills the log and not the audit', async () => {
    const key = await stand.newKey(site, ['site:read'])
    for (let index = 0; index < 20; index++) await ask({ path: `/v1/sites/${site.slug}/keys`, key })
    const logged = async () => (await listRefused()).filter(({ route }) => route === 'keys').length
    await expect.poll(logged).toBe(20)
    expect((await auditsOf()).filter(({ action }) => action === 'GET keys')).toHaveLength(1)
  })

  it('at another tenant’s door is written down where its caller is at home, and nowhere else', async () => {
    const before = await auditsOf(other)
    const denied = await ask({ path: `/v1/sites/${other.slug}/keys`, key: site.key })
    expect(denied.status).toBe(404)
    const { requestId } = problemOf(denied)
    await expect.poll(async () => (await auditsOf()).map((row) => row.request_id)).toContain(requestId)
    expect(await auditsOf(other)).toEqual(before)
    expect((await listRefused(other)).map((row) => row.requestId)).not.toContain(requestId)
  })

  it('leaves no secret in the log', async () => {
    const key = await stand.newKey(site, ['site:read'])
    await ask({ path: `/v1/sites/${site.slug}/domains`, key })
    await ask({ path: `/v1/sites/${site.slug}/modules/booking/${key}`, key })
    await expect.poll(async () => (await listRefused()).some((row) => row.status === 404)).toBe(true)
    const { rows } = await stand.admin.query('select * from dp.requests where site_id = $1', [site.siteId])
    expect(JSON.stringify(rows)).not.toContain(key)
  })
})

describe('a page that is refused', () => {
  it('shows in the log with its origin, so that its owner finds out why', async () => {
    const origin = 'https://not-verified.example.com'
    const nonce = '1234567890abcdef'
    const host = `${site.frameLabel}.frames.localhost:${inject('port')}`
    await ask({ path: `/f/booking/booking?o=${encodeURIComponent(origin)}&n=${nonce}&v=1`, host })
    const find = async () => (await listRefused()).find((row) => row.origin === origin)
    await expect.poll(find).toMatchObject({ route: 'f/booking/booking', status: 403, reason: 'E_DOMAIN' })
    expect((await auditsOf()).some(({ actor }) => actor === `visitor:${origin}`)).toBe(true)
  })
})

describe('the log', () => {
  it('is read page by page, newest first, each request once', async () => {
    const mine = await stand.newSite()
    for (let index = 0; index < 5; index++) await ask({ path: `/v1/sites/${mine.slug}/domains`, key: mine.key })
    const path = `/v1/sites/${mine.slug}/requests?limit=2`
    const written = async () => {
      const sql = `select count(*)::int as count from dp.requests where site_id = $1 and route = 'domains'`
      return (await stand.admin.query<{ count: number }>(sql, [mine.siteId])).rows[0]!.count
    }
    await expect.poll(written).toBe(5)
    const seen: string[] = []
    let cursor: string | null = ''
    for (let page = 0; cursor !== null && page < 9; page++) {
      const address: string = cursor ? `${path}&cursor=${cursor}` : path
      const { body } = await ask<{ data: (LogRow & { at: string })[]; nextCursor: string | null }>({
        path: address,
        key: mine.key,
      })
      seen.push(...body.data.filter(({ route }) => route === 'domains').map((row) => row.requestId))
      cursor = body.nextCursor
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
    const forged = await ask({ path: `${path}&cursor=abc.def`, key: mine.key })
    expect([forged.status, problemOf(forged).reason]).toEqual([422, 'core.input_refused'])
  })

  it('shows when a key was last used', async () => {
    const mine = await stand.newSite()
    const lastUsed = async () =>
      (await ask<{ data: { lastUsedAt: string | null }[] }>({ path: `/v1/sites/${mine.slug}/keys`, key: mine.key }))
        .body.data[0]!.lastUsedAt
    await lastUsed()
    await expect.poll(lastUsed).toMatch(/^20/)
  })
})

describe('a failure of ours', () => {
  it('tells its cause to the log and a reference to the caller', async () => {
    const program = await startProgram({ DRAMAC_LOG: 'debug' })
    const url = (
      JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as { admin: string; owner: string }
    ).owner
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    try {
      await owner.query('revoke select on mod_booking.services from dramac_app')
      const secret = 'dm_sk_test_harbor'
      const reply = await fetch(`http://localhost:${program.port}/v1/sites/harbor/modules/booking/services?limit=7`, {
        headers: { Authorization: `Bearer ${secret}`, Cookie: 'dm_session=a-session-token' },
      })
      const text = await reply.text()
      expect([reply.status, reply.headers.get('content-type')]).toEqual([
        500,
        'application/problem+json; charset=utf-8',
      ])
      expect(text).not.toMatch(/permission denied|mod_booking|relation/)
      const { requestId } = JSON.parse(text) as { requestId: string }
      // What it says comes through a pipe, a moment after the answer.
      const linesOf = () => program.said().split('\n').filter((one) => one.includes(requestId)).join('\n') // prettier-ignore
      await expect.poll(linesOf).toContain('permission denied for table services')
      expect(program.said()).not.toContain(secret)
      expect(program.said()).not.toContain('a-session-token')
    } finally {
      await owner.end()
      await program.stop()
    }
  })
})
