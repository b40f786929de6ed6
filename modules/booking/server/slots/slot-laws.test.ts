import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSlot, computeSlots, type Person, type SlotInput } from './compute-slots.ts'

describe('whatever the rules, hours, zones and bookings', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Pacific/Apia',
  )
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '10', '30', '55'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
  const hours = fc.record({
    weekday: fc.integer({ min: 1, max: 7 }),
    from: clock,
    to: fc.oneof(clock, fc.constant('24:00')),
  })
  // Around the changes of both halves of the year.
  const base = fc.constantFrom(
    Date.UTC(2026, 2, 28),
    Date.UTC(2026, 3, 4),
    Date.UTC(2026, 9, 3),
    Date.UTC(2026, 9, 24),
    Date.UTC(2026, 6, 1),
  )
  const taken = fc.array(fc.tuple(fc.integer({ min: -600, max: 4000 }), fc.integer({ min: 1, max: 600 })), {
    maxLength: 6,
  })
  const rules = fc.record({
    durationMinutes: fc.constantFrom(5, 20, 30, 60, 95, 600, 1440),
    stepMinutes: fc.constantFrom(5, 15, 25, 30, 45, 50, 60, 90, 420),
    bufferBeforeMinutes: fc.constantFrom(0, 5, 30),
    bufferAfterMinutes: fc.constantFrom(0, 10, 45),
    minNoticeMinutes: fc.constantFrom(0, 90, 1440),
    horizonDays: fc.constantFrom(1, 2, 90),
    startGrid: fc.constantFrom('clock' as const, 'opening' as const),
    startOffsetMinutes: fc.constantFrom(0, 0, 7),
  })
  const world = fc.record({
    rules,
    zone,
    base,
    zones: fc.array(zone, { minLength: 1, maxLength: 3 }),
    hours: fc.array(hours, { maxLength: 8 }),
    claims: taken,
    busy: taken,
  })
  const toRanges = (base: number, list: readonly (readonly [number, number])[]) =>
    list.map(([at, length]) => [base + at * 60_000, base + (at + length) * 60_000] as const)

  it('a time is offered exactly when the check accepts it, and overlaps nothing', () => {
    fc.assert(
      fc.property(world, ({ rules, zone, base, zones, hours, claims, busy }) => {
        const people = zones.map((zone, index): Person => ({
          id: `p${index}`,
          zone,
          weeklyHours: hours,
          dateOverrides: [],
          claims: index === 0 ? toRanges(base, claims) : [],
          busy: index === 1 ? toRanges(base, busy) : [],
        }))
        const input: SlotInput = { rules, people, now: new Date(base), zone }
        const date = (days: number) => new Date(base + days * 86_400_000).toISOString().slice(0, 10)
        const slots = computeSlots({ ...input, from: date(-1), to: date(3) }).flatMap((day) => day.slots)
        const offered = new Map(slots.map((slot) => [Date.parse(slot.startsAt), slot.resourceIds]))
        expect([...offered.keys()]).toEqual([...offered.keys()].toSorted((a, b) => a - b))
        for (let at = base; at < base + 2 * 86_400_000; at += 5 * 60_000) {
          const answer = checkSlot(input, new Date(at))
          expect('offered' in answer ? answer.offered : undefined).toEqual(offered.get(at))
        }
        for (const [start, ids] of offered) {
          const [from, to] = [
            start - rules.bufferBeforeMinutes * 60_000,
            start + (rules.durationMinutes + rules.bufferAfterMinutes) * 60_000,
          ]
          for (const person of people.filter(({ id }) => ids.includes(id))) {
            expect(person.claims.some(([a, b]) => a < to && from < b)).toBe(false)
            expect(person.busy.some(([a, b]) => a < start + rules.durationMinutes * 60_000 && start < b)).toBe(false)
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})
