/**
 * The slot engine. What can be booked is the person's open hours, on a grid of starts, less what is
 * taken away by named rules: so a refused time can always say which rule refused it.
 *
 * - The grid is anchored to each opening and no busy time moves it: that only removes starts. Hours that
 *   run on into the next day's are open throughout, and each day's own opening starts the grid anew.
 * - A claim carries its own buffers, and so does the new booking: between two bookings they add up.
 * - Time off and outside busy times carry none: only the service's own time must keep clear of them.
 * - Buffers may lie outside the opening hours; the service's own time may not.
 */
import { meetsAny, mergeRanges, type Range } from '@dramac/core/kernels/schedule/ranges'
import { listOpenings, type OpenHours, type Window } from '@dramac/core/kernels/schedule/open-ranges'
import { dateOf, dayMs, momentOf, wallAt, wallOfDate } from '@dramac/core/kernels/schedule/zones'
import { gridOf, type GridRules, type Opening } from './start-grid.ts'

export interface ServiceRules extends GridRules {
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  readonly minNoticeMinutes: number
  /** Whole days from today, counted in the person's zone. */
  readonly horizonDays: number
}

export interface Person extends OpenHours {
  readonly id: string
  /** Live claims, each already widened by its own buffers. */
  readonly claims: readonly Range[]
  /** Time off and outside busy times. */
  readonly busy: readonly Range[]
}

export interface SlotInput {
  readonly rules: ServiceRules
  readonly people: readonly Person[]
  readonly now: Date
  /** The visitor's. */
  readonly zone: string
}

export interface Slot {
  startsAt: string
  endsAt: string
  resourceIds: string[]
}

export interface Day {
  date: string
  slots: Slot[]
}

export type Refusal =
  | 'booking.in_past'
  | 'booking.too_soon'
  | 'booking.too_late'
  | 'booking.outside_hours'
  | 'booking.off_grid'
  | 'booking.slot_taken'

/** No service can be booked further ahead: the longest horizon, the day it ends with, and a day for any zone. */
export const furthestMs = 732 * dayMs

const minuteMs = 60_000

/** Days of the visitor's zone from `from` to `to`, both included; days without a free time are left out. */
export function computeSlots(input: SlotInput & { readonly from: string; readonly to: string }): Day[] {
  const { zone } = input
  const window = { fromMs: momentOf(zone, wallOfDate(input.from)), toMs: momentOf(zone, wallOfDate(input.to) + dayMs) }
  const free = new Map<number, string[]>()
  for (const person of input.people) {
    for (const start of freeStarts(input, person, window)) {
      const ids = free.get(start)
      if (ids) ids.push(person.id)
      else free.set(start, [person.id])
    }
  }
  return toDays(input, free)
}

function toDays({ rules, zone }: SlotInput, free: ReadonlyMap<number, string[]>): Day[] {
  const days = new Map<string, Slot[]>()
  for (const start of [...free.keys()].toSorted((a, b) => a - b)) {
    const date = dateOf(wallAt(zone, start))
    const slot = toSlot(rules, start, free.get(start)!)
    const sameDay = days.get(date)
    if (sameDay) sameDay.push(slot)
    else days.set(date, [slot])
  }
  return Array.from(days, ([date, slots]) => ({ date, slots }))
}

const toSlot = ({ durationMinutes }: ServiceRules, start: number, resourceIds: string[]): Slot => ({
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(start + durationMinutes * minuteMs).toISOString(),
  resourceIds,
})

interface Bounds {
  readonly earliest: number
  readonly latest: number
}

/** Notice counts from now; the horizon ends with a whole day of the person's own. */
function boundsOf({ rules, now }: SlotInput, { zone }: Person): Bounds {
  const today = wallOfDate(dateOf(wallAt(zone, now.getTime())))
  return {
    earliest: now.getTime() + rules.minNoticeMinutes * minuteMs,
    latest: momentOf(zone, today + (rules.horizonDays + 1) * dayMs) - 1,
  }
}

function freeStarts(input: SlotInput, person: Person, window: Window): number[] {
  const { earliest, latest } = boundsOf(input, person)
  const from = Math.max(window.fromMs, earliest)
  const until = Math.min(window.toMs - 1, latest)
  if (from > until) return []
  const taken = takenOf(person)
  const starts: number[] = []
  for (const opening of openingsOf(input, person, { fromMs: from, toMs: until + 1 })) {
    for (const start of gridOf(input, opening, from)) {
      if (start > until) break
      if (start >= from && !isTakenAt(input.rules, taken, start)) starts.push(start)
    }
  }
  return starts
}

