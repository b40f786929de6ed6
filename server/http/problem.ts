/** Every failure leaves as problem details (RFC 9457). Causes stay in the log, under the same request id. */
import { DmError, isDmError, statusOf, type Problem } from '@dramac/contract/wire/errors'

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
  UNAVAILABLE: 'This is not available at the moment. Try again.',
}

/** Constraint names end in what they hold: `services_slug_key` tells that `slug` is taken. */
export function toDmError(error: unknown): DmError {
  if (isDmError(error)) return error
  const { code, constraint, type, status } = Object(error) as Failure // only read
  const cause = { cause: error }
  if (isContextRefused(error)) return new DmError('NOT_FOUND', 'core.site_unknown')
  if (code === '25006' || (code === '42501' && constraint === 'agency_suspended'))
    return new DmError('SUBSCRIPTION_REQUIRED', 'core.agency_suspended', {}, cause)
  if (code === '42501' && constraint === 'site_unavailable')
    return new DmError('UNAVAILABLE', 'core.site_unavailable', {}, cause)
  if (code === '23505') return new DmError('CONFLICT', 'core.already_exists', fieldOf(constraint), cause)
  if (code === '23503' || code === '23001')
    return new DmError('CONFLICT', 'core.still_referred_to', fieldOf(constraint), cause)
  if (code !== undefined && isValueError(code)) {
    const errors = [{ path: '', rule: constraint ?? 'type', message: 'A value is not allowed here.' }]
    return new DmError('VALIDATION_ERROR', 'core.value_refused', { errors }, cause)
  }
  if (code !== undefined && isAway(code)) return new DmError('UNAVAILABLE', 'core.database_away', {}, cause)
  if (code === '57014') return new DmError('UNAVAILABLE', 'core.took_too_long', {}, cause)
  if (type === 'entity.too.large') return new DmError('PAYLOAD_TOO_LARGE', 'core.body_too_large')
  if (type === 'encoding.unsupported') return new DmError('UNSUPPORTED_MEDIA_TYPE', 'core.encoding_unknown')
  if (type?.startsWith('entity.') || type?.startsWith('request.'))
    return new DmError('MALFORMED', 'core.body_unreadable')
  if (status === 400) return new DmError('MALFORMED', 'core.request_unreadable')
  return new DmError('SERVER_ERROR', 'core.unexpected', {}, cause)
}

interface Failure {
  /** PostgreSQL's SQLSTATE. */
  readonly code?: string
  readonly constraint?: string
  /** Of Express and its body parser. */
  readonly type?: string
  readonly status?: number
}

/** The database does not let this principal act for this site, whatever we had thought. */
export function isContextRefused(error: unknown): boolean {
  const { code, constraint } = Object(error) as Failure // only read
  return code === '42501' && constraint === 'tenant_context'
}

/** Checks, missing values, and what PostgreSQL cannot read as the type of its column: class 22, but no arithmetic of ours. */
const isValueError = (code: string): boolean =>
  code === '23514' || code === '23502' || (/^22...$/.test(code) && code !== '22012')

/** The database ends, starts, is full or is not there. */
const isAway = (code: string): boolean => /^(57P0[1-5]|08...|53...|ECONN(REFUSED|RESET)|EPIPE)$/.test(code)

const fieldOf = (constraint: string | undefined) => (constraint ? { constraint } : {})

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
