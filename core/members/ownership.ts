/** Handing an agency over: an owner offers it, and nothing changes until the other person accepts. */
import { DmError } from '@dramac/contract/wire/errors'
import { can } from '../access/can.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { violationOf } from '../db/violation.ts'
import { sendMailTo } from '../mail/send-mail-to.ts'
import { lockAgency, type LockedAgency } from '../plans/lock-agency.ts'
import { getMember, replaceMemberships, requireOwner } from './members.ts'
import * as queries from './queries.ts'

const validDays = 7

export interface OwnershipOffer {
  readonly id: string
  readonly fromUserId: string
  readonly fromName: string | null
  readonly toUserId: string
  readonly toName: string | null
  /** Whether who offers it stays an owner beside the other. */
  readonly keepsOwn: boolean
  readonly expiresAt: string
  readonly createdAt: string
}

/** Owners see all that are open, others their own. */
export function listOffers(ctx: Context): Promise<OwnershipOffer[]> {
  const seesAll = can(ctx.principal, 'ownership:write', ctx.tenant)
  return ctx.rows<OwnershipOffer>(queries.listOffers, [ctx.tenant.agencyId, ctx.now(), seesAll ? null : personOf(ctx)])
}

export interface NewOffer {
  readonly userId: string
  readonly keepsOwn?: boolean
}

export function offerOwnership(ctx: Context, { userId, keepsOwn = false }: NewOffer): Promise<OwnershipOffer> {
  return ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    const [from, to] = [await getMember(tx, personOf(ctx)), await getMember(tx, userId)]
    if (to.role === 'client' || to.role === 'owner')
      throw new DmError('CONFLICT', 'core.offer_refused', { role: to.role })
    await tx.run(queries.withdrawOffers, [tx.agencyId, null, tx.now])
    const id = tx.newId()
    const expiresAt = new Date(tx.now.getTime() + validDays * 86_400_000)
    const row = [tx.agencyId, id, from.userId, userId, keepsOwn, expiresAt, tx.now]
    await tx.run(queries.insertOffer, row).catch(refuseSecond)
    await mailOffer(ctx, tx, { agency, to, ownerName: from.name, expiresAt })
    await emit('core.ownership.offered', { offerId: id, userId, keepsOwn })
    return lockOffer(tx, id)
  })
}

/** By whoever may offer, or by whom it was offered to. */
export async function withdrawOffer(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    const { toUserId } = await lockOffer(tx, id)
    if (toUserId !== personOf(ctx) && !can(ctx.principal, 'ownership:write', ctx.tenant))
      throw new DmError('NOT_FOUND', 'core.offer_unknown')
    await tx.run(queries.decideOffer, [tx.agencyId, id, 'withdrawn', tx.now])
    await emit('core.ownership.withdrawn', { offerId: id })
  })
}

/** Both have confirmed now. Who offered it must be an owner still. */
export function acceptOffer(ctx: Context, id: string): Promise<{ role: 'owner' }> {
  return ctx.transaction(async (tx, emit) => {
    await lockAgency(tx)
    const { fromUserId, toUserId, keepsOwn } = await lockOffer(tx, id)
    if (toUserId !== personOf(ctx)) throw new DmError('NOT_FOUND', 'core.offer_unknown')
    const [from, to] = [await getMember(tx, fromUserId), await getMember(tx, toUserId)]
    if (from.role !== 'owner') throw new DmError('CONFLICT', 'core.offer_refused', { role: from.role })
    await replaceMemberships(tx, to, { role: 'owner' })
    if (!keepsOwn) await replaceMemberships(tx, from, { role: 'admin' })
    await requireOwner(tx)
    await tx.run(queries.decideOffer, [tx.agencyId, id, 'accepted', tx.now])
    await emit(
      'core.ownership.accepted',
      { offerId: id, userId: toUserId },
      { before: { userId: fromUserId, keepsOwn } },
    )
    return { role: 'owner' }
  })
}

/** Whoever acts as another person neither gives nor takes an agency in their name. */
function personOf({ principal }: Context): string {
  if (principal.kind !== 'user') throw new DmError('FORBIDDEN', 'core.person_needed')
  if (principal.impersonatorId !== undefined) throw new DmError('FORBIDDEN', 'core.not_while_impersonating')
  return principal.userId
}

async function lockOffer(tx: TenantTx, id: string): Promise<OwnershipOffer> {
  const found = await tx.row<OwnershipOffer>(queries.lockOffer, [tx.agencyId, id, tx.now])
  if (!found) throw new DmError('NOT_FOUND', 'core.offer_unknown')
  return found
}

function refuseSecond(error: unknown): never {
  if (violationOf(error).constraint === 'ownership_offers_open_key')
    throw new DmError('CONFLICT', 'core.already_offered')
  throw error
}

interface Letter {
  readonly agency: LockedAgency
  readonly to: { readonly name: string; readonly email: string }
  readonly ownerName: string
  readonly expiresAt: Date
}

async function mailOffer(ctx: Context, tx: TenantTx, { agency, to, ownerName, expiresAt }: Letter): Promise<void> {
  await sendMailTo(tx, 'agency.ownership_offer', {
    recipient: to.email,
    locale: agency.locale,
    facts: { name: to.name, ownerName, agencyName: agency.name, link: ctx.links.app('/agency/members'), expiresAt },
  })
}
