/**
 * The schedule kernel: hours on the wall, as absolute free ranges. Wall time is what people mean, so
 * it stays put when the clocks change: a range that starts in the skipped hour starts after it, one
 * that ends within the repeated hour ends with its second pass.
 */
import { mergeRanges, type Range } from './ranges.ts'
import { dateOf, dayMs, momentOf, wallAt, wallOfDate } from './zones.ts'

export interface Hours {
  /** `HH:MM`. */
  readonly from: string
  /** `HH:MM` or 24:00; at or before `from` it lies on the next day. */
  readonly to: string
}

export interface OpenHours {
  /** IANA. */
  readonly zone: string
  /** 1 is Monday. */
  readonly weeklyHours: readonly (Hours & { readonly weekday: number })[]
  /** A date's own hours in place of the week's; none closes the day. */
  readonly dateOverrides: readonly { readonly date: string; readonly hours: readonly Hours[] }[]
}

export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * The openings of each day, sorted by start, whole even where they reach out of the window. Hours of
 * one day that touch are one opening; those of two days stay apart (and may overlap), so that whatever
 * is counted from an opening comes out the same through every window.
 */
export function listOpenings({ zone, weeklyHours, dateOverrides }: OpenHours, { fromMs, toMs }: Window): Range[] {
  const overrides = new Map(dateOverrides.map(({ date, hours }) => [date, hours]))
  const weekdays = Array.from({ length: 7 }, (_, index) => weeklyHours.filter((hours) => hours.weekday === index + 1))
  const openings: Range[] = []
  // A day earlier: its late hours may reach past midnight into the window.
  const firstDay = wallOfDate(dateOf(wallAt(zone, fromMs))) - dayMs
  const lastDay = wallAt(zone, toMs)
  for (let day = firstDay; day <= lastDay; day += dayMs) {
    const hours = overrides.get(dateOf(day)) ?? weekdays[(new Date(day).getUTCDay() + 6) % 7]!
    const ofDay = mergeRanges(hours.map((each) => toRange(zone, day, each)))
    openings.push(...ofDay.filter(([start, end]) => end > fromMs && start < toMs))
  }
  return openings
}

function toRange(zone: string, day: number, { from, to }: Hours): Range {
  const [start, end] = [minutesOf(from), minutesOf(to)]
  const endOnDay = end <= start ? end + 1440 : end
  return [momentOf(zone, day + start * 60_000), endOf(zone, day + endOnDay * 60_000)]
}

/** Of a wall time that comes twice the second pass, unless the first one is where the repeated stretch begins. */
function endOf(zone: string, wallMs: number): number {
  const later = momentOf(zone, wallMs, 'later')
  return wallAt(zone, later - 1) < wallMs ? later : momentOf(zone, wallMs)
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
