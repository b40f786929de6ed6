/** A harbour-side studio with three people, so that a newcomer has something to book and somebody to look after. */
import type { Context } from '@dramac/core/context'
import type { NewRecordOf } from '@dramac/contract/manifest'
import type { BookingManifest } from '../manifest.ts'
import { bookDemo, type DemoPerson } from './demo-bookings.ts'
import { records, type Schedule, type Service } from './records.ts'

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

export async function createDemo(ctx: Context, random: () => number): Promise<void> {
  await bookDemo(ctx, await createPeople(ctx), random)
}

function createPeople(ctx: Context): Promise<DemoPerson[]> {
  return ctx.transaction(async (tx) => {
    const hours: Schedule[] = []
    for (const schedule of schedules) hours.push(await records.insert(tx, 'schedule', schedule))
    const offered: Service[] = []
    for (const [position, service] of services.entries())
      offered.push(await records.insert(tx, 'service', { ...service, position }))
    const made: DemoPerson[] = []
    for (const [position, { slug, name, color, schedule: index, gives }] of people.entries()) {
      const schedule = hours[index]!
      const values = { slug, name, color, zone: schedule.zone, scheduleId: schedule.id, position }
      const resource = await records.insert(tx, 'resource', values)
      const given = gives.map((number) => offered[number]!)
      for (const { id } of given)
        await records.insert(tx, 'service_resource', { serviceId: id, resourceId: resource.id })
      made.push({ resource, schedule, services: given })
    }
    return made
  })
}
