/** Questions that are answered once and soon: the second factor of a sign-in, the signature of a passkey. */
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import type { Database } from '../db/database.ts'
import * as factors from './factor-queries.ts'
import { hashSecret, newSecret } from './secrets.ts'

type ChallengeKind = 'second_factor' | 'passkey_sign_in' | 'passkey_add'

const goodMs = 5 * 60_000
/** Of codes that were typed wrongly. */
const maxAttempts = 5

export interface NewChallenge {
  readonly userId: string
  readonly kind: ChallengeKind
  /** What is signed, for a passkey. */
  readonly value?: string
  readonly next?: string | null
}

/** @returns the token by which the answer names it. */
export async function openChallenge(
  tx: TenantTx,
  { userId, kind, value = '', next = null }: NewChallenge,
): Promise<string> {
  const token = newSecret()
  const expiresAt = new Date(tx.now.getTime() + goodMs)
  await tx.run(factors.insertChallenge, [userId, tx.newId(), kind, hashSecret(token), value, next, expiresAt])
  return token
}

export interface Challenge {
  readonly value: string
  readonly next: string | null
}

export interface ChallengeUse {
  readonly userId: string
  readonly kind: ChallengeKind
  readonly token: string
}

const unknown = () => new DmError('TOKEN_REVOKED', 'identity.challenge_unknown')

/** @throws TOKEN_REVOKED for one that is answered, run out or was never asked. */
export async function useChallenge(tx: TenantTx, { userId, kind, token }: ChallengeUse): Promise<Challenge> {
  const used = await tx.row<Challenge>(factors.useChallenge, [userId, hashSecret(token), kind, tx.now])
  if (!used) throw unknown()
  return used
}

/** Whose it is. A try is counted before anything is compared, so that trying in parallel gains none. */
export async function countAttempt(db: Database, token: string, now: Date): Promise<string> {
  const hash = hashSecret(token)
  const owner = await db.user(null, (tx) => tx.row<{ userId: string }>(factors.findChallengeOwner, [hash]))
  if (!owner) throw unknown()
  const { userId } = owner
  const counted = await db.user(userId, (tx) => tx.run(factors.countAttempt, [userId, hash, now, maxAttempts]))
  if (counted === 0) throw unknown()
  return userId
}
