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
