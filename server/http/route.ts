/** A door to one operation, as a row: who may pass, how often, and what it calls. */
import type { LimitName } from '@dramac/contract/manifest'
import type { Context } from '@dramac/core/context'
import type { Request, Response } from 'express'
import type { Account } from '@dramac/core/identity/sessions'

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
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly ifMatch: number | undefined
  readonly lastEventId: string | undefined
  /** For an answer that goes on for long: who the caller is by now. Rejects when they may no longer have it. */
  readonly renew: () => Promise<Context>
}

/** A route below `/v1/sites/{site}`; `public` routes still know their caller. */
export interface SiteRoute {
  readonly method: Method
  /** Segments after the site; `:name` matches one. */
  readonly path: string
  /** Of several, one is enough. */
  readonly permission: string | readonly string[]
  readonly limit: LimitName
  handle(request: SiteRequest): Promise<Answer>
}

export interface SessionRequest {
  readonly request: Request
  readonly account: Account | undefined
  readonly at: Date
  readonly requestId: string
}

export const ok = (body: string | object, headers?: Readonly<Record<string, string>>): Answer => ({
  status: 200,
  body,
  ...(headers ? { headers } : {}),
})
export const created = (body: object): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }
