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
import { allocations, type Booking, type Resource } from './records.ts'
import { checkSlot, furthestMs, nearestSlots, type Refusal, type Slot } from './slots/compute-slots.ts'

export interface WantedTime {
  readonly service: string
  readonly startsAt: string
  readonly resource?: string | undefined
  /** The visitor's. */
  readonly zone: string
  /** The booking that is to have the time: its own claim does not stand in its way, and its person comes first. */
  readonly booking?: Booking
  /** The visitor's own hold, given up for this time. */
  readonly hold?: string | undefined
}

export interface ChosenTime {
  readonly offer: Offer
  readonly resource: Resource
  readonly startsAt: Date
  readonly endsAt: Date
  /** How many people are free at that time. */
  readonly free: number
}

const dayMs = 86_400_000

/** The rules' word on a time, and who gives it: of several free people the one with the fewest claims around. */
async function chooseTime(tx: TenantTx, wanted: WantedTime): Promise<ChosenTime> {
  requireZone(wanted.zone)
  const startsAt = new Date(wanted.startsAt)
  refuseFarOff(startsAt, tx.now)
  const around = { from: new Date(startsAt.getTime() - 2 * dayMs), to: new Date(startsAt.getTime() + 2 * dayMs) }
  const offer = await loadOffer(tx, { ...wanted, ...around })
  const answer = checkSlot({ rules: offer.service, people: offer.people, now: tx.now, zone: wanted.zone }, startsAt)
  if ('refused' in answer) throw refusal(answer.refused)
  const id = answer.offered.find((one) => one === wanted.booking?.resourceId) ?? fairest(tx, offer, answer.offered)
  return {
    offer,
    resource: offer.resources.find((one) => one.id === id)!,
    startsAt,
    endsAt: new Date(startsAt.getTime() + offer.service.durationMinutes * 60_000),
    free: answer.offered.length,
  }
}

/** Among those with as few claims it is any: visitors who ask at once then do not all ask for the same person. */
function fairest(tx: TenantTx, { people }: Offer, offered: readonly string[]): string {
  const free = people.filter(({ id }) => offered.includes(id))
  const fewest = Math.min(...free.map(({ claims }) => claims.length))
  const equals = free.filter(({ claims }) => claims.length === fewest)
  // The last bits of a new id are random.
  return equals[Number.parseInt(tx.newId().slice(-6), 16) % equals.length]!.id
}

export const slotTaken = 'booking.slot_taken'

const messages: Record<Exclude<Refusal, typeof slotTaken>, string> = {
  'booking.in_past': 'lies in the past',
  'booking.too_soon': 'is too soon: the service asks for more notice',
  'booking.too_late': 'is further ahead than can be booked',
  'booking.outside_hours': 'is outside the opening hours',
  'booking.off_grid': 'is not one of the times offered',
}

function refusal(reason: Refusal): DmError {
  if (reason === slotTaken) return new DmError('CONFLICT', slotTaken)
  return new DmError('VALIDATION_ERROR', reason, {
    errors: [{ path: '/startsAt', rule: reason, message: messages[reason] }],
  })
}

/** Times that no service can offer are not looked up: the database knows fewer years than a request can name. */
function refuseFarOff(startsAt: Date, now: Date): void {
  if (startsAt < now) throw refusal('booking.in_past')
  if (startsAt.getTime() > now.getTime() + furthestMs) throw refusal('booking.too_late')
}

/** Claims the time for a booking; the exclusion constraint may refuse, and the transaction with it. */
export async function claimTime(
  tx: TenantTx,
  { offer: { service }, resource, startsAt, endsAt }: ChosenTime,
  { bookingId, state, expiresAt }: { bookingId: string; state: 'live' | 'waiting'; expiresAt?: Date },
): Promise<void> {
  await allocations.releaseExpired(tx, [resource.id])
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

/** What a booking's transaction is given. */
export interface Claiming {
  readonly tx: TenantTx
  readonly emit: Emit
  /** Throws VALIDATION_ERROR with the rule that refuses the time, or CONFLICT `booking.slot_taken`. */
  readonly choose: () => Promise<ChosenTime>
}

/**
 * Runs the booking's transaction. Refused by the constraint it is tried again: once, since whoever was
 * faster may have given up, and once for every other person who was free, of whom each refusal takes one
 * away. Then the answer is CONFLICT `booking.slot_taken` with the nearest times.
 */
export async function transactClaim<R>(
  ctx: Context,
  wanted: WantedTime,
  work: (claiming: Claiming) => Promise<R>,
): Promise<R> {
  let tries = 2
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.transaction((tx, emit) => {
        const choose = async () => {
          const chosen = await chooseTime(tx, wanted)
          tries = Math.max(tries, chosen.free + 1)
          return chosen
        }
        return work({ tx, emit, choose })
      })
    } catch (error) {
      if (isTaken(error) && attempt < tries) continue
      const taken = isTaken(error) || (error instanceof DmError && error.reason === slotTaken)
      if (!taken) throw error
      throw new DmError('CONFLICT', slotTaken, { alternatives: await findAlternatives(ctx, wanted) }, { cause: error })
    }
  }
}

/** How many days to both sides are searched: further only where the nearer ones have not three times. */
const searchedDays = [14, 90, 735] as const
/** A service that starts within the days searched may end, and its claims reach, a day and a half later. */
const longestServiceMs = 1.5 * dayMs

function findAlternatives(ctx: Context, wanted: WantedTime): Promise<Slot[]> {
  const asked = new Date(wanted.startsAt).getTime()
  const present = wanted.booking ? Date.parse(wanted.booking.startsAt) : undefined
  return ctx.read(async (tx) => {
    let found: Slot[] = []
    for (const days of searchedDays) {
      const [from, to] = [new Date(asked - days * dayMs), new Date(asked + days * dayMs + longestServiceMs)]
      const { service, people } = await loadOffer(tx, { ...wanted, from, to })
      const input = { rules: service, people, now: tx.now, zone: wanted.zone }
      found = nearestSlots(input, new Date(asked), { count: 3, days, not: present })
      if (found.length === 3) break
    }
    return found
  })
}
