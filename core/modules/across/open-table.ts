/** Whether one module may have another's rows: both are installed on the site, and somebody granted it. */
import type { Entity, Manifest } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../../context.ts'
import { actorOf } from '../../create-context.ts'
import type { TenantTx } from '../../db/tx.ts'
import { listSiteModules } from '../../sites/find-site.ts'
import { listOpenFields, type Catalogue, type Operation } from './grants.ts'
import * as queries from './queries.ts'

export interface Crossing {
  /** Every module there is. */
  readonly catalogue: Catalogue
  /** Slug of the module that acts. */
  readonly source: string
  /** Slug of the module whose rows they are. */
  readonly target: string
  /** One of its entities. */
  readonly table: string
}

export interface OpenTable {
  readonly manifest: Manifest
  readonly entity: Entity
  /** Granted, and no secret. */
  readonly fields: ReadonlySet<string>
}

/**
 * Sought by the target's own name: what another module calls alike is not it.
 * @throws FORBIDDEN `core.access_denied`; NOT_FOUND `core.table_unknown` to who may know what tables there are.
 */
export async function openTable(
  tx: TenantTx,
  { catalogue, source, target, table }: Crossing,
  operation: Operation,
): Promise<OpenTable> {
  const denied = new DmError('FORBIDDEN', 'core.access_denied', { source, target, table, operation })
  const installed = new Set((await listSiteModules(tx)).map(({ module }) => module))
  const manifest = catalogue.get(target)?.manifest
  if (!manifest || !installed.has(source) || !installed.has(target)) throw denied
  const grants = await tx.rows<{ tables: string[]; fields: string[] }>(queries.findLiveGrants, [
    source,
    target,
    operation,
    tx.now,
  ])
  if (grants.length === 0) throw denied
  if (!Object.hasOwn(manifest.entities, table)) throw new DmError('NOT_FOUND', 'core.table_unknown', { target, table })
  const granted = grants.filter(({ tables }) => tables.includes('*') || tables.includes(table))
  if (granted.length === 0) throw denied
  const entity: Entity = manifest.entities[table]!
  const named = new Set(granted.flatMap(({ fields }) => fields))
  const fields = listOpenFields(entity).filter((name) => named.has('*') || named.has(name))
  return { manifest, entity, fields: new Set(fields) }
}

export type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly createdAt: string }

const always = ['id', 'version', 'createdAt', 'updatedAt']

export const cutRow = ({ fields }: OpenTable, row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => always.includes(name) || fields.has(name))) as Row // it has an id

/** A line in the log, in the transaction of what it tells of. */
export async function noteAccess(
  ctx: Context,
  tx: TenantTx,
  { source, target, table, operation, count }: Crossing & { operation: Operation; count: number },
): Promise<void> {
  const what = [source, target, table, operation, count]
  await tx.run(queries.insertAccess, [tx.agencyId, tx.siteId, tx.newId(), ...what, actorOf(ctx.principal), new Date()])
}
