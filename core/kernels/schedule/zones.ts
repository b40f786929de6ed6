/**
 * Wall clocks of IANA zones. The database of zones is asked for each zone's changes once per stretch
 * of years; afterwards an offset is a look into a short table.
 */
import { Temporal } from 'temporal-polyfill'

interface Stretch {
  /** Starts of the offsets, ascending; the first is -Infinity. */
  readonly starts: readonly number[]
  readonly offsets: readonly number[]
}

const stretches = new Map<string, Stretch>()
const yearMs = 366 * 86_400_000
/** How long one look-up covers. */
const stretchMs = 4 * yearMs
const maxStretches = 5000
const stretchEnd = (ms: number): number => (Math.floor(ms / stretchMs) + 1) * stretchMs

function stretchAt(zone: string, ms: number): Stretch {
  const until = stretchEnd(ms)
  const key = `${zone} ${until}`
  const known = stretches.get(key)
  if (known) return known
  const from = until - stretchMs
  let moment: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  const starts = [-Infinity]
  const offsets = [moment.offsetNanoseconds / 1e6]
  for (;;) {
    moment = moment.getTimeZoneTransition('next')
    if (!moment || moment.epochMilliseconds >= until) break
    starts.push(moment.epochMilliseconds)
    offsets.push(moment.offsetNanoseconds / 1e6)
  }
  const made = { starts, offsets }
  if (stretches.size >= maxStretches) stretches.clear()
  stretches.set(key, made)
  return made
}

/** Offset from UTC in ms at a moment. */
export function offsetAt(zone: string, ms: number): number {
  const { starts, offsets } = stretchAt(zone, ms)
  let index = starts.length - 1
  while (starts[index]! > ms) index--
  return offsets[index]!
}

/**
 * The moment at which the wall shows `wallMs` (a UTC reading of the local time). A time that the clocks
 * skip is the first moment after the gap; of a time that comes twice, the earlier or the later one.
 */
export function momentOf(zone: string, wallMs: number, twice: 'earlier' | 'later' = 'earlier'): number {
  const before = offsetAt(zone, wallMs - 86_400_000)
  const after = offsetAt(zone, wallMs + 86_400_000)
  const early = wallMs - before
  const late = wallMs - after
  const earlyFits = offsetAt(zone, early) === before
  const lateFits = offsetAt(zone, late) === after
  if (earlyFits && lateFits) return twice === 'earlier' ? Math.min(early, late) : Math.max(early, late)
  if (earlyFits) return early
  if (lateFits) return late
  return changesBetween(zone, Math.min(early, late), Math.max(early, late))[0] ?? late
}

/** Moments in (from, to] at which the zone's offset changes, ascending. */
export function changesBetween(zone: string, from: number, to: number): number[] {
  const changes: number[] = []
  for (let at = from; at <= to; at = stretchEnd(at)) {
    // A change on the very seam of two stretches stands in neither table.
    if (at > from && offsetAt(zone, at - 1) !== offsetAt(zone, at)) changes.push(at)
    changes.push(...stretchAt(zone, at).starts.filter((start) => start > from && start <= to))
  }
  return changes
}

/** What the wall shows at a moment, as the UTC reading of it. */
export const wallAt = (zone: string, ms: number): number => ms + offsetAt(zone, ms)

export const dayMs = 86_400_000

/** `YYYY-MM-DD` of a wall reading. */
export const dateOf = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10)

export const wallOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`)

export function isZone(zone: string): boolean {
  try {
    offsetAt(zone, 0)
    return true
  } catch {
    return false
  }
}
