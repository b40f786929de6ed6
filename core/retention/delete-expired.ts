/** Nothing is kept longer than it is said to be kept. */
import type { Tx } from '../db/tx.ts'
import { deleteExpired as statement } from './queries.ts'

/** The request log; answers for repeats and sessions carry the end of their own time. */
export const requestsKeptDays = 30

/** Rows that went, by table. */
export interface Deleted {
  readonly idempotency: number
  readonly requests: number
  readonly sessions: number
  /** Links of mail. */
  readonly spent: number
}

/** Of every tenant, as the worker. */
export async function deleteExpired(tx: Tx, now: Date): Promise<Deleted> {
  return (await tx.row<Deleted>(statement, [now, `${requestsKeptDays} days`]))! // it answers one row
}
