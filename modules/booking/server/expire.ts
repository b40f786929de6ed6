/** Ends a hold that ran out: its time is free already by the clock, now its state says so too. */
import type { Context } from '@dramac/core/context'
import { giveUpHold, scheduleExpiry } from './hold.ts'
import { records } from './records.ts'

export function expire(ctx: Context, { bookingId }: { bookingId: string }): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    const booking = await records.findLocked(tx, 'booking', bookingId)
    if (booking?.state !== 'held') return
    // The queue's clock may run ahead of ours; who comes too early comes again.
    if (Date.parse(booking.expiresAt ?? '') > tx.now.getTime()) await scheduleExpiry(tx, booking)
    else await giveUpHold(tx, emit, bookingId)
  })
}
