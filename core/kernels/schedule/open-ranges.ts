/**
 * The schedule kernel: hours on the wall, as absolute free ranges. Wall time is what people mean, so
 * it stays put when the clocks change: a range that starts in the skipped hour starts after it, one
 * that ends in the repeated hour ends with its second pass.
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

/** Sorted and merged; ranges that reach out of the window are not cut, so that grids keep their anchor. */
export function openRanges({ zone, weeklyHours, dateOverrides }: OpenHours, { fromMs, toMs }: Window): Range[] {
  const overrides = new Map(dateOverrides.map(({ date, hours }) => [date, hours]))
  const weekdays = Array.from({ length: 7 }, (_, index) => weeklyHours.filter((hours) => hours.weekday === index + 1))
  const ranges: Range[] = []
  // A day earlier: its late hours may reach past midnight into the window.
  const firstDay = wallOfDate(dateOf(wallAt(zone, fromMs))) - dayMs
  const lastDay = wallAt(zone, toMs)
  for (let day = firstDay; day <= lastDay; day += dayMs) {
    const hours = overrides.get(dateOf(day)) ?? weekdays[(new Date(day).getUTCDay() + 6) % 7]!
    for (const { from, to } of hours) {
      const [start, end] = [minutesOf(from), minutesOf(to)]
      const startMs = momentOf(zone, day + start * 60_000)
      const endMs = momentOf(zone, day + (end <= start ? end + 1440 : end) * 60_000, 'later')
      if (endMs > fromMs && startMs < toMs) ranges.push([startMs, endMs])
    }
  }
  return mergeRanges(ranges)
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
