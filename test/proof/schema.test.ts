/** The schema: made, taken back and made again; safe with many nodes; isolating in both of its renderings. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, createPool, transactPlain } from '@dramac/core/db/database'
import { startEmbedded, type Embedded } from '@dramac/core/db/embedded/start-embedded'
import { migrateDown, migrateUp } from '@dramac/core/db/migrate'
import { inOrder, renderTable } from '@dramac/core/db/module-tables'
import { prepareDatabase } from '@dramac/core/db/prepare'
import { provisionModules } from '@dramac/core/db/provision'
import { prepareRoles, roleUrl, type LoginRole } from '@dramac/core/db/roles'
import { createSite } from '@dramac/core/sites/create-site'
import { manifest } from '@dramac/booking/manifest'

const migrations = resolve(import.meta.dirname, '../../migrations')
const secret = 'a secret of this test'
let folder: string
let embedded: Embedded

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dm-schema-'))
  chmodSync(folder, 0o711)
  embedded = await startEmbedded({ dir: join(folder, 'db') })
})
afterAll(async () => {
  await embedded.stop()
  const note = join(folder, 'db/place')
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8'), { recursive: true })
  rmSync(folder, { recursive: true })
})

const urlOf = (database: string) => (role: LoginRole) => roleUrl(embedded.superuserUrl, role, { secret, database })
const prepare = (database: string) =>
  prepareDatabase({ adminUrl: embedded.superuserUrl, secret, database, migrations, manifests: [manifest] })

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** Every column, constraint, index, policy, function and right of our schemas, as lines. */
async function describeSchema(database: string): Promise<string[]> {
  const url = new URL(embedded.superuserUrl)
  url.pathname = `/${database}`
  const ours = `(n.nspname in ('dramac', 'dp') or n.nspname like 'mod\\_%')`
  const rows = await query<{ line: string }>(
    url.href,
    `select * from (
       select format('column %s.%s.%s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as line
         from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
         left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where ${ours} and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       union all select format('constraint %s %s %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
         from pg_constraint c join pg_namespace n on n.oid = c.connamespace where ${ours}
       union all select format('index %s', indexdef) from pg_indexes i join pg_namespace n on n.nspname = i.schemaname where ${ours}
       union all select format('policy %s %s %s', p.tablename, p.policyname, p.qual) from pg_policies p join pg_namespace n on n.nspname = p.schemaname where ${ours}
       union all select format('function %s %s', p.oid::regprocedure, p.proacl) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours}
       union all select format('rights %s.%s %s', n.nspname, c.relname, c.relacl) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where ${ours} and c.relkind = 'r'
     ) lines order by line`,
  )
  return rows.map(({ line }) => line)
}

describe('the core schema', () => {
  it('is taken back to nothing and comes out the same a second time', async () => {
    const database = 'up_and_down'
    await prepareRoles(embedded.superuserUrl, { secret, database })
    const url = urlOf(database)
    await runMigrations({ connectionString: url('worker') })
    const applied = await migrateUp({ ownerUrl: url('owner'), folder: migrations })
    expect(applied.length).toBeGreaterThan(5)
    const made = await describeSchema(database)
    expect(await migrateDown({ ownerUrl: url('owner'), folder: migrations })).toEqual(applied.toReversed())
    expect(await describeSchema(database)).toEqual([])
    expect(await migrateUp({ ownerUrl: url('owner'), folder: migrations })).toEqual(applied)
    expect(await describeSchema(database)).toEqual(made)
  })

  it('is made once when several nodes start at the same moment, and left alone by later starts', async () => {
    await Promise.all([prepare('many_nodes'), prepare('many_nodes'), prepare('many_nodes')])
    const made = await describeSchema('many_nodes')
    await prepare('many_nodes')
    expect(await describeSchema('many_nodes')).toEqual(made)
    expect((await provisionModules(urlOf('many_nodes')('owner'), [manifest])).statements).toEqual([])
  })

  it('keeps the data of a site through a later start that adds a field to a module', async () => {
    await prepare('with_data')
    const url = urlOf('with_data')
    const { service } = manifest.entities
    const grown = {
      ...manifest,
      entities: {
        ...manifest.entities,
        service: { ...service, fields: { ...service.fields, note: { type: 'text' } as const } },
      },
    }
    const { agencyId, siteId } = await addSite(url('admin'), 'kept')
    await query(
      url('admin'),
      `insert into mod_booking.services (agency_id, site_id, id, slug, name, duration_minutes, created_at, updated_at)
       values ('${agencyId}', '${siteId}', gen_random_uuid(), 'cut', 'Cut', 30, now(), now())`,
    )
    const { statements } = await provisionModules(url('owner'), [grown])
    expect(statements).toEqual(['alter table mod_booking.services add column note text'])
    expect(await query(url('admin'), 'select slug, note from mod_booking.services')).toEqual([
      { slug: 'cut', note: null },
    ])
  })
})

