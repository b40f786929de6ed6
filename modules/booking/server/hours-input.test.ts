import { describe, expect, it } from 'vitest'
import { dateOverrides, weeklyHours } from '../contract.ts'

const accepts = (from: string, to: string) => weeklyHours.safeParse([{ weekday: 1, from, to }]).success

describe('hours', () => {
  it('are times of a clock, of which 24:00 may only end', () => {
    expect(accepts('00:00', '24:00')).toBe(true)
    expect(accepts('23:59', '00:00')).toBe(true)
    for (const [from, to] of [
      ['24:00', '08:00'],
      ['08:00', '24:01'],
      ['08:60', '09:00'],
      ['99:99', '10:00'],
      ['8:00', '09:00'],
      ['08:00\n', '09:00'],
    ]) {
      expect(accepts(from!, to!)).toBe(false)
    }
  })

  it('of a date may be none', () => {
    expect(dateOverrides.safeParse([{ date: '2026-12-24', hours: [] }]).success).toBe(true)
    expect(dateOverrides.safeParse([{ date: '2026-02-30', hours: [] }]).success).toBe(false)
  })
})
