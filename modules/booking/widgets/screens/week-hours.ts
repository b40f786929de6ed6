/** The week of a schedule as an editor holds it: ranges by weekday, and what is wrong with them. */
import type { DateOverrides, WeeklyHours } from '../../contract.ts'

export interface Range {
  readonly from: string
  readonly to: string
}
/** Index 0 is Monday. A closed day has no range. */
export type Week = readonly (readonly Range[])[]
export type RangeProblem = 'missing' | 'overlap'

const dayMinutes = 1440
const weekMinutes = 7 * dayMinutes

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** `to` at or before `from` is on the next day. */
export const endsNextDay = ({ from, to }: Range): boolean => from !== '' && to !== '' && to <= from

export function toWeek(hours: WeeklyHours): Week {
  return Array.from({ length: 7 }, (_, index) =>
    hours
      .filter(({ weekday }) => weekday === index + 1)
      .map(({ from, to }) => ({ from, to }))
      .toSorted((a, b) => a.from.localeCompare(b.from)),
  )
}

export const fromWeek = (week: Week): WeeklyHours =>
  week.flatMap((ranges, index) => ranges.map(({ from, to }) => ({ weekday: index + 1, from, to })))

/** Start and end in minutes since Monday; an end after Sunday's midnight runs past the week. */
function spanOf({ from, to }: Range, weekday: number): readonly [start: number, end: number] {
  const start = weekday * dayMinutes + minutes(from)
  const length = minutes(to) - minutes(from)
  return [start, start + (length > 0 ? length : length + dayMinutes)]
}

const touch = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean => a < d && c < b

/** Problems by `weekday/index`; ranges that run past midnight are held against the next day, Sunday's against Monday. */
export function checkWeek(week: Week): ReadonlyMap<string, RangeProblem> {
  const problems = new Map<string, RangeProblem>()
  const spans: [key: string, span: readonly [number, number]][] = []
  for (const [weekday, ranges] of week.entries()) {
    for (const [index, range] of ranges.entries()) {
      const key = `${weekday}/${index}`
      if (range.from === '' || range.to === '') problems.set(key, 'missing')
      else spans.push([key, spanOf(range, weekday)])
    }
  }
  for (const [at, [key, span]] of spans.entries()) {
    const clashes = spans
      .slice(0, at)
      .some(([, other]) =>
        [-weekMinutes, 0, weekMinutes].some((shift) => touch([span[0] + shift, span[1] + shift], other)),
      )
    if (clashes) problems.set(key, 'overlap')
  }
  return problems
}

/** One day's ranges on Monday to Friday. */
export const copyToWeekdays = (week: Week, from: number): Week =>
  week.map((ranges, weekday) => (weekday < 5 ? [...week[from]!] : ranges))

/** A range that follows the last one of the day, or office hours. */
export function nextRange(ranges: readonly Range[]): Range {
  const last = ranges.at(-1)
  if (!last || endsNextDay(last) || last.to >= '22:00') return { from: '09:00', to: '17:00' }
  const clock = (total: number) =>
    `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`
  const start = minutes(last.to) + 60
  return { from: clock(start), to: clock(Math.min(start + 240, 23 * 60 + 59)) }
}

/** Sets one date's own hours; an empty list closes it. */
export const setOverride = (overrides: DateOverrides, date: string, hours: readonly Range[]): DateOverrides =>
  [
    ...overrides.filter((one) => one.date !== date),
    { date, hours: hours.map(({ from, to }) => ({ from, to })) },
  ].toSorted((a, b) => a.date.localeCompare(b.date))

/** `now` with every date that differs between the two as it was `before`; what others did to other dates stays. */
export function restoreDates(
  now: DateOverrides,
  { before, after }: { before: DateOverrides; after: DateOverrides },
): DateOverrides {
  const find = (list: DateOverrides, date: string) => list.find((one) => one.date === date)
  const dates = [...new Set([...before, ...after].map(({ date }) => date))]
  const changed = dates.filter((date) => JSON.stringify(find(before, date)) !== JSON.stringify(find(after, date)))
  const restored = before.filter(({ date }) => changed.includes(date))
  return [...now.filter(({ date }) => !changed.includes(date)), ...restored].toSorted((a, b) =>
    a.date.localeCompare(b.date),
  )
}
