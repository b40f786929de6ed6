import { describe, expect, it } from 'vitest'
import {
  checkSlot,
  computeSlots,
  nearestSlots,
  type Person,
  type ServiceRules,
  type SlotInput,
} from './compute-slots.ts'

const rulesOf = (given: Partial<ServiceRules> = {}): ServiceRules => ({
  durationMinutes: 30,
  stepMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minNoticeMinutes: 0,
  horizonDays: 365,
  startGrid: 'clock',
  startOffsetMinutes: 0,
  ...given,
})

const everyDay = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }))
const personOf = (given: Partial<Person> = {}): Person => ({
  id: 'ada',
  zone: 'Europe/Berlin',
  weeklyHours: everyDay('09:00', '11:00'),
  dateOverrides: [],
  claims: [],
  busy: [],
  ...given,
})

const range = (from: string, to: string) => [Date.parse(from), Date.parse(to)] as const

/** A Monday in winter: Berlin is an hour ahead of UTC. */
const day = '2026-01-12'
interface Given {
  rules?: Partial<ServiceRules>
  person?: Partial<Person>
  people?: readonly Person[]
  now?: string
  zone?: string
}
const inputOf = ({
  rules,
  person,
  people,
  now = '2026-01-01T00:00Z',
  zone = 'Europe/Berlin',
}: Given = {}): SlotInput => ({
  rules: rulesOf(rules),
  people: people ?? [personOf(person)],
  now: new Date(now),
  zone,
})
const slotsOn = (given: Given, from = day, to = from) =>
  computeSlots({ ...inputOf(given), from, to }).flatMap((each) => each.slots)
/** Starts as `HH:MM` of UTC. */
const startsOn = (given: Given, from = day, to = from) =>
  slotsOn(given, from, to).map(({ startsAt }) => startsAt.slice(11, 16))

describe('free times', () => {
  it('are the open hours on the grid, in UTC, by the days of the visitor', () => {
    expect(
      computeSlots({ ...inputOf({ rules: { durationMinutes: 60, stepMinutes: 60 } }), from: day, to: day }),
    ).toEqual([
      {
        date: day,
        slots: [
          { startsAt: '2026-01-12T08:00:00.000Z', endsAt: '2026-01-12T09:00:00.000Z', resourceIds: ['ada'] },
          { startsAt: '2026-01-12T09:00:00.000Z', endsAt: '2026-01-12T10:00:00.000Z', resourceIds: ['ada'] },
        ],
      },
    ])
  })

  it('leave out days without any', () => {
    const days = computeSlots({
      ...inputOf({ person: { dateOverrides: [{ date: '2026-01-13', hours: [] }] } }),
      from: day,
      to: '2026-01-14',
    })
    expect(days.map(({ date }) => date)).toEqual([day, '2026-01-14'])
  })

  it('are none for nobody, and none from a day to an earlier one', () => {
    expect(slotsOn({ people: [] })).toEqual([])
    expect(slotsOn({}, day, '2026-01-11')).toEqual([])
  })

  it('fit into the open hours with the service, not with its buffers', () => {
    expect(startsOn({ rules: { durationMinutes: 90, bufferBeforeMinutes: 60, bufferAfterMinutes: 60 } })).toEqual([
      '08:00',
      '08:30',
    ])
    expect(startsOn({ rules: { durationMinutes: 121 } })).toEqual([])
  })

  it('add up the buffers of two bookings', () => {
    // The claim is 09:00 to 09:15 UTC, already with its own fifteen minutes after.
    const person = {
      weeklyHours: everyDay('09:00', '12:00'),
      claims: [range('2026-01-12T08:45Z', '2026-01-12T09:15Z')],
    }
    const rules = { durationMinutes: 15, stepMinutes: 15, bufferBeforeMinutes: 30, bufferAfterMinutes: 15 }
    expect(startsOn({ rules, person })).toEqual(['08:00', '08:15', '09:45', '10:00', '10:15', '10:30', '10:45'])
  })

  it('keep no buffer to time off and outside busy times', () => {
    const person = { busy: [range('2026-01-12T08:30Z', '2026-01-12T09:00Z')] }
    expect(startsOn({ person, rules: { bufferBeforeMinutes: 60, bufferAfterMinutes: 60 } })).toEqual([
      '08:00',
      '09:00',
      '09:30',
    ])
  })

  it('lose starts to a busy time without moving the grid', () => {
    expect(startsOn({ person: { busy: [range('2026-01-12T08:10Z', '2026-01-12T08:20Z')] } })).toEqual([
      '08:30',
      '09:00',
      '09:30',
    ])
  })

  it('begin after the notice, to the millisecond', () => {
    expect(startsOn({ rules: { minNoticeMinutes: 60 }, now: '2026-01-12T08:00:00.000Z' })).toEqual(['09:00', '09:30'])
    expect(startsOn({ rules: { minNoticeMinutes: 60 }, now: '2026-01-12T08:00:00.001Z' })).toEqual(['09:30'])
  })

  it('end with the horizon, counted in days of the person', () => {
    // 20:00 in Berlin is already tomorrow in Auckland: the person there may be booked a day further.
    const given = { rules: { horizonDays: 1, durationMinutes: 60, stepMinutes: 60 }, now: '2026-01-12T19:00Z' }
    const person = (zone: string) => ({ zone, weeklyHours: everyDay('09:00', '10:00') })
    const last = (zone: string) =>
      slotsOn({ ...given, person: person(zone) }, '2026-01-10', '2026-01-20').at(-1)?.startsAt
    expect(last('Europe/Berlin')).toBe('2026-01-13T08:00:00.000Z')
    expect(last('Pacific/Auckland')).toBe('2026-01-13T20:00:00.000Z')
  })

  it('of any person are the union, each with everyone who is free', () => {
    const people = [
      personOf({ id: 'ada', weeklyHours: everyDay('09:00', '10:00') }),
      personOf({ id: 'bob', weeklyHours: everyDay('09:30', '10:30') }),
    ]
    expect(slotsOn({ people }).map(({ resourceIds }) => resourceIds)).toEqual([['ada'], ['ada', 'bob'], ['bob']])
  })

  it('of people in different zones come out in order of time', () => {
    const people = [
      personOf({ id: 'ada' }),
      personOf({ id: 'bob', zone: 'Asia/Kolkata', weeklyHours: everyDay('13:00', '14:00') }),
    ]
    expect(slotsOn({ people }).map(({ startsAt, resourceIds }) => startsAt.slice(11, 16) + resourceIds.join())).toEqual(
      ['07:30bob', '08:00ada,bob', '08:30ada', '09:00ada', '09:30ada'],
    )
  })
})

