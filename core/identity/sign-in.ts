/** From a password to a session. Who is unknown costs the same work as who mistypes, and is answered the same. */
import { DmError } from '@dramac/contract/wire/errors'
import { insertAudit } from '../audit/queries.ts'
import type { TenantTx, Tx } from '../db/tx.ts'
import type { Emit } from '../events/emit.ts'
import { countAttempt, openChallenge, useChallenge } from './challenges.ts'
import { atDesk, nobody, type Desk } from './desk.ts'
import { findFactors as findFactorsStatement } from './factor-queries.ts'
import { hashPassword, isOutdated, isPassword } from './passwords.ts'
import * as people from './person-queries.ts'
import { useRecoveryCode } from './recovery-codes.ts'
import { openSession, type OpenedSession, type Realm } from './sessions.ts'
import { takeTotp } from './totp.ts'

export interface SignIn {
  readonly email: string
  readonly password: string
  /** Absent: the staff account, else the one portal whose password fits. */
  readonly realm?: Realm
  /** Slug of the agency whose portal is meant. */
  readonly agency?: string
}

export type FactorMethod = 'totp' | 'recovery' | 'passkey'

/** Somebody is in, or is asked for a second factor first. */
export type Admission =
  | { readonly session: OpenedSession; readonly next: string | null }
  | { readonly challenge: string; readonly methods: readonly FactorMethod[] }

export interface Candidate {
  readonly userId: string
  readonly realm: Realm
  readonly passwordHash: string | null
}

export const emailKeyOf = (email: string): string => email.trim().toLowerCase()

/** Of one address; an agency narrows its portals. */
export function listCandidates(
  desk: Pick<Desk, 'shared'>,
  { email, realm, agency }: Pick<SignIn, 'email' | 'realm' | 'agency'>,
): Promise<Candidate[]> {
  const values = [emailKeyOf(email), realm ?? null, agency ?? null]
  return desk.shared.db.user(null, (tx) => tx.rows<Candidate>(people.listSignIns, values))
}

type Verify = (hash: string | null | undefined, password: string) => Promise<boolean>

/**
 * Compares once for each realm that is asked, whether anybody is there or not; only of an address that has accounts in several
 * portals more often. Two portals with the same password are two people: neither is let in without a name.
 */
export async function chooseAccount(
  candidates: readonly Candidate[],
  { password, realm }: Pick<SignIn, 'password' | 'realm'>,
  verify: Verify = isPassword,
): Promise<Candidate | undefined> {
  const realms: readonly Realm[] = realm === undefined ? ['staff', 'portal'] : [realm]
  const fitting = await Promise.all(
    realms.map(async (one) => {
      const there = candidates.filter((candidate) => candidate.realm === one)
      if (there.length === 0) await verify(undefined, password)
      const fits = await Promise.all(there.map(({ passwordHash }) => verify(passwordHash, password)))
      return there.filter((_, index) => fits[index])
    }),
  )
  const first = fitting.find((some) => some.length > 0) ?? []
  return first.length === 1 ? first[0] : undefined
}

/** @throws UNAUTHORIZED `identity.wrong_credentials` for whatever is wrong. */
export async function signIn(desk: Desk, given: SignIn): Promise<Admission> {
  const account = await chooseAccount(await listCandidates(desk, given), given)
  if (!account) throw await refuse(desk, nobody, 'identity.wrong_credentials')
  const { userId, passwordHash } = account
  const renewed = isOutdated(passwordHash!) ? await hashPassword(given.password) : undefined
  return atDesk(desk, { userId }, async (tx, emit) => {
    if (renewed) await tx.run(people.updatePasswordHash, [userId, renewed, tx.now])
    return admit({ tx, emit, desk }, { userId, by: 'password' })
  })
}

export interface Hand {
  readonly tx: TenantTx
  readonly emit: Emit
  readonly desk: Desk
}

export interface FirstFactor {
  readonly userId: string
  readonly by: 'password' | 'magic_link' | 'password_reset' | 'invitation'
  readonly next?: string | null
}

/** Whoever has shown a first factor is in, unless they have chosen to be asked for another. */
export async function admit({ tx, emit, desk }: Hand, { userId, by, next = null }: FirstFactor): Promise<Admission> {
  const factors = await findFactors(tx, userId)
  if (factors.totp) {
    const challenge = await openChallenge(tx, { userId, kind: 'second_factor', next })
    return { challenge, methods: methodsOf(factors) }
  }
  const isConfirmed = by !== 'magic_link'
  const session = await openSession(tx, desk, { userId, isConfirmed, secondFactor: false })
  await emit('identity.session.opened', { sessionId: session.sessionId, by })
  return { session, next }
}

export interface Factors {
  readonly totp: boolean
  readonly recoveryCodes: number
  readonly passkeys: number
}

export async function findFactors(tx: Tx, userId: string): Promise<Factors> {
  return (await tx.row<Factors>(findFactorsStatement, [userId]))! // it answers one row
}

const methodsOf = ({ recoveryCodes, passkeys }: Factors): FactorMethod[] => [
  'totp',
  ...(recoveryCodes > 0 ? (['recovery'] as const) : []),
  ...(passkeys > 0 ? (['passkey'] as const) : []),
]

export interface SecondFactor {
  readonly challenge: string
  readonly code?: string
  readonly recoveryCode?: string
}

/** @throws UNAUTHORIZED `identity.code_wrong`; TOKEN_REVOKED `identity.challenge_unknown`, also after too many tries. */
export async function answerSecondFactor(
  desk: Desk,
  { challenge: token, code, recoveryCode }: SecondFactor,
): Promise<{ session: OpenedSession; next: string | null }> {
  const userId = await countAttempt(desk.shared.db, token, desk.now)
  const admitted = await atDesk(desk, { userId }, async (tx, emit) => {
    const isRight =
      code === undefined
        ? await useRecoveryCode(tx, desk, { userId, code: recoveryCode ?? '' })
        : await takeTotp(tx, desk, { userId, code })
    if (!isRight) return undefined
    const { next } = await useChallenge(tx, { userId, kind: 'second_factor', token })
    const session = await openSession(tx, desk, { userId, isConfirmed: true, secondFactor: true })
    await emit('identity.session.opened', {
      sessionId: session.sessionId,
      by: code === undefined ? 'recovery_code' : 'totp',
    })
    return { session, next }
  })
  if (!admitted) throw await refuse(desk, userId, 'identity.code_wrong')
  return admitted
}

/** The audit keeps what was refused; there is no transaction that could take it along. */
async function refuse(desk: Desk, userId: string, reason: string): Promise<DmError> {
  await atDesk(desk, { userId }, (tx) =>
    tx.run(insertAudit, [
      tx.agencyId, tx.siteId, tx.newId(), userId === nobody ? 'anyone' : `user:${userId}`, 'identity.session.opened', null,
      'denied', JSON.stringify({ reason }), desk.requestId, tx.now, null, desk.networkHash,
    ]),
  ) // prettier-ignore
  return new DmError('UNAUTHORIZED', reason)
}
