/** The password was right, and more is asked for. */
import { isDmError } from '@dramac/contract/wire/errors'

export interface SecondFactorOffer {
  readonly challenge: string
  readonly methods: readonly string[]
}

/** Undefined when the problem is another one. */
export function findOffer(problem: unknown): SecondFactorOffer | undefined {
  if (!isDmError(problem) || problem.reason !== 'identity.second_factor_required') return undefined
  const { challenge, methods } = problem.facts
  if (typeof challenge !== 'string' || !Array.isArray(methods)) return undefined
  return { challenge, methods: methods.map(String) }
}
