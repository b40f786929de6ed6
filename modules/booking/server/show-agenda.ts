/** The bookings of some days, by person, for staff. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import type { Agenda } from '../contract.ts'
import { records } from './records.ts'

const maxDays = 62
const maxBookings = 2000

export function showAgenda(ctx: Context, { from, to }: { from: string; to: string }): Promise<Agenda> {
  const length = Date.parse(to) - Date.parse(from)
  if (length <= 0 || length > maxDays * 86_400_000) {
    throw new DmError('VALIDATION_ERROR', 'booking.range', {
      errors: [{ path: '/to', rule: 'range', message: `is after from, at most ${maxDays} days later` }],
    })
  }
  return ctx.read(async (tx) => {
    const [resources, services, bookings] = await Promise.all([
      records.list(tx, 'resource', { order: { field: 'position', descending: false }, limit: 500 }),
      records.list(tx, 'service', { order: { field: 'position', descending: false }, limit: 200 }),
      records.list(tx, 'booking', {
        between: { field: 'startsAt', from: new Date(from).toISOString(), to: new Date(to).toISOString() },
        order: { field: 'startsAt', descending: false },
        limit: maxBookings,
      }),
    ])
    const serviceNames = new Map(services.map((service) => [service.id, service.name]))
    return {
      resources: resources.map(({ id, name, zone, color }) => ({ id, name, zone, color })),
      bookings: bookings
        .filter(({ state }) => state !== 'held' && state !== 'expired')
        .map(({ id, state, startsAt, endsAt, resourceId, serviceId, customerName }) => ({
          id,
          state,
          startsAt,
          endsAt,
          resourceId,
          serviceName: serviceNames.get(serviceId) ?? '',
          customerName: customerName ?? '',
        })),
    }
  })
}
