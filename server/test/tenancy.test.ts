/** No tenant sees another's row: the database decides it, for every table there is. */
import { insertSample } from '@dramac/core/db/sample-row'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listTables as listTablesOfRoutes } from './endpoints.ts'
import { addService, ask, openStand, problemOf, visitor, type Stand, type TestSite } from './site.ts'

const { endpoints } = await listTablesOfRoutes()
let stand: Stand
let ours: TestSite
let theirs: TestSite

async function fill(site: TestSite): Promise<void> {
  const { service, resources } = await addService(site)
  const clock = { 'Dm-Test-Clock': '2027-01-11T07:00:00.000Z' }
  const booking = {
    ...visitor,
    customerName: `marker-${site.frameLabel}`,
    service,
    startsAt: '2027-01-13T09:00:00.000Z',
  }
  const post = (path: string, body: object) =>
    ask({
      path: `/v1/sites/${site.slug}/${path}`,
      key: site.key,
      body,
      headers: { ...clock, 'Idempotency-Key': 'one' },
    })
  await post('modules/booking/actions/reserve', booking)
  await post('modules/booking/time-offs', {
    resourceId: resources[0],
    startsAt: '2027-03-01T00:00:00Z',
    endsAt: '2027-03-02T00:00:00Z',
    reason: `marker-${site.frameLabel}`,
  })
  await post('domains', { pattern: `https://marker-${site.frameLabel}.example.com` })
}

/** Nobody's rows: what everybody may read, and no request may write. */
const catalogues = ['dramac.plans']

/** The operators' own: no role that serves tenants may touch them but through functions that add to them. */
const operators = ['dramac.error_groups', 'dramac.job_failures']

interface TenantTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** Every table of ours, read from the database itself: a new one is covered the day it is made. */
async function listTables(pool: pg.Pool): Promise<TenantTable[]> {
  const { rows } = await pool.query<{ table: string; columns: string[] }>(
    `select table_schema || '.' || table_name as table, array_agg(column_name::text) as columns
     from information_schema.columns
     where table_schema in ('dramac', 'dp') or table_schema like 'mod\\_%' group by 1 order by 1`,
  )
  return rows.filter(({ table }) => ![...catalogues, ...operators].includes(table))
}

/** Rows of other tenants that a transaction of this site can see, by table. */
async function listForeign(site: TestSite, keyId: string): Promise<string[]> {
  const leaks: string[] = []
  for (const { table, columns } of await listTables(stand.admin)) {
    const tenant = ['agency_id', 'site_id'].filter((column) => columns.includes(column))
    const test = tenant.length > 0 ? tenant.map((column, index) => `${column} <> $${index + 1}`).join(' or ') : 'true'
    const values = [site.agencyId, site.siteId].slice(0, tenant.length)
    const [row] = await stand.app.read<{ count: number }>(
      { kind: 'key', id: keyId, agencyId: site.agencyId, siteId: site.siteId },
      { text: `select count(*) as count from ${table} where ${test}` },
      values,
    )
    if (row!.count > 0) leaks.push(table)
  }
  return leaks
}

/** Tables in which there is nothing to leak would prove nothing. */
async function listEmpty(site: TestSite): Promise<string[]> {
  const empty: string[] = []
  for (const { table, columns } of await listTables(stand.admin)) {
    const isTenants = columns.includes('agency_id')
    const { rows } = await stand.admin.query(
      `select 1 from ${table} where ${isTenants ? 'agency_id = $1' : 'true'} limit 1`,
      isTenants ? [site.agencyId] : [],
    )
    if (rows.length === 0) empty.push(table)
  }
  return empty
}

const keyIdOf = async (site: TestSite): Promise<string> =>
  (
    await stand.admin.query<{ id: string }>(
      'select id from dramac.api_keys where site_id = $1 order by created_at, id limit 1',
      [site.siteId],
    )
  ).rows[0]!.id

beforeAll(async () => {
  stand = openStand()
  ours = await stand.newSite(['owner', 'member', 'client'])
  theirs = await stand.newSite()
  await Promise.all([fill(ours), fill(theirs)])
})
afterAll(() => stand.close())

