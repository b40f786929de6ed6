/** At which times of an opening a service may start, before anything is taken away. */
import { changesBetween, offsetAt, wallAt } from '@dramac/core/kernels/schedule/zones'

export interface GridRules {
  readonly durationMinutes: number
  readonly stepMinutes: number
  readonly startGrid: 'clock' | 'opening'
  readonly startOffsetMinutes: number
}

/** One day's opening as the grid sees it. */
export interface Opening {
  readonly open: number
  /** The next opening, whose grid takes over. */
  readonly next: number
  /** End of the whole open time that it belongs to, perhaps of a later opening. */
  readonly close: number
}

const minuteMs = 60_000
const alignments = [60, 30, 20, 15, 10, 5]

/** Starts of one opening, in order, such that the service ends before it closes; few before `from`. */
export function* gridOf(
  { rules, zone }: { readonly rules: GridRules; readonly zone: string },
  { open, next, close }: Opening,
  from: number,
): Generator<number> {
  const step = rules.stepMinutes * minuteMs
  const until = Math.min(close - rules.durationMinutes * minuteMs + 1, next)
  const alignment = alignmentOf(rules)
  let start = toAlignment(zone, open, alignment) + rules.startOffsetMinutes * minuteMs
  for (const turn of [...turnsBetween(zone, open, until, alignment), until]) {
    if (start < from) start += Math.max(0, Math.floor((Math.min(from, turn) - start) / step)) * step
    for (; start < turn; start += step) yield start
    start = toAlignment(zone, start, alignment, rules.startOffsetMinutes * minuteMs)
  }
}

/** On the clock: what full alignments of the visitor's clock are multiples of; from the opening: nothing. */
const alignmentOf = ({ startGrid, stepMinutes }: GridRules): number =>
  startGrid === 'opening' ? 0 : (alignments.find((minutes) => stepMinutes % minutes === 0) ?? 1) * minuteMs

/** The first moment at or after `at` that lies `offset` behind a full alignment. */
function toAlignment(zone: string, at: number, alignment: number, offset = 0): number {
  if (alignment === 0) return at
  const wall = wallAt(zone, at) - offset
  return at + (Math.ceil(wall / alignment) * alignment - wall)
}

/** Where the visitor's clock turns by a part of an alignment, as by half an hour on Lord Howe: the grid turns with it. */
function turnsBetween(zone: string, from: number, to: number, alignment: number): number[] {
  if (alignment === 0) return []
  return changesBetween(zone, from, to).filter(
    (at) => at < to && (offsetAt(zone, at) - offsetAt(zone, at - 1)) % alignment !== 0,
  )
}
