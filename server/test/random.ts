import { createRandom } from '../create-random.ts'

/** Chance that can be had again by its seed. */
export interface Random {
  /** An integer from 0 to below `end`. */
  below(end: number): number
  pick<T>(values: readonly T[]): T
}

export function seededRandom(seed: number): Random {
  const next = createRandom(seed)
  const below = (end: number): number => Math.floor(next() * end)
  return { below, pick: (values) => values[below(values.length)]! }
}
