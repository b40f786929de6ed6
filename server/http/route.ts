/** A door to one operation, as a row: who may pass, how often, and what it calls. */
import type { JsonSchema } from '@dramac/contract/wire/json'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import type { LimitKind } from '@dramac/core/limits/limits'
import type { Desk } from '@dramac/core/identity/desk'
import type { LiveSession } from '@dramac/core/identity/sessions'
import type { Response } from 'express'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** What a handler answers. A string body is JSON already. */
export interface Answer {
  readonly status: number
  readonly body?: string | object
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of a body: writes for as long as it likes. */
  readonly stream?: (response: Response) => void
}

export interface SiteRequest {
  readonly ctx: Context
  readonly params: Readonly<Record<string, string>>
  /** As the route's schema says; nothing where it names none. */
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly ifMatch: number | undefined
  readonly lastEventId: string | undefined
  /** What an upload sends. */
  readonly content: AsyncIterable<Uint8Array>
  /** The caller's context at a site, which they were not asked for at this door. Throws as that site's own door would. */
  readonly enterSite: (site: string, permission: string) => Promise<Context>
  /** Who asks, where a person does. */
  readonly person: { readonly desk: Desk; readonly session: LiveSession } | undefined
  /** For an answer that goes on for long: who the caller is by now. Rejects when they may no longer have it. */
  readonly renew: () => Promise<Context>
}

/** A request that holds what its route's schemas say. */
export type Saying<Body, Query = unknown> = SiteRequest & { readonly body: Body; readonly query: Query }

/** A route below `/v1/sites/{site}`; `public` routes still know their caller. */
export interface SiteRoute {
  readonly method: Method
  /** Segments after the site; `:name` matches one. */
  readonly path: string
  /** Of several, one is enough. */
  readonly permission: string | readonly string[]
  readonly limit: LimitKind
  /** A repeat with the same key is answered as the first one was. */
  readonly idempotent?: boolean
  /** What it reads of the query string and the body; anything else is refused. */
  readonly query?: JsonSchema
  readonly body?: JsonSchema
  /** Of a person: that their address is proved. */
  readonly needsVerifiedEmail?: boolean
  /** Of a person: that it is them, and nobody acting for them. */
  readonly inPersonOnly?: boolean
  /** Instead of JSON: the type of what is sent, which the handler reads as it comes. */
  readonly upload?: string
  handle(request: SiteRequest): Promise<Answer>
}

export const ok = (body: string | object, headers?: Readonly<Record<string, string>>): Answer => ({
  status: 200,
  body,
  ...(headers ? { headers } : {}),
})
export const created = (body: object): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }

/** Of a change that must not undo another's: without the version that was read, nobody could tell. */
export function requireVersion(ifMatch: number | undefined): number {
  if (ifMatch === undefined) throw new DmError('MALFORMED', 'core.if_match_missing')
  return ifMatch
}

/** The one refusal of a method, with those that the address takes. */
export const notAllowed = (allowed: readonly Method[]): DmError =>
  new DmError('METHOD_NOT_ALLOWED', 'core.method_not_allowed', { allowed })

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
