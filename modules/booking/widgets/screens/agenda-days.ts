/** The agenda's bookings laid out: by day, and by person on one day. */
import type { Agenda } from '../../contract.ts'
import { addDays, dateIn } from '../dates.ts'
import { minutesOfDay } from './wall-time.ts'

export type AgendaBooking = Agenda['bookings'][number]
export type AgendaPerson = Agenda['resources'][number]

/** States that take up time; the others have given theirs back. */
export const isLive = ({ state }: AgendaBooking): boolean =>
  state !== 'cancelled' && state !== 'expired' && state !== 'held'

export interface Day {
  readonly date: string
  readonly bookings: readonly AgendaBooking[]
}

/** `count` days from `first`, also those without a booking. A booking stands on the day it starts on in the zone. */
export function groupByDay(
  bookings: readonly AgendaBooking[],
  { first, count, zone }: { first: string; count: number; zone: string },
): Day[] {
  const dated = bookings
    .map((booking) => ({ booking, on: dateIn(zone, new Date(booking.startsAt)) }))
    .toSorted((a, b) => a.booking.startsAt.localeCompare(b.booking.startsAt))
  return Array.from({ length: count }, (_, index) => {
    const date = addDays(first, index)
    return { date, bookings: dated.filter(({ on }) => on === date).map(({ booking }) => booking) }
  })
}

export interface Placed {
  readonly booking: AgendaBooking
  /** Minutes since midnight on the wall clock, and how many are shown of it on this day. */
  readonly start: number
  readonly length: number
  /** Side by side with others of the same time: own place and their number. */
  readonly lane: number
  readonly lanes: number
}

/** One person's day: what overlaps stands side by side. A booking that began the day before starts at midnight. */
export function placeBookings(
  bookings: readonly AgendaBooking[],
  { date, zone }: { date: string; zone: string },
): Placed[] {
  const spans = bookings
    .map((booking) => {
      const startsOn = dateIn(zone, new Date(booking.startsAt))
      const endsOn = dateIn(zone, new Date(Date.parse(booking.endsAt) - 1))
      const start = startsOn < date ? 0 : minutesOfDay(booking.startsAt, zone)
      const end = endsOn > date ? 1440 : minutesOfDay(booking.endsAt, zone) || 1440
      // A clock set back can show an end before its start.
      return { booking, start, end: Math.max(end, start + 15), shown: startsOn <= date && endsOn >= date }
    })
    .filter(({ shown }) => shown)
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
  const placed: Placed[] = []
  let group: (typeof spans)[number][] = []
  const close = (): void => {
    placed.push(...spread(group))
    group = []
  }
  for (const span of spans) {
    if (group.length > 0 && group.every(({ end }) => end <= span.start)) close()
    group.push(span)
  }
  close()
  return placed
}

function spread(group: readonly { booking: AgendaBooking; start: number; end: number }[]): Placed[] {
  const ends: number[] = []
  const lanes = group.map(({ start, end }) => {
    const free = ends.findIndex((taken) => taken <= start)
    const lane = free < 0 ? ends.length : free
    ends[lane] = end
    return lane
  })
  return group.map(({ booking, start, end }, index) => ({
    booking,
    start,
    length: end - start,
    lane: lanes[index]!,
    lanes: ends.length,
  }))
}

/** Whole hours that hold everything of a day, at least 9 to 17. */
export function hoursShown(placed: readonly Placed[], now: number | undefined): { from: number; to: number } {
  const starts = [9 * 60, ...placed.map(({ start }) => start), ...(now === undefined ? [] : [now])]
  const ends = [17 * 60, ...placed.map(({ start, length }) => start + length), ...(now === undefined ? [] : [now])]
  return { from: Math.floor(Math.min(...starts) / 60), to: Math.min(24, Math.ceil(Math.max(...ends) / 60 + 0.01)) }
}

/** Where "now" stands in a list: before the first that is not over. */
export const nowIndex = (bookings: readonly AgendaBooking[], now: Date): number => {
  const index = bookings.findIndex(({ endsAt }) => Date.parse(endsAt) > now.getTime())
  return index < 0 ? bookings.length : index
}
