/** Makes the database fit the installed modules: a schema a module, tables from its manifest, as the owner. */
import type { Manifest } from '@dramac/contract/manifest'
import pg from 'pg'
import {
  columnsOfEntity,
  inOrder,
  renderColumn,
  renderTable,
  schemaOf,
  tableOf,
  type TableRendering,
} from './module-tables.ts'

export interface ProvisionResult {
  /** Statements that were run; none when everything fitted already. */
  readonly statements: readonly string[]
}

const lockKey = 7710003

/** Safe to run on every start of every node: what exists stays, missing tables and columns are added. */
export async function provisionModules(
  ownerUrl: string,
  manifests: readonly Manifest[],
  rendering: TableRendering = {},
): Promise<ProvisionResult> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'dramac provision' })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lockKey])
    const existing = await listColumns(client)
    const statements = manifests.flatMap((manifest) => planModule(manifest, existing, rendering))
    for (const statement of statements) await client.query(statement)
    await client.query('commit')
    return { statements }
  } finally {
    await client.end()
  }
}

async function listColumns(client: pg.Client): Promise<Map<string, Set<string>>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select table_schema || '.' || table_name as table, array_agg(column_name::text) as columns
     from information_schema.columns where table_schema like 'mod\\_%' group by 1`,
  )
  return new Map(rows.map((row) => [row.table, new Set(row.columns)]))
}

export function planModule(
  manifest: Manifest,
  existing: ReadonlyMap<string, ReadonlySet<string>>,
  rendering: TableRendering,
): string[] {
  const schema = schemaOf(manifest.slug)
  const isNew = ![...existing.keys()].some((table) => table.startsWith(`${schema}.`))
  return [
    ...(isNew
      ? [
          `create schema ${schema}`,
          `grant usage on schema ${schema} to dramac_app, dramac_worker, dramac_admin, dramac_search`,
        ]
      : []),
    ...inOrder(manifest).flatMap(([name, entity]) => {
      const table = tableOf(manifest, name)
      const columns = existing.get(table)
      if (!columns) return renderTable(manifest, name, rendering)
      return columnsOfEntity(entity)
        .filter((column) => !columns.has(column.name))
        .map((column) => `alter table ${table} add column ${renderColumn(column)}`)
    }),
  ]
}
