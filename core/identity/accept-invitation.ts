/** What was offered by mail, taken by whoever has the mailbox: by somebody new, or by somebody who is signed in as that address. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Role } from '../access/permissions.ts'
import { violationOf } from '../db/violation.ts'
import type { TenantTx } from '../db/tx.ts'
import { addJob } from '../jobs/queries.ts'
import { atDesk, nobody, type Desk } from './desk.ts'
import { newTenantId } from './ids.ts'
import * as queries from './invitation-queries.ts'
import { hashPassword, requireGoodPassword } from './passwords.ts'
import { getPerson } from './people.ts'
import { insertPerson, proveEmail } from './person-queries.ts'
import { hashSecret } from './secrets.ts'
import { rotateSession, type LiveSession, type OpenedSession } from './sessions.ts'
import { admit } from './sign-in.ts'

export const renewInvitationTask = 'renew-invitation'

interface Invited {
  readonly id: string
  readonly agencyId: string
  readonly agencyName: string
  readonly inviterName: string | null
  readonly role: Role
  readonly roleName: string | null
  readonly email: string
  readonly state: 'open' | 'accepted' | 'revoked'
  readonly expiresAt: string
  /** Of the account that it is for. */
  readonly userId: string | null
  readonly locale: string
  readonly zone: string
}

async function getInvited({ shared }: Desk, token: string): Promise<Invited> {
  const values = [hashSecret(token)]
  const found = await shared.db.user(null, (tx) => tx.row<Invited>(queries.inspectInvitation, values))
  if (!found) throw new DmError('TOKEN_REVOKED', 'identity.link_unknown')
  return found
}

const stateOf = ({ state, expiresAt }: Invited, now: Date): Invited['state'] | 'expired' =>
  state === 'open' && Date.parse(expiresAt) <= now.getTime() ? 'expired' : state

export async function inspectInvitation(desk: Desk, token: string, session: LiveSession | undefined) {
  const invited = await getInvited(desk, token)
  const { agencyName, inviterName, role, roleName, email, userId } = invited
  const me = session && (await desk.shared.db.user(session.userId, (tx) => getPerson(tx, session.userId)))
  const shown = { agencyName, inviterName, role, roleName, email, state: stateOf(invited, desk.now) }
  return { ...shown, hasAccount: userId !== null, signedInAs: me?.email ?? null }
}

export interface Acceptance {
  readonly token: string
  /** Of somebody new. */
  readonly name?: string
  readonly password?: string
}

/**
 * @throws UNAUTHORIZED `identity.sign_in_to_accept`; CONFLICT `identity.other_user_signed_in`, `core.already_member`;
 * TOKEN_EXPIRED, TOKEN_REVOKED; VALIDATION_ERROR where somebody new gives no name or password.
 */
export async function acceptInvitation(
  desk: Desk,
  given: Acceptance,
  session: LiveSession | undefined,
): Promise<OpenedSession> {
  const invited = await getInvited(desk, given.token)
  const state = stateOf(invited, desk.now)
  if (state === 'expired') throw new DmError('TOKEN_EXPIRED', 'identity.link_expired')
  if (state !== 'open') throw new DmError('TOKEN_REVOKED', 'identity.link_used')
  if (session && session.userId !== invited.userId) throw new DmError('CONFLICT', 'identity.other_user_signed_in')
  if (!session && invited.userId !== null) throw new DmError('UNAUTHORIZED', 'identity.sign_in_to_accept')
  try {
    return session
      ? await acceptAs(desk, session, { ...given, invited })
      : await acceptAnew(desk, { ...given, invited })
  } catch (error) {
    const { constraint } = violationOf(error)
    if (constraint === 'memberships_one_role' || constraint === 'memberships_once')
      throw new DmError('CONFLICT', 'core.already_member', {}, { cause: error })
    if (constraint === 'users_email_key')
      throw new DmError('UNAUTHORIZED', 'identity.sign_in_to_accept', {}, { cause: error })
    throw error
  }
}

type Given = Acceptance & { readonly invited: Invited }

const acceptAs = (desk: Desk, session: LiveSession, { token, invited }: Given): Promise<OpenedSession> =>
  atDesk(desk, session, async (tx, emit) => {
    await take(tx, desk, token)
    await tx.run(proveEmail, [session.userId, (await getPerson(tx, session.userId)).email, tx.now])
    await emit('identity.invitation.accepted', { invitationId: invited.id })
    return rotateSession(tx, session, {})
  })

async function acceptAnew(desk: Desk, { token, name, password, invited }: Given): Promise<OpenedSession> {
  const missing = Object.entries({ name, password }).filter(([, value]) => value === undefined)
  if (name === undefined || password === undefined)
    throw new DmError('VALIDATION_ERROR', 'core.input_refused', {
      errors: missing.map(([field]) => ({ path: `/${field}`, rule: 'required', message: 'is missing' })),
    })
  await requireGoodPassword(password, desk.breached)
  const passwordHash = await hashPassword(password)
  const { email, role, agencyId, locale, zone } = invited
  const realm = role === 'client' ? ['portal', agencyId] : ['staff', null]
  const userId = newTenantId()
  return atDesk(desk, { userId }, async (tx, emit) => {
    await tx.run(insertPerson, [userId, email, name.trim(), passwordHash, tx.now, locale, zone, ...realm, tx.now])
    await take(tx, desk, token)
    await emit('identity.user.created', { userId })
    const admitted = await admit({ tx, emit, desk }, { userId, by: 'invitation' })
    if (!('session' in admitted)) throw new DmError('UNAUTHORIZED', 'identity.sign_in_to_accept')
    return admitted.session
  })
}

async function take(tx: TenantTx, { requestId, networkHash }: Desk, token: string): Promise<void> {
  const values = [hashSecret(token), tx.newId(), tx.now, requestId, networkHash]
  const taken = await tx.row<{ agencyId: string | null }>(queries.acceptInvitation, values)
  if (!taken?.agencyId) throw new DmError('TOKEN_REVOKED', 'identity.link_used')
}

/** A letter with a new token goes to the address that was invited, and to no other; one that was taken back stays so. */
export async function requestRenewal(desk: Desk, token: string): Promise<void> {
  const invited = await getInvited(desk, token)
  if (stateOf(invited, desk.now) !== 'expired') return
  const { id, agencyId } = invited
  const payload = JSON.stringify({ invitationId: id, agencyId, siteId: agencyId })
  await atDesk(desk, { userId: nobody }, async (tx) => {
    await tx.run(addJob, [renewInvitationTask, payload, null, `${renewInvitationTask}:${id}`, 3])
  })
}
