/** One figure of a bench, a JSON line of `npm run bench -- --json`. */
export interface Measure {
  name: string
  value: number
  unit: string
  /** This figure against `baseline`, measured in the same run. */
  ratio?: number
  /** What `ratio` compares with. */
  baseline?: string
}

export interface Comparison {
  /** How often each side runs. */
  readonly rounds: number
  /** One round of each; answers its figure. */
  readonly subject: () => Promise<number>
  readonly baseline: () => Promise<number>
}

/**
 * Medians of both sides and of their ratio round by round. The sides take turns, and turns in going first:
 * what else the machine does meanwhile hits both alike.
 */
export async function compareInRounds({ rounds, subject, baseline }: Comparison): Promise<{
  readonly subject: number
  readonly baseline: number
  readonly ratio: number
}> {
  const pairs: { subject: number; baseline: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const subjectFirst = round % 2 === 0
    const first = await (subjectFirst ? subject : baseline)()
    const second = await (subjectFirst ? baseline : subject)()
    pairs.push(subjectFirst ? { subject: first, baseline: second } : { subject: second, baseline: first })
  }
  return {
    subject: median(pairs.map((pair) => pair.subject)),
    baseline: median(pairs.map((pair) => pair.baseline)),
    ratio: median(pairs.map((pair) => pair.subject / pair.baseline)),
  }
}

/** @throws RangeError of nothing there is no middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)]
  const lower = sorted[Math.ceil(middle) - 1]
  if (upper === undefined || lower === undefined) throw new RangeError('no values')
  return (lower + upper) / 2
}
