/** What went wrong, in a sentence that says what to do. */
import { isDmError, type ErrorCode } from '@dramac/contract/wire/errors'
import type { AppMessages } from './messages/en.ts'
import type { Words } from './words.ts'

export type AppWords = Words<keyof AppMessages>

const byCode: Partial<Record<ErrorCode, keyof AppMessages>> = {
  NETWORK_ERROR: 'problemOffline',
  TIMEOUT: 'problemOffline',
  UNAVAILABLE: 'problemUnavailable',
  RATE_LIMITED: 'problemTooMany',
  FORBIDDEN: 'problemDenied',
  UNAUTHORIZED: 'problemSignedOut',
  VALIDATION_ERROR: 'problemInput',
  CONFLICT: 'problemConflict',
  PRECONDITION_FAILED: 'problemVersion',
  NOT_FOUND: 'problemGone',
}

export function explainProblem(words: AppWords, problem: unknown): string {
  return words.say((isDmError(problem) ? byCode[problem.code] : undefined) ?? 'problemOther')
}

/** What support needs to find it in the log. */
export function referenceOf(problem: unknown): string | undefined {
  const reference = isDmError(problem) ? problem.facts['requestId'] : undefined
  return typeof reference === 'string' && reference !== '' ? reference : undefined
}

/** The server's word on one field, by the pointer of its path: `/pattern`. */
export function fieldProblem(problem: unknown, path: string): string | undefined {
  if (!isDmError(problem)) return undefined
  return problem.facts.errors?.find((error) => error.path === path)?.message
}
