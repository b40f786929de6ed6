/** Moves a booking: the new claim and the release of the old one are one step. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import { exitsOf } from '@dramac/core/kernels/state-machine'
import type { Appointment } from '../contract.ts'
import { manifest } from '../manifest.ts'
import { claimTime, transactClaim, type Claiming } from './claim-time.ts'
import { allocations, records } from './records.ts'
import { mailVisitor, scheduleReminders } from './settle-booking.ts'
import { loadFacts, mayChange, openManageToken, toAppointment, type BookingFacts } from './show-appointment.ts'

export interface RescheduleRequest {
  readonly startsAt: string
  readonly resource?: string | undefined
  /** Whose clock the starts were counted on. */
  readonly zone?: string | undefined
}

/** By the visitor's link, within the service's policy. */
export async function reschedule(
  ctx: Context,
  { token, ...request }: RescheduleRequest & { token: string },
): Promise<Appointment> {
  return moveTo(ctx, { id: openManageToken(ctx, token), request, by: 'visitor' })
}

/** By staff, whatever the notice. */
export function rescheduleByStaff(
  ctx: Context,
  { id, ...request }: RescheduleRequest & { id: string },
): Promise<Appointment> {
  return moveTo(ctx, { id, request, by: 'staff' })
}

interface Move {
  readonly id: string
  readonly request: RescheduleRequest
  readonly by: 'visitor' | 'staff'
}

async function moveTo(ctx: Context, move: Move): Promise<Appointment> {
  const { id, request, by } = move
  const booking = await ctx.read((tx) => records.get(tx, 'booking', id))
  const wanted = { ...request, zone: request.zone ?? booking.zone, service: booking.serviceId, booking }
  return transactClaim(ctx, wanted, async (claiming) => {
    const { tx } = claiming
    const current = await loadFacts(tx, await records.getLocked(tx, 'booking', id))
    refuseUnlessChangeable(current, tx.now, by)
    if (by === 'visitor' && !current.service.active) throw new DmError('CONFLICT', 'booking.service_inactive')
    return toAppointment(ctx, isThere(current, request) ? current : await carryOut(ctx, claiming, { ...move, current }))
  })
}

/** Whoever asks for what they have has it: nothing changes, and no mail says that something did. */
const isThere = ({ booking, resource }: BookingFacts, request: RescheduleRequest): boolean =>
  Date.parse(booking.startsAt) === Date.parse(request.startsAt) &&
  (request.resource === undefined || request.resource === resource.id || request.resource === resource.slug)

async function carryOut(
  ctx: Context,
  { tx, emit, choose }: Claiming,
  { id, request, by, current }: Move & { readonly current: BookingFacts },
): Promise<BookingFacts> {
  const chosen = await choose()
  await allocations.release(tx, id)
  await claimTime(tx, chosen, { bookingId: id, state: claimOf(current) })
  const moved = await records.update(tx, 'booking', {
    id,
    patch: {
      startsAt: chosen.startsAt.toISOString(),
      endsAt: chosen.endsAt.toISOString(),
      resourceId: chosen.resource.id,
      sequence: current.booking.sequence + 1,
      // The visitor's own choice of a zone is the one that mails speak in; staff look from elsewhere.
      ...(by === 'visitor' && request.zone !== undefined ? { zone: request.zone } : {}),
    },
  })
  const facts = await loadFacts(tx, moved!)
  const isConfirmed = facts.booking.state === 'confirmed'
  await emit('booking.booking.rescheduled', { bookingId: id })
  await mailVisitor(ctx, tx, { kind: 'rescheduled', facts, withInvite: isConfirmed })
  if (isConfirmed) await scheduleReminders(tx, facts)
  return facts
}

const claimOf = ({ booking, service }: BookingFacts): 'live' | 'waiting' =>
  booking.state === 'pending' && !service.pendingBlocks ? 'waiting' : 'live'

/** Throws CONFLICT: `booking.not_changeable` with the state's exits, or to a visitor `booking.notice_passed`. */
export function refuseUnlessChangeable(facts: BookingFacts, now: Date, by: Move['by']): void {
  const { state } = facts.booking
  if (state !== 'pending' && state !== 'confirmed') {
    throw new DmError('CONFLICT', 'booking.not_changeable', { ...exitsOf(manifest, 'booking', state) })
  }
  if (by === 'visitor' && !mayChange(facts, now)) {
    throw new DmError('CONFLICT', 'booking.notice_passed', { changeNoticeMinutes: facts.service.changeNoticeMinutes })
  }
}
