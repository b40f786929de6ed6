/**
 * The allocation kernel. No check made beforehand decides who gets a time: the exclusion constraint
 * of the table does, and a refused claim is the answer "taken".
 */
import type { Manifest } from '@dramac/contract/manifest'
import type { TenantTx } from '../../db/tx.ts'
import { compileAllocations } from './queries.ts'

export interface Claim {
  readonly resourceId: string
  readonly holderId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly beforeMinutes: number
  readonly afterMinutes: number
  /** A waiting claim keeps nobody out until it is enlivened. */
  readonly state: 'live' | 'waiting'
  /** A hold: from then on it counts for nothing. */
  readonly expiresAt?: Date
}

/** A live claim widened by its own buffers, in ms since the epoch. */
export interface Busy {
  readonly resourceId: string
  readonly holderId: string
  readonly startMs: number
  readonly endMs: number
  /** Only held: it ends by itself. */
  readonly isHold: boolean
}

export interface Allocations {
  /** Fails by the exclusion constraint when the time is taken: see `isTaken`. */
  claim(tx: TenantTx, claim: Claim): Promise<void>
  /** Must precede the claims of a transaction: the constraint does not know the time. */
  releaseExpired(tx: TenantTx, resourceIds: readonly string[]): Promise<void>
  listBusy(tx: TenantTx, resourceIds: readonly string[], from: Date, to: Date): Promise<Busy[]>
  /** Makes a held claim last, or wait; false when it is live no more. */
  keep(tx: TenantTx, holderId: string, state: Claim['state']): Promise<boolean>
  release(tx: TenantTx, holderId: string): Promise<void>
  /** Makes a waiting claim keep others out; fails like a claim when it cannot. */
  enliven(tx: TenantTx, holderId: string): Promise<void>
}

export function openAllocations(manifest: Manifest, entity: string): Allocations {
  const statements = compileAllocations(manifest, entity)
  return {
    async claim(tx, { resourceId, holderId, startsAt, endsAt, beforeMinutes, afterMinutes, state, expiresAt }) {
      await tx.run(statements.insert, [
        tx.agencyId, tx.siteId, tx.newId(), resourceId, holderId, startsAt, endsAt, beforeMinutes, afterMinutes, state, tx.now,
        expiresAt ?? null,
      ]) // prettier-ignore
    },
    listBusy: (tx, resourceIds, from, to) =>
      tx.rows<Busy>(statements.listBusy, [tx.agencyId, tx.siteId, [...resourceIds], from, to, tx.now]),
    releaseExpired: async (tx, resourceIds) =>
      void (await tx.run(statements.releaseExpired, [tx.agencyId, tx.siteId, [...resourceIds], tx.now])),
    keep: async (tx, holderId, state) =>
      (await tx.run(statements.keep, [tx.agencyId, tx.siteId, holderId, tx.now, state])) > 0,
    release: async (tx, holderId) =>
      void (await tx.run(statements.release, [tx.agencyId, tx.siteId, holderId, tx.now])),
    enliven: async (tx, holderId) =>
      void (await tx.run(statements.enliven, [tx.agencyId, tx.siteId, holderId, tx.now])),
  }
}

/** An overlap (23P01), or the deadlock that several overlapping claims at once can end in (40P01). */
export function isTaken(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code // only read
  return code === '23P01' || code === '40P01'
}
