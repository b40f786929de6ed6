import { describe, expect, it } from 'vitest'
import {
  checkWeek,
  copyToWeekdays,
  endsNextDay,
  fromWeek,
  nextRange,
  setOverride,
  toWeek,
  type Range,
} from './week-hours.ts'

const week = (days: Partial<Record<number, Range[]>>) => Array.from({ length: 7 }, (_, index) => days[index] ?? [])

describe('checkWeek', () => {
  it('accepts several ranges a day that only touch', () => {
    expect(
      checkWeek(
        week({
          0: [
            { from: '09:00', to: '12:00' },
            { from: '12:00', to: '18:00' },
          ],
        }),
      ).size,
    ).toBe(0)
  })

  it('names the later of two ranges that overlap', () => {
    const problems = checkWeek(
      week({
        0: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '18:00' },
        ],
      }),
    )
    expect([...problems]).toEqual([['0/1', 'overlap']])
  })

  it('holds a range past midnight against the next day, and Sunday against Monday', () => {
    const late = { from: '20:00', to: '02:00' }
    expect([...checkWeek(week({ 0: [late], 1: [{ from: '01:00', to: '03:00' }] })).keys()]).toEqual(['1/0'])
    expect(checkWeek(week({ 0: [{ from: '01:00', to: '03:00' }], 6: [late] })).size).toBe(1)
    expect(checkWeek(week({ 0: [late], 1: [{ from: '02:00', to: '03:00' }] })).size).toBe(0)
  })

  it('names a range without an end, and takes equal ends as a whole day', () => {
    expect(checkWeek(week({ 2: [{ from: '09:00', to: '' }] })).get('2/0')).toBe('missing')
    expect(endsNextDay({ from: '00:00', to: '00:00' })).toBe(true)
    expect(endsNextDay({ from: '00:00', to: '24:00' })).toBe(false)
  })
})

it('goes to the editor and back without loss', () => {
  const hours = [
    { weekday: 1, from: '09:00', to: '12:30' },
    { weekday: 1, from: '13:30', to: '18:00' },
    { weekday: 6, from: '22:00', to: '02:00' },
  ]
  expect(fromWeek(toWeek(hours))).toEqual(hours)
})

it('copies a day to Monday till Friday and leaves the weekend', () => {
  const saturday = [{ from: '10:00', to: '14:00' }]
  const copied = copyToWeekdays(week({ 0: [{ from: '09:00', to: '17:00' }], 5: saturday }), 0)
  expect(copied[4]).toEqual([{ from: '09:00', to: '17:00' }])
  expect(copied[5]).toEqual(saturday)
  expect(copied[6]).toEqual([])
})

it('proposes a range after the last one', () => {
  expect(nextRange([])).toEqual({ from: '09:00', to: '17:00' })
  expect(nextRange([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '17:00' })
})

it('replaces the hours of a date and keeps dates in order', () => {
  const before = [{ date: '2026-12-24', hours: [] }]
  expect(setOverride(before, '2026-05-01', [])).toEqual([{ date: '2026-05-01', hours: [] }, ...before])
  expect(setOverride(before, '2026-12-24', [{ from: '09:00', to: '12:00' }])).toHaveLength(1)
})
