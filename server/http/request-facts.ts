/** What a request says of itself besides its credential: that a page of ours sent it, when it happens, whether it is a repeat. */
import { createHash } from 'node:crypto'
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import type { IdempotencyClaim } from '@dramac/core/create-context'
import type { Request } from 'express'
import type { Caller } from './authenticate.ts'

/** A cookie travels by itself, so a write with one must carry a header that only our own pages can set. */
export function refuseForgery(request: Request, caller: Caller, ownOrigin: string): void {
  if (caller.kind === 'session' && request.method !== 'GET' && request.method !== 'HEAD')
    requireOwnPage(request, ownOrigin)
}

/** Another website can make a browser post here, but not with this header, and not from this origin. */
export function requireOwnPage(request: Request, ownOrigin: string): void {
  if (request.headers['dm-request'] !== '1') throw new DmError('FORBIDDEN', 'core.request_header_missing')
  const origin = request.get('Origin')
  if (origin !== undefined && origin !== ownOrigin) throw new DmError('FORBIDDEN', 'core.foreign_origin')
}

export function timeOf(request: Request, caller: Caller, clock: () => Date): Date {
  const wanted = request.get(header.testClock)
  if (wanted === undefined) return clock()
  if (caller.kind !== 'key' || caller.key.mode !== 'test') throw new DmError('FORBIDDEN', 'core.test_clock_refused')
  const at = new Date(wanted)
  // Row ids begin with the time, which must be one that they can hold.
  if (Number.isNaN(at.getTime()) || !/^2\d{3}-\d\d-\d\dT/.test(wanted))
    throw new DmError('MALFORMED', 'core.test_clock_unreadable')
  return at
}

export function claimOf(request: Request): IdempotencyClaim | undefined {
  const key = request.get(header.idempotencyKey)
  if (key === undefined) return undefined
  if (key.length < 1 || key.length > 255) throw new DmError('MALFORMED', 'core.idempotency_key_length')
  const requestHash = createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest()
  return { key, route: `${request.method} ${request.path}`, requestHash }
}
