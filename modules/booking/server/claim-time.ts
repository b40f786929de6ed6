/**
 * Books a time, held or for good. Two visitors may ask for the same one at the same moment: the
 * database decides which of them gets it, not the check made beforehand.
 */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import type { Emit } from '@dramac/core/events/emit'
import type { TenantTx } from '@dramac/core/db/tx'
import { isTaken } from '@dramac/core/kernels/allocation/allocations'
import { requireZone } from '@dramac/core/modules/write-record'
import { loadOffer, type Offer } from './load-offer.ts'
import { allocations, type Resource } from './records.ts'
import { checkSlot, nearestSlots } from './slots/compute-slots.ts'

export interface WantedTime {
  readonly service: string
  readonly startsAt: string
  readonly resource?: string | undefined
  /** The visitor's. */
  readonly zone: string
  /** The visitor's own booking, whose claim does not stand in their way. */
  readonly except?: string | undefined
}

export interface ChosenTime {
  readonly offer: Offer
  readonly resource: Resource
  readonly startsAt: Date
  readonly endsAt: Date
}

const dayMs = 86_400_000
/** Alternatives are looked for this far to both sides. */
const alternativesDays = 14

/** The rules' word on a time, and who gives it: of several free people the one with the fewest claims around. */
export async function chooseTime(tx: TenantTx, wanted: WantedTime): Promise<ChosenTime> {
  requireZone(wanted.zone)
  const startsAt = new Date(wanted.startsAt)
  const around = { from: new Date(startsAt.getTime() - 2 * dayMs), to: new Date(startsAt.getTime() + 2 * dayMs) }
  const offer = await loadOffer(tx, { ...wanted, ...around })
  const answer = checkSlot({ rules: offer.service, people: offer.people, now: tx.now, zone: wanted.zone }, startsAt)
  if ('refused' in answer) throw refusal(answer.refused)
  const claims = new Map(offer.people.map((person) => [person.id, person.claims.length]))
  const [resource] = offer.resources
    .filter((one) => answer.offered.includes(one.id))
    .toSorted((one, other) => claims.get(one.id)! - claims.get(other.id)!)
  return {
    offer,
    resource: resource!,
    startsAt,
    endsAt: new Date(startsAt.getTime() + offer.service.durationMinutes * 60_000),
  }
}

export const slotTaken = 'booking.slot_taken'

const messages: Record<string, string> = {
  'booking.in_past': 'lies in the past',
  'booking.too_soon': 'is too soon: the service asks for more notice',
  'booking.too_late': 'is further ahead than can be booked',
  'booking.outside_hours': 'is outside the opening hours',
  'booking.off_grid': 'is not one of the times offered',
}

function refusal(reason: string): DmError {
  if (reason === slotTaken) return new DmError('CONFLICT', slotTaken)
  return new DmError('VALIDATION_ERROR', reason, {
    errors: [{ path: '/startsAt', rule: reason, message: messages[reason] ?? 'cannot be booked' }],
  })
}

/** Claims the time for a booking; the exclusion constraint may refuse, and the transaction with it. */
export async function claimTime(
  tx: TenantTx,
  { offer: { service }, resource, startsAt, endsAt }: ChosenTime,
  { bookingId, state, expiresAt }: { bookingId: string; state: 'live' | 'waiting'; expiresAt?: Date },
): Promise<void> {
  await allocations.claim(tx, {
    resourceId: resource.id,
    holderId: bookingId,
    startsAt,
    endsAt,
    beforeMinutes: service.bufferBeforeMinutes,
    afterMinutes: service.bufferAfterMinutes,
    state,
    ...(expiresAt ? { expiresAt } : {}),
  })
}

/**
 * Runs the booking's transaction. Refused by the constraint it is tried once more, since another
 * person may still be free; then the answer is CONFLICT `booking.slot_taken` with the nearest times.
 */
export async function transactClaim<R>(
  ctx: Context,
  wanted: WantedTime,
  work: (tx: TenantTx, emit: Emit) => Promise<R>,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.transaction(work)
    } catch (error) {
      if (isTaken(error) && attempt === 1) continue
      const taken = isTaken(error) || (error instanceof DmError && error.reason === slotTaken)
      if (!taken) throw error
      throw new DmError('CONFLICT', slotTaken, { alternatives: await findAlternatives(ctx, wanted) }, { cause: error })
    }
  }
}

function findAlternatives(ctx: Context, wanted: WantedTime) {
  const startsAt = new Date(wanted.startsAt)
  return ctx.read(async (tx) => {
    const { service, people } = await loadOffer(tx, {
      ...wanted,
      from: new Date(startsAt.getTime() - alternativesDays * dayMs),
      to: new Date(startsAt.getTime() + alternativesDays * dayMs),
    })
    return nearestSlots({ rules: service, people, now: ctx.now(), zone: wanted.zone }, startsAt, 3)
  })
}
