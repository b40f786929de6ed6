/**
 * What of a site travels: core's tables column by column, and every entity of every module as its manifest
 * declares it. What is not named here stays at home; a test fails for a table or a column that nobody decided.
 */
import type { Entity, Field, Manifest } from '@dramac/contract/manifest'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { columnsOf, toSnake } from '../db/columns.ts'
import { columnsOfEntity, inOrder, tableOf } from '../db/module-tables.ts'

export interface ExchangeColumn {
  readonly name: string
  /** PostgreSQL's word for it. */
  readonly type: string
}

export interface ExchangeTable {
  /** With its schema: `mod_booking.services`. */
  readonly name: string
  /** Slug of its module, or `core`. */
  readonly module: string
  /** The column that tells rows of a site apart, and by which they are in order. */
  readonly key: string
  readonly columns: readonly ExchangeColumn[]
  /** Columns that never leave. */
  readonly withheld: readonly string[]
  readonly references: readonly Reference[]
  /** Columns in whose text or JSON identities of rows stand. */
  readonly holdingIds: readonly string[]
  readonly transactional: boolean
  /** Columns that tell of a person. */
  readonly personal: readonly string[]
  /** What the database does not know of a row's values, by column. */
  readonly rules: Readonly<Record<string, ValueRule>>
  /** A row that is there is not changed by one of the same key. */
  readonly isKept?: boolean
}

export type ValueRule =
  | { readonly kind: 'json'; readonly schema: JsonSchema }
  | { readonly kind: 'zone' }
  /** An address of websites, as people add them. */
  | { readonly kind: 'pattern' }

export interface Reference {
  readonly column: string
  /** The table whose `id` it holds. */
  readonly table: string
}

/** A table of core's that stands under a site's row security: what travels of it, or why nothing does. */
export type Decision =
  | { readonly travels: Omit<ExchangeTable, 'name' | 'module'> }
  | { readonly stays: 'secret' | 'history' | 'operation' | 'installation' }

const columns = (...list: readonly (readonly [name: string, type: string])[]): ExchangeColumn[] =>
  list.map(([name, type]) => ({ name, type }))
const stamps = [
  ['created_at', 'timestamptz'],
  ['updated_at', 'timestamptz'],
] as const
const setup = { references: [], holdingIds: [], transactional: false, personal: [], rules: {} }

/**
 * A domain travels without its proof: whoever brings a site here shows anew that the website is theirs, or an
 * archive could claim any. The modules go first, for what they are switched on with decides over the rest.
 */
export const coreDecisions: Readonly<Record<string, Decision>> = {
  'dp.site_modules': {
    travels: {
      ...setup,
      key: 'module',
      columns: columns(['module', 'text'], ['version', 'text'], ['settings', 'jsonb'], ...stamps),
      withheld: [],
    },
  },
  'dramac.site_domains': {
    travels: {
      ...setup,
      key: 'pattern',
      columns: columns(['pattern', 'text'], ['kind', 'text'], ...stamps),
      rules: { pattern: { kind: 'pattern' } },
      isKept: true,
      withheld: [
        'id',
        'state', 'method', 'token', 'failures', 'last_seen', 'last_checked_at', 'verified_at', 'expires_at',
      ], // prettier-ignore
    },
  },
  'dramac.api_keys': { stays: 'secret' },
  'dramac.site_keys': { stays: 'secret' },
  'dp.site': { stays: 'installation' },
  'dp.events': { stays: 'history' },
  'dp.audits': { stays: 'history' },
  'dp.requests': { stays: 'history' },
  'dp.mail_events': { stays: 'history' },
  'dp.module_accesses': { stays: 'history' },
  // Who brings a site here decides anew what modules may do there.
  'dp.module_grants': { stays: 'operation' },
  // Their texts have links that open bookings.
  'dp.mails': { stays: 'secret' },
  'dp.idempotency': { stays: 'operation' },
  'dp.site_exports': { stays: 'operation' },
  'dp.site_imports': { stays: 'operation' },
}

/** In an order in which every referenced table comes first. */
export function listTables(manifests: Iterable<Manifest>): ExchangeTable[] {
  const ofCore = Object.entries(coreDecisions).flatMap(([name, decision]) =>
    'travels' in decision ? [{ name, module: 'core', ...decision.travels }] : [],
  )
  const ofModules = [...manifests].flatMap((manifest) =>
    inOrder(manifest).map(([name, entity]) => toTable(manifest, name, entity)),
  )
  return [...ofCore, ...ofModules]
}

function toTable(manifest: Manifest, name: string, entity: Entity): ExchangeTable {
  const fields = Object.entries(entity.fields)
  const columnNames = (wanted: (typeof fields)[number]) => columnsOf(...wanted).map((column) => column.name)
  const withheld = fields.filter(([, field]) => field.secret).flatMap(columnNames)
  const stored = columnsOfEntity(entity).filter((column) => !withheld.includes(column.name))
  return {
    name: tableOf(manifest, name),
    module: manifest.slug,
    key: 'id',
    columns: [
      ...columns(['id', 'uuid']),
      ...stored.map((column) => ({ name: column.name, type: column.type })),
      ...columns(['version', 'integer'], ...stamps),
    ],
    withheld,
    references: referencesOf(manifest, entity),
    holdingIds: fields.filter(([, field]) => field.holdsIds).flatMap(columnNames),
    transactional: entity.transactional === true,
    personal: fields.filter(([, field]) => field.personal).flatMap(columnNames),
    rules: Object.fromEntries(fields.flatMap(([field, one]) => ruleOf(toSnake(field), one))),
  }
}

function ruleOf(column: string, field: Field): (readonly [string, ValueRule])[] {
  if (field.type === 'json') return [[column, { kind: 'json', schema: field.schema }]]
  return field.type === 'zone' ? [[column, { kind: 'zone' }]] : []
}

function referencesOf(manifest: Manifest, { fields, allocation }: Entity): Reference[] {
  const named = Object.entries(fields).flatMap(([field, one]) =>
    one.type === 'reference' ? [{ column: toSnake(field), table: tableOf(manifest, one.entity) }] : [],
  )
  const claimed = allocation ? [allocation.resource, allocation.holder] : []
  return [...named, ...claimed.map((entity) => ({ column: `${toSnake(entity)}_id`, table: tableOf(manifest, entity) }))]
}
