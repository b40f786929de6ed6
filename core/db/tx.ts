/** What a query function receives. SQL stands in files named queries.ts and in core/db. */
import type { Emit } from '../events/emit.ts'

/** A statement with a name is prepared once per connection; name only hot ones. */
export interface Statement {
  readonly text: string
  readonly name?: string
}

export type SqlValue = string | number | bigint | boolean | Date | null | readonly SqlValue[] | object

/** One open transaction, bound to one tenant. Statements sent without waiting travel together. */
export interface Tx {
  /** Every row. Instants come as ISO 8601 text in UTC, bigint as number when safe. */
  rows<Row>(statement: Statement, values?: readonly SqlValue[]): Promise<Row[]>
  /** The first row, if any. */
  row<Row>(statement: Statement, values?: readonly SqlValue[]): Promise<Row | undefined>
  /** How many rows the statement changed. */
  run(statement: Statement, values?: readonly SqlValue[]): Promise<number>
}

/** A transaction of one tenant, with the time and the identities that its rows are given. */
export interface TenantTx extends Tx {
  readonly agencyId: string
  readonly siteId: string
  readonly now: Date
  readonly newId: () => string
}

/** Of an operation that says what it does in more places than one. */
export interface MovableTx extends TenantTx {
  /** Goes on in another place, as the same principal if they may be there, and comes back. */
  readonly inPlace: <R>(place: Place, work: (tx: MovableTx, emit: Emit) => Promise<R>) => Promise<R>
}

interface Place {
  readonly agencyId: string
  readonly siteId: string
}