describe('the catalogue', () => {
  it('has row security enabled and forced, with one permissive policy, on every table', async () => {
    const { rows } = await stand.admin.query<{ table: string; ok: boolean }>(
      `select n.nspname || '.' || c.relname as table,
         c.relrowsecurity and c.relforcerowsecurity
           and (select count(*) = 1 and bool_and(polpermissive) from pg_policy where polrelid = c.oid) as ok
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and (n.nspname in ('dramac', 'dp') or n.nspname like 'mod\\_%')`,
    )
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.filter((row) => !row.ok && ![...catalogues, ...operators].includes(row.table))).toEqual([])
  })

  it('lets no request change what belongs to nobody', async () => {
    const { rows } = await stand.admin.query(
      `select table_name, grantee, privilege_type from information_schema.role_table_grants
       where table_schema || '.' || table_name = any ($1) and grantee in ('dramac_app', 'dramac_worker')
         and (privilege_type <> 'SELECT' or table_schema || '.' || table_name = any ($2))`,
      [[...catalogues, ...operators], operators],
    )
    expect(rows).toEqual([])
  })

  it('starts every key of a site’s table with agency and site', async () => {
    const { rows } = await stand.admin.query<{ index: string }>(
      `select i.indexrelid::regclass::text as index
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
       where (n.nspname = 'dp' or n.nspname like 'mod\\_%') and (i.indisunique or i.indisexclusion)
         and (select array_agg(a.attname::text order by k.place)
              from unnest(i.indkey[0:1]) with ordinality k(number, place)
              join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) <> array['agency_id', 'site_id']`,
    )
    expect(rows).toEqual([])
  })

  it('gives the app role nothing to own and no way around, and no pool is the owner’s', async () => {
    const { rows: owned } = await stand.admin.query(
      `select c.oid::regclass from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'dramac_app'`,
    )
    const { rows: roles } = await stand.admin.query(
      `select rolname from pg_roles where rolname in ('dramac_app', 'dramac_worker', 'dramac_owner') and (rolbypassrls or rolsuper)`,
    )
    const { rows: members } = await stand.admin.query(
      `select 1 from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
       where r.rolname = 'dramac_owner' and not u.rolsuper`,
    )
    const { rows: pools } = await stand.admin.query(
      `select usename from pg_stat_activity where usename = 'dramac_owner' and application_name like 'dramac %'`,
    )
    expect({ owned, roles, members, pools }).toEqual({ owned: [], roles: [], members: [], pools: [] })
  })
})

describe('a transaction of one site', () => {
  it('is tried where every table holds rows of another', async () => {
    await ask({ path: '/v1/session', body: theirs.owner, headers: { 'Dm-Request': '1' } })
    const ofEvents = ['dp.requests', 'dramac.sessions']
    await expect.poll(async () => (await listEmpty(theirs)).filter((table) => ofEvents.includes(table))).toEqual([])
    for (const table of await listEmpty(theirs)) await insertSample(stand.admin, table, theirs)
    expect(await listEmpty(theirs)).toEqual([])
  })

  it('sees no row of another, in any table', async () => {
    expect(await listForeign(ours, await keyIdOf(ours))).toEqual([])
  })

  it('would see them if one policy were missing, whichever it is: the test can fail', async () => {
    const id = await keyIdOf(ours)
    const tables = await listTables(stand.admin)
    for (const { table } of tables) {
      const opened = await openHole(table, id)
      try {
        expect([table, await listForeign(ours, id)]).toEqual([table, [table]])
      } finally {
        await opened.close()
      }
    }
  })

  it('cannot write into another', async () => {
    const scope = { kind: 'key' as const, id: await keyIdOf(ours), agencyId: ours.agencyId, siteId: ours.siteId }
    const write = stand.app.tenant(scope, (tx) =>
      tx.run(
        {
          text: `insert into mod_booking.schedules (agency_id, site_id, id, name, zone, weekly_hours, created_at, updated_at) values ($1, $2, gen_random_uuid(), 'x', 'UTC', '[]', now(), now())`,
        },
        [theirs.agencyId, theirs.siteId],
      ),
    )
    await expect(write).rejects.toMatchObject({ code: '42501' })
  })

  it('is refused where the principal has no access, and leaves nothing in its connection', async () => {
    const scope = { kind: 'key' as const, id: await keyIdOf(ours), agencyId: theirs.agencyId, siteId: theirs.siteId }
    await expect(stand.app.read(scope, { text: 'select 1' })).rejects.toMatchObject({ code: '42501' })
    const [row] = await stand.app.user(null, (tx) =>
      tx.rows<{ agency: string | null }>({ text: 'select dramac.current_agency() as agency' }),
    )
    expect(row).toEqual({ agency: null })
  })
})

