import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { changesBetween, momentOf, offsetAt, wallAt } from './zones.ts'

const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Dublin',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'Asia/Gaza',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
]
const minute = 60_000
const zoned = (zone: string, ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)

/** Every change of a zone between 1985 and 2045. */
function changesOf(zone: string): number[] {
  const changes: number[] = []
  let at: Temporal.ZonedDateTime | null = zoned(zone, Date.UTC(1985))
  while ((at = at.getTimeZoneTransition('next')) && at.year < 2045) changes.push(at.epochMilliseconds)
  return changes
}

/** What Temporal says of a wall time: its moments, none in a gap. */
function momentsOf(zone: string, wallMs: number): number[] {
  const wall = Temporal.PlainDateTime.from(new Date(wallMs).toISOString().slice(0, -1))
  const moments = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(zone, { disambiguation }),
  )
  return moments.filter((moment) => moment.toPlainDateTime().equals(wall)).map((moment) => moment.epochMilliseconds)
}

describe('the wall clocks of zones', () => {
  it.each(zones)('agree with Temporal around every change of %s', (zone) => {
    for (const change of changesOf(zone)) {
      for (const minutes of [-1560, -90, -60, -45, -30, -15, -1, 0, 1, 15, 29, 30, 45, 60, 90, 1560]) {
        const wall = wallAt(zone, change) + minutes * minute
        const moments = momentsOf(zone, wall)
        expect(momentOf(zone, wall)).toBe(moments[0] ?? change)
        expect(momentOf(zone, wall, 'later')).toBe(moments.at(-1) ?? change)
        const at = change + minutes * minute
        expect(offsetAt(zone, at)).toBe(zoned(zone, at).offsetNanoseconds / 1e6)
      }
    }
  })

  it.each(zones)('list every change of %s', (zone) => {
    expect(changesBetween(zone, Date.UTC(1985), Date.UTC(2045))).toEqual(
      changesOf(zone).filter((change) => change <= Date.UTC(2045)),
    )
  })

  it('count a change at the end of the asked time, not one at its start', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    expect(changesBetween('Europe/Berlin', change - 1, change)).toEqual([change])
    expect(changesBetween('Europe/Berlin', change, change + 1)).toEqual([])
  })

  it('refuse a zone that does not exist', () => {
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow(RangeError)
  })
})
