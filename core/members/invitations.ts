/** Asking somebody into the agency. What they hold is decided now, and given when they accept. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { violationOf } from '../db/violation.ts'
import { requireRank } from '../access/rank.ts'
import type { TenantTx } from '../db/tx.ts'
import { hashSecret, newSecret } from '../identity/secrets.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import { sendMailTo } from '../mail/send-mail-to.ts'
import { lockAgency, type LockedAgency } from '../plans/lock-agency.ts'
import { requireRoom } from '../plans/require-room.ts'
import { requireAssignable, type Assignment } from './assignment.ts'
import * as queries from './queries.ts'

const validDays = 7

export interface NewInvitation extends Assignment {
  readonly email: string
}

export interface Invitation extends Required<Omit<Assignment, 'roleId'>> {
  readonly id: string
  readonly email: string
  readonly roleId: string | null
  readonly invitedBy: string | null
  readonly expiresAt: string
  readonly createdAt: string
}

export function createInvitation(ctx: Context, input: NewInvitation): Promise<Invitation> {
  const { email, role, roleId = null, clientIds = [], siteIds = [] } = input
  return ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    await requireAssignable(ctx, tx, input)
    await refuseMember(tx, email, role === 'client' ? 'portal' : 'staff')
    await tx.run(queries.revokeExpired, [tx.agencyId, email.toLowerCase(), tx.now])
    if (role !== 'client') await requireRoom(tx, agency, 'seats')
    const token = newSecret()
    const made = await tx.row<Invitation>(queries.insertInvitation, [
      tx.agencyId, tx.newId(), email, role, roleId, clientIds, siteIds, hashSecret(token),
      ctx.principal.kind === 'user' ? ctx.principal.userId : null, expiryFrom(tx.now), tx.now,
    ]).catch(refuseSecond) // prettier-ignore
    await mailInvitation(ctx, tx, { agency, email, token })
    await emit('core.invitation.created', { invitationId: made!.id }, { after: { role, clientIds: [...clientIds] } })
    return made! // `returning` the one row
  })
}

export interface InvitationQuery {
  readonly limit?: number
  readonly cursor?: string
}

const list = 'invitations'

export async function listInvitations(ctx: Context, { limit = 20, cursor }: InvitationQuery) {
  const after = openCursor(ctx, list, cursor)
  const values = [ctx.tenant.agencyId, ctx.now(), after.at, after.id, limit + 1]
  const rows = await ctx.rows<Invitation>(queries.listInvitations, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

/** The letter that was sent before opens nothing from now on. */
export function resendInvitation(ctx: Context, id: string): Promise<Invitation> {
  return ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    const { email, role, expiresAt } = await getManaged(ctx, tx, id)
    // One that ran out had given its seat back.
    if (role !== 'client' && new Date(expiresAt) <= tx.now) await requireRoom(tx, agency, 'seats')
    const token = newSecret()
    const values = [tx.agencyId, id, hashSecret(token), expiryFrom(tx.now)]
    const renewed = await tx.row<Invitation>(queries.renewInvitation, values)
    await mailInvitation(ctx, tx, { agency, email, token })
    await emit('core.invitation.resent', { invitationId: id })
    return renewed! // locked above
  })
}

export async function revokeInvitation(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    await getManaged(ctx, tx, id)
    await tx.run(queries.revokeInvitation, [tx.agencyId, id])
    await emit('core.invitation.revoked', { invitationId: id })
  })
}

/** What was offered by somebody above is not theirs to send or to take back. */
async function getManaged(ctx: Context, tx: TenantTx, id: string): Promise<Invitation> {
  const found = await tx.row<Invitation>(queries.findOpenInvitation, [tx.agencyId, id])
  if (!found) throw new DmError('NOT_FOUND', 'core.invitation_unknown')
  requireRank(ctx.principal, tx.agencyId, found.role)
  return found
}

const expiryFrom = (now: Date): Date => new Date(now.getTime() + validDays * 86_400_000)

/** One address may be somebody of the team and somebody of a portal: two people, to us. */
async function refuseMember(tx: TenantTx, email: string, realm: 'staff' | 'portal'): Promise<void> {
  const found = await tx.row<{ isMember: boolean }>(queries.isMemberAddress, [email.toLowerCase(), realm])
  if (found?.isMember) throw new DmError('CONFLICT', 'core.already_member')
}

function refuseSecond(error: unknown): never {
  if (violationOf(error).constraint === 'invitations_open_key') throw new DmError('CONFLICT', 'core.already_invited')
  throw error
}

interface Letter {
  readonly agency: LockedAgency
  readonly email: string
  readonly token: string
}

/** The token stands behind `#`, and nowhere but in this letter. */
async function mailInvitation(ctx: Context, tx: TenantTx, { agency, email, token }: Letter): Promise<void> {
  const inviter =
    ctx.principal.kind === 'user'
      ? await tx.row<{ name: string }>(queries.findPerson, [ctx.principal.userId])
      : undefined
  await sendMailTo(tx, 'agency.invitation', {
    recipient: email,
    locale: agency.locale,
    facts: {
      inviterName: inviter?.name ?? agency.name,
      agencyName: agency.name,
      link: ctx.links.app(`/invitation#${token}`),
      expiresAt: expiryFrom(tx.now),
    },
  })
}
