/** Errors and jobs as super admins see and move them. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorGroup } from '@dramac/core/errors/error-groups'
import type { FailedJob, FailingJob, TaskCounts } from '@dramac/core/jobs/console'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'
import { signInSuperAdmin, type SuperAdmin } from './super-admin.ts'

let stand: Stand
let site: TestSite
let admin: SuperAdmin
let owner: pg.Client
type Page<T> = { data: T[]; nextCursor: string | null }

beforeAll(async () => {
  stand = openStand()
  owner = new pg.Client({ connectionString: stand.urls.owner })
  ;[site, admin] = await Promise.all([stand.newSite(), signInSuperAdmin(stand), owner.connect()])
})
afterAll(async () => {
  await owner.end()
  await stand.close()
})

const listGroups = async (query = '') =>
  (await admin.ask<Page<ErrorGroup>>({ path: `errors?limit=100${query}` })).body.data
const report = (body: object) => ask({ path: '/v1/client-errors', body })
const stack = (file: string) => `TypeError: x\n    at draw (http://localhost:4000/assets/${file}-Ab12Cd34Ef.js:1:2)`
const findGroup = async (frame: string) =>
  (await listGroups()).find(({ frames }) => frames.some((one) => one.includes(frame)))
const seen = (frame: string, count: number) =>
  expect.poll(async () => (await findGroup(frame))?.count, { timeout: 5_000 }).toBe(count)

describe('an error', () => {
  it('of our own is kept once for all its happenings, with the requests by which the log tells of them', async () => {
    await owner.query('revoke select on dp.requests from dramac_app')
    const fail = () => ask({ path: `/v1/sites/${site.slug}/requests`, key: site.key })
    const [one, other] = [await fail(), await fail()]
    await owner.query('grant select on dp.requests to dramac_app')
    expect([one.status, problemOf(one).reason]).toEqual([500, 'core.unexpected'])
    const ids = [one, other].map((reply) => problemOf(reply).requestId)
    await expect
      .poll(async () => (await listGroups('&surface=http')).find(({ requestIds }) => requestIds.includes(ids[1]!)), {
        timeout: 5_000,
      })
      .toMatchObject({ surface: 'http', code: '42501', state: 'open', requestIds: expect.arrayContaining(ids) })
  })

  it('of a page is kept without what is somebody’s, and what is no report is refused', async () => {
    const body = { name: 'TypeError', message: `no name of ada@example.com at ${site.key}`, stack: stack('redacted') }
    expect((await report(body)).status).toBe(204)
    await seen('redacted', 1)
    const group = await findGroup('redacted')
    expect(group).toMatchObject({ surface: 'dashboard', frames: ['draw assets/redacted.js'] })
    expect(JSON.stringify(group)).not.toMatch(/ada|dm_sk/)
    const wrong = await report({ name: 'x', message: 'y', cookie: 'z' })
    expect([wrong.status, problemOf(wrong).errors[0]?.path]).toEqual([422, '/cookie'])
  })

  it('is resolved, ignored and opened again; a resolved one that happens again is open by itself', async () => {
    const happen = () => report({ name: 'TypeError', message: 'x', stack: stack('again') })
    await happen()
    await seen('again', 1)
    const { id } = (await findGroup('again'))!
    const move = (name: string) => admin.ask<ErrorGroup>({ method: 'POST', path: `errors/${id}/${name}` })
    expect((await move('ignore')).body.state).toBe('ignored')
    await happen()
    await seen('again', 2)
    expect((await findGroup('again'))!.state).toBe('ignored')
    expect((await move('resolve')).body.state).toBe('resolved')
    const refused = await move('resolve')
    expect([refused.status, refused.body]).toEqual([409, expect.objectContaining({ allowed: ['ignore', 'reopen'] })])
    await happen()
    await seen('again', 3)
    expect((await findGroup('again'))!.state).toBe('open')
    expect((await listGroups('&state=resolved')).map((group) => group.id)).not.toContain(id)
    expect((await admin.ask({ method: 'POST', path: `errors/${crypto.randomUUID()}/ignore` })).status).toBe(404)
  })
})

describe('a job', () => {
  const payload = (secret: string) => JSON.stringify({ domainId: secret, agencyId: 'no uuid', siteId: secret })
  const addJob = async (attempts: number) => {
    const { rows } = await stand.queue.query<{ id: string }>(
      `select id::text from graphile_worker.add_job('recheck-domain', $1, max_attempts := $2)`,
      [payload('a-secret'), attempts],
    )
    return String(rows[0]!.id)
  }
  const listFailing = async () => (await admin.ask<Page<FailingJob>>({ path: 'jobs/failing?limit=100' })).body.data
  const move = (name: string, ids: string[]) =>
    admin.ask<{ data: { id: string; result: string }[] }>({ path: `jobs/${name}`, body: { ids } })

  it('that fails is listed with why, tried again when asked to, and dropped', async () => {
    const id = await addJob(25)
    const find = async () => (await listFailing()).find((job) => job.id === id)
    await expect.poll(find, { timeout: 10_000 }).toMatchObject({ task: 'recheck-domain', attempts: 1, maxAttempts: 25 })
    expect(JSON.stringify(await find())).not.toContain('a-secret')
    const { body } = await admin.ask<{ tasks: TaskCounts[]; timetable: { task: string }[] }>({ path: 'jobs' })
    expect(body.tasks.find(({ task }) => task === 'recheck-domain')!.failing).toBeGreaterThan(0)
    expect(body.timetable.map(({ task }) => task)).toContain('retention')
    expect((await move('retry', [id, '1'])).body.data).toEqual([
      { id, result: 'retried' },
      { id: '1', result: 'not moved' },
    ])
    await expect.poll(async () => (await move('drop', [id])).body.data[0]?.result, { timeout: 5_000 }).toBe('dropped')
    expect(await find()).toBeUndefined()
  })

  it('that fails for the last time stands in the history and no longer in the queue, and runs once more when asked to', async () => {
    const before = (await admin.ask<Page<FailedJob>>({ path: 'jobs/failed' })).body.data.length
    const id = await addJob(1)
    const list = async () => (await admin.ask<Page<FailedJob>>({ path: 'jobs/failed?limit=100' })).body.data
    await expect.poll(async () => (await list()).length, { timeout: 10_000 }).toBe(before + 1)
    const [failed] = await list()
    expect(failed).toMatchObject({ task: 'recheck-domain', attempts: 1, retriedAt: null })
    const left = await stand.queue.query('select 1 from graphile_worker.jobs where id = $1', [id])
    expect(left.rowCount).toBe(0)
    const again = () => admin.ask({ method: 'POST', path: `jobs/failed/${failed!.id}/retry` })
    expect((await again()).status).toBe(200)
    expect((await again()).status).toBe(409)
    await expect.poll(async () => (await listFailing()).length, { timeout: 10_000 }).toBeGreaterThan(0)
    const jobs = (await listFailing()).map((job) => job.id)
    await expect
      .poll(async () => (await move('drop', jobs)).body.data.every(({ result }) => result === 'dropped'))
      .toBe(true)
  })
})
