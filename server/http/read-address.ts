/** Addresses and query strings, as strict as bodies: each parameter once, none that nobody reads. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Request, RequestHandler } from 'express'
import { isKeepable } from './read-json.ts'

/** Half a percent code, bytes that are no text, a NUL: whoever decoded it later would read something else. */
export const refuseUnreadableAddress: RequestHandler = (request, _response, next) => {
  if (request.url.includes('%') && !isReadable(request.url)) throw new DmError('MALFORMED', 'core.address_unreadable')
  next()
}

function isReadable(url: string): boolean {
  try {
    return isKeepable(decodeURIComponent(url))
  } catch {
    return false
  }
}

export function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.query)) {
    if (typeof value !== 'string') throw new DmError('MALFORMED', 'core.query_repeated', { name })
    query[name] = value
  }
  return query
}

/** For an address that reads no parameter: a misspelt one must not look as if it had worked. */
export function refuseQuery(request: Request): void {
  const [name] = Object.keys(request.query)
  if (name === undefined) return
  throw new DmError('VALIDATION_ERROR', 'core.input_refused', {
    errors: [{ path: `/${name}`, rule: 'additionalProperties', message: 'is not known' }],
  })
}

/** The version that the caller read; undefined for any. */
export function ifMatchOf(request: Request): number | undefined {
  const given = request.get('If-Match')
  if (given === undefined || given === '*') return undefined
  const version = /^"?(\d{1,9})"?$/.exec(given)?.[1]
  if (version === undefined) throw new DmError('MALFORMED', 'core.if_match_unreadable')
  return Number(version)
}
