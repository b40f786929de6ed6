/**
 * The slot engine against an oracle that shares nothing with it: no ranges, no arithmetic of zones, no
 * bisection, but a walk over every minute of some days, with Temporal for a clock.
 */
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { checkSlot, computeSlots, type Person, type ServiceRules } from './compute-slots.ts'

const minuteMs = 60_000
const dayMinutes = 1440
/** Days of the walk before and after the base. */
const [daysBefore, daysAfter] = [3, 6]
const length = (daysBefore + daysAfter) * dayMinutes

/** What the wall shows at each minute of the walk, in minutes since 1970. Clocks turn on full quarters. */
const walls = new Map<string, readonly number[]>()
function wallsOf(zone: string, base: number): readonly number[] {
  const key = `${zone} ${base}`
  const known = walls.get(key)
  if (known) return known
  const first = base / minuteMs - daysBefore * dayMinutes
  let offset = 0
  const made = Array.from({ length }, (_, at) => {
    if (at % 15 === 0) {
      const moment = Temporal.Instant.fromEpochMilliseconds((first + at) * minuteMs).toZonedDateTimeISO(zone)
      offset = moment.offsetNanoseconds / 60e9
    }
    return first + at + offset
  })
  walls.set(key, made)
  return made
}

const dateOfWall = (wall: number): string => new Date(wall * minuteMs).toISOString().slice(0, 10)
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Of each day of a person's: the minutes at which it is open. */
function openMinutesByDay(person: Person, base: number): boolean[][] {
  const wall = wallsOf(person.zone, base)
  const dates = [...new Set(wall.map(dateOfWall))]
  const all = Temporal.PlainDate.from(dates[0]!).until(dates.at(-1)!).days + 1
  return Array.from({ length: all }, (_, index) => {
    const date = Temporal.PlainDate.from(dates[0]!).add({ days: index })
    const override = person.dateOverrides.findLast((one) => one.date === date.toString())
    const hours = override?.hours ?? person.weeklyHours.filter(({ weekday }) => weekday === date.dayOfWeek)
    const midnight = Date.parse(`${date.toString()}T00:00Z`) / minuteMs
    const open = Array.from({ length }, () => false)
    for (const { from, to } of hours) {
      const begins = midnight + minutesOf(from)
      const ends = midnight + minutesOf(to) + (minutesOf(to) <= minutesOf(from) ? dayMinutes : 0)
      // It opens the first time that the wall shows it, and closes after the last minute that shows less than the end.
      const first = wall.findIndex((minute) => minute >= begins)
      const last = wall.findLastIndex((minute) => minute < ends)
      for (let at = first; first >= 0 && at <= last; at++) open[at] = true
    }
    return open
  })
}

/** Minutes at which a service may start by the grid, whatever is open or taken. */
function gridOf(rules: ServiceRules, days: readonly boolean[][], visitor: readonly number[]): Set<number> {
  const anchors = new Set<number>()
  for (const open of days) for (let at = 1; at < length; at++) if (open[at] && !open[at - 1]) anchors.add(at)
  const alignment = [60, 30, 20, 15, 10, 5].find((minutes) => rules.stepMinutes % minutes === 0) ?? 1
  const isAligned = (at: number, offset: number) =>
    rules.startGrid === 'opening' || at >= length || (visitor[at]! - offset) % alignment === 0
  const grid = new Set<number>()
  for (const anchor of anchors) {
    let start = anchor
    while (!isAligned(start, 0)) start++
    start += rules.startOffsetMinutes
    for (let at = anchor; at < length && (at === anchor || !anchors.has(at)); at++) {
      if (at < start) continue
      while (start < length && !isAligned(start, rules.startOffsetMinutes)) start++
      if (at !== start) continue
      grid.add(at)
      start += rules.stepMinutes
    }
  }
  return grid
}

interface World {
  readonly rules: ServiceRules
  readonly zone: string
  readonly base: number
  /** Minutes after the base, and a second within. */
  readonly now: number
  readonly people: readonly Person[]
}

/** Who is free at which moment. */
function freeByMoment({ rules, zone, base, now, people }: World): Map<number, string[]> {
  const first = base - daysBefore * dayMinutes * minuteMs
  const momentOf = (at: number) => first + at * minuteMs
  const visitor = wallsOf(zone, base)
  const free = new Map<number, string[]>()
  for (const person of people) {
    const wall = wallsOf(person.zone, base)
    const days = openMinutesByDay(person, base)
    const grid = gridOf(rules, days, visitor)
    const isOpen = wall.map((_, at) => days.some((open) => open[at]))
    const marked = (ranges: Person['claims']) =>
      wall.map((_, at) => ranges.some(([from, to]) => from < momentOf(at + 1) && momentOf(at) < to))
    const [claimed, busy] = [marked(person.claims), marked(person.busy)]
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(person.zone).toPlainDate()
    const lastDate = today.add({ days: rules.horizonDays }).toString()
    const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = rules
    const every = (from: number, to: number, test: (at: number) => boolean) => {
      for (let at = from; at < to; at++) if (!test(at)) return false
      return true
    }
    for (let at = dayMinutes; at < length - 2 * dayMinutes; at++) {
      const end = at + durationMinutes
      const fits =
        grid.has(at) &&
        momentOf(at) >= now + rules.minNoticeMinutes * minuteMs &&
        dateOfWall(wall[at]!) <= lastDate &&
        every(at, end, (minute) => isOpen[minute] === true && busy[minute] === false) &&
        every(at - bufferBeforeMinutes, end + bufferAfterMinutes, (minute) => claimed[minute] === false)
      if (fits) free.set(momentOf(at), [...(free.get(momentOf(at)) ?? []), person.id])
    }
  }
  return free
}

