/** Ends a hold that ran out: its time is free already by the clock, now its state says so too. */
import type { Context } from '@dramac/core/context'
import { moveBooking } from './move-booking.ts'
import { allocations, records } from './records.ts'

export function expire(ctx: Context, { bookingId }: { bookingId: string }): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    const booking = await records.findLocked(tx, 'booking', bookingId)
    if (booking?.state !== 'held' || Date.parse(booking.expiresAt ?? '') > tx.now.getTime()) return
    await moveBooking(tx, { id: bookingId, transition: 'expire' })
    await allocations.release(tx, bookingId)
    await emit('booking.booking.expired', { bookingId })
  })
}