describe('the grid of starts', () => {
  const opening = { weeklyHours: everyDay('09:10', '12:00') }

  it.each([
    [60, ['09:00', '10:00']],
    [90, ['08:30', '10:00']],
    [20, ['08:20', '08:40', '09:00', '09:20', '09:40', '10:00', '10:20']],
    [45, ['08:15', '09:00', '09:45', '10:30']],
    [50, ['08:10', '09:00', '09:50']],
    [25, ['08:10', '08:35', '09:00', '09:25', '09:50', '10:15']],
    // Nothing divides seven: any full minute is an alignment.
    [49, ['08:10', '08:59', '09:48']],
  ])('by the clock, a step of %i minutes starts at the next full alignment', (stepMinutes, starts) => {
    expect(startsOn({ rules: { stepMinutes }, person: opening })).toEqual(starts)
  })

  it('by the clock follows the clock of the visitor', () => {
    // Kathmandu is 5:45 ahead, so its full hours are quarter past in UTC.
    expect(startsOn({ rules: { stepMinutes: 60 }, person: opening, zone: 'Asia/Kathmandu' })).toEqual([
      '08:15',
      '09:15',
      '10:15',
    ])
  })

  it('by the clock turns with a clock that turns by half an hour', () => {
    // Lord Howe repeats 01:30 to 02:00 on 5 April 2026: after it, full hours lie half an hour later.
    const given = {
      rules: { stepMinutes: 60 },
      person: { zone: 'Australia/Lord_Howe', weeklyHours: everyDay('00:00', '04:00') },
      zone: 'Australia/Lord_Howe',
    }
    // 00:00 and 01:00 of eleven hours ahead, 02:00 and 03:00 of ten and a half.
    expect(startsOn(given, '2026-04-05')).toEqual(['13:00', '14:00', '15:30', '16:30'])
    expect(startsOn({ ...given, rules: { stepMinutes: 30 } }, '2026-04-05')).toHaveLength(9)
    expect(startsOn({ ...given, rules: { stepMinutes: 60, startGrid: 'opening' } }, '2026-04-05')).toEqual([
      '13:00',
      '14:00',
      '15:00',
      '16:00',
      '17:00',
    ])
    for (const start of ['13:00', '14:00', '15:30', '16:30'])
      expect(checkSlot(inputOf(given), new Date(`2026-04-04T${start}Z`))).toEqual({ offered: ['ada'] })
    expect(checkSlot(inputOf(given), new Date('2026-04-04T15:00Z'))).toEqual({ refused: 'booking.off_grid' })
  })

  it('from the opening is counted from the opening in every zone', () => {
    const given = { rules: { stepMinutes: 60, startGrid: 'opening' as const }, person: opening }
    expect(startsOn(given)).toEqual(['08:10', '09:10', '10:10'])
    expect(startsOn({ ...given, zone: 'Asia/Kathmandu' })).toEqual(['08:10', '09:10', '10:10'])
  })

  it('starts later by the offset', () => {
    expect(startsOn({ rules: { stepMinutes: 60, startOffsetMinutes: 5 }, person: opening })).toEqual(['09:05', '10:05'])
    expect(
      startsOn({ rules: { stepMinutes: 60, startOffsetMinutes: 5, startGrid: 'opening' }, person: opening }),
    ).toEqual(['08:15', '09:15', '10:15'])
  })

  it('starts anew with each opening of the day', () => {
    const person = { weeklyHours: [...everyDay('09:00', '10:20'), ...everyDay('10:50', '12:00')] }
    expect(startsOn({ rules: { durationMinutes: 20, stepMinutes: 40, startGrid: 'opening' }, person })).toEqual([
      '08:00',
      '08:40',
      '09:50',
      '10:30',
    ])
  })

  it('of hours around the clock is the same on every day and through every window', () => {
    const given = {
      rules: { stepMinutes: 50, durationMinutes: 60, startGrid: 'opening' as const },
      person: { zone: 'UTC', weeklyHours: everyDay('00:00', '24:00') },
      zone: 'UTC',
    }
    const month = slotsOn(given, '2026-01-01', '2026-01-31').filter(({ startsAt }) => startsAt.startsWith(day))
    expect(month.slice(0, 2).map(({ startsAt }) => startsAt.slice(11, 16))).toEqual(['00:00', '00:50'])
    expect(month.at(-1)).toMatchObject({ startsAt: '2026-01-12T23:20:00.000Z', endsAt: '2026-01-13T00:20:00.000Z' })
    expect(slotsOn(given)).toEqual(month)
  })
})

