/**
 * The slot engine. What can be booked is the person's open hours, on a grid of starts, less what is
 * taken away by named rules: so a refused time can always say which rule refused it.
 *
 * - The grid is anchored to each opening and never moves: a busy time only removes starts.
 * - A claim carries its own buffers, and so does the new booking: between two bookings they add up.
 * - Time off and outside busy times carry none: only the service's own time must keep clear of them.
 * - Buffers may lie outside the opening hours; the service's own time may not.
 */
import { meetsAny, mergeRanges, type Range } from '@dramac/core/kernels/schedule/ranges'
import { openRanges, type OpenHours } from '@dramac/core/kernels/schedule/open-ranges'
import { dateOf, dayMs, momentOf, wallAt, wallOfDate } from '@dramac/core/kernels/schedule/zones'

export interface ServiceRules {
  readonly durationMinutes: number
  readonly stepMinutes: number
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  readonly minNoticeMinutes: number
  /** Whole days from today, counted in the person's zone. */
  readonly horizonDays: number
  readonly startGrid: 'clock' | 'opening'
  readonly startOffsetMinutes: number
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

const minuteMs = 60_000
const alignments = [60, 30, 20, 15, 10, 5]

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
  const days: Day[] = []
  for (const start of [...free.keys()].toSorted((a, b) => a - b)) {
    const date = dateOf(wallAt(zone, start))
    if (days.at(-1)?.date !== date) days.push({ date, slots: [] })
    days.at(-1)!.slots.push(toSlot(rules, start, free.get(start)!))
  }
  return days
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

function freeStarts(input: SlotInput, person: Person, window: { fromMs: number; toMs: number }): number[] {
  const { earliest, latest } = boundsOf(input, person)
  const from = Math.max(window.fromMs, earliest)
  const until = Math.min(window.toMs - 1, latest)
  if (from > until) return []
  const claims = mergeRanges(person.claims)
  const busy = mergeRanges(person.busy)
  const starts: number[] = []
  for (const opening of openRanges(person, { fromMs: from, toMs: until + 1 })) {
    for (const start of gridOf(input, opening, from)) {
      if (start > until) break
      if (start >= from && !isTakenAt(input.rules, { claims, busy }, start)) starts.push(start)
    }
  }
  return starts
}

function isTakenAt(rules: ServiceRules, { claims, busy }: { claims: readonly Range[]; busy: readonly Range[] }, start: number): boolean {
  const end = start + rules.durationMinutes * minuteMs
  return (
    meetsAny(claims, start - rules.bufferBeforeMinutes * minuteMs, end + rules.bufferAfterMinutes * minuteMs) ||
    meetsAny(busy, start, end)
  )
}

/** Starts of one opening, in order, such that the service ends before the opening does; none much before `from`. */
function* gridOf({ rules, zone }: SlotInput, [open, close]: Range, from: number): Generator<number> {
  const step = rules.stepMinutes * minuteMs
  const last = close - rules.durationMinutes * minuteMs
  let start = firstStart(rules, zone, open)
  if (start < from) start += Math.floor((from - start) / step) * step
  for (; start <= last; start += step) yield start
}

/** On the clock: the first full alignment of the visitor's clock at or after the opening. */
function firstStart(rules: ServiceRules, zone: string, open: number): number {
  const offset = rules.startOffsetMinutes * minuteMs
  if (rules.startGrid === 'opening') return open + offset
  const alignment = (alignments.find((minutes) => rules.stepMinutes % minutes === 0) ?? 1) * minuteMs
  const wall = wallAt(zone, open)
  return open + (Math.ceil(wall / alignment) * alignment - wall) + offset
}

/** The free people of one time, or the rule that refuses it: of several people's, the one that came closest. */
export function checkSlot(input: SlotInput, startsAt: Date): { offered: string[] } | { refused: Refusal } {
  const start = startsAt.getTime()
  if (start <= input.now.getTime()) return { refused: 'booking.in_past' }
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
  const opening = openRanges(person, { fromMs: start, toMs: end }).find(([open, close]) => open <= start && end <= close)
  if (!opening) return 'booking.outside_hours'
  if (!isOnGrid(input, opening, start)) return 'booking.off_grid'
  const taken = { claims: mergeRanges(person.claims), busy: mergeRanges(person.busy) }
  return isTakenAt(input.rules, taken, start) ? 'booking.slot_taken' : undefined
}

function isOnGrid(input: SlotInput, opening: Range, start: number): boolean {
  for (const one of gridOf(input, opening, start)) if (one >= start) return one === start
  return false
}

const searchDays = 14

/** The free times nearest to one that was asked for, in order of time. */
export function nearestSlots(input: SlotInput, startsAt: Date, count = 3): Slot[] {
  const asked = startsAt.getTime()
  const dateAt = (ms: number) => dateOf(wallAt(input.zone, ms))
  const days = computeSlots({ ...input, from: dateAt(asked - searchDays * dayMs), to: dateAt(asked + searchDays * dayMs) })
  return days
    .flatMap((day) => day.slots)
    .map((slot) => ({ slot, distance: Math.abs(Date.parse(slot.startsAt) - asked) }))
    .filter(({ distance }) => distance > 0)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ slot }) => slot)
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
}
