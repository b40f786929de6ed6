import { describe, expect, it, vi } from 'vitest'
import { createHeightGuard } from './height-guard.ts'

describe('the height of a frame', () => {
  it('is rounded up, capped, and left alone for less than 2 px', () => {
    const guard = createHeightGuard(() => {})
    expect([guard(100.2), guard(102.4), guard(102.9), guard(103.1), guard(1e9)]).toEqual([101, 103, 0, 0, 20_000])
  })

  it('freezes at the larger of two heights between which it flutters', () => {
    const frozen = vi.fn()
    const guard = createHeightGuard(frozen)
    const applied = Array.from({ length: 100 }, (_, i) => guard(i % 2 ? 400 : 300)).filter(Boolean)
    expect(frozen).toHaveBeenCalledTimes(1)
    expect(applied.length).toBeLessThanOrEqual(13)
    expect(applied.at(-1)).toBe(400)
    expect(guard(500)).toBe(0)
  })

  it('follows growth as fast as it comes', () => {
    const guard = createHeightGuard(() => {})
    for (let height = 10; height < 1000; height += 10) expect(guard(height)).toBe(height)
  })
})
