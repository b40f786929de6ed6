/** One module reads another's rows, as far as a grant goes, and leaves a line that says so. */
import type { Context } from '../../context.ts'
import { openCursor, toPage } from '../../lists/cursor.ts'
import { openRecords } from '../records.ts'
import { cutRow, noteAccess, openTable, type Crossing, type Row } from './open-table.ts'

export interface ReadOther extends Crossing {
  readonly limit?: number
  readonly cursor?: string
}

/** Newest first. @throws as `openTable` does. */
export function readOther(ctx: Context, { limit = 20, cursor, ...crossing }: ReadOther) {
  const { source, target, table } = crossing
  const list = `across:${source}:${target}:${table}`
  const { at, id } = openCursor(ctx, list, cursor)
  return ctx.transaction(async (tx) => {
    const open = await openTable(tx, crossing, 'read')
    const found = await openRecords(open.manifest).list(tx, table, {
      order: { field: 'createdAt', descending: true },
      limit: limit + 1,
      ...(at === null ? {} : { after: { value: at, id: id! } }),
    })
    const page = toPage(ctx, list, {
      rows: found as Row[],
      limit,
      markOf: (row) => ({ at: row.createdAt, id: row.id }),
    }) // every record has both
    await noteAccess(ctx, tx, { ...crossing, operation: 'read', count: page.data.length })
    return { data: page.data.map((row) => cutRow(open, row)), nextCursor: page.nextCursor }
  })
}
