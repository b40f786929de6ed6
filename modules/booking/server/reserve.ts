/** Books a time for a visitor, from a hold or at once. */
import type { Context } from '@dramac/core/context'
import type { TenantTx } from '@dramac/core/db/tx'
import type { Appointment, Reserve } from '../contract.ts'
import { claimTime, transactClaim, type Claiming } from './claim-time.ts'
import { giveUpHold, insertBooking, openHoldToken } from './hold.ts'
import { findActiveService } from './load-offer.ts'
import { allocations, records, type Booking, type Service } from './records.ts'
import { moveBooking } from './move-booking.ts'
import { mailVisitor, scheduleReminders } from './settle-booking.ts'
import { loadFacts, toAppointment } from './show-appointment.ts'

export async function reserve(ctx: Context, input: Reserve): Promise<Appointment> {
  const hold = openHoldToken(ctx, input.holdToken)
  return transactClaim(ctx, { ...input, hold }, async (claiming) => {
    const { tx, emit } = claiming
    const booking = (await takeHold(claiming, hold, input)) ?? (await bookAfresh(claiming, input))
    const facts = await loadFacts(tx, booking)
    const isConfirmed = booking.state === 'confirmed'
    await emit(isConfirmed ? 'booking.booking.confirmed' : 'booking.booking.requested', { bookingId: booking.id })
    await mailVisitor(ctx, tx, { kind: isConfirmed ? 'confirmed' : 'requested', facts, withInvite: isConfirmed })
    if (isConfirmed) await scheduleReminders(tx, facts)
    return toAppointment(ctx, facts)
  })
}

const stateAfter = (service: Service): 'pending' | 'confirmed' =>
  service.requiresConfirmation ? 'pending' : 'confirmed'

/** A pending booking keeps others out only where the service says so. */
const claimAfter = (service: Service): 'live' | 'waiting' =>
  service.requiresConfirmation && !service.pendingBlocks ? 'waiting' : 'live'

const customerOf = ({ customerName, customerEmail, customerPhone, note, zone, locale }: Reserve): Partial<Booking> => ({
  customerName: customerName.trim(),
  customerEmail,
  customerPhone: customerPhone ?? null,
  note: note ?? null,
  zone,
  locale,
  expiresAt: null,
})

/**
 * Undefined without a hold that is still one. A hold that ran out, or is for another time, service or
 * person, is given up: then the visitor stands in line like anyone, and keeps nobody else waiting.
 */
async function takeHold(
  { tx, emit }: Claiming,
  hold: string | undefined,
  input: Reserve,
): Promise<Booking | undefined> {
  const booking = hold === undefined ? undefined : await records.findLocked(tx, 'booking', hold)
  if (booking?.state !== 'held') return undefined
  const service = await findActiveService(tx, input.service)
  if ((await fitsHold(tx, booking, input, service)) && (await allocations.keep(tx, booking.id, claimAfter(service)))) {
    return moveBooking(tx, {
      id: booking.id,
      transition: service.requiresConfirmation ? 'request' : 'book',
      patch: customerOf(input),
    })
  }
  await giveUpHold(tx, emit, booking.id)
  return undefined
}

async function fitsHold(tx: TenantTx, held: Booking, { startsAt, resource }: Reserve, service: Service) {
  if (held.serviceId !== service.id || Date.parse(held.startsAt) !== Date.parse(startsAt)) return false
  if (Date.parse(held.expiresAt ?? '') <= tx.now.getTime()) return false
  if (resource === undefined || resource === held.resourceId) return true
  return (await records.get(tx, 'resource', held.resourceId)).slug === resource
}

async function bookAfresh({ tx, choose }: Claiming, input: Reserve): Promise<Booking> {
  const chosen = await choose()
  const { service } = chosen.offer
  const booking = await insertBooking(tx, chosen, {
    ...customerOf(input),
    zone: input.zone,
    state: stateAfter(service),
  })
  await claimTime(tx, chosen, { bookingId: booking.id, state: claimAfter(service) })
  return booking
}
