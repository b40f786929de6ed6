/** Sets of moments as sorted, disjoint half-open ranges of ms since the epoch. */

export type Range = readonly [startMs: number, endMs: number]

/** Sorts, joins what touches or overlaps, drops what is empty. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: [number, number][] = []
  for (const [start, end] of ranges.filter(([from, to]) => from < to).toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

export const uniteRanges = (some: readonly Range[], others: readonly Range[]): Range[] =>
  mergeRanges([...some, ...others])

/** Both arguments merged. */
export function subtractRanges(from: readonly Range[], taken: readonly Range[]): Range[] {
  const left: Range[] = []
  let next = 0
  for (const [start, end] of from) {
    let at = start
    while (next < taken.length && taken[next]![1] <= at) next++
    for (let index = next; index < taken.length && taken[index]![0] < end; index++) {
      const [takenFrom, takenTo] = taken[index]!
      if (takenFrom > at) left.push([at, takenFrom])
      at = Math.max(at, takenTo)
    }
    if (at < end) left.push([at, end])
  }
  return left
}

/** Both arguments merged. */
export function intersectRanges(some: readonly Range[], others: readonly Range[]): Range[] {
  const common: Range[] = []
  for (let a = 0, b = 0; a < some.length && b < others.length;) {
    const [start, end] = [Math.max(some[a]![0], others[b]![0]), Math.min(some[a]![1], others[b]![1])]
    if (start < end) common.push([start, end])
    if (some[a]![1] < others[b]![1]) a++
    else b++
  }
  return common
}

/** Whether [start, end) meets any of the merged ranges; by bisection, so cheap in many. */
export function meetsAny(ranges: readonly Range[], start: number, end: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]![1] <= start) low = middle + 1
    else high = middle
  }
  return low < ranges.length && ranges[low]![0] < end
}
