/**
 * Every address with anybody's identities in every position, asked by everybody: no answer holds a word of a tenant that its
 * caller has no business with, and no row of such a tenant changes.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCalls, type Call } from './fuzz-calls.ts'
import { sampleOf, type Pool } from './fuzz-input.ts'
import { foundAgencies, type Actor, type Founded } from './fuzz-tenants.ts'
import { seededRandom, type Random } from './random.ts'
import { ask, openStand, type Ask, type Stand } from './site.ts'

const seed = 20_261_124
const requestsPerActor = 120

let stand: Stand
let founded: Founded
let agencyIds: string[]
let words: string[]
let calls: readonly Call[]
let pool: Pool

beforeAll(async () => {
  stand = openStand()
  founded = await foundAgencies(stand)
  agencyIds = founded.agencies.map(({ agencyId }) => agencyId)
  words = founded.agencies.flatMap(({ word, sites }) => [word, ...sites.map((site) => site.word)])
  calls = await listCalls()
  pool = await readPool()
}, 60_000)
afterAll(() => stand.close())

interface TenantTable {
  readonly table: string
  readonly columns: readonly string[]
  /** Whether its policy asks for the site: then a row is the site's own, and the agency's otherwise. */
  readonly isOfSite: boolean
}

const listTenantTables = async (): Promise<TenantTable[]> =>
  (
    await stand.admin.query<TenantTable>(
      `select table_schema || '.' || table_name as table, array_agg(column_name::text) as columns,
         (select bool_or(p.qual like '%current_site%') from pg_policies p
          where p.schemaname = table_schema and p.tablename = table_name) as "isOfSite"
       from information_schema.columns join information_schema.tables t using (table_schema, table_name)
       where t.table_type = 'BASE TABLE' and (table_schema in ('dramac', 'dp') or table_schema like 'mod\\_%')
       group by table_schema, table_name having bool_or(column_name = 'agency_id') order by 1`,
    )
  ).rows

/** Identities of all rows of theirs, and the names of their places. */
async function readPool(): Promise<Pool> {
  const ids = new Set<string>()
  for (const { table, columns } of await listTenantTables()) {
    const named = [
      'agency_id',
      ...['id', 'site_id', 'user_id', 'client_id'].filter((column) => columns.includes(column)),
    ]
    const text = `select ${named.join(', ')} from ${table} where agency_id = any ($1)`
    const { rows } = await stand.admin.query<Record<string, string | null>>(text, [agencyIds])
    for (const row of rows) for (const id of Object.values(row)) if (id !== null) ids.add(id)
  }
  const slugs = founded.agencies.flatMap(({ slug, sites }) => [slug, ...sites.map((site) => site.slug)])
  return { ids: [...ids], slugs }
}

/** What logs say of who asked is no change of whom they asked for; a month's count is the agency's. */
const logs = new Set(['dp.requests', 'dp.audits', 'dramac.mail_usage'])

/** Kept for the agency or a person, and yet about the site that they name. */
const aboutSites = new Set(['dramac.sites', 'dramac.notifications'])

/** Digests of each place's rows in each table. */
async function readDigests(): Promise<Map<string, string>> {
  const digests = new Map<string, string>()
  for (const { table, columns, isOfSite } of await listTenantTables()) {
    if (logs.has(table)) continue
    const of = columns.includes('place_id') ? 'place_id' : isOfSite || aboutSites.has(table) ? 'site_id' : 'agency_id'
    const { rows } = await stand.admin.query<{ place: string; digest: string }>(
      `select ${of}::text as place, md5(string_agg(t::text, ',' order by t::text)) as digest
       from ${table} t where agency_id = any ($1) group by 1`,
      [agencyIds],
    )
    for (const row of rows) digests.set(`${row.place} ${table}`, row.digest)
  }
  return digests
}

/** Until nothing that they caused is still to be done. */
async function settle(): Promise<void> {
  const due = `select count(*)::int as count from graphile_worker._private_jobs
    where run_at <= now() and attempts < 1 and payload ->> 'agencyId' = any ($1)`
  const countDue = async () => (await stand.queue.query<{ count: number }>(due, [agencyIds])).rows[0]!.count
  await expect.poll(countDue, { timeout: 30_000 }).toBe(0)
}

function makeRequest(call: Call, actor: Actor, random: Random): Ask {
  // At home every other time: there the place is right, and what the request names in it need not be.
  const isAtHome = actor.mayChange.length > 0 && random.below(2) === 0
  const places = isAtHome ? actor.mayChange : [...pool.slugs, ...pool.ids]
  const path = call.path
    .replace(/\{(site|agency)\}/, () => random.pick(places))
    .replaceAll(/:\w+/g, () => random.pick(pool.ids))
  const version = { 'If-Match': `"${1 + random.below(2)}"` }
  return {
    method: call.method,
    path,
    headers: { ...actor.headers, ...version, 'Dm-Request': '1' },
    ...(call.body === undefined ? {} : { body: sampleOf(call.body, { random, pool }) }),
  }
}

describe(`nine sites of three agencies, seed ${seed}:`, () => {
  it('each answers its own people with its own word, which therefore can be found', async () => {
    for (const { name, headers, mayRead, probe } of founded.actors) {
      if (probe === undefined) continue
      const { status, text } = await ask({ path: probe, headers })
      expect([name, status, mayRead.some((word) => text.includes(word))]).toEqual([name, 200, true])
    }
  })

  it('none is told of, or changed by, whom it has no business with, at any address', async () => {
    const random = seededRandom(seed)
    const answered = new Map<string, number>()
    let ownChanges = 0
    for (const actor of founded.actors) {
      await settle()
      const before = await readDigests()
      for (let index = 0; index < requestsPerActor; index++) {
        const sent = makeRequest(calls[(index * 31 + random.below(calls.length)) % calls.length]!, actor, random)
        const { status, text } = await ask(sent)
        const kind = `${Math.floor(status / 100)}xx`
        answered.set(kind, (answered.get(kind) ?? 0) + 1)
        const leaked = words.filter((word) => text.includes(word) && !actor.mayRead.includes(word))
        expect({ by: actor.name, sent, status, leaked }).toEqual({ by: actor.name, sent, status, leaked: [] })
        expect({ sent, text, isOurFault: status >= 500 }).toEqual({ sent, text, isOurFault: false })
      }
      await settle()
      const after = await readDigests()
      const changes = [...new Set([...before.keys(), ...after.keys()])].filter(
        (key) => before.get(key) !== after.get(key),
      )
      const changed = changes.filter((key) => !actor.mayChange.includes(key.split(' ')[0]!))
      ownChanges += changes.length - changed.length
      expect({ by: actor.name, changed }).toEqual({ by: actor.name, changed: [] })
    }
    // Most is refused, as it should be; what is allowed is tried as well, and a change would be seen.
    expect(ownChanges).toBeGreaterThan(5)
    expect(answered.get('2xx') ?? 0).toBeGreaterThan(20)
    expect(answered.get('4xx') ?? 0).toBeGreaterThan(500)
  }, 240_000)
})
