/** The widget's bearer token: short-lived, so it is renewed ahead of its end or when the server says so. */
import { DmError } from '@dramac/contract/wire/errors'
import type { FrameBoot } from '@dramac/contract/wire/frame'
import { fetchJson } from './api.ts'

/** Renewed this long before the end, so that no request meets it on its way. */
const aheadMs = 60_000

export interface Token {
  headers(): Promise<Record<string, string>>
  /** Many callers at once share one renewal. */
  renew(): Promise<void>
}

export function createToken(boot: Pick<FrameBoot, 'token' | 'tokenExpiresAt' | 'refresh'>, now = Date.now): Token {
  let token = boot.token
  // Measured by how long it lives from now, at most; a wrong clock is put right by TOKEN_EXPIRED.
  let endsAt = Date.parse(boot.tokenExpiresAt)
  let renewal: Promise<void> | undefined

  const fetchNext = async () => {
    const answer = await fetchJson(boot.refresh, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })
    const next = Object(answer) as { token?: unknown; tokenExpiresAt?: unknown } // safe: tested next
    if (typeof next.token !== 'string') throw new DmError('SERVER_ERROR', 'http.no_token')
    token = next.token
    endsAt = Date.parse(String(next.tokenExpiresAt))
  }
  const renew = () =>
    (renewal ??= fetchNext().finally(() => {
      renewal = undefined
    }))

  return {
    renew,
    async headers() {
      // Ahead of time a failed renewal does not matter: the token still holds.
      if (endsAt - now() < aheadMs) await renew().catch(() => {})
      return { Authorization: `Bearer ${token}` }
    },
  }
}
