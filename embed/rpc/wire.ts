/**
 * Messages on the port are arrays, the kind first:
 *
 *     call   [0, id, method, argument]        answered once, by result or error; with id 0 nobody waits
 *     result [1, id, value]
 *     error  [2, id, code, reason, facts]     words, never a message or a stack
 *     refusal [2, id, cause]                  the port itself did not take the call
 *     cancel [3, id]                          the caller no longer waits
 *     close  [4]
 *     open   [5, id, method, argument, credit]   streams: streams.ts
 *     chunk  [6, id, value]
 *     credit [7, id, more]
 *     end    [8, id] or [8, id, code, reason, facts]
 */
import type { Check } from './checks.ts'
import type { DropCause } from './limits.ts'
import { DmError, type ErrorCode, type ErrorFacts } from '@dramac/contract/wire/errors'

export const CALL = 0
export const RESULT = 1
export const ERROR = 2
export const CANCEL = 3
export const CLOSE = 4
export const OPEN = 5
export const CHUNK = 6
export const CREDIT = 7
export const END = 8

export type Frame = readonly unknown[]

/** The part of a MessagePort that a peer needs. */
export interface Transport {
  postMessage(message: unknown, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent) => unknown) | null
  close(): void
}

/** A table of methods: each takes one argument. */
export type Methods<T> = { [M in keyof T]: (argument: never) => unknown }
export type Argument<F> = F extends (argument: infer A) => unknown ? A : never
/** A check for every method's argument; a method without one is not served. */
export type Checks<T> = Record<keyof T, Check>
export type Answer<F> = F extends (argument: never) => infer R ? Awaited<R> : never

const word = /^[A-Z_]{2,40}$/

/** `[kind, id, code, reason, facts]` of what a handler threw. What is not ours tells nothing. */
export function errorFrame(kind: number, id: unknown, error: unknown): Frame {
  const { code, reason, facts } = Object(error) as Partial<DmError> // safe: read only
  if (typeof reason !== 'string' || !word.test(code!)) return [kind, id, 'failed']
  try {
    return [kind, id, code, reason, structuredClone(facts)]
  } catch {
    return [kind, id, code, reason, {}]
  }
}

/** What a refusal's cause means to the caller. */
type Refused = Exclude<DropCause, 'handshake'> | 'failed'
const refusals: Record<Refused, [ErrorCode, string]> = {
  rate: ['RATE_LIMITED', 'rpc.rate'],
  size: ['PAYLOAD_TOO_LARGE', 'rpc.message'],
  frame: ['MALFORMED', 'rpc.frame'],
  busy: ['RATE_LIMITED', 'rpc.calls_in_flight'],
  method: ['NOT_FOUND', 'rpc.unknown_method'],
  argument: ['VALIDATION_ERROR', 'rpc.bad_argument'],
  failed: ['SERVER_ERROR', 'rpc.failed'],
}

export function refusalError(cause: Refused): DmError {
  return new DmError(...refusals[cause])
}

/** The error of an error frame. A code of a later version is kept: callers compare, they do not list. */
export function errorOf(frame: Frame): DmError {
  const cause = String(frame[2]) as Refused // safe: looked up next
  if (Object.hasOwn(refusals, cause)) return refusalError(cause)
  const code = word.test(String(frame[2])) ? frame[2] : 'SERVER_ERROR'
  return new DmError(code as ErrorCode, String(frame[3]), Object(frame[4]) as ErrorFacts) // safe: see above; facts are open
}
