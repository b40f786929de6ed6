/** Who is asking: a secret key, a widget's token or a session. What they may do is decided per site. */
import { DmError } from '@dramac/contract/wire/errors'
import { keyPrefix, sessionCookie } from '@dramac/contract/wire/names'
import type { Grant } from '@dramac/core/access/can'
import type { Principal, Sealer, Tenant } from '@dramac/core/context'
import type { Database } from '@dramac/core/db/database'
import { findApiKey, type KnownKey } from '@dramac/core/identity/api-keys'
import { findSession, type LiveSession } from '@dramac/core/identity/sessions'
import type { Request } from 'express'
import { createCache } from './cache.ts'
import { clientNetwork } from '@dramac/core/limits/client-network'
import type { Limiter } from './limiter.ts'

export interface WidgetToken extends Tenant {
  readonly siteKeyId: string
  readonly origin: string
  readonly module: string
  readonly widget: string
  readonly nonce: string
  /** Of the host that the widget's calls must come to. */
  readonly label: string
}

export type Caller =
  | { readonly kind: 'key'; readonly key: KnownKey; readonly secret: string }
  | { readonly kind: 'widget'; readonly token: WidgetToken }
  | { readonly kind: 'session'; readonly userId: string; readonly session: LiveSession }

export interface Authenticator {
  /** Undefined when the request shows nothing; throws UNAUTHORIZED when what it shows is no good. */
  authenticate(request: Request, at: Date): Promise<Caller | undefined>
  /** Looks again at what may have ended since it was looked up; throws UNAUTHORIZED when it has. */
  recheck(caller: Caller): Promise<void>
}

export const widgetPurpose = 'widget'

interface Parts {
  readonly db: Database
  readonly sealer: Sealer
  readonly limiter: Limiter
}

export function createAuthenticator({ db, sealer, limiter }: Parts): Authenticator {
  // Short, and safe even when stale: every transaction proves the principal's access again.
  const keys = createCache<KnownKey>({ max: 10_000, seconds: 30 })
  // Only spares the count: a session is looked up each time, for it may end at any.
  const sessions = createCache<true>({ max: 10_000, seconds: 60 })

  const countLookup = (request: Request) => limiter.count('credentials', clientNetwork(request.ip))

  async function fromKey(request: Request, secret: string): Promise<Caller> {
    const known = keys.get(secret)
    if (known) return { kind: 'key', key: known, secret }
    await countLookup(request)
    const key = await findApiKey(db, secret)
    if (!key) throw new DmError('UNAUTHORIZED', 'identity.key_unknown')
    keys.set(secret, key)
    return { kind: 'key', key, secret }
  }

  function fromWidget(token: string, at: Date): Caller {
    const facts = sealer.open(widgetPurpose, token, at)
    if (facts) return { kind: 'widget', token: facts as unknown as WidgetToken } // sealed by us in that shape
    // A token that opens in its own past has merely run out.
    const wasOurs = sealer.open(widgetPurpose, token, new Date(0))
    throw wasOurs
      ? new DmError('TOKEN_EXPIRED', 'embed.token_expired')
      : new DmError('UNAUTHORIZED', 'embed.token_unknown')
  }

  async function fromSession(request: Request, token: string, at: Date): Promise<Caller | undefined> {
    if (!sessions.get(token)) await countLookup(request)
    const session = await findSession(db, token, at)
    if (!session) return undefined
    sessions.set(token, true)
    return { kind: 'session', userId: session.userId, session }
  }

  return {
    async authenticate(request, at) {
      const bearer = /^Bearer ([\w.-]{8,1000})$/.exec(request.headers.authorization ?? '')?.[1]
      if (bearer) return isSecretKey(bearer) ? fromKey(request, bearer) : fromWidget(bearer, at)
      if (request.headers.authorization !== undefined) throw new DmError('UNAUTHORIZED', 'identity.scheme_unknown')
      const session = readCookie(request.headers.cookie, sessionCookie)
      return session === undefined ? undefined : fromSession(request, session, at)
    },
    async recheck(caller) {
      if (caller.kind !== 'key') return
      keys.delete(caller.secret)
      if (!(await findApiKey(db, caller.secret))) throw new DmError('UNAUTHORIZED', 'identity.key_unknown')
    },
  }
}

const isSecretKey = (bearer: string): boolean =>
  Object.values(keyPrefix.secret).some((prefix) => bearer.startsWith(prefix))

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** What a person holds in the place, and what a widget may call of it. */
interface Rights {
  readonly grants: readonly Grant[]
  readonly calls: ReadonlySet<string>
}

export function principalOf(caller: Caller, { grants, calls }: Rights): Principal {
  switch (caller.kind) {
    case 'key': {
      const { id, siteId, permissions, mode } = caller.key
      return { kind: 'key', keyId: id, siteId, permissions: new Set(permissions), test: mode === 'test' }
    }
    case 'session': {
      const { impersonatorId } = caller.session
      return { kind: 'user', userId: caller.userId, grants, ...(impersonatorId === null ? {} : { impersonatorId }) }
    }
    case 'widget': {
      const { siteKeyId, siteId, origin } = caller.token
      return { kind: 'visitor', siteKeyId, siteId, origin, calls }
    }
  }
}
