/** Who belongs to an agency, as what, and where. */
import { DmError } from '@dramac/contract/wire/errors'
import { requireRank } from '../access/rank.ts'
import type { Role } from '../access/permissions.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import { toLike } from '../lists/like.ts'
import { sendMailTo } from '../mail/send-mail-to.ts'
import { lockAgency } from '../plans/lock-agency.ts'
import { requireAssignable, type Assignment } from './assignment.ts'
import * as queries from './queries.ts'

export interface Member {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly roleId: string | null
  readonly roleName: string | null
  readonly clientIds: readonly string[]
  readonly siteIds: readonly string[]
  /** Of a person of a portal, instead of what their client's portal opens; null for that. */
  readonly permissions: readonly string[] | null
  readonly lastSeenAt: string | null
  readonly hasSecondFactor: boolean
  readonly createdAt: string
}

export interface MemberQuery {
  readonly role?: Role
  readonly q?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'members'

export async function listMembers(ctx: Context, { role, q, limit = 20, cursor }: MemberQuery) {
  const after = openCursor(ctx, list, cursor)
  const rows = await ctx.rows<Member>(queries.listMembers, [role ?? null, toLike(q), after.at, after.id, limit + 1])
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, userId }) => ({ at: createdAt, id: userId }) })
}

export async function getMember(tx: TenantTx, userId: string): Promise<Member> {
  const found = await tx.row<Member>(queries.findMember, [userId])
  if (!found) throw new DmError('NOT_FOUND', 'core.member_unknown')
  return found
}

export interface MemberChange extends Assignment {
  readonly permissions?: readonly string[] | null
}

/** What they had is replaced by what is said here, from their next request on. */
export function changeMember(ctx: Context, userId: string, change: MemberChange): Promise<Member> {
  return ctx.transaction(async (tx, emit) => {
    await lockAgency(tx)
    const before = await getMember(tx, userId)
    requireRank(ctx.principal, tx.agencyId, before.role)
    refuseOtherRealm(before.role, change)
    await requireAssignable(ctx, tx, change)
    await replaceMemberships(tx, before, change)
    await requireOwner(tx)
    const after = await getMember(tx, userId)
    await emit('core.member.changed', { userId }, { before: toFacts(before), after: toFacts(after) })
    return after
  })
}

/** Their sessions stay, for they may belong elsewhere; here they hold nothing from their next request on. */
export async function removeMember(ctx: Context, userId: string): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    const before = await getMember(tx, userId)
    requireRank(ctx.principal, tx.agencyId, before.role)
    await tx.run(queries.deleteMemberships, [tx.agencyId, userId])
    await requireOwner(tx)
    await tx.run(queries.withdrawOffers, [tx.agencyId, userId, tx.now])
    const { email: recipient, name } = before
    await sendMailTo(tx, 'agency.member_removed', {
      recipient,
      locale: agency.locale,
      facts: { name, agencyName: agency.name },
    })
    await emit('core.member.removed', { userId }, { before: toFacts(before) })
  })
}

/** The agency is locked: of two who step down at once, the second finds the first gone. @throws CONFLICT `core.last_owner` */
export async function requireOwner(tx: TenantTx): Promise<void> {
  const { owners } = (await tx.row<{ owners: number }>(queries.countOwners, [tx.agencyId]))! // it answers one row
  if (owners === 0) throw new DmError('CONFLICT', 'core.last_owner')
}

/** People of a portal and people of the team are not the same people, even under one address. */
function refuseOtherRealm(role: Role, change: MemberChange): void {
  const refuse = (path: string, message: string) => {
    throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors: [{ path, rule: 'realm', message }] })
  }
  if ((role === 'client') !== (change.role === 'client')) refuse('/role', 'does not change between team and portal')
  if (change.permissions && change.role !== 'client') refuse('/permissions', 'are only for a portal')
}

type Given = Pick<MemberChange, 'roleId' | 'clientIds' | 'siteIds' | 'permissions'> & { readonly role: Role }

/** Since when they belong to the agency stays. */
export async function replaceMemberships(tx: TenantTx, member: Member, given: Given): Promise<void> {
  const { role, roleId = null, clientIds = [], siteIds = [], permissions = null } = given
  const bonds = [
    ...clientIds.map((clientId) => [clientId, null] as const),
    ...siteIds.map((siteId) => [null, siteId] as const),
  ]
  const rows = bonds.length === 0 ? [[null, null] as const] : bonds
  await tx.run(queries.deleteMemberships, [tx.agencyId, member.userId])
  await tx.run(queries.insertMemberships, [
    tx.agencyId, member.userId, role, roleId, permissions, member.createdAt, tx.now,
    rows.map(() => tx.newId()), rows.map(([clientId]) => clientId), rows.map(([, siteId]) => siteId),
  ]) // prettier-ignore
}

const toFacts = ({ role, roleId, clientIds, siteIds, permissions }: Member) => ({
  role,
  roleId,
  clientIds: [...clientIds],
  siteIds: [...siteIds],
  permissions: permissions && [...permissions],
})
