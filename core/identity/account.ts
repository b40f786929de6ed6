/** What people change about themselves. */
import { sendMailTo } from '../mail/send-mail-to.ts'
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import { atDesk, type Desk } from './desk.ts'
import { issueToken, tokenMinutes } from './email-tokens.ts'
import { hashPassword, isPassword, requireGoodPassword } from './passwords.ts'
import { getPerson, requireWishes, addressOf, type Person } from './people.ts'
import * as people from './person-queries.ts'
import { listSessions, rotateSession, type LiveSession, type OpenedSession } from './sessions.ts'
import { findFactors } from './sign-in.ts'
import { takeTotp } from './totp.ts'

export interface Me extends Pick<Person, 'id' | 'name' | 'email' | 'locale' | 'zone' | 'realm'> {
  readonly emailVerified: boolean
  readonly hasPassword: boolean
  readonly totp: boolean
  readonly recoveryCodesLeft: number
  readonly passkeys: number
}

export const getMe = (desk: Desk, { userId }: LiveSession): Promise<Me> =>
  desk.shared.db.user(userId, async (tx) => toMe(await getPerson(tx, userId), await findFactors(tx, userId)))

function toMe(
  { emailVerifiedAt, passwordHash, ...person }: Person,
  factors: Awaited<ReturnType<typeof findFactors>>,
): Me {
  const { totp, recoveryCodes, passkeys } = factors
  const proved = { emailVerified: emailVerifiedAt !== null, hasPassword: passwordHash !== null }
  return { ...person, ...proved, totp, recoveryCodesLeft: recoveryCodes, passkeys }
}

export interface MePatch {
  readonly name?: string
  readonly locale?: string
  readonly zone?: string
}

export async function changeMe(desk: Desk, session: LiveSession, patch: MePatch): Promise<Me> {
  requireWishes(patch)
  const { name, locale, zone } = patch
  const { userId } = session
  return atDesk(desk, session, async (tx, emit) => {
    await tx.run(people.updatePerson, [userId, name?.trim() ?? null, locale ?? null, zone ?? null, tx.now])
    await emit('identity.user.changed', { userId }, { after: { ...patch } })
    return toMe(await getPerson(tx, userId), await findFactors(tx, userId))
  })
}

export interface Proof {
  readonly password?: string
  readonly code?: string
}

/** Minutes in which what is sensitive may be done. @throws UNAUTHORIZED `identity.wrong_credentials`, `identity.code_wrong`. */
export async function confirm(desk: Desk, session: LiveSession, { password, code }: Proof): Promise<OpenedSession> {
  const { userId } = session
  if (password !== undefined) {
    const person = await desk.shared.db.user(userId, (tx) => getPerson(tx, userId))
    if (!(await isPassword(person.passwordHash, password)))
      throw new DmError('UNAUTHORIZED', 'identity.wrong_credentials')
  }
  return atDesk(desk, session, async (tx, emit) => {
    if (password === undefined && !(await takeTotp(tx, desk, { userId, code: code ?? '' })))
      throw new DmError('UNAUTHORIZED', 'identity.code_wrong')
    await emit('identity.session.confirmed', { sessionId: session.sessionId })
    return rotateSession(tx, session, { confirmed: true })
  })
}

/** Every other session ends, and every link that was sent. */
export async function changePassword(
  desk: Desk,
  session: LiveSession,
  { password }: { password: string },
): Promise<OpenedSession> {
  await requireGoodPassword(password, desk.breached)
  const passwordHash = await hashPassword(password)
  const { userId, sessionId } = session
  return atDesk(desk, session, async (tx, emit) => {
    await tx.run(people.updatePasswordHash, [userId, passwordHash, tx.now])
    await tx.run(people.deleteSessions, [userId, sessionId])
    await tx.run(people.spendEmailTokens, [userId, tx.now])
    await emit('identity.password.changed', { userId, by: 'person' })
    const person = await getPerson(tx, userId)
    const facts = { name: person.name, at: tx.now, link: desk.shared.links.app('/account') }
    await sendMailTo(tx, 'identity.password_changed', { ...addressOf(person), facts })
    return rotateSession(tx, session, { confirmed: true })
  })
}

/** The new address counts once its mailbox answered; whether another account has it is told to that mailbox only. */
export const changeEmail = (desk: Desk, session: LiveSession, { email }: { email: string }): Promise<void> =>
  atDesk(desk, session, async (tx, emit) => {
    const person = await getPerson(tx, session.userId)
    await sendProof(tx, desk, { ...person, email: email.trim() })
    await emit('identity.email.requested', { userId: session.userId })
  })

/** Once more, to an address that is not proved yet. */
export const requestVerification = (desk: Desk, session: LiveSession): Promise<void> =>
  atDesk(desk, session, async (tx) => {
    const person = await getPerson(tx, session.userId)
    if (person.emailVerifiedAt === null) await sendProof(tx, desk, person)
  })

async function sendProof(tx: TenantTx, { shared }: Desk, person: Person): Promise<void> {
  const token = await issueToken(tx, { userId: person.id, purpose: 'verify', email: person.email })
  const link = shared.links.app(`/verify#${token}`)
  const facts = { name: person.name, link, expiresInHours: tokenMinutes.verify / 60 }
  await sendMailTo(tx, 'identity.verify_email', { ...addressOf(person), facts })
}

export const listMySessions = (desk: Desk, session: LiveSession) =>
  desk.shared.db.user(session.userId, (tx) => listSessions(tx, session, desk.now))

/** @throws NOT_FOUND `identity.session_unknown`. */
export const endSession = (desk: Desk, session: LiveSession, sessionId: string): Promise<void> =>
  atDesk(desk, session, async (tx, emit) => {
    const ended = await tx.run(people.deleteSession, [session.userId, sessionId])
    if (ended === 0) throw new DmError('NOT_FOUND', 'identity.session_unknown')
    await emit('identity.session.closed', { sessionId })
  })

export const endOtherSessions = (desk: Desk, session: LiveSession): Promise<void> =>
  atDesk(desk, session, async (tx, emit) => {
    const ended = await tx.run(people.deleteSessions, [session.userId, session.sessionId])
    await emit('identity.sessions.closed', { userId: session.userId, ended })
  })
