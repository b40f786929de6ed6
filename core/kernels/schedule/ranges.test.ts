import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meetsAny, mergeRanges, type Range } from './ranges.ts'

const rough = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 12 })
const merged = rough.map(mergeRanges)
const moments = Array.from({ length: 62 }, (_, at) => at)
/** A set of ranges by its meaning: the moments that it holds. */
const held = (ranges: readonly Range[]) =>
  moments.filter((at) => ranges.some(([start, end]) => start <= at && at < end))

describe('sets of ranges', () => {
  it('merge to sorted ranges that neither touch nor vanish', () => {
    fc.assert(
      fc.property(rough, (ranges) => {
        const result = mergeRanges(ranges)
        for (const [index, [start, end]] of result.entries()) {
          expect(start).toBeLessThan(end)
          if (index > 0) expect(start).toBeGreaterThan(result[index - 1]![1])
        }
        expect(held(result)).toEqual(held(ranges))
        expect(mergeRanges(result)).toEqual(result)
      }),
    )
  })

  it('leave what they are given as it was', () => {
    const given: Range[] = [
      [5, 9],
      [1, 6],
    ]
    mergeRanges(given)
    expect(given).toEqual([
      [5, 9],
      [1, 6],
    ])
  })

  it('are met by a range that shares a moment with them, not by one that only touches', () => {
    expect(meetsAny([[10, 20]], 20, 30)).toBe(false)
    expect(meetsAny([[10, 20]], 0, 10)).toBe(false)
    expect(meetsAny([[10, 20]], 19, 30)).toBe(true)
    fc.assert(
      fc.property(merged, fc.nat(60), fc.integer({ min: 1, max: 20 }), (ranges, start, length) => {
        const shared = held(ranges).some((at) => start <= at && at < start + length)
        expect(meetsAny(ranges, start, start + length)).toBe(shared)
      }),
    )
  })
})
