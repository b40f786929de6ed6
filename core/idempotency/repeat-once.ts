/**
 * A request with an idempotency key is carried out once. The claim, the work and the answer are one
 * transaction: after a crash the key is either free again or has its answer.
 */
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import { findClaim, insertClaim, storeAnswer } from './queries.ts'

export interface IdempotencyClaim {
  readonly key: string
  readonly route: string
  /** SHA-256 of the body: the same key with another body is a mistake, and said so. */
  readonly requestHash: Buffer
}

const keptHours = 24

export async function repeatOnce<R>(
  tx: TenantTx,
  claim: IdempotencyClaim & { readonly principal: string },
  work: () => Promise<R>,
): Promise<R> {
  const key = [tx.agencyId, tx.siteId, claim.principal, claim.route, claim.key]
  const expiresAt = new Date(tx.now.getTime() + keptHours * 3_600_000)
  const claimed = await tx.run(insertClaim, [...key, claim.requestHash, tx.now, expiresAt])
  if (claimed === 0) return (await replay(tx, key, claim.requestHash)) as R // the answer that this very work gave
  const result = await work()
  await tx.run(storeAnswer, [...key, JSON.stringify(result ?? null)])
  return result
}

async function replay(tx: TenantTx, key: readonly string[], requestHash: Buffer): Promise<unknown> {
  const known = await tx.row<{ requestHash: Buffer; body: string | null }>(findClaim, [...key])
  if (!known || known.body === null) throw new DmError('CONFLICT', 'core.idempotency_in_progress')
  if (!known.requestHash.equals(requestHash)) throw new DmError('CONFLICT', 'core.idempotency_key_reused')
  return JSON.parse(known.body)
}
