/** Links in mail that do one thing once, for a while, for whoever reads that mail. */
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import { atDesk, nobody, type Desk } from './desk.ts'
import type { Emit } from '../events/emit.ts'
import * as people from './person-queries.ts'
import { hashSecret, newSecret } from './secrets.ts'

export type TokenPurpose = 'verify' | 'reset' | 'magic'

/** How long each is good. */
export const tokenMinutes = { verify: 24 * 60, reset: 30, magic: 15 } as const satisfies Record<TokenPurpose, number>

export interface NewToken {
  readonly userId: string
  readonly purpose: TokenPurpose
  /** Where it is sent. */
  readonly email: string
  readonly next?: string | undefined
}

/** The token is for the mail alone; we keep its hash. */
export async function issueToken(tx: TenantTx, { userId, purpose, email, next }: NewToken): Promise<string> {
  const token = newSecret()
  const expiresAt = new Date(tx.now.getTime() + tokenMinutes[purpose] * 60_000)
  const row = [userId, tx.newId(), purpose, hashSecret(token), email, next ?? null, tx.now, expiresAt]
  await tx.run(people.insertEmailToken, row)
  return token
}

export interface UsedToken {
  readonly userId: string
  readonly email: string
  readonly next: string | null
}

export interface TokenUse {
  readonly token: string
  readonly purpose: TokenPurpose
}

/**
 * Runs `work` with what the token says, in the transaction that uses it up: of two at once one finds it unused, and what fails
 * leaves it as it was.
 *
 * @throws TOKEN_EXPIRED `identity.link_expired`; TOKEN_REVOKED `identity.link_used`, `identity.link_unknown`.
 */
export async function useToken<R>(
  desk: Desk,
  { token, purpose }: TokenUse,
  work: (tx: TenantTx, emit: Emit, used: UsedToken) => Promise<R>,
): Promise<R> {
  const hash = hashSecret(token)
  const owner = await desk.shared.db.user(null, (tx) => tx.row<{ userId: string }>(people.findEmailTokenOwner, [hash]))
  const userId = owner?.userId ?? nobody
  return atDesk(desk, { userId }, async (tx, emit) => {
    const used = await tx.row<Omit<UsedToken, 'userId'>>(people.useEmailToken, [userId, hash, purpose, desk.now])
    if (used) return work(tx, emit, { userId, ...used })
    const dead = await tx.row<{ usedAt: string | null }>(people.findEmailToken, [userId, hash, purpose])
    if (!dead) throw new DmError('TOKEN_REVOKED', 'identity.link_unknown')
    throw dead.usedAt === null
      ? new DmError('TOKEN_EXPIRED', 'identity.link_expired')
      : new DmError('TOKEN_REVOKED', 'identity.link_used')
  })
}
