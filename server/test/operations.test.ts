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
