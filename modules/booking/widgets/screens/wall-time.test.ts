import { describe, expect, it } from 'vitest'
import { minutesOfDay, startOfDay, toInstant, toWall } from './wall-time.ts'

const iso = (wall: string, zone: string) => toInstant(wall, zone)?.toISOString()

describe('toInstant', () => {
  it('reads a plain wall time in summer and in winter', () => {
    expect(iso('2026-07-01T09:00', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z')
    expect(iso('2026-12-01T09:00', 'Europe/Berlin')).toBe('2026-12-01T08:00:00.000Z')
  })

  it('pushes a skipped time forward by the hour that is missing', () => {
    expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(toWall('2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-29T03:30')
  })

  it('takes the first of a time that happens twice', () => {
    expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
    expect(iso('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
  })

  it('is right on either side of a change', () => {
    expect(iso('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z')
    expect(iso('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
    expect(iso('2026-10-25T03:00', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z')
  })

  it('knows half-hour and quarter-hour zones, and the half-hour change of Lord Howe', () => {
    expect(iso('2026-05-05T09:00', 'Asia/Kolkata')).toBe('2026-05-05T03:30:00.000Z')
    expect(iso('2026-05-05T09:00', 'Asia/Kathmandu')).toBe('2026-05-05T03:15:00.000Z')
    expect(iso('2026-10-04T02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z')
  })

  it('goes back and forth without loss for every hour of two years', () => {
    for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Africa/Casablanca', 'Pacific/Auckland']) {
      for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2028, 0, 1); ms += 3_600_000 * 7) {
        const wall = toWall(new Date(ms).toISOString(), zone)
        expect(toWall(toInstant(wall, zone)!.toISOString(), zone)).toBe(wall)
      }
    }
  })

  it('refuses what is no wall time', () => {
    expect(toInstant('', 'UTC')).toBeUndefined()
    expect(toInstant('2026-13-01T10:00', 'UTC')).toBeUndefined()
    expect(toInstant('2026-01-01', 'UTC')).toBeUndefined()
  })
})

describe('startOfDay', () => {
  it('is the first moment there is where midnight is skipped', () => {
    expect(startOfDay('2026-03-29', 'Asia/Beirut').toISOString()).toBe('2026-03-28T22:00:00.000Z')
    expect(toWall('2026-03-28T22:00:00Z', 'Asia/Beirut')).toBe('2026-03-29T01:00')
  })
})

it('counts minutes by the wall clock', () => {
  expect(minutesOfDay('2026-03-29T07:15:00Z', 'Europe/Berlin')).toBe(9 * 60 + 15)
})
