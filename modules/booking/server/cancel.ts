/** Ends a booking before it takes place and gives its time back. */
import type { Context } from '@dramac/core/context'
import type { Appointment } from '../contract.ts'
import { moveBooking } from './move-booking.ts'
import { refuseUnlessChangeable } from './reschedule.ts'
import { allocations, records } from './records.ts'
import { dropReminders, mailVisitor } from './settle-booking.ts'
import { loadFacts, openManageToken, toAppointment } from './show-appointment.ts'

/** By the visitor's link, within the service's policy. */
export function cancel(ctx: Context, { token, reason }: { token: string; reason?: string }): Promise<Appointment> {
  return cancelBooking(ctx, { id: openManageToken(ctx, token), reason, by: 'visitor' })
}

/** By staff, whatever the notice. */
export function cancelByStaff(ctx: Context, { id, reason }: { id: string; reason?: string }): Promise<Appointment> {
  return cancelBooking(ctx, { id, reason, by: 'staff' })
}

interface Cancellation {
  readonly id: string
  readonly reason: string | undefined
  readonly by: 'visitor' | 'staff'
}

function cancelBooking(ctx: Context, { id, reason, by }: Cancellation): Promise<Appointment> {
  return ctx.transaction(async (tx, emit) => {
    const before = await loadFacts(tx, await records.getLocked(tx, 'booking', id))
    refuseUnlessChangeable(before, tx.now, by)
    const patch = { cancelReason: reason ?? null, sequence: before.booking.sequence + 1 }
    const booking = await moveBooking(tx, { id, transition: 'cancel', patch })
    await allocations.release(tx, id)
    await dropReminders(tx, id)
    const facts = { ...before, booking }
    await emit('booking.booking.cancelled', { bookingId: id })
    // Only what entered a calendar is taken out of it.
    await mailVisitor(ctx, tx, { kind: 'cancelled', facts, withInvite: before.booking.state === 'confirmed' })
    return toAppointment(ctx, facts)
  })
}
