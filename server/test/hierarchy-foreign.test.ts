/** Identities of another agency are nobody’s here, in every position; and one operation is one, by whatever door it is reached. */
import { actorOf, createContext } from '@dramac/core/create-context'
import { createDatabase, createPool } from '@dramac/core/db/database'
import { addDomain } from '@dramac/core/domains/operations'
import { createSealer } from '@dramac/core/identity/sealer'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listTables, nobody } from './endpoints.ts'
import { addPerson, newAgency, type TestAgency } from './hierarchy-stand.ts'
import { ask, openStand, type Reply, type Stand } from './site.ts'

const { agency: endpoints } = await listTables()
let stand: Stand
let agency: TestAgency
let other: TestAgency
/** By the first segment of the address. */
let foreign: Record<string, string>

beforeAll(async () => {
  stand = openStand()
  ;[agency, other] = [await newAgency(stand), await newAgency(stand)]
  const make = async (path: string, body: object) =>
    (await other.boss.ask<{ id: string }>(`agencies/${other.agencyId}/${path}`, { body })).body.id
  const member = await addPerson(stand.admin, other.agencyId, { role: 'member' })
  foreign = {
    clients: other.clientId,
    sites: other.siteId,
    members: member.userId,
    invitations: await make('invitations', { email: 'foreign@example.com', role: 'member' }),
    roles: await make('roles', { name: 'Foreign', permissions: ['site:read'] }),
    'ownership-offers': await make('ownership-offers', { userId: member.userId }),
  }
})
afterAll(() => stand.close())

/** What the address takes, so that the identity is what is wrong. */
function bodyOf(method: string, path: string): object | undefined {
  if (method === 'PATCH') return path.startsWith('members/') ? { role: 'member' } : { name: 'Taken over' }
  if (path.endsWith('/clone')) return { into: agency.siteId }
  return path.endsWith('/move') ? { clientId: agency.clientId } : undefined
}
const wordsOf = (reply: Reply<unknown>): object => ({
  ...(reply.body as object),
  status: reply.status,
  requestId: undefined,
})

describe('an identity of another agency', () => {
  it('is answered like one that is nobody’s, at every address of an agency', async () => {
    const named = endpoints.filter(({ path }) => path.includes(nobody))
    expect(named.length).toBeGreaterThan(15)
    for (const { name, method, path } of named) {
      const body = bodyOf(method, path)
      const at = (id: string) =>
        agency.boss.ask(`agencies/${agency.agencyId}/${path.replace(nobody, id)}`, {
          method,
          ...(body ? { body } : {}),
          headers: { 'If-Match': '"1"' },
        })
      const [foreigner, stranger] = [await at(foreign[path.split('/')[0]!] ?? other.siteId), await at(randomUUID())]
      expect([name, wordsOf(foreigner)]).toEqual([name, wordsOf(stranger)])
      expect([name, foreigner.status]).toEqual([name, 404])
    }
  })

  it('is so in the place of the agency, and in every body', async () => {
    for (const { name, method, path } of endpoints) {
      const at = (of: string) => agency.boss.ask(`agencies/${of}/${path}`.replace(/\/$/, ''), { method })
      const [foreigner, stranger] = [await at(other.agencyId), await at(randomUUID())]
      expect([name, wordsOf(foreigner)]).toEqual([name, wordsOf(stranger)])
      expect([name, foreigner.status]).toEqual([name, 404])
    }
    const bodies: readonly (readonly [path: string, bodyWith: (id: string) => object, id: string])[] = [
      ['sites', (id) => ({ clientId: id, name: 'x' }), other.clientId],
      [`sites/${agency.siteId}/move`, (id) => ({ clientId: id }), other.clientId],
      ['invitations', (id) => ({ email: 'x@example.com', role: 'client', clientIds: [id] }), other.clientId],
      ['invitations', (id) => ({ email: 'x@example.com', role: 'member', siteIds: [id] }), other.siteId],
      ['invitations', (id) => ({ email: 'x@example.com', role: 'custom', roleId: id }), foreign['roles']!],
      ['ownership-offers', (id) => ({ userId: id }), foreign['members']!],
    ]
    for (const [path, bodyWith, id] of bodies) {
      const post = (one: string) => agency.boss.ask(`agencies/${agency.agencyId}/${path}`, { body: bodyWith(one) })
      const [foreigner, stranger] = [await post(id), await post(randomUUID())]
      expect([path, wordsOf(foreigner)]).toEqual([path, wordsOf(stranger)])
      expect([path, foreigner.status]).toEqual([path, 404])
    }
    const { rows } = await stand.admin.query<{ count: number }>(
      `select count(*)::int from dp.audits where agency_id = $1 and actor = $2`,
      [other.agencyId, `user:${agency.boss.userId}`],
    )
    expect(rows).toEqual([{ count: 0 }])
  })
})

describe('one operation', () => {
  it('leaves the same row, event and audit row from a person, a program and a job', async () => {
    const path = `sites/${agency.slug}/domains`
    await agency.boss.ask(path, { body: { pattern: 'https://person.example' } })
    await ask({ path: `/v1/${path}`, key: agency.key, body: { pattern: 'https://program.example' } })
    const pool = createPool({ url: stand.urls.worker, name: 'test job', max: 1 })
    const principal = { kind: 'job', job: 'test' } as const
    const ctx = createContext(
      {
        db: createDatabase(pool),
        sealer: createSealer('of this test'),
        links: { visitorPage: () => '', app: (to) => to, mailAddress: 'a@example.com' },
      },
      { principal, tenant: agency, requestId: newUuidV7(Date.now()), at: new Date() },
    )
    await addDomain(ctx, { pattern: 'https://job.example' })
    await pool.end()
    const { rows } = await stand.admin.query<{
      pattern: string
      row: object
      event: object
      audit: object
      actor: string
    }>(
      `select d.pattern, a.actor, json_build_object('kind', d.kind, 'state', d.state) as row,
         json_build_object('type', e.type, 'keys', array(select jsonb_object_keys(e.payload)), 'same', e.actor = a.actor) as event,
         json_build_object('action', a.action, 'result', a.result, 'resource', a.resource = d.id::text) as audit
       from dramac.site_domains d
       join dp.events e on e.site_id = d.site_id and e.payload ->> 'domainId' = d.id::text
       join dp.audits a on a.site_id = d.site_id and a.resource = d.id::text and a.request_id = e.request_id
       where d.site_id = $1 order by d.created_at, d.id`,
      [agency.siteId],
    )
    expect(rows.map((one) => one.pattern)).toEqual([
      'https://person.example', 'https://program.example', 'https://job.example',
    ]) // prettier-ignore
    expect(rows.map((one) => one.actor.split(':')[0])).toEqual(['user', 'key', 'job'])
    expect(rows[2]!.actor).toBe(actorOf(principal))
    for (const what of ['row', 'event', 'audit'] as const)
      expect(new Set(rows.map((one) => JSON.stringify(one[what]))).size).toBe(1)
  })
})
