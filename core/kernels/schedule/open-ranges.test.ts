import { describe, expect, it } from 'vitest'
import { listOpenings, type OpenHours, type Window } from './open-ranges.ts'
import { mergeRanges, type Range } from './ranges.ts'

const everyDay = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }))
const window = (from: string, to: string) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) })
const plain = ({ zone, weeklyHours = [], dateOverrides = [] }: Partial<OpenHours> & { zone: string }): OpenHours => ({
  zone,
  weeklyHours,
  dateOverrides,
})
/** When it is open, whatever day the opening is of. */
const openRanges = (hours: OpenHours, within: Window): Range[] => mergeRanges(listOpenings(hours, within))
const iso = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z')
/** Ranges as `start/end` in UTC. */
function show(hours: Partial<OpenHours> & { zone: string }, from: string, to: string): string[] {
  return openRanges(plain(hours), window(from, to)).map(([start, end]) => `${iso(start)}/${iso(end)}`)
}

describe('open ranges', () => {
  it('follow the week in the zone of the hours', () => {
    const hours = {
      zone: 'Europe/Berlin',
      weeklyHours: [
        { weekday: 1, from: '09:00', to: '12:00' },
        { weekday: 1, from: '13:00', to: '17:30' },
      ],
    }
    expect(show(hours, '2026-01-05T00:00Z', '2026-01-12T00:00Z')).toEqual([
      '2026-01-05T08:00Z/2026-01-05T11:00Z',
      '2026-01-05T12:00Z/2026-01-05T16:30Z',
    ])
  })

  it('join hours that touch or overlap, given in any order', () => {
    const weeklyHours = [
      { weekday: 2, from: '12:00', to: '15:00' },
      { weekday: 2, from: '08:00', to: '12:00' },
      { weekday: 2, from: '14:00', to: '16:00' },
    ]
    expect(show({ zone: 'UTC', weeklyHours }, '2026-01-06T00:00Z', '2026-01-07T00:00Z')).toEqual([
      '2026-01-06T08:00Z/2026-01-06T16:00Z',
    ])
  })

  it('let a range that ends at or before its start end on the next day', () => {
    const hours = { zone: 'UTC', weeklyHours: [{ weekday: 5, from: '22:00', to: '02:00' }] }
    expect(show(hours, '2026-01-10T01:00Z', '2026-01-10T12:00Z')).toEqual(['2026-01-09T22:00Z/2026-01-10T02:00Z'])
    expect(
      show(
        { zone: 'UTC', weeklyHours: [{ weekday: 5, from: '08:00', to: '08:00' }] },
        '2026-01-09T00:00Z',
        '2026-01-11T00:00Z',
      ),
    ).toEqual(['2026-01-09T08:00Z/2026-01-10T08:00Z'])
  })

  it('run through when every day is open all day, while each day stays an opening of its own', () => {
    const hours = plain({ zone: 'UTC', weeklyHours: everyDay('00:00', '24:00') })
    const days = window('2026-01-10T00:00Z', '2026-01-12T00:00Z')
    expect(openRanges(hours, days)).toHaveLength(1)
    expect(listOpenings(hours, days).map(([start]) => iso(start))).toEqual(['2026-01-10T00:00Z', '2026-01-11T00:00Z'])
  })

  it('replace a whole day by its date, and close it by an empty one', () => {
    const hours = {
      zone: 'UTC',
      weeklyHours: everyDay('09:00', '10:00'),
      dateOverrides: [
        { date: '2026-01-06', hours: [] },
        { date: '2026-01-07', hours: [{ from: '20:00', to: '24:00' }] },
      ],
    }
    expect(show(hours, '2026-01-05T00:00Z', '2026-01-08T00:00Z')).toEqual([
      '2026-01-05T09:00Z/2026-01-05T10:00Z',
      '2026-01-07T20:00Z/2026-01-08T00:00Z',
    ])
  })

  it('keep the late hours of the day before a closed day', () => {
    const hours = {
      zone: 'UTC',
      weeklyHours: everyDay('22:00', '02:00'),
      dateOverrides: [{ date: '2026-01-06', hours: [] }],
    }
    expect(show(hours, '2026-01-05T12:00Z', '2026-01-07T12:00Z')).toEqual(['2026-01-05T22:00Z/2026-01-06T02:00Z'])
  })

  it('open at the first moment after skipped time', () => {
    const hours = { zone: 'Europe/Berlin', weeklyHours: [{ weekday: 7, from: '02:30', to: '05:00' }] }
    expect(show(hours, '2026-03-29T00:00Z', '2026-03-30T00:00Z')).toEqual(['2026-03-29T01:00Z/2026-03-29T03:00Z'])
  })

  it('leave out hours that the clocks skip altogether', () => {
    expect(
      show(
        { zone: 'Europe/Berlin', weeklyHours: [{ weekday: 7, from: '02:00', to: '03:00' }] },
        '2026-03-29T00:00Z',
        '2026-03-30T00:00Z',
      ),
    ).toEqual([])
  })

  it('open with the first and close with the second pass of a repeated hour', () => {
    const hours = { zone: 'Europe/Berlin', weeklyHours: [{ weekday: 7, from: '02:15', to: '02:45' }] }
    expect(show(hours, '2026-10-25T00:00Z', '2026-10-26T00:00Z')).toEqual(['2026-10-25T00:15Z/2026-10-25T01:45Z'])
  })

  it('end where a repeated hour begins, not where it begins again', () => {
    const hours = { zone: 'Europe/Berlin', weeklyHours: [{ weekday: 6, from: '22:00', to: '02:00' }] }
    expect(show(hours, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual(['2026-10-24T20:00Z/2026-10-25T00:00Z'])
    // Havana's clocks go from 01:00 back to 00:00 on 1 November 2026: its midnight comes twice.
    const evening = { zone: 'America/Havana', weeklyHours: [{ weekday: 6, from: '20:00', to: '24:00' }] }
    expect(show(evening, '2026-10-31T12:00Z', '2026-11-01T12:00Z')).toEqual(['2026-11-01T00:00Z/2026-11-01T04:00Z'])
  })

  it('keep wall time over a change, north and south', () => {
    const hours = (zone: string) => ({ zone, weeklyHours: [{ weekday: 1, from: '09:00', to: '10:00' }] })
    expect(show(hours('Europe/Berlin'), '2026-03-23T00:00Z', '2026-03-31T00:00Z')).toEqual([
      '2026-03-23T08:00Z/2026-03-23T09:00Z',
      '2026-03-30T07:00Z/2026-03-30T08:00Z',
    ])
    expect(show(hours('America/Santiago'), '2026-03-30T00:00Z', '2026-04-07T00:00Z')).toEqual([
      '2026-03-30T12:00Z/2026-03-30T13:00Z',
      '2026-04-06T13:00Z/2026-04-06T14:00Z',
    ])
  })

  it('open a day whose midnight is skipped at its first moment', () => {
    // Cairo's clocks go from 00:00 to 01:00 on 24 April 2026.
    const hours = { zone: 'Africa/Cairo', weeklyHours: [{ weekday: 5, from: '00:00', to: '24:00' }] }
    expect(show(hours, '2026-04-23T12:00Z', '2026-04-25T12:00Z')).toEqual(['2026-04-23T22:00Z/2026-04-24T21:00Z'])
  })

  it('know zones of half and three quarter hours, and a change of half an hour', () => {
    const hours = (zone: string) => ({ zone, weeklyHours: [{ weekday: 1, from: '09:00', to: '10:00' }] })
    expect(show(hours('Asia/Kolkata'), '2026-01-05T00:00Z', '2026-01-06T00:00Z')).toEqual([
      '2026-01-05T03:30Z/2026-01-05T04:30Z',
    ])
    expect(show(hours('Asia/Kathmandu'), '2026-01-05T00:00Z', '2026-01-06T00:00Z')).toEqual([
      '2026-01-05T03:15Z/2026-01-05T04:15Z',
    ])
    // Lord Howe repeats 01:30 to 02:00 on 5 April 2026 and skips 02:00 to 02:30 on 4 October.
    const sunday = { zone: 'Australia/Lord_Howe', weeklyHours: [{ weekday: 7, from: '01:00', to: '03:00' }] }
    expect(show(sunday, '2026-04-04T12:00Z', '2026-04-05T00:00Z')).toEqual(['2026-04-04T14:00Z/2026-04-04T16:30Z'])
    expect(show(sunday, '2026-10-03T12:00Z', '2026-10-04T00:00Z')).toEqual(['2026-10-03T14:30Z/2026-10-03T16:00Z'])
  })

  it('have nothing on a date that a zone left out', () => {
    // Apia had no 30 December 2011.
    const hours = { zone: 'Pacific/Apia', weeklyHours: everyDay('09:00', '17:00') }
    expect(show(hours, '2011-12-29T12:00Z', '2011-12-31T12:00Z')).toEqual([
      '2011-12-29T19:00Z/2011-12-30T03:00Z',
      '2011-12-30T19:00Z/2011-12-31T03:00Z',
    ])
    expect(
      show(
        { zone: 'Pacific/Apia', weeklyHours: [{ weekday: 5, from: '00:00', to: '24:00' }] },
        '2011-12-29T12:00Z',
        '2012-01-01T12:00Z',
      ),
    ).toEqual([])
  })

  it('are the same through every window that shows them', () => {
    const hours = plain({
      zone: 'America/St_Johns',
      weeklyHours: [...everyDay('22:00', '03:00'), ...everyDay('02:00', '07:00')],
    })
    const wide = listOpenings(hours, window('2026-03-01T00:00Z', '2026-04-01T00:00Z'))
    for (const [start, end] of wide.slice(2, -2)) {
      expect(listOpenings(hours, { fromMs: end - 1, toMs: end })).toContainEqual([start, end])
      expect(listOpenings(hours, { fromMs: start, toMs: start + 1 })).toContainEqual([start, end])
    }
  })
})
