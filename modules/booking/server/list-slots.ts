/** The free times of a service, for anyone: no name, no booking, nothing but times and who is free. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import { requireZone } from '@dramac/core/modules/write-record'
import type { Slots, SlotsQuery } from '../contract.ts'
import { loadOffer } from './load-offer.ts'
import { computeSlots } from './slots/compute-slots.ts'

const maxDays = 62
const dayMs = 86_400_000

export async function listSlots(ctx: Context, { service, resource, from, to, zone }: SlotsQuery): Promise<Slots> {
  requireZone(zone)
  const [first, last] = [Date.parse(from), Date.parse(to)]
  if (last < first || last - first > maxDays * dayMs) {
    throw new DmError('VALIDATION_ERROR', 'booking.range', {
      errors: [{ path: '/to', rule: 'range', message: `is on or after from, at most ${maxDays} days later` }],
    })
  }
  // A day of any zone lies within a day and a half around the same day of UTC.
  const window = { from: new Date(first - 1.5 * dayMs), to: new Date(last + 2.5 * dayMs) }
  const { service: rules, people } = await ctx.read((tx) => loadOffer(tx, { service, resource, ...window }))
  return { days: computeSlots({ rules, people, now: ctx.now(), zone, from, to }) }
}