/** Zones with a day whose clocks turn, or that is left out, or that is a day like others. */
const turns = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/St_Johns', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['America/Santiago', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
  ['Africa/Cairo', '2026-04-24'],
  ['Antarctica/Troll', '2026-10-25'],
  ['Asia/Kathmandu', '2026-07-01'],
  ['Asia/Kolkata', '2026-07-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Pacific/Chatham', '2026-09-27'],
  ['Pacific/Apia', '2011-12-30'],
] as const
const two = (value: number) => String(value).padStart(2, '0')
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 0, 10, 30, 45, 55, 59))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`)
/** Half of them where clocks turn. */
const hours = fc.oneof(
  fc.record({ from: clock, to: fc.oneof(clock, fc.constant('24:00')) }),
  fc.record({
    from: fc.constantFrom('21:00', '22:30', '00:00', '01:00', '02:00', '02:30'),
    to: fc.constantFrom('24:00', '01:00', '01:30', '02:00', '02:45', '03:00', '05:00'),
  }),
)
const weekly = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 7 }), hours).map(([weekday, one]) => ({ weekday, ...one })),
  { minLength: 3, maxLength: 12 },
)
const everyDay = hours.map((one) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...one })))
const overrides = fc.array(fc.tuple(fc.integer({ min: -2, max: 4 }), fc.array(hours, { maxLength: 2 })), {
  maxLength: 2,
})
const ranges = fc.array(fc.tuple(fc.integer({ min: -600, max: 5000 }), fc.integer({ min: 1, max: 500 })), {
  maxLength: 4,
})
const rules: fc.Arbitrary<ServiceRules> = fc.record({
  durationMinutes: fc.constantFrom(5, 20, 20, 30, 30, 60, 60, 95, 600, 1440),
  stepMinutes: fc.constantFrom(5, 7, 15, 20, 30, 45, 50, 60, 90, 420, 1440),
  bufferBeforeMinutes: fc.constantFrom(0, 5, 30, 480),
  bufferAfterMinutes: fc.constantFrom(0, 10, 45),
  minNoticeMinutes: fc.constantFrom(0, 0, 90, 1440),
  horizonDays: fc.constantFrom(1, 2, 90),
  startGrid: fc.constantFrom('clock' as const, 'clock' as const, 'opening' as const),
  startOffsetMinutes: fc.constantFrom(0, 0, 7, 400),
})
const zoneLike = (zone: string) => fc.oneof(fc.constant(zone), fc.constantFrom(...turns.map(([other]) => other)))
const personLike = (zone: string) =>
  fc.record({ zone: zoneLike(zone), weekly: fc.oneof(weekly, everyDay), overrides, claims: ranges, busy: ranges })

const world: fc.Arbitrary<World> = fc
  .constantFrom(...turns)
  .chain(([zone, turn]) =>
    fc.record({
      rules,
      zone: zoneLike(zone),
      base: fc.constant(Date.parse(`${turn}T00:00Z`) - dayMinutes * minuteMs),
      now: fc.integer({ min: -600, max: 1000 }),
      drawn: fc.array(personLike(zone), { minLength: 1, maxLength: 2 }),
    }),
  )
  .map(({ drawn, now, ...given }) => ({
    ...given,
    now: given.base + now * minuteMs + 1000 * (now % 2),
    people: drawn.map((one, index) => ({
      id: `p${index}`,
      zone: one.zone,
      weeklyHours: one.weekly,
      dateOverrides: one.overrides.map(([day, of]) => ({
        date: new Date(given.base + day * dayMinutes * minuteMs).toISOString().slice(0, 10),
        hours: of,
      })),
      claims: toRanges(given.base, one.claims),
      busy: toRanges(given.base, one.busy),
    })),
  }))

const toRanges = (base: number, drawn: readonly (readonly [number, number])[]) =>
  drawn.map(([at, long]) => [base + at * minuteMs, base + (at + long) * minuteMs] as const)

describe('minute by minute', () => {
  it('the days offer what a walk over every minute finds free, and the check agrees', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(world, fc.array(fc.integer({ min: -60, max: 4400 }), { maxLength: 40 }), (given, minutes) => {
        const { zone, base, now, people, rules } = given
        const free = freeByMoment(given)
        const dates = [-1, 0, 1, 2].map((day) => dateOfWall(base / minuteMs + day * dayMinutes))
        const wanted = new Map<string, [string, string[]][]>()
        for (const moment of [...free.keys()].toSorted((a, b) => a - b)) {
          const instant = Temporal.Instant.fromEpochMilliseconds(moment)
          const date = instant.toZonedDateTimeISO(zone).toPlainDate().toString()
          if (!dates.includes(date)) continue
          wanted.set(date, [...(wanted.get(date) ?? []), [new Date(moment).toISOString(), free.get(moment)!]])
        }
        const input = { rules, people, now: new Date(now), zone }
        const days = computeSlots({ ...input, from: dates[0]!, to: dates.at(-1)! })
        expect(
          days.map(({ date, slots }) => [date, slots.map(({ startsAt, resourceIds }) => [startsAt, resourceIds])]),
        ).toEqual([...wanted])
        const asked = [...minutes.map((minute) => base + minute * minuteMs), ...[...free.keys()].slice(0, 60)]
        for (const moment of asked) {
          const answer = checkSlot(input, new Date(moment))
          expect('offered' in answer ? answer.offered : undefined).toEqual(free.get(moment))
        }
      }),
      { numRuns: 150 },
    )
  })
})
