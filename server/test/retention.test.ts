/** What has run out is gone after the next sweep, and nothing else is. */
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { openStand, type Stand, type TestSite } from './site.ts'
import { signInSuperAdmin } from './super-admin.ts'

let stand: Stand
let site: TestSite
const dayMs = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * dayMs)

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
})
afterAll(() => stand.close())

async function addRequest(at: Date): Promise<string> {
  const id = newUuidV7(at.getTime())
  await stand.admin.query(
    `insert into dp.requests (agency_id, site_id, id, at, principal, method, route, status, ms)
     values ($1, $2, $3, $4, 'key', 'GET', 'x', 200, 1)`,
    [site.agencyId, site.siteId, id, at],
  )
  return id
}

async function addAnswer(key: string, expiresAt: Date): Promise<string> {
  await stand.admin.query(
    `insert into dp.idempotency (agency_id, site_id, principal, route, key, request_hash, created_at, expires_at)
     values ($1, $2, 'p', 'r', $3, '', now(), $4)`,
    [site.agencyId, site.siteId, key, expiresAt],
  )
  return key
}

async function addSession(expiresAt: Date): Promise<string> {
  const hash = randomBytes(32)
  const { rows } = await stand.admin.query<{ user_id: string }>(
    'select user_id from dramac.memberships where agency_id = $1 limit 1',
    [site.agencyId],
  )
  await stand.admin.query(
    `insert into dramac.sessions (token_hash, user_id, created_at, last_seen_at, expires_at) values ($1, $2, now(), now(), $3)`,
    [hash, rows[0]!.user_id, expiresAt],
  )
  return hash.toString('hex')
}

const listIds = async (text: string): Promise<string[]> =>
  (await stand.admin.query<{ id: string }>(text)).rows.map((row) => row.id)

it('the request log after 30 days, answers for repeats and sessions at their end', async () => {
  const old = [await addRequest(inDays(-31)), await addAnswer('old', inDays(-1)), await addSession(inDays(-1))]
  const kept = [await addRequest(inDays(-29)), await addAnswer('kept', inDays(1)), await addSession(inDays(1))]
  const there = async () => [
    ...(await listIds(`select id::text from dp.requests where site_id = '${site.siteId}'`)),
    ...(await listIds(`select key as id from dp.idempotency where site_id = '${site.siteId}'`)),
    ...(await listIds(`select encode(token_hash, 'hex') as id from dramac.sessions`)),
  ]
  expect(await there()).toEqual(expect.arrayContaining([...old, ...kept]))
  await stand.queue.query(`select graphile_worker.add_job('retention')`)
  await vi.waitFor(async () => expect((await there()).filter((id) => old.includes(id))).toEqual([]), 10_000)
  expect(await there()).toEqual(expect.arrayContaining(kept))
})

it('what went wrong after 90 days, and how long what is kept is told to super admins', async () => {
  const add = async (days: number): Promise<string> => {
    const row = { id: randomUUID(), surface: 'http', name: 'Error', title: 'retention', frames: [], count: 1 }
    const rows = [{ ...row, at: inDays(days), release: '1', request_ids: [] }]
    await stand.queue.query('select dramac.add_errors($1)', [JSON.stringify(rows)])
    return row.id
  }
  const [old, young] = [await add(-91), await add(-89)]
  await stand.queue.query(`select graphile_worker.add_job('retention')`)
  const there = () => listIds(`select id::text from dramac.error_groups where title = 'retention'`)
  await vi.waitFor(async () => expect(await there()).not.toContain(old), 10_000)
  expect(await there()).toContain(young)
  const admin = await signInSuperAdmin(stand)
  const { body } = await admin.ask<{ data: { what: string; days: number | null }[] }>({ path: 'retention' })
  expect(body.data).toContainEqual(expect.objectContaining({ what: 'requests', days: 30 }))
  expect(body.data).toContainEqual(expect.objectContaining({ what: 'errors', days: 90 }))
})

it('by a function that the app role may not call', async () => {
  const call = stand.app.user(null, (tx) => tx.row({ text: `select dp.delete_expired(now(), '0 days')` }))
  await expect(call).rejects.toMatchObject({ code: '42501' })
})
