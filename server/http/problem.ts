/** Every failure leaves as problem details (RFC 9457). Causes stay in the log, under the same request id. */
import { DmError, isDmError, statusOf, type ErrorFacts, type Problem } from '@dramac/contract/wire/errors'

const titles: Partial<Record<DmError['code'], string>> = {
  VALIDATION_ERROR: 'Some of the input is not right.',
  MALFORMED: 'The request could not be read.',
  UNAUTHORIZED: 'Sign in first.',
  TOKEN_EXPIRED: 'This link or token has expired.',
  TOKEN_REVOKED: 'This link or token is no longer valid.',
  SUBSCRIPTION_REQUIRED: 'This agency is suspended: everything can be seen, nothing changed.',
  FORBIDDEN: 'You may not do this.',
  DOMAIN_NOT_VERIFIED: 'This website is not verified for the widget.',
  MODULE_NOT_ENABLED: 'This is not switched on for the site.',
  NOT_FOUND: 'There is nothing here.',
  METHOD_NOT_ALLOWED: 'This address does not take that method.',
  CONFLICT: 'This clashes with what is there by now.',
  GONE: 'This is no longer available.',
  PRECONDITION_FAILED: 'Somebody else changed this in the meantime.',
  PAYLOAD_TOO_LARGE: 'The request is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'Send JSON.',
  MISDIRECTED: 'This address is not served here.',
  RATE_LIMITED: 'Too many requests. Wait a moment.',
  TIMEOUT: 'This took too long. Try again.',
  UNAVAILABLE: 'This is not available at the moment. Try again.',
}

/** What a failure is to its caller; the first row that fits. What none fits is our own fault. */
const meanings: readonly (readonly [fits: (failure: Failure) => boolean, code: DmError['code'], reason: string])[] = [
  [isContextRefused, 'NOT_FOUND', 'core.site_unknown'],
  // A suspended agency's transactions are read-only; its programs and visitors get none.
  [({ code }) => code === '25006', 'SUBSCRIPTION_REQUIRED', 'core.agency_suspended'],
  [isRefusedBy('agency_suspended'), 'SUBSCRIPTION_REQUIRED', 'core.agency_suspended'],
  [isRefusedBy('site_unavailable'), 'UNAVAILABLE', 'core.site_unavailable'],
  // Row security refused a row: to this caller its tenant does not exist.
  [({ code, routine }) => code === '42501' && routine === 'ExecWithCheckOptions', 'NOT_FOUND', 'core.record_unknown'],
  [({ code }) => code === '23505', 'CONFLICT', 'core.already_exists'],
  [
    ({ code, detail }) => code === '23503' && /is not present/.test(detail ?? ''),
    'VALIDATION_ERROR',
    'core.reference_unknown',
  ],
  [({ code }) => code === '23503' || code === '23001', 'CONFLICT', 'core.still_referred_to'],
  [isValueError, 'VALIDATION_ERROR', 'core.value_refused'],
  [isAway, 'UNAVAILABLE', 'core.database_away'],
  [({ code }) => code === '57014', 'TIMEOUT', 'core.took_too_long'],
  [({ type }) => type === 'entity.too.large', 'PAYLOAD_TOO_LARGE', 'core.body_too_large'],
  [({ type }) => type === 'encoding.unsupported', 'UNSUPPORTED_MEDIA_TYPE', 'core.encoding_unknown'],
  [({ type }) => /^(entity|request)\./.test(type ?? ''), 'MALFORMED', 'core.body_unreadable'],
  [({ status }) => status === 400, 'MALFORMED', 'core.request_unreadable'],
]

interface Failure {
  /** PostgreSQL's SQLSTATE, or the system's word. */
  readonly code?: string
  readonly message?: string
  readonly constraint?: string
  /** In English; empty for who may not see the row. */
  readonly detail?: string
  /** Of PostgreSQL's source, the same in every language. */
  readonly routine?: string
  /** Of Express and its body parser. */
  readonly type?: string
  readonly status?: number
}

export function toDmError(error: unknown): DmError {
  if (isDmError(error)) return error
  const failure = Object(error) as Failure // only read
  const meaning = meanings.find(([fits]) => fits(failure))
  if (!meaning) return new DmError('SERVER_ERROR', 'core.unexpected', {}, { cause: error })
  const [, code, reason] = meaning
  return new DmError(code, reason, factsOf(code, failure), failure.code === undefined ? {} : { cause: error })
}

/** A database that starts anew is back within seconds. */
const retryAfterSeconds = 2

/** Constraint names end in what they hold: `services_slug_key` tells that `slug` is taken. */
function factsOf(code: DmError['code'], { constraint }: Failure): ErrorFacts {
  if (code === 'VALIDATION_ERROR')
    return { errors: [{ path: '', rule: constraint ?? 'type', message: 'A value is not allowed here.' }] }
  if (code === 'UNAVAILABLE') return { retryAfterSeconds }
  return code === 'CONFLICT' && constraint ? { constraint } : {}
}

/** The database does not let this principal act for this site, whatever we had thought. */
export function isContextRefused(error: unknown): boolean {
  return isRefusedBy('tenant_context')(Object(error) as Failure) // only read
}

function isRefusedBy(name: string) {
  return ({ code, constraint }: Failure): boolean => code === '42501' && constraint === name
}

/** Checks, missing values, and what PostgreSQL cannot read as the type of its column: class 22, but no arithmetic of ours. */
function isValueError({ code = '' }: Failure): boolean {
  return code === '23514' || code === '23502' || (/^22...$/.test(code) && code !== '22012')
}

const awayCodes = /^(57P0[1-5]|08...|53...|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/

/** The database ends, starts, is full or is not there; a connection that is cut has no code, only pg's own words. */
function isAway({ code, message = '' }: Failure): boolean {
  return code === undefined
    ? /^(Connection terminated|Client has encountered a connection error|Client was closed)/.test(message)
    : awayCodes.test(code)
}

export function toProblem(error: DmError, requestId: string): Problem {
  const { errors, ...facts } = error.facts
  return {
    type: `urn:dm:error:${error.code.toLowerCase()}`,
    title: titles[error.code] ?? 'Something went wrong on our side.',
    status: statusOf[error.code],
    ...facts,
    code: error.code,
    reason: error.reason,
    requestId,
    errors: errors ?? [],
  }
}
