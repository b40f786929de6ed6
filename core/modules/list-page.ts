/** One page of an entity: cursor, capped limit, filters and sort by declared fields only. */
import type { Manifest } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { recordStatements, type ListQuery } from '../db/records.ts'

export type PageQuery = Readonly<Record<string, string>>

export interface PageRequest {
  readonly manifest: Manifest
  readonly entity: string
  readonly query: PageQuery
}

const defaultLimit = 20
const maxLimit = 100

/** `{ data, nextCursor }` as JSON text: the rows are written by PostgreSQL and passed on as they are. */
export async function listPage(ctx: Context, request: PageRequest): Promise<string> {
  const { agencyId, siteId } = ctx.tenant
  const query = parseQuery(ctx, request)
  const { limit, order } = query
  // One row more than asked for proves that there is a next page.
  const asked = { ...query, limit: limit + 1 }
  const { statement, values } = recordStatements(request.manifest, request.entity).list([agencyId, siteId], asked)
  const found = (await ctx.rows<{ row: string }>(statement, values)).map(({ row }) => row)
  const data = found.slice(0, limit)
  const next = found.length > limit ? sealCursor(ctx, placeOf(data.at(-1)!, order.field)) : null
  return `{"data":[${data.join(',')}],"nextCursor":${JSON.stringify(next)}}`
}

function placeOf(row: string, field: string) {
  const shown = JSON.parse(row) as Record<string, string | number | null> // a sortable field is one of these
  return { field, value: String(shown[field] ?? ''), id: String(shown['id']) }
}

const sealCursor = (ctx: Context, place: { field: string; value: string; id: string }): string =>
  ctx.sealer.seal('cursor', place)

function parseQuery(ctx: Context, { manifest, entity, query }: PageRequest): ListQuery {
  const { fields, indexed = [], states } = manifest.entities[entity]!
  const sortable = ['createdAt', ...indexed]
  const filterable = (name: string) =>
    indexed.includes(name) || fields[name]?.type === 'reference' || (name === 'state' && states !== undefined)
  const where: Record<string, string> = {}
  let limit = defaultLimit
  let order = { field: 'createdAt', descending: true }
  let cursor: string | undefined
  for (const [name, value] of Object.entries(query)) {
    if (name === 'limit') limit = parseLimit(value)
    else if (name === 'cursor') cursor = value
    else if (name === 'sort') order = parseSort(value, sortable)
    else if (filterable(name)) where[name] = value
    else throw refused(name, 'unknown', `is not a filter; use ${['limit', 'cursor', 'sort', ...indexed].join(', ')}`)
  }
  return { where, order, limit, ...(cursor === undefined ? {} : { after: openCursor(ctx, cursor, order.field) }) }
}

function parseLimit(value: string): number {
  const limit = Number(value)
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    throw refused('limit', 'range', `is a whole number from 1 to ${maxLimit}`)
  return limit
}

function parseSort(value: string, sortable: readonly string[]) {
  const descending = value.startsWith('-')
  const field = descending ? value.slice(1) : value
  if (!sortable.includes(field))
    throw refused('sort', 'unknown', `is one of ${sortable.join(', ')}, each also with a leading minus`)
  return { field, descending }
}

function openCursor(ctx: Context, cursor: string, field: string) {
  const facts = ctx.sealer.open('cursor', cursor, ctx.now())
  if (!facts || facts['field'] !== field) throw refused('cursor', 'unknown', 'is not a cursor of this list')
  return { value: facts['value']!, id: facts['id']! }
}

const refused = (name: string, rule: string, message: string) =>
  new DmError('VALIDATION_ERROR', 'core.input_refused', { errors: [{ path: `/${name}`, rule, message }] })