interface Taken {
  readonly claims: readonly Range[]
  readonly busy: readonly Range[]
}

const takenOf = ({ claims, busy }: Person): Taken => ({ claims: mergeRanges(claims), busy: mergeRanges(busy) })

function isTakenAt(rules: ServiceRules, { claims, busy }: Taken, start: number): boolean {
  const end = start + rules.durationMinutes * minuteMs
  return (
    meetsAny(claims, start - rules.bufferBeforeMinutes * minuteMs, end + rules.bufferAfterMinutes * minuteMs) ||
    meetsAny(busy, start, end)
  )
}

/** A whole open time of one day's hours began at most this long ago: two days, and an hour that came twice. */
const longestOpeningMs = 3 * dayMs

/**
 * Openings for starts in the window; the longest service that starts in it is looked at to its end. One
 * that closed before the window still counts: its grid goes on where longer hours run on around it.
 */
function openingsOf({ rules }: SlotInput, person: Person, { fromMs, toMs }: Window): Opening[] {
  const around = { fromMs: fromMs - longestOpeningMs, toMs: toMs + rules.durationMinutes * minuteMs }
  const openings = listOpenings(person, around)
  const wholes = mergeRanges(openings)
  let whole = 0
  return openings.map(([open], index) => {
    while (wholes[whole]![1] <= open) whole++
    return { open, next: openings[index + 1]?.[0] ?? Infinity, close: wholes[whole]![1] }
  })
}

/** The free people of one time, or the rule that refuses it: of several people's, the one that came closest. */
export function checkSlot(input: SlotInput, startsAt: Date): { offered: string[] } | { refused: Refusal } {
  const start = startsAt.getTime()
  if (start < input.now.getTime()) return { refused: 'booking.in_past' }
  const refusals: Refusal[] = []
  const offered: string[] = []
  for (const person of input.people) {
    const refused = refusalOf(input, person, start)
    if (refused) refusals.push(refused)
    else offered.push(person.id)
  }
  if (offered.length > 0) return { offered }
  return { refused: closest.find((reason) => refusals.includes(reason)) ?? 'booking.outside_hours' }
}

/** The last rule to be asked comes first: whoever passed the others was nearest to giving the time. */
const closest: readonly Refusal[] = [
  'booking.slot_taken',
  'booking.off_grid',
  'booking.outside_hours',
  'booking.too_late',
  'booking.too_soon',
]

function refusalOf(input: SlotInput, person: Person, start: number): Refusal | undefined {
  const { earliest, latest } = boundsOf(input, person)
  if (start < earliest) return 'booking.too_soon'
  if (start > latest) return 'booking.too_late'
  const end = start + input.rules.durationMinutes * minuteMs
  const opening = openingsOf(input, person, { fromMs: start, toMs: start + 1 }).findLast(({ open }) => open <= start)
  if (!opening || end > opening.close) return 'booking.outside_hours'
  if (!isOnGrid(input, opening, start)) return 'booking.off_grid'
  return isTakenAt(input.rules, takenOf(person), start) ? 'booking.slot_taken' : undefined
}

function isOnGrid(input: SlotInput, opening: Opening, start: number): boolean {
  for (const one of gridOf(input, opening, start)) if (one >= start) return one === start
  return false
}

export interface Search {
  readonly count: number
  /** Starts at most this far from the time asked for, to either side; claims are known until they end. */
  readonly days: number
  /** A start that is none of them, beside the one asked for. */
  readonly not?: number | undefined
}

/** The free times nearest to one that was asked for, in order of time. */
export function nearestSlots(input: SlotInput, startsAt: Date, { count, days, not }: Search): Slot[] {
  const asked = startsAt.getTime()
  const [from, to] = [asked - days * dayMs, asked + days * dayMs]
  const dateAt = (ms: number) => dateOf(wallAt(input.zone, ms))
  return computeSlots({ ...input, from: dateAt(from), to: dateAt(to) })
    .flatMap((day) => day.slots)
    .map((slot) => ({ slot, start: Date.parse(slot.startsAt) }))
    .filter(({ start }) => start >= from && start <= to && start !== asked && start !== not)
    .toSorted((a, b) => Math.abs(a.start - asked) - Math.abs(b.start - asked))
    .slice(0, count)
    .toSorted((a, b) => a.start - b.start)
    .map(({ slot }) => slot)
}
