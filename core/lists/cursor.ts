/** Where the next page of a list begins: sealed, so that nobody asks for a place that no page ended at. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'

/** A context, or as much of one as a list of a person's own has. */
type Sealing = Pick<Context, 'sealer' | 'now'>

export interface Mark {
  readonly at: string
  readonly id: string
}

/** Nulls at the beginning of the list. @throws VALIDATION_ERROR for a cursor of another list. */
export function openCursor(
  ctx: Sealing,
  list: string,
  cursor: string | undefined,
): { at: string | null; id: string | null } {
  if (cursor === undefined) return { at: null, id: null }
  const mark = ctx.sealer.open(`cursor:${list}`, cursor, ctx.now())
  if (!mark) {
    throw new DmError('VALIDATION_ERROR', 'core.input_refused', {
      errors: [{ path: '/cursor', rule: 'unknown', message: 'is not a cursor of this list' }],
    })
  }
  return { at: mark['at']!, id: mark['id']! }
}

export interface Rows<Row> {
  /** One more than `limit` when there are more. */
  readonly rows: readonly Row[]
  readonly limit: number
  /** Instants keep their microseconds where the list is in their order: a rounded one would skip rows. */
  readonly markOf: (row: Row) => Mark
}

export function toPage<Row>(ctx: Sealing, list: string, { rows, limit, markOf }: Rows<Row>) {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { data, nextCursor: hasMore ? ctx.sealer.seal(`cursor:${list}`, { ...markOf(last) }) : null }
}
