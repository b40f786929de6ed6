/**
 * One error for every wire: REST, frame RPC, jobs. `code` is ours and closed (it
 * decides the HTTP status); `reason` belongs to a module and is open, written
 * `<module>.<what>`. Branch on these two words, never on class or message: errors
 * cross frames and processes, where `instanceof` lies.
 */

export const statusOf = {
  VALIDATION_ERROR: 422,
  MALFORMED: 400,
  UNAUTHORIZED: 401,
  TOKEN_EXPIRED: 401,
  TOKEN_REVOKED: 401,
  SUBSCRIPTION_REQUIRED: 402,
  FORBIDDEN: 403,
  DOMAIN_NOT_VERIFIED: 403,
  MODULE_NOT_ENABLED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  GONE: 410,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  MISDIRECTED: 421,
  RATE_LIMITED: 429,
  USAGE_LIMIT_EXCEEDED: 429,
  SERVER_ERROR: 500,
  UNAVAILABLE: 503,
  NETWORK_ERROR: 503,
  TIMEOUT: 504,
} as const

export type ErrorCode = keyof typeof statusOf

/** One wrong field. `path` is a JSON pointer into the input, `rule` the word of the broken rule. */
export interface FieldError {
  path: string
  rule: string
  message: string
}

export interface ErrorFacts {
  /** Wrong fields, for VALIDATION_ERROR. */
  errors?: FieldError[]
  /** What the caller needs to go on: alternatives, allowed next states, seconds to wait. */
  [fact: string]: unknown
}

export class DmError extends Error {
  readonly code: ErrorCode
  readonly reason: string
  readonly facts: ErrorFacts

  constructor(code: ErrorCode, reason: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(`${code} ${reason}`, options)
    this.name = 'DmError'
    this.code = code
    this.reason = reason
    this.facts = facts
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(statusOf, value)
}

/** Recognises our error by its words, so that one from another realm counts too. */
export function isDmError(value: unknown): value is DmError {
  return (
    typeof value === 'object' &&
    value !== null &&
    isErrorCode((value as { code?: unknown }).code) && // safe: the value is only read
    typeof (value as { reason?: unknown }).reason === 'string'
  )
}

/** RFC 9457 problem details as every endpoint answers them, `application/problem+json`. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  reason: string
  requestId: string
  errors: FieldError[]
  [fact: string]: unknown
}
