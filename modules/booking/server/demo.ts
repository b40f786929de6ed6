/** A harbour-side studio with three people, so that a newcomer has something to book. */
import type { Context } from '@dramac/core/context'
import type { NewRecordOf } from '@dramac/contract/manifest'
import type { BookingManifest } from '../manifest.ts'
import { records } from './records.ts'

const weekdays = [1, 2, 3, 4, 5]
const hoursOf = (days: readonly number[], ...ranges: readonly [from: string, to: string][]) =>
  days.flatMap((weekday) => ranges.map(([from, to]) => ({ weekday, from, to })))

const schedules = [
  {
    name: 'Studio hours',
    zone: 'Europe/Berlin',
    weeklyHours: hoursOf(weekdays, ['09:00', '12:30'], ['13:30', '18:00']),
  },
  {
    name: 'Late shift',
    zone: 'Europe/Berlin',
    weeklyHours: [...hoursOf([2, 3, 4, 5], ['12:00', '20:00']), ...hoursOf([6], ['10:00', '16:00'])],
  },
]

type NewService = NewRecordOf<BookingManifest, 'service'>

const services: readonly Omit<NewService, 'position'>[] = [
  {
    slug: 'haircut',
    name: 'Haircut',
    description: 'Wash, cut and finish.',
    durationMinutes: 45,
    stepMinutes: 30,
    bufferAfterMinutes: 10,
    minNoticeMinutes: 120,
    price: { minor: 4800, currency: 'EUR' },
  },
  {
    slug: 'colour',
    name: 'Colour',
    description: 'Consultation, colour and care.',
    durationMinutes: 120,
    stepMinutes: 30,
    bufferBeforeMinutes: 10,
    bufferAfterMinutes: 15,
    minNoticeMinutes: 1440,
    price: { minor: 12_500, currency: 'EUR' },
    requiresConfirmation: true,
  },
  {
    slug: 'consultation',
    name: 'First consultation',
    description: 'Twenty minutes to plan what suits you.',
    durationMinutes: 20,
    stepMinutes: 20,
    minNoticeMinutes: 60,
  },
]

const people = [
  { slug: 'mara', name: 'Mara Lindqvist', color: '#0f766e', schedule: 0, gives: [0, 1, 2] },
  { slug: 'jonas', name: 'Jonas Weber', color: '#6d28d9', schedule: 0, gives: [0, 2] },
  { slug: 'amira', name: 'Amira Haddad', color: '#b45309', schedule: 1, gives: [0, 1] },
] as const

export function createDemo(ctx: Context): Promise<void> {
  return ctx.transaction(async (tx) => {
    const scheduleIds: string[] = []
    for (const schedule of schedules) scheduleIds.push((await records.insert(tx, 'schedule', schedule)).id)
    const serviceIds: string[] = []
    for (const [position, service] of services.entries()) {
      serviceIds.push((await records.insert(tx, 'service', { ...service, position })).id)
    }
    for (const [position, { slug, name, color, schedule, gives }] of people.entries()) {
      const scheduleId = scheduleIds[schedule]!
      const person = await records.insert(tx, 'resource', {
        slug,
        name,
        color,
        zone: 'Europe/Berlin',
        scheduleId,
        position,
      })
      for (const index of gives) {
        await records.insert(tx, 'service_resource', { serviceId: serviceIds[index]!, resourceId: person.id })
      }
    }
  })
}
