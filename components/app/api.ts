/** JSON over HTTP with the session's cookie, for our own pages. */
import { fetchJson } from '@dramac/frame/api'
import { isDmError } from '@dramac/contract/wire/errors'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface GetOptions {
  readonly query?: Query | undefined
  readonly signal?: AbortSignal | undefined
}

export interface PostOptions {
  /** The same key makes a repeated post answer what the first one did; absent: a new one. */
  readonly idempotencyKey?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Errors of each: DmError of the answer, NETWORK_ERROR `offline` without one, the signal's reason when aborted. */
export interface Api {
  get<Answer>(path: string, options?: GetOptions): Promise<Answer>
  post<Answer>(path: string, body?: unknown, options?: PostOptions): Promise<Answer>
  /** `version` travels as If-Match; absent for what knows none. */
  patch<Answer>(path: string, body: object, version?: number): Promise<Answer>
  delete<Answer = void>(path: string): Promise<Answer>
}

export interface ApiOptions {
  /** The session is over: whoever signs in again goes on where they were. */
  onSignedOut?: () => void
  /** The server wants to know that it is still the same person; the call is repeated when this says that they did. */
  onConfirmationRequired?: () => Promise<boolean>
}

/** Something typed was wrong; the session, if there is one, goes on. */
const aboutInput = new Set(['identity.wrong_credentials', 'identity.code_wrong', 'identity.passkey_refused'])

export function createApi({ onSignedOut, onConfirmationRequired }: ApiOptions = {}): Api {
  async function ask(path: string, request: RequestInit): Promise<never> {
    try {
      // safe: the caller names the answer of the endpoint
      return (await fetchJson(path, { credentials: 'same-origin', ...request })) as never
    } catch (error) {
      if (isDmError(error) && error.code === 'UNAUTHORIZED' && !aboutInput.has(error.reason)) onSignedOut?.()
      throw error
    }
  }

  async function send(path: string, request: RequestInit): Promise<never> {
    try {
      return await ask(path, request)
    } catch (error) {
      const isAsked = isDmError(error) && error.reason === 'identity.confirmation_required'
      if (isAsked && (await onConfirmationRequired?.())) return ask(path, request)
      throw error
    }
  }

  const headers = { Accept: 'application/json', 'Dm-Request': '1' }
  const jsonHeaders = { ...headers, 'Content-Type': 'application/json' }

  return {
    get: (path, { query, signal } = {}) => send(path + toSearch(query), { headers, signal: signal ?? null }),
    post: (path, body = {}, { idempotencyKey = crypto.randomUUID(), signal } = {}) =>
      send(path, {
        method: 'POST',
        headers: { ...jsonHeaders, 'Idempotency-Key': idempotencyKey },
        body: JSON.stringify(body),
        signal: signal ?? null,
      }),
    patch: (path, body, version) =>
      send(path, {
        method: 'PATCH',
        headers: { ...jsonHeaders, ...(version !== undefined && { 'If-Match': `"${version}"` }) },
        body: JSON.stringify(body),
      }),
    delete: (path) => send(path, { method: 'DELETE', headers }),
  }
}

function toSearch(query: Query = {}): string {
  const filled = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return filled.length === 0 ? '' : `?${new URLSearchParams(filled)}`
}
