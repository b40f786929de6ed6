/** Calls to the widget's module over HTTP: `GET <base>/<read>`, `POST <base>/actions/<action>`. */
import { DmError, isErrorCode, statusOf, type ErrorCode } from '@dramac/contract/wire/errors'
import type { WidgetApi } from './client.ts'

export interface ApiDoor {
  /** Without slash at the end. */
  base: string
  /** What proves the caller; asked before each request. */
  headers(): Record<string, string> | Promise<Record<string, string>>
  /** Absent: no cookie travels. */
  credentials?: RequestCredentials
  /** Called once per request when the server says TOKEN_EXPIRED; the request is then repeated. */
  renew?: () => Promise<unknown>
}

const codes = Object.keys(statusOf) as ErrorCode[] // safe: the keys of the table

/** The error of an answer: problem details, or the status alone when something between answered. */
async function errorOf(response: Response): Promise<DmError> {
  const problem: unknown = await response.json().catch(() => undefined)
  // safe: read only, each member tested
  const {
    code,
    reason,
    type: _type,
    title: _title,
    status: _status,
    ...facts
  } = Object(problem) as Record<string, unknown>
  const retryAfter = response.headers.get('Retry-After')
  if (retryAfter && !('retryAfter' in facts)) facts['retryAfter'] = Number(retryAfter)
  if (isErrorCode(code) && typeof reason === 'string') return new DmError(code, reason, facts)
  const known = codes.find((candidate) => statusOf[candidate] === response.status)
  return new DmError(known ?? 'SERVER_ERROR', `http.${response.status}`, facts)
}

/**
 * The JSON of an answer; null when it has no body.
 * Errors: DmError of the answer; NETWORK_ERROR `offline` when there was none; the signal's reason.
 */
export async function fetchJson(url: string, request: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { credentials: 'omit', cache: 'no-store', ...request })
    if (!response.ok) throw await errorOf(response)
    const body = await response.text()
    return body ? JSON.parse(body) : null
  } catch (error) {
    if (error instanceof DmError) throw error
    request.signal?.throwIfAborted()
    if (error instanceof SyntaxError) throw new DmError('SERVER_ERROR', 'http.not_json')
    throw new DmError('NETWORK_ERROR', 'offline', {}, { cause: error })
  }
}

export function createWidgetApi(door: ApiDoor): WidgetApi {
  async function send(path: string, request: RequestInit, extra: Record<string, string> = {}): Promise<unknown> {
    const attempt = async () =>
      fetchJson(`${door.base}/${path}`, {
        ...request,
        ...(door.credentials && { credentials: door.credentials }),
        headers: { Accept: 'application/json', ...extra, ...(await door.headers()) },
      })
    try {
      return await attempt()
    } catch (error) {
      if (!door.renew || !(error instanceof DmError) || error.code !== 'TOKEN_EXPIRED') throw error
      await door.renew()
      return attempt()
    }
  }

  return {
    get(read, query = {}, signal) {
      const filled = Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      )
      const search = new URLSearchParams(filled).toString()
      const path = encodeURIComponent(read) + (search && `?${search}`)
      // safe: the caller names the answer of its own module's read
      return send(path, { signal: signal ?? null }) as Promise<never>
    },
    post(action, body, options = {}, signal) {
      const extra = {
        'Content-Type': 'application/json',
        ...(options.idempotencyKey && { 'Idempotency-Key': options.idempotencyKey }),
      }
      const request = { method: 'POST', body: JSON.stringify(body ?? {}), signal: signal ?? null }
      // safe: as with get
      return send(`actions/${encodeURIComponent(action)}`, request, extra) as Promise<never>
    },
  }
}
