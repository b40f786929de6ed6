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
export async function listPage(ctx: Context, { manifest, entity, query }: PageRequest): Promise<string> {
  const parsed = parseQuery(ctx, { manifest, entity, query })
  const { agencyId, siteId } = ctx.tenant
  const { statement, values } = recordStatements(manifest, entity).list([agencyId, siteId], {
    ...parsed,
    limit: parsed.limit + 1,
  })
  const [row] = await ctx.read((tx) => tx.rows<{ page: string }>(statement, values))
  return withCursor(ctx, { page: row!.page, limit: parsed.limit, field: parsed.order.field })
}

/** Only a full page is parsed: it must lose its last row, which proves that there are more. */
function withCursor(ctx: Context, { page, limit, field }: { page: string; limit: number; field: string }): string {
  // Every row starts `{"id":` at depth one, so fewer of them than the limit need no parsing.
  const atMost = page.split('{"id":').length - 1
  if (atMost <= limit) return `{"data":${page},"nextCursor":null}`
  const rows = JSON.parse(page) as Record<string, unknown>[] // our own rendering
  if (rows.length <= limit) return `{"data":${page},"nextCursor":null}`
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)!
  const cursor = ctx.sealer.seal('cursor', { field, value: String(last[field]), id: String(last['id']) })
  return JSON.stringify({ data: kept, nextCursor: cursor })
}

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
