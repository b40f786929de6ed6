/** Keeps a time for five minutes while the visitor types. */
import type { Context } from '@dramac/core/context'
import type { Emit } from '@dramac/core/events/emit'
import type { TenantTx } from '@dramac/core/db/tx'
import { scheduleJob } from '@dramac/core/jobs/schedule-job'
import type { Held } from '../contract.ts'
import type { z } from 'zod'
import type { hold as holdContract } from '../contract.ts'
import { claimTime, transactClaim, type ChosenTime } from './claim-time.ts'
import { moveBooking } from './move-booking.ts'
import { allocations, records, type Booking } from './records.ts'

const holdMinutes = 5
const holdPurpose = 'booking.hold'

export const openHoldToken = (ctx: Context, token: string | undefined): string | undefined =>
  token === undefined ? undefined : ctx.sealer.open(holdPurpose, token, ctx.now())?.['bookingId']

export async function hold(ctx: Context, input: z.infer<typeof holdContract>): Promise<Held> {
  const before = openHoldToken(ctx, input.holdToken)
  return transactClaim(ctx, { ...input, hold: before }, async ({ tx, emit, choose }) => {
    // Giving up the earlier hold and taking the new one is one step: a visitor never has two, and never none.
    const earlier = before === undefined ? undefined : await records.findLocked(tx, 'booking', before)
    if (earlier?.state === 'held') await giveUpHold(tx, emit, earlier.id)
    const chosen = await choose()
    const expiresAt = new Date(tx.now.getTime() + holdMinutes * 60_000)
    const booking = await insertBooking(tx, chosen, {
      state: 'held',
      zone: input.zone,
      expiresAt: expiresAt.toISOString(),
    })
    await claimTime(tx, chosen, { bookingId: booking.id, state: 'live', expiresAt })
    await scheduleExpiry(tx, booking)
    await emit('booking.booking.held', { bookingId: booking.id })
    return {
      bookingId: booking.id,
      holdToken: ctx.sealer.seal(holdPurpose, { bookingId: booking.id }, expiresAt),
      startsAt: booking.startsAt,
      endsAt: booking.endsAt,
      resource: { id: chosen.resource.id, name: chosen.resource.name },
      expiresAt: expiresAt.toISOString(),
      lastsSeconds: holdMinutes * 60,
    }
  })
}

export function scheduleExpiry(tx: TenantTx, { id, expiresAt }: Booking): Promise<void> {
  const runAt = new Date(expiresAt!)
  return scheduleJob(tx, { task: 'booking.expire', payload: { bookingId: id }, runAt, key: `booking:${id}:expire` })
}

/** Of a booking that is held, and locked by this transaction. */
export async function giveUpHold(tx: TenantTx, emit: Emit, bookingId: string): Promise<void> {
  await moveBooking(tx, { id: bookingId, transition: 'expire' })
  await allocations.release(tx, bookingId)
  await emit('booking.booking.expired', { bookingId })
}

type BookingValues = Partial<Booking> & Pick<Booking, 'state' | 'zone'>

export function insertBooking(
  tx: TenantTx,
  { offer, resource, startsAt, endsAt }: ChosenTime,
  values: BookingValues,
): Promise<Booking> {
  const id = tx.newId()
  return records.insert(tx, 'booking', {
    ...values,
    id,
    serviceId: offer.service.id,
    resourceId: resource.id,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    price: offer.service.price,
    uid: `${id}@booking`,
  })
}
