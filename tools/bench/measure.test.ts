import { describe, expect, it } from 'vitest'
import { compareInRounds, median } from './measure.ts'

describe('a median', () => {
  it('is the middle value, or the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 100])).toBe(3)
    expect(() => median([])).toThrow(RangeError)
  })
})

describe('a comparison in rounds', () => {
  it('lets the sides take turns in going first', async () => {
    const ran: string[] = []
    const side = (name: string) => async () => ran.push(name)
    await compareInRounds({ rounds: 3, subject: side('s'), baseline: side('b') })
    expect(ran.join('')).toBe('sbbssb')
  })

  it('compares each round with itself, so that a machine that slows down changes no ratio', async () => {
    let slowness = 1
    let calls = 0
    const timed = (value: number) => async () => {
      slowness = 1 + Math.floor(calls++ / 2)
      return value * slowness
    }
    const { ratio, subject } = await compareInRounds({ rounds: 5, subject: timed(3), baseline: timed(4) })
    expect(ratio).toBeCloseTo(0.75)
    expect(subject).toBe(9)
  })
})
