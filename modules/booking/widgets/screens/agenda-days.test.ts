import { describe, expect, it } from 'vitest'
import { groupByDay, hoursShown, nowIndex, placeBookings, type AgendaBooking } from './agenda-days.ts'

const zone = 'Europe/Berlin'
let number = 0
const booking = (startsAt: string, endsAt: string): AgendaBooking => ({
  id: String(++number),
  state: 'confirmed',
  startsAt,
  endsAt,
  resourceId: 'p',
  serviceName: 'Haircut',
  customerName: 'Ann',
})

it('puts a booking on its day in the zone of the business, and keeps empty days', () => {
  const late = booking('2026-06-01T22:30:00Z', '2026-06-01T23:00:00Z')
  const days = groupByDay([late], { first: '2026-06-01', count: 3, zone })
  expect(days.map(({ date, bookings }) => [date, bookings.length])).toEqual([
    ['2026-06-01', 0],
    ['2026-06-02', 1],
    ['2026-06-03', 0],
  ])
})

describe('placeBookings', () => {
  const day = { date: '2026-06-01', zone }
  it('sets what overlaps side by side and gives the width back afterwards', () => {
    const placed = placeBookings(
      [
        booking('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z'),
        booking('2026-06-01T07:30:00Z', '2026-06-01T08:30:00Z'),
        booking('2026-06-01T08:30:00Z', '2026-06-01T09:00:00Z'),
      ],
      day,
    )
    expect(placed.map(({ start, length, lane, lanes }) => [start, length, lane, lanes])).toEqual([
      [540, 60, 0, 2],
      [570, 60, 1, 2],
      [630, 30, 0, 1],
    ])
  })

  it('shows the part of a night booking that falls on each day', () => {
    const night = booking('2026-06-01T21:00:00Z', '2026-06-01T23:00:00Z')
    expect(placeBookings([night], day)[0]).toMatchObject({ start: 1380, length: 60 })
    expect(placeBookings([night], { date: '2026-06-02', zone })[0]).toMatchObject({ start: 0, length: 60 })
    expect(placeBookings([night], { date: '2026-06-03', zone })).toEqual([])
  })

  it('ends at midnight without reaching into the next day', () => {
    const last = booking('2026-06-01T21:00:00Z', '2026-06-01T22:00:00Z')
    expect(placeBookings([last], day)[0]).toMatchObject({ start: 1380, length: 60 })
    expect(placeBookings([last], { date: '2026-06-02', zone })).toEqual([])
  })

  it('keeps a booking visible over a clock set back', () => {
    const fold = booking('2026-10-25T00:30:00Z', '2026-10-25T01:15:00Z')
    expect(placeBookings([fold], { date: '2026-10-25', zone })[0]!.length).toBeGreaterThanOrEqual(15)
  })
})

it('shows whole hours around everything there is', () => {
  expect(hoursShown([], undefined)).toEqual({ from: 9, to: 18 })
  const early = placeBookings([booking('2026-06-01T04:15:00Z', '2026-06-01T05:00:00Z')], { date: '2026-06-01', zone })
  expect(hoursShown(early, 20 * 60 + 5)).toEqual({ from: 6, to: 21 })
})

it('marks now before the first booking that is not over', () => {
  const list = [
    booking('2026-06-01T07:00:00Z', '2026-06-01T08:00:00Z'),
    booking('2026-06-01T09:00:00Z', '2026-06-01T10:00:00Z'),
  ]
  expect(nowIndex(list, new Date('2026-06-01T08:30:00Z'))).toBe(1)
  expect(nowIndex(list, new Date('2026-06-01T12:00:00Z'))).toBe(2)
})
