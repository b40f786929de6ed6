/** Somebody has decided over every table and every column of a site: whether it leaves, and why not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineManifest, type Manifest } from '@dramac/contract/manifest'
import { coreDecisions, listTables, type Decision } from '@dramac/core/exchange/tables'
import { loadModules } from '../load-modules.ts'
import { openStand, type Stand } from './site.ts'

const manifests = [...(await loadModules(process.cwd())).values()].map(({ manifest }): Manifest => manifest)
let stand: Stand

beforeAll(() => {
  stand = openStand()
})
afterAll(() => stand.close())

type Columns = Readonly<Record<string, readonly string[]>>

/** Of the running database: tables that stand under a site's row security. */
async function columnsOfSites(): Promise<Columns> {
  const { rows } = await stand.admin.query<{ name: string; columns: string[] }>(
    `select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     join pg_policies p on p.schemaname = n.nspname and p.tablename = c.relname and p.qual like '%current_site()%'
     where c.relkind = 'r' group by 1`,
  )
  return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))
}

function listUndecided(
  columns: Columns,
  decisions: Readonly<Record<string, Decision>>,
  modules: readonly Manifest[],
): string[] {
  const travelling = listTables(modules)
  return Object.entries(columns).flatMap(([name, present]) => {
    const table = travelling.find((one) => one.name === name)
    const decision = decisions[name]
    if (!table) return decision && 'stays' in decision ? [] : [`${name}: does it travel?`]
    const decided = ['agency_id', 'site_id', ...table.columns.map((column) => column.name), ...table.withheld]
    return present.filter((column) => !decided.includes(column)).map((column) => `${name}.${column}: does it travel?`)
  })
}

const secretive = /secret|token|hash|passw|credential|private|api_?key|salt|pin$|iban|card/i

const listUnsaid = (modules: readonly Manifest[]): string[] =>
  modules.flatMap(({ slug, entities }) =>
    Object.entries(entities).flatMap(([entity, { fields }]) =>
      Object.entries(fields)
        .filter(([field, { secret }]) => secretive.test(field) && secret === undefined)
        .map(([field]) => `${slug}.${entity}.${field}: is it a secret?`),
    ),
  )

const withField = (field: Record<string, unknown>): Manifest[] => {
  const [manifest] = manifests
  const { service } = manifest!.entities
  const fields = { ...service!.fields, accessToken: { type: 'text', ...field } }
  return [
    defineManifest({ ...manifest, entities: { ...manifest!.entities, service: { ...service, fields } } } as Manifest),
  ]
}

describe('what travels', () => {
  it('is decided for every table and column that a site has', async () => {
    const columns = await columnsOfSites()
    expect(Object.keys(columns).length).toBeGreaterThan(15)
    expect(listUndecided(columns, coreDecisions, manifests)).toEqual([])
    const known = new Set(Object.keys(columns))
    expect(Object.keys(coreDecisions).filter((name) => !known.has(name))).toEqual([])
  })

  it('is asked for a table and for a column that are new', async () => {
    const columns: Columns = { ...(await columnsOfSites()), 'dp.letters': ['agency_id', 'site_id', 'id'] }
    const domains = 'dramac.site_domains'
    const grown = { ...columns, [domains]: [...columns[domains]!, 'shared_secret'] }
    expect(listUndecided(grown, coreDecisions, manifests).sort()).toEqual([
      'dp.letters: does it travel?',
      'dramac.site_domains.shared_secret: does it travel?',
    ])
  })

  it('is no column that sounds like a secret, unless it is said to be none', () => {
    const sounding = listTables(manifests).flatMap((table) => table.columns.filter(({ name }) => secretive.test(name)))
    expect(sounding).toEqual([])
    expect(listUnsaid(manifests)).toEqual([])
    expect(listUnsaid(withField({}))).toEqual(['booking.service.accessToken: is it a secret?'])
    expect(listUnsaid(withField({ secret: false }))).toEqual([])
  })

  it('is never a field that its manifest calls a secret', () => {
    const table = listTables(withField({ secret: true })).find(({ name }) => name === 'mod_booking.services')!
    expect(table.withheld).toEqual(['access_token'])
    expect(table.columns.map(({ name }) => name)).not.toContain('access_token')
  })

  it('holds together in a copy: what begins empty is referred to by nothing that does not', () => {
    const tables = listTables(manifests)
    const transactional = new Set(tables.filter((table) => table.transactional).map(({ name }) => name))
    const broken = tables.flatMap((table) =>
      table.references
        .filter((one) => !table.transactional && transactional.has(one.table))
        .map(({ column }) => `${table.name}.${column}`),
    )
    expect(broken).toEqual([])
    // Left out of a copy, so they may be empty.
    const needed = manifests.flatMap(({ entities }) =>
      Object.values(entities).flatMap(({ fields, transactional: isTransactional }) =>
        Object.entries(fields).filter(([, { personal, required }]) => personal && required && !isTransactional),
      ),
    )
    expect(needed).toEqual([])
  })
})
