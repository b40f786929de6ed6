/** What super admins see of the running installation, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HealthReport } from '../health/health.ts'
import { ask, openStand, type Stand, type TestSite } from './site.ts'
import { signInSuperAdmin, type SuperAdmin } from './super-admin.ts'

let stand: Stand
let site: TestSite
let admin: SuperAdmin

beforeAll(async () => {
  stand = openStand()
  ;[site, admin] = await Promise.all([stand.newSite(), signInSuperAdmin(stand)])
})
afterAll(() => stand.close())

describe('health', () => {
  it('has a line for every connection, told to supervisors and to super admins', async () => {
    const ready = await ask<HealthReport>({ path: '/readyz' })
    expect([ready.status, ready.body.status]).toEqual([200, 'ok'])
    const reply = await admin.ask<HealthReport>({ path: 'health' })
    expect(reply.status).toBe(200)
    expect(Object.keys(reply.body.connections).toSorted()).toEqual(
      ['database app', 'database worker', 'listener', 'mail', 'queue', 'redis', 'storage'].toSorted(),
    )
    expect(reply.body.connections['redis']).toMatchObject({ state: 'off', needed: false })
    expect(reply.body.release).toMatch(/^\d+\.\d+\.\d+/)
    expect((await ask<{ status: string }>({ path: '/healthz' })).body.status).toBe('ok')
  })

  it('of the platform is nothing to anybody else', async () => {
    const reply = await ask({ path: '/v1/platform/health', key: site.key })
    expect(reply.status).toBe(404)
  })
})

describe('metrics', () => {
  const read = (headers: Record<string, string> = {}, host?: string) =>
    ask({ path: '/metrics', headers, ...(host === undefined ? {} : { host }) })

  it('count requests by surface, kind of address and kind of answer, and name no site', async () => {
    await ask({ path: `/v1/sites/${site.slug}/modules/booking/services`, key: site.key })
    await ask({ path: `/v1/sites/${site.slug}/keys`, key: 'dm_sk_test_wrong' })
    const { status, text, headers } = await read()
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(text).toMatch(/dramac_http_request_seconds_count\{surface="app",route="module",status="2xx"\} [1-9]/)
    expect(text).toMatch(/dramac_http_request_seconds_count\{surface="app",route="site",status="4xx"\} [1-9]/)
    for (const name of [site.slug, site.siteId, site.agencyId, site.key]) expect(text).not.toContain(name)
  })

  it('show pools, queue, events, mails, watchers, limits, connections and the process', async () => {
    const { text } = await read()
    for (const line of [
      'dramac_pool_idle{pool="app"}',
      'dramac_pool_waiting{pool="worker"} 0',
      'dramac_jobs{state="ready"}',
      'dramac_jobs{state="failed"}',
      'dramac_jobs_oldest_seconds',
      'dramac_event_lag_seconds',
      'dramac_event_watchers 0',
      'dramac_limits_place{place="memory"} 1',
      'dramac_connection_up{connection="queue"} 1',
      '# TYPE dramac_mails gauge',
      'dramac_release_info{release="',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(text).toContain(line)
  })

  it('are read from this machine under its address, and behind a proxy by nobody without the token', async () => {
    expect((await read({}, '127.0.0.1:4000')).status).toBe(200)
    expect((await read({}, '[::1]')).status).toBe(200)
    expect((await read({ 'X-Forwarded-For': '127.0.0.1' })).status).toBe(404)
    expect((await read({ Authorization: 'Bearer guessed-token' })).status).toBe(404)
    expect((await ask({ path: '/v1/sites', host: '127.0.0.1:4000' })).status).toBe(421)
  })
})
