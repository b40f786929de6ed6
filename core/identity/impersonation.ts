/**
 * Acting as somebody else: for a while, with their rights and no more, in a session that names both. The own session waits under
 * a token that nobody holds, and comes back under a new one.
 */
import { randomBytes } from 'node:crypto'
import { DmError } from '@dramac/contract/wire/errors'
import { agencyPlace, isPlatform } from '../access/places.ts'
import type { Context } from '../context.ts'
import { createContext } from '../create-context.ts'
import type { TenantTx } from '../db/tx.ts'
import { become, type Desk } from './desk.ts'
import * as queries from './impersonation-queries.ts'
import { deleteSession } from './person-queries.ts'
import { hashSecret, newSecret } from './secrets.ts'
import { rotateSession, type LiveSession, type OpenedSession } from './sessions.ts'

const lastsMs = 60 * 60_000

export interface Impersonation {
  readonly userId: string
  /** For the audit: why. */
  readonly reason: string
}

/** A person of the agency's own portal, or for the platform anyone but its equals. @throws NOT_FOUND, FORBIDDEN `identity.rank_too_high`. */
export function startImpersonation(
  ctx: Context,
  { desk, session: own }: { desk: Desk; session: LiveSession },
  { userId, reason }: Impersonation,
): Promise<OpenedSession> {
  return ctx.transaction(async (tx, emit) => {
    await requireBelow(tx, userId)
    await become(tx, own.userId)
    const parked = await tx.run(queries.parkSession, [
      own.userId,
      own.sessionId,
      hashSecret(randomBytes(32).toString('hex')),
    ])
    if (parked === 0) throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
    const [token, sessionId] = [newSecret(), tx.newId()]
    const expiresAt = new Date(Math.min(tx.now.getTime() + lastsMs, Date.parse(own.expiresAt)))
    await become(tx, userId)
    await tx.run(queries.insertImpersonation, [
      sessionId, hashSecret(token), userId, desk.userAgent?.slice(0, 300) ?? null, desk.networkHash, tx.now, expiresAt,
      own.secondFactorAt, own.userId, tx.agencyId, own.sessionId,
    ]) // prettier-ignore
    await emit('identity.impersonation.started', { userId, sessionId, reason })
    return { token, sessionId, userId, expiresAt }
  })
}

interface Target {
  readonly isSuperAdmin: boolean
}

async function requireBelow(tx: TenantTx, userId: string): Promise<void> {
  const find = isPlatform(tx) ? queries.findAnyone : queries.findPortalUser
  const target = await tx.row<Target>(find, [userId])
  if (!target) throw new DmError('NOT_FOUND', 'identity.user_unknown')
  if (target.isSuperAdmin) throw new DmError('FORBIDDEN', 'identity.rank_too_high')
}

/** Written down where it was started. @throws CONFLICT `identity.not_impersonating`. */
export function endImpersonation(desk: Desk, session: LiveSession): Promise<OpenedSession> {
  const { impersonatorId, impersonatedFrom, userId, sessionId } = session
  if (impersonatorId === null || impersonatedFrom === null) throw new DmError('CONFLICT', 'identity.not_impersonating')
  const ctx = createContext(desk.shared, {
    principal: { kind: 'user', userId: impersonatorId, grants: [] },
    tenant: agencyPlace(impersonatedFrom),
    requestId: desk.requestId,
    at: desk.now,
    networkHash: desk.networkHash,
  })
  return ctx.transaction(async (tx, emit) => {
    await become(tx, userId)
    const found = await tx.row<{ originId: string }>(queries.findOrigin, [userId, sessionId])
    await tx.run(deleteSession, [userId, sessionId])
    await become(tx, impersonatorId)
    const origin =
      found && (await tx.row<{ expiresAt: string }>(queries.findSessionEnd, [impersonatorId, found.originId]))
    if (!origin) throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
    await emit('identity.impersonation.ended', { userId, sessionId })
    return rotateSession(tx, { userId: impersonatorId, sessionId: found.originId, ...origin }, {})
  })
}
