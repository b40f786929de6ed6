/**
 * Whether each table keeps tenants apart, tried on the database that runs: a row is written as one tenant and looked for,
 * changed and deleted as others. Two agencies are made for it, in a transaction that is rolled back.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { insertSample, type SampledTenant } from './sample-row.ts'

export interface Verdict {
  readonly table: string
  /** `untried`: no row could be made, so nothing is proved. */
  readonly verdict: 'isolated' | 'leaks' | 'untried'
  readonly detail: string
}

interface Party extends SampledTenant {
  readonly userId: string
}

interface TenantTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** Nobody's rows: what everybody may read, and no request may write. */
const catalogues = ['dramac.plans']
/** A row that names none of these is no tenant's, and no tenant's role may touch its table. */
const owners = ['agency_id', 'site_id', 'user_id']

/** As the owner, who alone may write everywhere; what it wrote is looked for as the worker, who may read everywhere. */
export async function verifyIsolation(client: pg.ClientBase, only?: string): Promise<Verdict[]> {
  const tables = (await listTenantTables(client)).filter(({ table }) => only === undefined || table === only)
  if (tables.length === 0) throw new Error(`There is no table of tenants named ${only}.`)
  await client.query('begin')
  try {
    const [one, other] = [await addParty(client), await addParty(client)]
    const sibling = { ...other, agencyId: one.agencyId, siteId: await addSite(client, one.agencyId) }
    const made = await writeRows(client, await listTenantTables(client), one)
    const verdicts: Verdict[] = []
    for (const table of tables) {
      const failure = made.get(table.table)
      verdicts.push(
        failure === undefined
          ? await tryTable(client, table, { one, others: [other, sibling] })
          : { table: table.table, verdict: 'untried', detail: failure },
      )
    }
    return verdicts
  } finally {
    await client.query('rollback')
  }
}

async function listTenantTables(client: pg.ClientBase): Promise<TenantTable[]> {
  const { rows } = await client.query<TenantTable>(
    `select n.nspname || '.' || c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and (n.nspname in ('dramac', 'dp') or n.nspname like 'mod\\_%') group by 1 order by 1`,
  )
  return rows.filter(({ table, columns }) => !catalogues.includes(table) && columns.some((one) => owners.includes(one)))
}

async function become(client: pg.ClientBase, { agencyId, siteId, userId }: Party): Promise<void> {
  await client.query(`set local dramac.agency_id = ${pg.escapeLiteral(agencyId)}`)
  await client.query(`set local dramac.site_id = ${pg.escapeLiteral(siteId)}`)
  await client.query(`set local dramac.user_id = ${pg.escapeLiteral(userId)}`)
}

async function addParty(client: pg.ClientBase): Promise<Party> {
  const party = { agencyId: randomUUID(), siteId: randomUUID(), userId: randomUUID() }
  const { agencyId, userId } = party
  await become(client, party)
  await client.query('insert into dramac.users (user_id, email, name) values ($1::uuid, $1::text, $1::text)', [userId])
  await client.query('insert into dramac.agencies (agency_id, slug, name) values ($1::uuid, $1::text, $1::text)', [
    agencyId,
  ])
  await client.query(
    `insert into dramac.clients (agency_id, id, slug, name) values ($1, gen_random_uuid(), 'client', 'client')`,
    [agencyId],
  )
  const siteId = await addSite(client, agencyId)
  await client.query(
    `insert into dramac.memberships (agency_id, id, user_id, role) values ($1, gen_random_uuid(), $2, 'owner')`,
    [agencyId, userId],
  )
  return { ...party, siteId }
}

async function addSite(client: pg.ClientBase, agencyId: string): Promise<string> {
  const siteId = randomUUID()
  await client.query(`set local dramac.agency_id = ${pg.escapeLiteral(agencyId)}`)
  await client.query(`set local dramac.site_id = ${pg.escapeLiteral(siteId)}`)
  await client.query(
    `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone)
     select $1, $2::uuid, id, $2::text, 'site', 'UTC' from dramac.clients where agency_id = $1 limit 1`,
    [agencyId, siteId],
  )
  await client.query('insert into dp.site (agency_id, site_id) values ($1, $2)', [agencyId, siteId])
  return siteId
}

