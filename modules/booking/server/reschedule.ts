/** Moves a booking: the new claim and the release of the old one are one step. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import type { TenantTx } from '@dramac/core/db/tx'
import type { Appointment } from '../contract.ts'
import { chooseTime, claimTime, transactClaim, type ChosenTime, type WantedTime } from './claim-time.ts'
import { allocations, records, type Booking } from './records.ts'
import { mailVisitor, scheduleReminders } from './settle-booking.ts'
import { loadFacts, mayChange, openManageToken, toAppointment, type BookingFacts } from './show-appointment.ts'

export interface RescheduleRequest {
  readonly startsAt: string
  readonly resource?: string | undefined
}

/** By the visitor's link, within the service's policy. */
export async function reschedule(
  ctx: Context,
  { token, ...request }: RescheduleRequest & { token: string },
): Promise<Appointment> {
  return moveTo(ctx, { id: openManageToken(ctx, token), request, requireNotice: true })
}

/** By staff, whatever the notice. */
export function rescheduleByStaff(
  ctx: Context,
  { id, ...request }: RescheduleRequest & { id: string },
): Promise<Appointment> {
  return moveTo(ctx, { id, request, requireNotice: false })
}

interface Move {
  readonly id: string
  readonly request: RescheduleRequest
  readonly requireNotice: boolean
}

async function moveTo(ctx: Context, { id, request, requireNotice }: Move): Promise<Appointment> {
  const booking = await ctx.read((tx) => records.get(tx, 'booking', id))
  const wanted: WantedTime = { ...request, service: booking.serviceId, zone: booking.zone, except: id }
  return transactClaim(ctx, wanted, async (tx, emit) => {
    const current = await loadFacts(tx, await records.getLocked(tx, 'booking', id))
    refuseUnlessChangeable(current, tx.now, requireNotice)
    const chosen = await chooseForMove(tx, wanted, current.booking)
    await allocations.release(tx, id)
    await allocations.releaseExpired(tx, [chosen.resource.id])
    await claimTime(tx, chosen, { bookingId: id, state: claimOf(current) })
    const moved = await records.update(tx, 'booking', {
      id,
      patch: {
        startsAt: chosen.startsAt.toISOString(),
        endsAt: chosen.endsAt.toISOString(),
        resourceId: chosen.resource.id,
        sequence: current.booking.sequence + 1,
      },
    })
    const facts = await loadFacts(tx, moved!)
    await emit('booking.booking.rescheduled', { bookingId: id })
    await mailVisitor(ctx, tx, { kind: 'rescheduled', facts })
    if (facts.booking.state === 'confirmed') await scheduleReminders(tx, facts)
    return toAppointment(ctx, facts)
  })
}

const claimOf = ({ booking, service }: BookingFacts): 'live' | 'waiting' =>
  booking.state === 'pending' && !service.pendingBlocks ? 'waiting' : 'live'

/** The same person when free, unless another one is asked for. */
async function chooseForMove(tx: TenantTx, wanted: WantedTime, { resourceId }: Booking): Promise<ChosenTime> {
  if (wanted.resource !== undefined) return chooseTime(tx, wanted)
  const chosen = await chooseTime(tx, wanted)
  if (chosen.resource.id === resourceId) return chosen
  return chooseTime(tx, { ...wanted, resource: resourceId }).catch((error: unknown) => {
    if (error instanceof DmError) return chosen
    throw error
  })
}

export function refuseUnlessChangeable(facts: BookingFacts, now: Date, requireNotice: boolean): void {
  const { state } = facts.booking
  if (state !== 'pending' && state !== 'confirmed') throw new DmError('CONFLICT', 'booking.not_changeable', { state })
  if (requireNotice && !mayChange(facts, now)) {
    throw new DmError('CONFLICT', 'booking.notice_passed', { changeNoticeMinutes: facts.service.changeNoticeMinutes })
  }
}
