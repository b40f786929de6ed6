/** What the database's refusals are to a caller: real ones, of the running database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '@dramac/core/db/database'
import { toDmError } from '../http/problem.ts'
import { openStand, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let scope: Scope

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
  const { rows } = await stand.admin.query<{ id: string }>('select id from dramac.api_keys where site_id = $1', [
    site.siteId,
  ])
  scope = { kind: 'key', id: rows[0]!.id, agencyId: site.agencyId, siteId: site.siteId }
})
afterAll(() => stand.close())

const nobody = '00000000-0000-4000-8000-000000000000'

async function refusalOf(text: string, values: readonly string[] = [], as: Scope = scope) {
  const refused = await stand.app.tenant(as, (tx) => tx.run({ text }, values)).catch((error: unknown) => error)
  const { code, reason, facts } = toDmError(refused)
  return { code, reason, facts }
}

describe('a refusal of the database', () => {
  it.each([
    [
      'a value that is taken',
      `insert into dramac.clients (agency_id, id, slug, name) select agency_id, gen_random_uuid(), slug, 'x' from dramac.clients where agency_id = '$agency' limit 1`,
      { code: 'CONFLICT', reason: 'core.already_exists', facts: { constraint: 'clients_slug_key' } },
    ],
    [
      'a reference to what is not there',
      `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone) values ('$agency', gen_random_uuid(), '${nobody}', 'of-nobody', 'x', 'UTC')`,
      { code: 'VALIDATION_ERROR', reason: 'core.reference_unknown' },
    ],
    [
      'what others refer to',
      `delete from dramac.clients where agency_id = '$agency'`,
      { code: 'CONFLICT', reason: 'core.still_referred_to' },
    ],
    [
      'a row of another tenant',
      `insert into dramac.clients (agency_id, id, slug, name) values ('${nobody}', '${nobody}', 'foreign', 'x')`,
      { code: 'NOT_FOUND', reason: 'core.record_unknown' },
    ],
    [
      'a row that moves to another tenant',
      `update dramac.sites set agency_id = '${nobody}' where agency_id = '$agency'`,
      { code: 'NOT_FOUND', reason: 'core.record_unknown' },
    ],
    [
      'a word that is none of the allowed',
      `update dramac.sites set state = 'lost' where agency_id = '$agency'`,
      { code: 'VALIDATION_ERROR', reason: 'core.value_refused' },
    ],
    ['text that is no identity', `select 'x'::uuid`, { code: 'VALIDATION_ERROR', reason: 'core.value_refused' }],
    [
      'no answer in time',
      `set local statement_timeout = 20; select pg_sleep(2)`,
      { code: 'TIMEOUT', reason: 'core.took_too_long' },
    ],
    ['a statement of ours that is wrong', 'select 1/0', { code: 'SERVER_ERROR', reason: 'core.unexpected' }],
    [
      'a table that we may not touch',
      'update dp.events set payload = null',
      { code: 'SERVER_ERROR', reason: 'core.unexpected' },
    ],
  ])('to %s', async (_what, text, expected) => {
    const [first, ...rest] = text.replaceAll('$agency', site.agencyId).split('; ')
    const refusal =
      rest.length === 0
        ? await refusalOf(first!)
        : await stand.app
            .tenant(scope, async (tx) => {
              await tx.run({ text: first! })
              await tx.run({ text: rest[0]! })
            })
            .catch((error: unknown) => toDmError(error))
    expect(refusal).toMatchObject(expected)
    expect(JSON.stringify(refusal)).not.toMatch(/Key \(|insert into|relation/)
  })

  it('to a place that is not the principal’s', async () => {
    const foreign = { ...scope, siteId: nobody }
    expect(await refusalOf('select 1', [], foreign)).toMatchObject({ code: 'NOT_FOUND', reason: 'core.site_unknown' })
  })

  it('to a suspended agency: its people look, its programs and visitors do not', async () => {
    const mine = await stand.newSite()
    const { rows } = await stand.admin.query<{ key: string; person: string; visitor: string }>(
      `select (select id from dramac.api_keys where site_id = $1) as key, (select id from dramac.site_keys where site_id = $1) as visitor,
         (select user_id from dramac.memberships where agency_id = $2) as person`,
      [mine.siteId, mine.agencyId],
    )
    const { key, person, visitor } = rows[0]!
    const as = (kind: Scope['kind'], id: string): Scope => ({ kind, id, agencyId: mine.agencyId, siteId: mine.siteId })
    const rename = `update dramac.sites set name = 'x' where site_id = '${mine.siteId}'`
    expect(await stand.app.tenant(as('user', person), (tx) => tx.run({ text: rename }))).toBe(1)
    await stand.admin.query(`update dramac.agencies set state = 'suspended' where agency_id = $1`, [mine.agencyId])
    const suspended = { code: 'SUBSCRIPTION_REQUIRED', reason: 'core.agency_suspended' }
    expect(await refusalOf(rename, [], as('user', person))).toMatchObject(suspended)
    expect(await stand.app.read(as('user', person), { text: 'select 1 from dp.site' })).toHaveLength(1)
    expect(await refusalOf('select 1', [], as('key', key))).toMatchObject(suspended)
    expect(await refusalOf('select 1', [], as('visitor', visitor))).toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'core.site_unavailable',
    })
  })
})
