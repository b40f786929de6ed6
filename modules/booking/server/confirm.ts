/** Staff say yes to a request. A claim that waited must now find its time free. */
import type { Context } from '@dramac/core/context'
import { transactClaim, type Claiming } from './claim-time.ts'
import { moveBooking } from './move-booking.ts'
import { allocations, records, type Booking } from './records.ts'
import { mailVisitor, scheduleReminders } from './settle-booking.ts'
import { loadFacts } from './show-appointment.ts'

export async function confirm(ctx: Context, { id }: { id: string }): Promise<Booking> {
  const booking = await ctx.read((tx) => records.get(tx, 'booking', id))
  const wanted = { service: booking.serviceId, startsAt: booking.startsAt, zone: booking.zone, booking }
  return transactClaim(ctx, wanted, (claiming) => confirmNow(ctx, claiming, id))
}

async function confirmNow(ctx: Context, { tx, emit }: Claiming, id: string): Promise<Booking> {
  const { sequence } = await records.getLocked(tx, 'booking', id)
  // A calendar that holds the request already takes the answer only as a later state of it (RFC 5546, 2.1.4).
  const booking = await moveBooking(tx, { id, transition: 'confirm', patch: { sequence: sequence + 1 } })
  await allocations.releaseExpired(tx, [booking.resourceId])
  await allocations.enliven(tx, id)
  const facts = await loadFacts(tx, booking)
  await emit('booking.booking.confirmed', { bookingId: id })
  await mailVisitor(ctx, tx, { kind: 'confirmed', facts, withInvite: true })
  await scheduleReminders(tx, facts)
  return booking
}
