/**
 * The statements of an entity, compiled once from its manifest. Every one names the agency and the
 * site itself beside row security, so that a planner and a cluster can use them.
 */
import { createHash } from 'node:crypto'
import type { Entity, Manifest } from '@dramac/contract/manifest'
import { columnsOf, instantJson, jsonOf, toSnake, valuesOf } from './columns.ts'
import { tableOf } from './module-tables.ts'
import type { SqlValue, Statement } from './tx.ts'

export interface ListQuery {
  /** Field to value, or to the list of values it may have. */
  readonly where?: Readonly<Record<string, SqlValue>>
  /** Rows at or after, and before, this instant of an indexed field. */
  readonly between?: { readonly field: string; readonly from: string; readonly to: string }
  readonly order: { readonly field: string; readonly descending: boolean }
  /** The last row of the page before: its value of the order field and its id. */
  readonly after?: { readonly value: SqlValue; readonly id: string }
  readonly limit: number
}

export interface RecordStatements {
  readonly find: Statement
  readonly findForUpdate: Statement
  readonly remove: Statement
  insert(values: Readonly<Record<string, unknown>>, row: InsertedRow): Compiled
  update(id: string, patch: Readonly<Record<string, unknown>>, change: UpdatedRow): Compiled
  /** Rows of one column, `row`: each as the JSON text that the API shows. */
  list(tenant: readonly [string, string], query: ListQuery): Compiled
}

export interface Compiled {
  readonly statement: Statement
  readonly values: SqlValue[]
}

export interface InsertedRow {
  readonly agencyId: string
  readonly siteId: string
  readonly id: string
  readonly now: Date
}

export interface UpdatedRow {
  readonly agencyId: string
  readonly siteId: string
  readonly now: Date
  /** The version that the caller read; another one changes nothing. */
  readonly version?: number
  /** The states in which the change may happen: a compare-and-swap. */
  readonly states?: readonly string[]
}

/** Columns of one row as the JSON that the API shows. */
export function jsonColumns(entity: Entity): string {
  const fields = Object.entries(entity.fields).map(([name, field]) => `${jsonOf(name, field)} as "${name}"`)
  return [
    'id',
    ...fields,
    ...(entity.states ? ['state'] : []),
    'version',
    `${instantJson('created_at')} as "createdAt"`,
    `${instantJson('updated_at')} as "updatedAt"`,
  ].join(', ')
}

const compiled = new WeakMap<Manifest, Map<string, RecordStatements>>()

/** Compiled at the first use of an entity, kept as long as its manifest. */
export function recordStatements(manifest: Manifest, name: string): RecordStatements {
  const known = compiled.get(manifest) ?? new Map<string, RecordStatements>()
  compiled.set(manifest, known)
  const found = known.get(name) ?? compileRecords(manifest, name)
  known.set(name, found)
  return found
}

/** What the statements of one entity have in common. */
interface Target {
  readonly entity: Entity
  readonly table: string
  readonly json: string
  /** Prefix of prepared statements' names. */
  readonly called: string
}

const here = 'agency_id = $1 and site_id = $2'

function compileRecords(manifest: Manifest, name: string): RecordStatements {
  const entity = manifest.entities[name]!
  const target = {
    entity,
    table: tableOf(manifest, name),
    json: jsonColumns(entity),
    called: `${manifest.slug}_${name}`,
  }
  const { called, json, table } = target
  const find = `select ${json} from ${table} where ${here} and id = $3`
  return {
    find: { name: `${called}_find`, text: find },
    findForUpdate: { name: `${called}_lock`, text: `${find} for update` },
    remove: { text: `delete from ${table} where ${here} and id = $3` },
    insert: (values, row) => renderInsert(target, values, row),
    update: (id, patch, change) => renderUpdate(target, { id, patch }, change),
    list: (tenant, query) => renderList(target, tenant, query),
  }
}

function renderInsert(
  { entity, table, json }: Target,
  values: Readonly<Record<string, unknown>>,
  { agencyId, siteId, id, now }: InsertedRow,
): Compiled {
  const columns: string[] = ['agency_id', 'site_id', 'id', 'created_at', 'updated_at']
  const given: SqlValue[] = [agencyId, siteId, id, now, now]
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined) continue
    const declared = entity.fields[field]
    if (declared) {
      columns.push(...columnsOf(field, declared).map((column) => column.name))
      given.push(...valuesOf(declared, value))
    } else if (field === 'state' && entity.states) {
      columns.push('state')
      given.push(value as string) // one of the manifest's states, held by a check constraint
    }
  }
  const places = given.map((_, index) => `$${index + 1}`).join(', ')
  return {
    statement: { text: `insert into ${table} (${columns.join(', ')}) values (${places}) returning ${json}` },
    values: given,
  }
}

function renderUpdate(
  { entity, table, json }: Target,
  { id, patch }: { id: string; patch: Readonly<Record<string, unknown>> },
  { agencyId, siteId, now, version, states }: UpdatedRow,
): Compiled {
  const given: SqlValue[] = [agencyId, siteId, id, now]
  const place = (value: SqlValue) => `$${given.push(value)}`
  const sets = Object.entries(patch).flatMap(([field, value]) => {
    const declared = entity.fields[field]
    if (value === undefined) return []
    if (field === 'state' && entity.states) return [`state = ${place(value as string)}`] // as above
    if (!declared) return []
    const values = valuesOf(declared, value)
    return columnsOf(field, declared).map((column, index) => `${column.name} = ${place(values[index]!)}`)
  })
  const tests = [
    here,
    'id = $3',
    ...(version === undefined ? [] : [`version = ${place(version)}`]),
    ...(states === undefined ? [] : [`state = any(${place([...states])}::text[])`]),
  ]
  const all = [...sets, 'version = version + 1', 'updated_at = $4'].join(', ')
  return {
    statement: { text: `update ${table} set ${all} where ${tests.join(' and ')} returning ${json}` },
    values: given,
  }
}

/** Each row by itself: gathering them into one value costs the database more than the rows themselves. */
function renderList(
  { called, table, json }: Target,
  [agencyId, siteId]: readonly [string, string],
  { where = {}, between, order, after, limit }: ListQuery,
): Compiled {
  const given: SqlValue[] = [agencyId, siteId]
  const place = (value: SqlValue) => `$${given.push(value)}`
  const equals = (value: SqlValue) => (Array.isArray(value) ? `any(${place(value)})` : place(value))
  const tests = [here, ...Object.entries(where).map(([field, value]) => `${toSnake(field)} = ${equals(value)}`)]
  if (between) {
    const column = toSnake(between.field)
    tests.push(`${column} >= ${place(between.from)}`, `${column} < ${place(between.to)}`)
  }
  const column = toSnake(order.field)
  const [sense, beyond] = order.descending ? ['desc', '<'] : ['asc', '>']
  if (after) tests.push(`(${column}, id) ${beyond} (${place(after.value)}, ${place(after.id)})`)
  const text = `select row_to_json(shown)::text as row from (select ${json} from ${table} where ${tests.join(' and ')}
    order by ${column} ${sense}, id ${sense} limit ${place(limit)}) shown`
  return { statement: { name: `${called}_${digest(text)}`, text }, values: given }
}

/** One name for one text: the shapes of a list are as many as its filters allow. */
const digest = (text: string): string => createHash('sha1').update(text).digest('base64url').slice(0, 16)
