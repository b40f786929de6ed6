/** Nothing is kept longer than it is said to be kept. */
import type { Tx } from '../db/tx.ts'
import { kept } from './kept.ts'
import { deleteExpired as expired, deleteProblems as problems } from './queries.ts'

/** Rows that went, by table. */
export type Deleted = Readonly<Record<keyof typeof kept, number>>

/** Of what may be much, at a time: no transaction holds its locks for long. */
const batch = 5_000

const daysOf = (what: 'requests' | 'errors' | 'jobs'): string => `${kept[what].days} days`

/** Of every tenant, as the worker. Whoever is told `isMore` asks again. */
export async function deleteExpired(tx: Tx, now: Date): Promise<{ deleted: Deleted; isMore: boolean }> {
  const [first, second] = await Promise.all([
    tx.row<Omit<Deleted, 'errors' | 'jobs'>>(expired, [now, daysOf('requests')]),
    tx.row<Pick<Deleted, 'errors' | 'jobs'>>(problems, [now, daysOf('errors'), daysOf('jobs'), batch]),
  ])
  const deleted = { ...first!, ...second! } // each answers one row
  return { deleted, isMore: deleted.errors >= batch || deleted.jobs >= batch }
}
