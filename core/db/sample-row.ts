/** A row of a tenant in any table, made of what the catalogue says of its columns: a check over all tables proves nothing of an empty one. */
import type pg from 'pg'

/** A pool, or one connection inside a transaction. */
export type Asker = Pick<pg.ClientBase, 'query'>

interface Column {
  readonly name: string
  readonly type: string
  readonly isNeeded: boolean
  /** Of a check on the column, the first word that it allows. */
  readonly allowed: string | null
  /** Of a check on the column, the least number that it allows. */
  readonly least: string | null
}

interface Reference {
  readonly columns: readonly string[]
  readonly to: string
  readonly toColumns: readonly string[]
}

export interface SampledTenant {
  readonly agencyId: string
  readonly siteId: string
}

const readColumns = async (admin: Asker, table: string): Promise<Column[]> =>
  (
    await admin.query<Column>(
      `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         a.attnotnull and d.adbin is null and a.attgenerated = '' as "isNeeded",
         (select (regexp_match(pg_get_constraintdef(c.oid), '''([a-z_]+)''::text'))[1] from pg_constraint c
          where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] limit 1) as allowed,
         (select (regexp_match(pg_get_constraintdef(c.oid), '>= ([0-9]+)'))[1] from pg_constraint c
          where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] limit 1) as least
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
      [table],
    )
  ).rows

const readReferences = async (admin: Asker, table: string): Promise<Reference[]> =>
  (
    await admin.query<Reference>(
      `select (select array_agg(a.attname::text order by k.place) from unnest(c.conkey) with ordinality k(number, place)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns,
         c.confrelid::regclass::text as to,
         (select array_agg(a.attname::text order by k.place) from unnest(c.confkey) with ordinality k(number, place)
          join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number) as "toColumns"
       from pg_constraint c where c.conrelid = $1::regclass and c.contype = 'f'`,
      [table],
    )
  ).rows

const samples: readonly (readonly [type: RegExp, sql: string])[] = [
  [/^uuid$/, 'gen_random_uuid()'],
  [/^(timestamp|date)/, 'now()'],
  [/^(integer|bigint|smallint|real|double|numeric)/, '1'],
  [/^boolean$/, 'false'],
  [/^jsonb?$/, `'{}'`],
  [/^bytea$/, `decode(md5(random()::text), 'hex')`],
  [/\[\]$/, `'{}'`],
  [/^tstzrange$/, `tstzrange(now(), now() + interval '1 hour')`],
  [/.*/, `md5(random()::text)`],
]

function sampleOf({ name, type, allowed, least }: Column): string {
  // What begins now lasts a while.
  if (name === 'ends_at') return `now() + interval '1 hour'`
  if (allowed !== null) return `'${allowed}'`
  return least !== null && type === 'integer' ? least : samples.find(([of]) => of.test(type))![1]
}

/** @throws Error where the catalogue does not say enough to make a row. */
export async function insertSample(admin: Asker, table: string, { agencyId, siteId }: SampledTenant): Promise<void> {
  const columns = await readColumns(admin, table)
  const has = (name: string) => columns.some((column) => column.name === name)
  const values = new Map(columns.filter(({ isNeeded }) => isNeeded).map((column) => [column.name, sampleOf(column)]))
  for (const [name, id] of [
    ['agency_id', agencyId],
    ['site_id', siteId],
    ['place_id', siteId],
  ] as const)
    // prettier-ignore
    if (has(name)) values.set(name, `'${id}'`)
  if (has('user_id'))
    values.set('user_id', `(select user_id from dramac.memberships where agency_id = '${agencyId}' limit 1)`)
  for (const { columns: names, to, toColumns } of await readReferences(admin, table)) {
    if (!names.some((name) => values.has(name) && !['agency_id', 'site_id'].includes(name))) continue
    const isTenants = toColumns.includes('agency_id')
    const from = to === 'dramac.users' ? 'dramac.memberships' : to
    const where = isTenants || from !== to ? ` where agency_id = '${agencyId}'` : ''
    for (const [index, name] of names.entries())
      if (!['agency_id', 'site_id'].includes(name))
        values.set(name, `(select ${toColumns[index]} from ${from}${where} limit 1)`)
  }
  await admin.query(
    `insert into ${table} (${[...values.keys()].join(', ')}) values (${[...values.values()].join(', ')})`,
  )
}
