/** The rows of a table of one site, in the order of their key, a batch at a time. */
import type { Tx } from '../db/tx.ts'
import { readBatch, type KeyedLine } from './row-queries.ts'
import type { ExchangeColumn, ExchangeTable } from './tables.ts'

/** Small enough to hold in memory many times over, large enough that a round trip costs little. */
const rowsPerBatch = 1000

export interface RowSource {
  readonly tx: Tx
  readonly agencyId: string
  readonly siteId: string
}

/** Lines of JSON. Inside one snapshot, all tables together are the site as it was at one moment. */
export async function* readRows(
  { tx, agencyId, siteId }: RowSource,
  table: ExchangeTable,
  kept: readonly ExchangeColumn[] = table.columns,
): AsyncGenerator<string[]> {
  const statement = readBatch(table, kept)
  let last: string | null = null
  for (;;) {
    const rows: KeyedLine[] = await tx.rows<KeyedLine>(statement, [agencyId, siteId, last, rowsPerBatch])
    if (rows.length > 0) yield rows.map(({ line }) => line)
    if (rows.length < rowsPerBatch) return
    last = rows.at(-1)!.key
  }
}