async function addSite(adminUrl: string, slug: string): Promise<{ agencyId: string; siteId: string }> {
  const pool = createPool({ url: adminUrl, name: 'test', max: 1 })
  try {
    return await transactPlain(pool, (tx) =>
      createSite(
        tx,
        {
          agency: { slug, name: slug },
          client: { slug, name: slug },
          site: { slug, name: slug, zone: 'UTC', locale: 'en' },
          key: { key: `dm_pk_test_${slug}`, frameLabel: slug, mode: 'test' },
          people: [],
          modules: [],
        },
        new Date(),
      ),
    )
  } finally {
    await pool.end()
  }
}

const renderings = [
  ['for one server', {}],
  ['for a cluster', { form: 'bare', force: false }],
] as const

describe.each(renderings)('a module’s tables, rendered %s', (_title, rendering) => {
  const statements = inOrder(manifest).flatMap(([name]) => renderTable(manifest, name, rendering))

  it('hold only what a distributed table allows', () => {
    for (const statement of statements) {
      expect(statement).not.toMatch(/\b(trigger|rule)\b|restrictive|set null|on update cascade|serial|enum/i)
      expect(
        statement.split(';').filter((part) => part.trim()),
        statement,
      ).toHaveLength(1)
      for (const [, columns] of statement.matchAll(/\b(?:primary key|unique) \(([^)]*)\)/g))
        expect(columns).toMatch(/^agency_id, site_id/)
      for (const [, columns] of statement.matchAll(/foreign key \(([^)]*)\)/g))
        expect(columns).toMatch(/^agency_id, site_id/)
      for (const [name] of statement.matchAll(/(?<=constraint )\w+/g)) expect(Buffer.byteLength(name)).toBeLessThan(50)
    }
    // A constraint without a name of ours could not be told from another by its error.
    expect(statements.filter((text) => /\badd (check|unique|exclude|foreign|primary)/.test(text))).toEqual([])
  })

  it('have one permissive policy each, without a subquery where a cluster would refuse it', () => {
    const policies = statements.filter((text) => text.startsWith('create policy'))
    expect(policies).toHaveLength(Object.keys(manifest.entities).length)
    for (const policy of policies) {
      expect(policy).toContain('as permissive')
      expect(policy.includes('(select ')).toBe(!('form' in rendering))
    }
    const forced = statements.filter((text) => text.includes('force row level security'))
    expect(forced).toHaveLength('force' in rendering ? 0 : policies.length)
  })

  it('keep two tenants apart, for reading and for writing', async () => {
    const database = 'form' in rendering ? 'form_bare' : 'form_initplan'
    await prepare(database)
    const url = urlOf(database)
    await query(url('owner'), 'drop schema mod_booking cascade')
    await provisionModules(url('owner'), [manifest], rendering)
    const [one, other] = [await addSite(url('admin'), 'one'), await addSite(url('admin'), 'other')]
    const pool = createPool({ url: url('worker'), name: 'test', max: 1 })
    try {
      const db = createDatabase(pool)
      const asJob = (tenant: typeof one) => ({ kind: 'job' as const, id: null, ...tenant })
      const add = (tenant: typeof one, owner = tenant) =>
        db.tenant(asJob(tenant), (tx) =>
          tx.run(
            {
              text: `insert into mod_booking.services (agency_id, site_id, id, slug, name, duration_minutes, created_at, updated_at)
                values ($1, $2, gen_random_uuid(), $3, 'x', 30, now(), now())`,
            },
            [owner.agencyId, owner.siteId, `of-${owner.siteId}`],
          ),
        )
      await add(one)
      await add(other)
      const seen = await db.read(asJob(one), { text: 'select slug from mod_booking.services' })
      expect(seen).toEqual([{ slug: `of-${one.siteId}` }])
      await expect(add(one, other)).rejects.toMatchObject({ code: '42501' })
      const taken = await db.tenant(asJob(one), (tx) =>
        tx.run({ text: `update mod_booking.services set name = 'taken'` }),
      )
      expect(taken).toBe(1)
    } finally {
      await pool.end()
    }
  })
})
