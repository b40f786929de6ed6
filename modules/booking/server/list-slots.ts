/** The free times of a service, for anyone: no name, no booking, nothing but times and who is free. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import { requireZone } from '@dramac/core/modules/write-record'
import type { Slots, SlotsQuery } from '../contract.ts'
import { loadOffer } from './load-offer.ts'
import { computeSlots, furthestMs } from './slots/compute-slots.ts'

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
  // A day of any zone lies within a day and a half around the same day of UTC. What no service can offer is not
  // looked up: the database knows fewer years than a request can name.
  const now = ctx.now().getTime()
  const within = (ms: number) => new Date(Math.min(Math.max(ms, now - dayMs), now + furthestMs + dayMs))
  const window = { from: within(first - 1.5 * dayMs), to: within(last + 2.5 * dayMs) }
  const { service: rules, people } = await ctx.read((tx) => loadOffer(tx, { service, resource, ...window }))
  return { days: computeSlots({ rules, people, now: ctx.now(), zone, from, to }) }
}
