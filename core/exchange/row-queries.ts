/** Rows of any travelling table, as lines of JSON: read in the order of their key, written in batches. */
import type { Statement } from '../db/tx.ts'
import type { ExchangeColumn, ExchangeTable } from './tables.ts'

export interface KeyedLine {
  readonly key: string
  /** One row as JSON, without a line break. */
  readonly line: string
}

const here = 'agency_id = $1 and site_id = $2'

/** Text sorts by its bytes, as identities do: everywhere the same. */
const keyOf = (table: ExchangeTable): string => (typeOfKey(table) === 'uuid' ? table.key : `${table.key} collate "C"`)

const typeOfKey = ({ key, columns }: ExchangeTable): string =>
  columns.find((column) => column.name === key)?.type ?? 'text'

/** More digits than a reader of JSON keeps travel as text. */
const shown = ({ name, type }: ExchangeColumn): string => (type === 'bigint' ? `${name}::text as ${name}` : name)

/** `$3` is the last key before this batch, or null. */
export function readBatch(table: ExchangeTable, kept: readonly ExchangeColumn[]): Statement {
  const key = keyOf(table)
  return {
    name: `exchange_read_${table.name}_${kept.length}`,
    text: `select r.${table.key}::text as key, row_to_json(r)::text as line
           from (select ${kept.map(shown).join(', ')} from ${table.name}
                 where ${here} and ($3::${typeOfKey(table)} is null or ${key} > $3::${typeOfKey(table)})
                 order by ${key} limit $4) r`,
  }
}

export const countRows = (table: ExchangeTable): Statement => ({
  text: `select count(*) as count from ${table.name} where ${here}`,
})

export const deleteRows = (table: ExchangeTable): Statement => ({ text: `delete from ${table.name} where ${here}` })

export type Strategy = 'replace' | 'merge' | 'skip'

export interface Written {
  readonly inserted: number
  readonly written: number
}

/** Columns that a table needs and no archive brings. */
const made: Readonly<Record<string, readonly (readonly [column: string, expression: string])[]>> = {
  'dramac.site_domains': [
    ['id', 'gen_random_uuid()'],
    ['token', `replace(gen_random_uuid()::text, '-', '')`],
  ],
}

/** `$3` is a JSON array of rows; a row keeps to the columns that it was said to have. */
export function writeBatch(table: ExchangeTable, given: readonly ExchangeColumn[], strategy: Strategy): Statement {
  const names = given.map((column) => column.name)
  const extra = made[table.name] ?? []
  const into = ['agency_id', 'site_id', ...names, ...extra.map(([column]) => column)]
  const values = ['$1', '$2', ...names.map((name) => `r.${name}`), ...extra.map(([, expression]) => expression)]
  return {
    text: `with written as (
             insert into ${table.name} as t (${into.join(', ')})
             select ${values.join(', ')} from json_populate_recordset(null::${table.name}, $3::json) r
             ${strategy === 'skip' ? whereReferred(table, names) : ''}
             ${onConflict(table, names, strategy)}
             returning (t.xmax = 0) as inserted)
           select count(*) filter (where inserted) as inserted, count(*) as written from written`,
  }
}

/** A row that was passed over takes those along that refer to it. */
function whereReferred({ references, name }: ExchangeTable, names: readonly string[]): string {
  const tests = references
    .filter(({ column, table }) => names.includes(column) && table !== name)
    .map(
      ({ column, table }) => `(r.${column} is null or exists (
         select 1 from ${table} p where p.agency_id = $1 and p.site_id = $2 and p.id = r.${column}))`,
    )
  return tests.length > 0 ? `where ${tests.join(' and ')}` : ''
}

function onConflict({ key, isKept }: ExchangeTable, names: readonly string[], strategy: Strategy): string {
  if (strategy === 'replace') return ''
  // Without a target it covers exclusion constraints too.
  if (strategy === 'skip' || isKept) return 'on conflict do nothing'
  const sets = names
    .filter((name) => name !== key)
    .map((name) => (name === 'version' && key === 'id' ? 'version = t.version + 1' : `${name} = excluded.${name}`))
  return `on conflict (agency_id, site_id, ${key}) do update set ${sets.join(', ')}`
}

export const savepoint: Statement = { text: 'savepoint batch' }
export const releaseSavepoint: Statement = { text: 'release savepoint batch' }
export const rollbackToSavepoint: Statement = { text: 'rollback to savepoint batch' }