/** A second policy that lets everything through, as the tables' owner would have to make it; for one key, while others work. */
async function openHole(table: string, keyId: string) {
  const owner = new pg.Client({ connectionString: stand.urls.owner })
  await owner.connect()
  await owner.query(
    `create policy hole on ${table} for select to dramac_app using (dramac.current_principal_id() = '${keyId}')`,
  )
  return {
    async close() {
      await owner.query(`drop policy hole on ${table}`)
      await owner.end()
    },
  }
}

describe('every endpoint', () => {
  const collections = [
    'services',
    'resources',
    'schedules',
    'service-resources',
    'time-offs',
    'bookings',
    'allocations',
  ]
  const queries: Readonly<Record<string, string>> = {
    'modules/booking/agenda': '?from=2027-01-01T00:00:00Z&to=2027-01-30T00:00:00Z',
    'modules/booking/slots': '?from=2027-01-11&to=2027-01-15&zone=UTC&service=',
  }
  const all = () => endpoints.map((one) => ({ ...one, path: one.path + (queries[one.path] ?? '') }))
  /** Those that answer at once, and without a record of their own. */
  const readable = () =>
    all().filter(({ method, path }) => method === 'GET' && !/\/0000|^events|slots|appointment/.test(path))

  it('answers a foreign site as if there were none', async () => {
    for (const { method, path, takesBody, name } of all()) {
      const request = { method, path: `/v1/sites/${theirs.slug}/${path}`, key: ours.key }
      const reply = await ask(takesBody ? { ...request, body: {} } : request)
      expect([name, reply.status, problemOf(reply).reason]).toEqual([name, 404, 'core.site_unknown'])
      expect(reply.text).not.toContain(theirs.frameLabel)
      expect(reply.text).not.toContain(theirs.siteId)
    }
  })

  it('answers for our own site without a foreign byte', async () => {
    expect(readable().length).toBeGreaterThan(10)
    for (const { path, name } of readable()) {
      const reply = await ask({ path: `/v1/sites/${ours.slug}/${path}`, key: ours.key })
      expect([name, reply.status]).toEqual([name, 200])
      expect(reply.text).not.toContain(theirs.frameLabel)
      expect(reply.text).not.toContain(theirs.siteId)
    }
  })

  it('answers so without row security, too: either half holds alone', async () => {
    const id = await keyIdOf(ours)
    const holes = await Promise.all((await listTables(stand.admin)).map(({ table }) => openHole(table, id)))
    try {
      for (const { path, name } of readable()) {
        const reply = await ask({ path: `/v1/sites/${ours.slug}/${path}`, key: ours.key })
        expect([name, reply.status]).toEqual([name, 200])
        expect(reply.text).not.toContain(theirs.frameLabel)
      }
    } finally {
      for (const hole of holes) await hole.close()
    }
  })

  it('does not find a foreign record by its id, for reading, changing or deleting', async () => {
    for (const plural of collections) {
      const { body } = await ask<{ data: { id: string }[] }>({
        path: `/v1/sites/${theirs.slug}/modules/booking/${plural}`,
        key: theirs.key,
      })
      const path = `/v1/sites/${ours.slug}/modules/booking/${plural}/${body.data[0]!.id}`
      const replies = await Promise.all([
        ask({ path, key: ours.key }),
        ask({ path, key: ours.key, method: 'DELETE' }),
        ask({ path, key: ours.key, method: 'PATCH', body: { name: 'taken over' } }),
      ])
      for (const reply of replies) expect([404, 405, 422]).toContain(reply.status)
    }
  })

  it('lets a key do what its permissions say and nothing more', async () => {
    const reader = await stand.newKey(ours, ['booking:read'])
    const read = await ask({ path: `/v1/sites/${ours.slug}/modules/booking/services`, key: reader })
    const write = await ask({
      path: `/v1/sites/${ours.slug}/modules/booking/services`,
      key: reader,
      body: { slug: 'x', name: 'X', durationMinutes: 30 },
    })
    expect([read.status, write.status, problemOf(write).reason]).toEqual([200, 403, 'core.permission_missing'])
  })
})
