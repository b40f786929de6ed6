/** Staff answer a request, or end what took place. */
import type { Context } from '@dramac/core/context'
import type { Emit } from '@dramac/core/events/emit'
import type { TenantTx } from '@dramac/core/db/tx'
import { transactClaim } from './claim-time.ts'
import { moveBooking } from './move-booking.ts'
import { allocations, records, type Booking } from './records.ts'
import { mailVisitor, scheduleReminders } from './settle-booking.ts'
import { loadFacts } from './show-appointment.ts'

/** Staff say yes to a request. A claim that waited must now find its time free. */
export async function confirm(ctx: Context, { id }: { id: string }): Promise<Booking> {
  const wanted = await ctx.read(async (tx) => {
    const booking = await records.get(tx, 'booking', id)
    return { service: booking.serviceId, startsAt: booking.startsAt, zone: booking.zone, except: id }
  })
  return transactClaim(ctx, wanted, (tx, emit) => confirmNow(ctx, { tx, emit, id }))
}

async function confirmNow(ctx: Context, { tx, emit, id }: { tx: TenantTx; emit: Emit; id: string }): Promise<Booking> {
  const booking = await moveBooking(tx, { id, transition: 'confirm' })
  await allocations.releaseExpired(tx, [booking.resourceId])
  await allocations.enliven(tx, id)
  const facts = await loadFacts(tx, booking)
  await emit('booking.booking.confirmed', { bookingId: id })
  await mailVisitor(ctx, tx, { kind: 'confirmed', facts })
  await scheduleReminders(tx, facts)
  return booking
}
