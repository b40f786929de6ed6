/** Bookings around today, so that a newcomer's agenda looks like a week at work. */
import type { Context } from '@dramac/core/context'
import type { Emit } from '@dramac/core/events/emit'
import type { TenantTx } from '@dramac/core/db/tx'
import { listOpenings } from '@dramac/core/kernels/schedule/open-ranges'
import { dateOf, dayMs, momentOf, wallAt, wallOfDate } from '@dramac/core/kernels/schedule/zones'
import type { DateOverrides, WeeklyHours } from '../contract.ts'
import { allocations, records, type Booking, type Resource, type Schedule, type Service } from './records.ts'

export interface DemoPerson {
  readonly resource: Resource
  readonly schedule: Schedule
  /** What they give. */
  readonly services: readonly Service[]
}

const [daysBefore, daysAfter] = [5, 10]
const minuteMs = 60_000
/** Starts are on the quarter hour; the last hours of a day stay free for whoever tries it out. */
const gridMs = 15 * minuteMs
const keptFreeMs = 150 * minuteMs
const mostADay = 3

const names = [
  'Clara Neumann', 'Yusuf Demir', 'Sophie Laurent', 'Mateo Ruiz', 'Ingrid Solberg', 'Noah Becker', 'Leila Farouk',
  'Tom Whitaker', 'Aiko Tanaka', 'Paula Kowalska', 'Samuel Osei', 'Elif Kaya', 'Jonas Brandt', 'Marie Dubois',
  'David Cohen', 'Nina Petrova', 'Lucas Silva', 'Hannah Vogel', 'Omar Haddad', 'Greta Lindgren',
] // prettier-ignore

export async function bookDemo(ctx: Context, people: readonly DemoPerson[], random: () => number): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    let count = 0
    for (const person of people) {
      for (const { service, startMs } of chooseTimes(person, ctx.now(), random)) {
        const name = names[count++ % names.length]!
        await book({ tx, emit }, { person, service, startMs, name, luck: random() })
      }
    }
  })
}

interface ChosenTime {
  readonly service: Service
  readonly startMs: number
}

/** A few times a day that keep clear of each other with all buffers. */
function chooseTimes({ schedule, services }: DemoPerson, now: Date, random: () => number): ChosenTime[] {
  const { zone } = schedule
  const today = wallOfDate(dateOf(wallAt(zone, now.getTime())))
  const hours = {
    zone,
    weeklyHours: schedule.weeklyHours as unknown as WeeklyHours, // held to this shape by the manifest's schema
    dateOverrides: schedule.dateOverrides as unknown as DateOverrides, // likewise
  }
  const chosen: ChosenTime[] = []
  for (let day = today - daysBefore * dayMs; day <= today + daysAfter * dayMs; day += dayMs) {
    const window = { fromMs: momentOf(zone, day), toMs: momentOf(zone, day + dayMs) }
    const openings = listOpenings(hours, window)
    const closes = (openings.at(-1)?.[1] ?? 0) - keptFreeMs
    let ofDay = 0
    for (const [open, close] of openings) {
      let cursor = open
      for (;;) {
        const service = services[Math.floor(random() * services.length)]!
        const pause = Math.floor(random() * 5) * gridMs
        const startMs = Math.ceil((cursor + service.bufferBeforeMinutes * minuteMs + pause) / gridMs) * gridMs
        const endMs = startMs + service.durationMinutes * minuteMs
        if (ofDay === mostADay || endMs > Math.min(close, closes)) break
        chosen.push({ service, startMs })
        ofDay++
        cursor = endMs + service.bufferAfterMinutes * minuteMs
      }
    }
  }
  return chosen
}

interface DemoBooking extends ChosenTime {
  readonly person: DemoPerson
  readonly name: string
  /** 0 to 1: who came, and whose request is answered. */
  readonly luck: number
}

async function book({ tx, emit }: { tx: TenantTx; emit: Emit }, booking: DemoBooking): Promise<void> {
  const { person, service, startMs, name } = booking
  const { resource, schedule } = person
  const endMs = startMs + service.durationMinutes * minuteMs
  const state = stateOf(booking, endMs, tx.now)
  const id = tx.newId()
  const [startsAt, endsAt] = [new Date(startMs), new Date(endMs)]
  await records.insert(tx, 'booking', {
    id,
    state,
    serviceId: service.id,
    resourceId: resource.id,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    zone: schedule.zone,
    customerName: name,
    customerEmail: `${name.split(' ')[0]!.toLowerCase()}@example.com`,
    price: service.price,
    uid: `${id}@booking`,
  })
  await allocations.claim(tx, {
    resourceId: resource.id,
    holderId: id,
    startsAt,
    endsAt,
    beforeMinutes: service.bufferBeforeMinutes,
    afterMinutes: service.bufferAfterMinutes,
    state: 'live',
  })
  await emit(state === 'pending' ? 'booking.booking.requested' : 'booking.booking.confirmed', { bookingId: id })
}

/** What is over took place, mostly; of what asks for an answer, some still waits for it. */
function stateOf({ service, luck }: DemoBooking, endMs: number, now: Date): Booking['state'] {
  if (endMs <= now.getTime()) return luck < 0.1 ? 'no_show' : 'completed'
  return service.requiresConfirmation && luck < 0.25 ? 'pending' : 'confirmed'
}
