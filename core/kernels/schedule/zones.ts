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
/** Years that one look-up covers. */
const span = 4

function stretchAt(zone: string, ms: number): Stretch {
  const block = Math.floor(ms / (span * yearMs))
  const key = `${zone} ${block}`
  const known = stretches.get(key)
  if (known) return known
  const from = block * span * yearMs
  const until = from + span * yearMs
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
  if (stretches.size > 5000) stretches.clear()
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
 * The moment at which the wall shows `wallMs` (a UTC reading of the local time). In a gap, the moment
 * after it by as much as was skipped past; where the time comes twice, the earlier or the later one.
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
  // In the gap: the first moment after it.
  return gapEnd(zone, Math.min(early, late), Math.max(early, late))
}

/** The change of offset between two moments. */
function gapEnd(zone: string, from: number, to: number): number {
  const { starts } = stretchAt(zone, to)
  return starts.find((start) => start > from - 1 && start <= to) ?? to
}

/** What the wall shows at a moment, as the UTC reading of it. */
export const wallAt = (zone: string, ms: number): number => ms + offsetAt(zone, ms)

export const dayMs = 86_400_000

/** `YYYY-MM-DD` of a wall reading. */
export const dateOf = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10)

export const wallOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`)
