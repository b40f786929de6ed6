/** What went wrong, in a sentence that says what to do. */
import { isDmError, type DmError, type ErrorCode } from '@dramac/contract/wire/errors'
import type { AppMessages } from './messages/en.ts'
import type { Words } from './words.ts'

export interface AppWords extends Words<keyof AppMessages> {
  /** What a module says of its own reasons, in the same language: reason to sentence. It wins over what we say. */
  readonly reasons?: Readonly<Record<string, string>>
}

const byReason: Readonly<Record<string, keyof AppMessages>> = {
  'core.already_exists': 'problemExists',
  'core.still_referred_to': 'problemReferred',
  'identity.confirmation_required': 'problemUnconfirmed',
}

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
  if (!isDmError(problem)) return words.say('problemOther')
  const { code, reason } = problem
  const waitSeconds = waitOf(problem)
  if (waitSeconds !== undefined) return words.say('problemTooManyFor', { time: sayDuration(words.locale, waitSeconds) })
  return find(words.reasons ?? {}, reason) ?? words.say(find(byReason, reason) ?? find(byCode, code) ?? 'problemOther')
}

/** When the next try may be made, in seconds; undefined when nobody has to wait. */
function waitOf({ code, facts }: DmError): number | undefined {
  const wait = facts['retryAfterSeconds'] ?? facts['retryAfter']
  return code === 'RATE_LIMITED' && typeof wait === 'number' && wait > 0 ? wait : undefined
}

/** Rounded up, so that who comes back then is not refused again. */
function sayDuration(locale: string, seconds: number): string {
  const [unit, length] =
    seconds < 60 ? (['second', 1] as const) : seconds < 3600 ? (['minute', 60] as const) : (['hour', 3600] as const)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(seconds / length))
}

const find = <Found>(table: Readonly<Record<string, Found>>, key: string): Found | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

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

/** Names of the fields that the server refused. */
export function refusedFields(problem: unknown): readonly string[] {
  if (!isDmError(problem)) return []
  return (problem.facts.errors ?? []).map(({ path }) => path.split('/')[1] ?? '')
}

/** Somebody else changed the record since it was read. */
export const isOutdated = (problem: unknown): boolean => isDmError(problem) && problem.code === 'PRECONDITION_FAILED'

/** Other records still name the one that was to be deleted. */
export const isReferred = (problem: unknown): boolean =>
  isDmError(problem) && problem.reason === 'core.still_referred_to'