describe('an opening inside longer hours of the day before', () => {
  // From Sunday evening to Monday evening, and Monday's own short hours within.
  const given = {
    rules: { stepMinutes: 60, startGrid: 'opening' as const },
    person: {
      zone: 'UTC',
      weeklyHours: [
        { weekday: 7, from: '22:00', to: '14:00' },
        { weekday: 1, from: '08:10', to: '10:00' },
      ],
    },
    zone: 'UTC',
  }
  const afternoon = ['10:10', '11:10', '12:10', '13:10']

  it('starts the grid anew, which goes on after its own end', () => {
    expect(startsOn(given).slice(-4)).toEqual(afternoon)
    expect(startsOn({ ...given, now: `${day}T10:05Z` })).toEqual(afternoon)
  })

  it('is judged by the same grid as it is offered by', () => {
    for (const start of startsOn(given))
      expect(checkSlot(inputOf(given), new Date(`${day}T${start}Z`))).toEqual({ offered: ['ada'] })
    expect(checkSlot(inputOf(given), new Date(`${day}T12:00Z`))).toEqual({ refused: 'booking.off_grid' })
  })
})

describe('days of the visitor', () => {
  it('hold what falls on them in the zone of the visitor, however far from the person', () => {
    const person = { zone: 'Pacific/Auckland', weeklyHours: everyDay('09:00', '11:00') }
    const days = computeSlots({ ...inputOf({ person, zone: 'America/Los_Angeles' }), from: day, to: day })
    expect(days).toHaveLength(1)
    // 12:00 on Monday in Los Angeles is 09:00 on Tuesday in Auckland.
    expect(days[0]!.slots[0]!.startsAt).toBe('2026-01-12T20:00:00.000Z')
  })

  it('split the hours of a person at the midnight of the visitor', () => {
    const person = { zone: 'UTC', weeklyHours: everyDay('22:00', '01:00') }
    const days = computeSlots({
      ...inputOf({ person, zone: 'UTC', rules: { stepMinutes: 60 } }),
      from: day,
      to: '2026-01-13',
    })
    expect(days.map(({ date, slots }) => [date, ...slots.map(({ startsAt }) => startsAt.slice(11, 16))])).toEqual([
      ['2026-01-12', '00:00', '22:00', '23:00'],
      ['2026-01-13', '00:00', '22:00', '23:00'],
    ])
  })

  it('give no time in a skipped hour and both passes of a repeated one', () => {
    const given = {
      rules: { stepMinutes: 60, durationMinutes: 60 },
      person: { weeklyHours: everyDay('01:00', '04:00') },
    }
    expect(startsOn(given, '2026-03-29')).toEqual(['00:00', '01:00'])
    expect(startsOn(given, '2026-10-25')).toEqual(['23:00', '00:00', '01:00', '02:00'])
  })

  it('are 23 or 25 hours long when the clocks change', () => {
    const given = {
      rules: { stepMinutes: 60, durationMinutes: 60 },
      person: { weeklyHours: everyDay('00:00', '24:00') },
    }
    expect(slotsOn(given, '2026-03-29')).toHaveLength(23)
    expect(slotsOn(given, '2026-10-25')).toHaveLength(25)
    expect(slotsOn(given, '2026-10-26')).toHaveLength(24)
  })

  it('that a zone left out are empty', () => {
    const given = { now: '2011-12-01T00:00Z', person: { zone: 'Pacific/Apia' }, zone: 'Pacific/Apia' }
    const days = computeSlots({ ...inputOf(given), from: '2011-12-29', to: '2011-12-31' })
    expect(days.map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31'])
  })
})

describe('the word on one time', () => {
  const input = inputOf({
    rules: { minNoticeMinutes: 60, horizonDays: 10 },
    now: '2026-01-12T06:00Z',
    person: { claims: [range('2026-01-12T09:00Z', '2026-01-12T09:30Z')] },
  })

  it.each([
    ['2026-01-12T05:59:59.999Z', { refused: 'booking.in_past' }],
    ['2026-01-12T06:00:00.000Z', { refused: 'booking.too_soon' }],
    ['2026-01-12T06:59:59.999Z', { refused: 'booking.too_soon' }],
    ['2026-01-12T07:30:00.000Z', { refused: 'booking.outside_hours' }],
    ['2026-01-12T08:15:00.000Z', { refused: 'booking.off_grid' }],
    ['2026-01-12T08:00:00.001Z', { refused: 'booking.off_grid' }],
    ['2026-01-12T09:00:00.000Z', { refused: 'booking.slot_taken' }],
    ['2026-01-12T09:45:00.000Z', { refused: 'booking.outside_hours' }],
    ['2026-01-22T09:30:00.000Z', { offered: ['ada'] }],
    ['2026-01-23T08:00:00.000Z', { refused: 'booking.too_late' }],
    ['2026-01-12T08:00:00.000Z', { offered: ['ada'] }],
  ])('about %s is %o', (startsAt, answer) => {
    expect(checkSlot(input, new Date(startsAt))).toEqual(answer)
  })

  it('names everyone who is free, or of several refusals the one that came closest', () => {
    const busy = personOf({ id: 'bob', busy: [range('2026-01-12T08:00Z', '2026-01-12T10:00Z')] })
    const away = personOf({ id: 'eve', weeklyHours: [] })
    const at = new Date('2026-01-12T08:00Z')
    expect(checkSlot({ ...input, people: [busy, ...input.people, away] }, at)).toEqual({ offered: ['ada'] })
    expect(checkSlot({ ...input, people: [away, busy] }, at)).toEqual({ refused: 'booking.slot_taken' })
    expect(checkSlot({ ...input, people: [] }, at)).toEqual({ refused: 'booking.outside_hours' })
  })

  it('takes what starts this very moment when no notice is asked for', () => {
    const now = '2026-01-12T08:00:00.000Z'
    expect(startsOn({ now })[0]).toBe('08:00')
    expect(checkSlot(inputOf({ now }), new Date(now))).toEqual({ offered: ['ada'] })
  })
})

describe('the nearest free times', () => {
  const at = new Date('2026-01-12T09:00Z')

  it('are the three nearest in order of time, without the time asked for', () => {
    const near = nearestSlots(inputOf(), at, { count: 3, days: 14 })
    expect(near.map(({ startsAt }) => startsAt.slice(11, 16))).toEqual(['08:00', '08:30', '09:30'])
  })

  it('start within the days that are searched', () => {
    const weekly = {
      weeklyHours: [],
      dateOverrides: ['2025-12-29', '2026-01-26'].map((date) => ({ date, hours: [{ from: '09:00', to: '11:00' }] })),
    }
    const near = nearestSlots(inputOf({ person: weekly, now: '2025-12-01T00:00Z' }), at, { count: 9, days: 14 })
    expect(near.map(({ startsAt }) => startsAt)).toEqual([
      '2025-12-29T09:00:00.000Z',
      '2025-12-29T09:30:00.000Z',
      '2026-01-26T08:00:00.000Z',
      '2026-01-26T08:30:00.000Z',
      '2026-01-26T09:00:00.000Z',
    ])
  })

  it('leave out a time that one has already', () => {
    const near = nearestSlots(inputOf(), at, { count: 3, days: 14, not: Date.parse('2026-01-12T08:30Z') })
    expect(near.map(({ startsAt }) => startsAt.slice(8, 16))).toEqual(['12T08:00', '12T09:30', '13T08:00'])
  })

  it('are none when nothing is free', () => {
    expect(nearestSlots(inputOf({ person: { weeklyHours: [] } }), at, { count: 3, days: 14 })).toEqual([])
  })
})
