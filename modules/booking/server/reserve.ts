/** Books a time for a visitor, from a hold or at once. */
import type { Context } from '@dramac/core/context'
import type { TenantTx } from '@dramac/core/db/tx'
import type { Appointment, Reserve } from '../contract.ts'
import { chooseTime, claimTime, transactClaim, type WantedTime } from './claim-time.ts'
import { insertBooking, openHoldToken } from './hold.ts'
import { findService } from './load-offer.ts'
import { allocations, records, type Booking, type Service } from './records.ts'
import { moveBooking } from './move-booking.ts'
import { mailVisitor, scheduleReminders } from './settle-booking.ts'
import { loadFacts, toAppointment } from './show-appointment.ts'

export async function reserve(ctx: Context, input: Reserve): Promise<Appointment> {
  const held = openHoldToken(ctx, input.holdToken)
  const wanted: WantedTime = { ...input, except: held }
  return transactClaim(ctx, wanted, async (tx, emit) => {
    const booking =
      (held === undefined ? undefined : await takeHold(tx, held, input)) ?? (await bookAfresh(tx, wanted, input))
    const facts = await loadFacts(tx, booking)
    const isConfirmed = booking.state === 'confirmed'
    await emit(isConfirmed ? 'booking.booking.confirmed' : 'booking.booking.requested', { bookingId: booking.id })
    await mailVisitor(ctx, tx, { kind: isConfirmed ? 'confirmed' : 'requested', facts })
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
  customerName,
  customerEmail,
  customerPhone: customerPhone ?? null,
  note: note ?? null,
  zone,
  locale,
  expiresAt: null,
})

/** Undefined when the hold ran out or is for another time: then the visitor stands in line like anyone. */
async function takeHold(tx: TenantTx, bookingId: string, input: Reserve): Promise<Booking | undefined> {
  const [booking, service] = await Promise.all([records.find(tx, 'booking', bookingId), findService(tx, input.service)])
  const fits =
    booking?.state === 'held' &&
    booking.serviceId === service.id &&
    Date.parse(booking.startsAt) === Date.parse(input.startsAt) &&
    Date.parse(booking.expiresAt ?? '') > tx.now.getTime()
  if (!fits || !(await allocations.keep(tx, bookingId, claimAfter(service)))) return undefined
  return moveBooking(tx, {
    id: bookingId,
    transition: service.requiresConfirmation ? 'request' : 'book',
    patch: customerOf(input),
  })
}

async function bookAfresh(tx: TenantTx, wanted: WantedTime, input: Reserve): Promise<Booking> {
  const chosen = await chooseTime(tx, wanted)
  const { service } = chosen.offer
  const booking = await insertBooking(tx, chosen, {
    ...customerOf(input),
    zone: input.zone,
    state: stateAfter(service),
  })
  await allocations.releaseExpired(tx, [chosen.resource.id])
  await claimTime(tx, chosen, { bookingId: booking.id, state: claimAfter(service) })
  return booking
}