/** Why a table has no row, by table. What refers to another table's row waits until there is one. */
async function writeRows(
  client: pg.ClientBase,
  tables: readonly TenantTable[],
  party: Party,
): Promise<Map<string, string>> {
  await become(client, party)
  const columns = new Map(tables.map((one) => [one.table, one.columns]))
  let waiting = new Map(tables.map(({ table }) => [table, '']))
  for (;;) {
    const failed = new Map<string, string>()
    for (const table of waiting.keys()) {
      await client.query('savepoint sample')
      try {
        const mine = ownerTest(columns.get(table)!, party, await isOfSite(client, table))
        const { rowCount } = await client.query(`select 1 from ${table} where ${mine} limit 1`)
        if (rowCount === 0) await insertSample(client, table, party)
      } catch (error) {
        await client.query('rollback to savepoint sample')
        failed.set(table, error instanceof Error ? error.message : String(error))
      }
    }
    if (failed.size === 0 || failed.size === waiting.size) return failed
    waiting = failed
  }
}

interface Parties {
  readonly one: Party
  readonly others: readonly Party[]
}

async function tryTable(
  client: pg.ClientBase,
  { table, columns }: TenantTable,
  { one, others }: Parties,
): Promise<Verdict> {
  const isSites = await isOfSite(client, table)
  const mine = ownerTest(columns, one, isSites)
  // A sibling of the same agency is another tenant only where rows belong to a site.
  const strangers = isSites ? others : others.slice(0, 1)
  await client.query('savepoint trial')
  try {
    await client.query('set local role dramac_worker')
    await become(client, one)
    const { rows } = await client.query<{ row: object }>(
      `select to_jsonb(t) as row from ${table} t where ${mine} limit 1`,
    )
    if (!rows[0]) return { table, verdict: 'untried', detail: 'its own tenant does not see the row' }
    const found: string[] = []
    for (const stranger of strangers) {
      await become(client, stranger)
      for (const [what, statement] of attempts(table, columns, mine))
        if ((await attempt(client, statement)).count > 0) found.push(what)
    }
    if (await canForge(client, table, { row: rows[0].row, strangers })) found.push('forge')
    return found.length === 0
      ? {
          table,
          verdict: 'isolated',
          detail: `${strangers.length === 1 ? 'another agency' : 'another agency and another site'}`,
        }
      : { table, verdict: 'leaks', detail: [...new Set(found)].join(', ') }
  } finally {
    await client.query('rollback to savepoint trial')
  }
}

/**
 * As the owner, whom no missing right stops: what keeps the row out is its policy or nothing. That is asked before any key or
 * constraint is, so another refusal means that the policy let it through.
 */
async function canForge(
  client: pg.ClientBase,
  table: string,
  { row, strangers }: { row: object; strangers: readonly Party[] },
): Promise<boolean> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  const { columns } = rows[0]!
  const statement = `insert into ${table} (${columns}) overriding system value
    select ${columns} from jsonb_populate_record(null::${table}, ${pg.escapeLiteral(JSON.stringify(row))})`
  await client.query('set local role none')
  for (const stranger of strangers) {
    await become(client, stranger)
    if ((await attempt(client, statement)).refusal !== rowSecurity) return true
  }
  return false
}

const rowSecurity = '42501'

/** Rows of a site have it in their key. What a policy says of it is what is tried here, so nobody asks it. */
async function isOfSite(client: pg.ClientBase, table: string): Promise<boolean> {
  if (table === 'dramac.sites') return false
  const { rowCount } = await client.query(
    `select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary and a.attname = 'site_id'`,
    [table],
  )
  return rowCount === 1
}

function ownerTest(columns: readonly string[], { agencyId, siteId, userId }: Party, isSites: boolean): string {
  const owners = { agency_id: agencyId, site_id: siteId, user_id: userId }
  // Rows of an agency may name a site or a person, or none.
  const names = isSites ? ['agency_id', 'site_id'] : columns.includes('agency_id') ? ['agency_id'] : ['user_id']
  const tests = Object.entries(owners).filter(([name]) => names.includes(name))
  return tests.map(([name, id]) => `${name} = ${pg.escapeLiteral(id)}`).join(' and ')
}

const attempts = (table: string, columns: readonly string[], mine: string) =>
  [
    ['read', `select 1 from ${table} where ${mine} limit 1`],
    ['change', `update ${table} set ${columns[0]} = ${columns[0]} where ${mine}`],
    ['delete', `delete from ${table} where ${mine}`],
  ] as const

interface Outcome {
  readonly count: number
  /** The database's word for why not. */
  readonly refusal?: string | undefined
}

/** Nothing of it stays. */
async function attempt(client: pg.ClientBase, statement: string): Promise<Outcome> {
  await client.query('savepoint attempt')
  try {
    return { count: (await client.query(statement)).rowCount ?? 0 }
  } catch (error) {
    return { count: 0, refusal: String((error as pg.DatabaseError).code) } // the only errors that a query has
  } finally {
    await client.query('rollback to savepoint attempt')
  }
}
