/** Rows of what people do about themselves: signing up and in, their account. Mounted among the open routes. */
import { DmError } from '@dramac/contract/wire/errors'
import { sessionCookie } from '@dramac/contract/wire/names'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Desk } from '@dramac/core/identity/desk'
import { isConfirmed, type LiveSession, type OpenedSession } from '@dramac/core/identity/sessions'
import type { LimitKind } from '@dramac/core/limits/limits'
import type { Request } from 'express'
import type { Installation } from '../installation.ts'
import { deskOf } from './desk-of.ts'
import { send } from './door.ts'
import type { OpenRoute } from './open-route.ts'
import { queryOf } from './read-address.ts'
import { requireOwnPage } from './request-facts.ts'
import { isUuid, type Answer, type Method } from './route.ts'
import { validate } from './validate.ts'

export interface PersonAnswer extends Answer {
  /** Goes into the cookie; null takes the cookie away. */
  readonly session?: OpenedSession | null
}

export interface Asked {
  readonly desk: Desk
  /** The body or, where there is none, the query, as the row's schema says. */
  readonly input: <Given>() => Given
  /** Of the path, where it has one. */
  readonly id: string
  readonly request: Request
}

export interface AskedByPerson extends Asked {
  readonly session: LiveSession
}

interface Row {
  readonly method: Method
  readonly path: string
  readonly limit: LimitKind
  readonly query?: JsonSchema
  readonly body?: JsonSchema
}

export type PersonRoute =
  | (Row & { readonly permission: 'anyone'; handle(asked: Asked): Promise<PersonAnswer> })
  | (Row & {
      readonly permission: 'session'
      /** `confirmed`: who they are was shown minutes ago. `in person`: nobody acts for them. */
      readonly demands?: readonly ('confirmed' | 'in person')[]
      handle(asked: AskedByPerson): Promise<PersonAnswer>
    })

const nothing: JsonSchema = { type: 'object', properties: {} }

export function openPersonRoutes(installation: Installation, rows: readonly PersonRoute[]): OpenRoute[] {
  return rows.map((row) => ({
    method: row.method,
    path: row.path,
    permission: row.permission,
    limit: row.limit,
    ...(row.query ? { readsQuery: true } : {}),
    async handle(request, response) {
      response.set('Cache-Control', 'no-store')
      const answer = await answerOf(installation, row, request)
      if (answer.session !== undefined) response.append('Set-Cookie', cookieOf(installation, answer.session))
      send(response, answer)
    },
  }))
}

async function answerOf(installation: Installation, row: PersonRoute, request: Request): Promise<PersonAnswer> {
  const now = installation.clock()
  const caller = row.permission === 'session' ? await installation.authenticator.authenticate(request, now) : undefined
  if (row.permission === 'session' && caller?.kind !== 'session')
    throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  if (row.method !== 'GET') requireOwnPage(request, installation.config.origins.app)
  const given =
    row.method === 'GET'
      ? row.query && validate<unknown>(row.query, queryOf(request), 'query')
      : validate<unknown>(row.body ?? nothing, request.body, 'body')
  const asked = {
    desk: deskOf(installation, request, now),
    input: <Given>() => given as Given, // as the schema says
    id: idOf(request),
    request,
  }
  if (row.permission === 'anyone') return row.handle(asked)
  if (caller?.kind !== 'session') throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  const { session } = caller
  if (row.demands?.includes('in person') && session.impersonatorId !== null)
    throw new DmError('FORBIDDEN', 'identity.impersonating')
  if (row.demands?.includes('confirmed') && !isConfirmed(session, now))
    throw new DmError('FORBIDDEN', 'identity.confirmation_required')
  return row.handle({ ...asked, session })
}

function idOf(request: Request): string {
  const id = request.params['id']
  if (id === undefined) return ''
  if (typeof id === 'string' && isUuid(id)) return id
  throw new DmError('NOT_FOUND', 'core.address_unknown')
}

export function cookieOf({ clock, config }: Installation, session: OpenedSession | null): string {
  const seconds = session ? Math.ceil((session.expiresAt.getTime() - clock().getTime()) / 1000) : 0
  const parts = [
    `${sessionCookie}=${session?.token ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${seconds}`,
    ...(config.origins.app.startsWith('https:') ? ['Secure'] : []),
  ]
  return parts.join('; ')
}
