/** Reminds the visitor, unless the booking was moved or ended since the job was made. */
import type { Context } from '@dramac/core/context'
import { records } from './records.ts'
import { mailVisitor } from './settle-booking.ts'
import { loadFacts } from './show-appointment.ts'

export function remind(ctx: Context, { bookingId, startsAt }: { bookingId: string; startsAt: string }): Promise<void> {
  return ctx.transaction(async (tx) => {
    const booking = await records.find(tx, 'booking', bookingId)
    if (booking?.state !== 'confirmed' || booking.startsAt !== startsAt || Date.parse(startsAt) <= tx.now.getTime())
      return
    await mailVisitor(ctx, tx, { kind: 'reminder', facts: await loadFacts(tx, booking), withInvite: false })
  })
}
