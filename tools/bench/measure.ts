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
