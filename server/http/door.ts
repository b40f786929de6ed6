/**
 * The door of everything below `/v1/sites/{site}`, `/v1/agencies/{agency}` and `/v1/platform`: from a request to a context, cheap
 * checks first. Foreign and unknown places answer alike.
 */
import { DmError } from '@dramac/contract/wire/errors'
import { can, covers, type Grant } from '@dramac/core/access/can'
import type { Held, Place } from '@dramac/core/access/find-grants'
import { isPlatform } from '@dramac/core/access/places'
import { proveAccess } from '@dramac/core/access/prove-access'
import type { Context } from '@dramac/core/context'
import { createContext } from '@dramac/core/create-context'
import type { LiveSession } from '@dramac/core/identity/sessions'
import { findSite } from '@dramac/core/sites/find-site'
import type { Request, Response } from 'express'
import type { Installation } from '../installation.ts'
import { principalOf, type Caller } from './authenticate.ts'
import { createCache } from './cache.ts'
import type { Entrance } from './entrances.ts'
import { clientNetwork } from '@dramac/core/limits/client-network'
import { claimOf, refuseForgery, timeOf } from './request-facts.ts'
import { requestIdOf } from './request-id.ts'
import { deskOf } from './desk-of.ts'
import type { Answer, SiteRequest } from './route.ts'
import { surfaceOf } from './surfaces.ts'
import type { LimitKind } from '@dramac/core/limits/limits'

export interface Passage {
  readonly place: Place
  /** Of a person, in the place's agency and the platform. */
  readonly grants: readonly Grant[]
  readonly caller: Caller
  readonly at: Date
  readonly requestId: string
}

/** What a route demands of its caller. */
export interface Demand {
  /** Of several, one is enough. */
  readonly permission: string | readonly string[]
  readonly limit: LimitKind
  /** `<module>` and the call's name, when a widget's token may make it. */
  readonly widgetCall?: { readonly module: string; readonly call: string; readonly allowed: boolean }
  readonly idempotent?: boolean
  /** Of a person: that their address is proved. */
  readonly needsVerifiedEmail?: boolean
  /** Of a person: that it is them, and nobody acting for them. */
  readonly inPersonOnly?: boolean
}

export interface Door {
  /** Throws UNAUTHORIZED for nobody, and for who has no business on this kind of origin. */
  authenticate(request: Request): Promise<Caller>
  /** Throws NOT_FOUND for a place that is not there, or not the caller's. */
  enter(request: Request, caller: Caller, name: string): Promise<Passage>
  /** Checks the demand, counts the request, and makes the operation's context. */
  admit(request: Request, response: Response, passage: Passage, demand: Demand): Promise<Context>
  /** Where it is one that asks. */
  personOf(request: Request, passage: Passage): SiteRequest['person']
  /** The same for a request that is still being answered: not counted, and proved to the database at once. */
  readmit(request: Request, name: string, demand: Demand): Promise<Context>
}

/** The API's own origin, or one site's frames. */
export type DoorKind = 'app' | 'frames'

export function createDoor(installation: Installation, entrance: Entrance, kind: DoorKind = 'app'): Door {
  const { clock, config, db, limiter, shared } = installation
  const sites = createCache<Place>({ max: 10_000, seconds: 60 })

  /** Safe when stale: every transaction proves the key's access again. */
  async function findOwn(name: string, siteId: string): Promise<Held | undefined> {
    const place = sites.get(name) ?? (await findSite(db, name))
    if (place) sites.set(name, place)
    return place?.siteId === siteId ? { place, grants: [] } : undefined
  }

  async function find(caller: Caller, name: string): Promise<Held | undefined> {
    if (caller.kind !== 'session')
      return entrance.takesKeys
        ? findOwn(name, caller.kind === 'key' ? caller.key.siteId : caller.token.siteId)
        : undefined
    const held = await entrance.find(db, { userId: caller.userId, name })
    return held?.grants.some((grant) => covers(grant, held.place)) ? held : undefined
  }

  async function enter(request: Request, caller: Caller, name: string): Promise<Passage> {
    const held = await find(caller, name)
    if (!held) {
      await limiter.count('staff-read', counterName(caller, request), { isKey: caller.kind === 'key' })
      throw new DmError('NOT_FOUND', entrance.unknown)
    }
    return { ...held, caller, at: timeOf(request, caller, clock), requestId: requestIdOf(request) }
  }

  function open(request: Request, { place, grants, caller, at, requestId }: Passage, demand: Demand): Context {
    const wanted = [demand.permission].flat()
    const principal = principalOf(caller, { grants, calls: callsOf(caller, demand) })
    if (!wanted.some((permission) => can(principal, permission, place)))
      throw new DmError('FORBIDDEN', 'core.permission_missing', { permission: demand.permission })
    if (caller.kind === 'session') refusePerson(caller.session, place, demand)
    const claim = demand.idempotent ? claimOf(request) : undefined
    return createContext(isPlatform(place) ? installation.platform : shared, {
      principal,
      tenant: place,
      requestId,
      at,
      networkHash: shared.sealer.digest('network', clientNetwork(request.ip)),
      ...(claim ? { claim } : {}),
    })
  }

  return {
    authenticate: (request) => authenticateAt(installation, kind, request),
    enter,
    async admit(request, response, passage, demand) {
      const { caller } = passage
      refuseForgery(request, caller, config.origins.app)
      const isKey = caller.kind === 'key'
      response.set(await limiter.count(demand.limit, counterName(caller, request), { isKey }))
      return open(request, passage, demand)
    },
    personOf: (request, { caller, at }) =>
      caller.kind === 'session' ? { desk: deskOf(installation, request, at), session: caller.session } : undefined,
    async readmit(request, name, demand) {
      const ctx = open(request, await enter(request, await authenticateAt(installation, kind, request), name), demand)
      await proveAccess(ctx)
      return ctx
    },
  }
}

async function authenticateAt(
  { authenticator, clock, config }: Installation,
  kind: DoorKind,
  request: Request,
): Promise<Caller> {
  const caller = await authenticator.authenticate(request, clock())
  if (!caller) throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  // A widget's token is good on its own site's frames alone, and nothing else is good there.
  const label = caller.kind === 'widget' ? caller.token.label : undefined
  if (label !== (kind === 'frames' ? surfaceOf(request.headers.host, config.origins)?.label : undefined))
    throw new DmError('UNAUTHORIZED', 'identity.wrong_origin')
  return caller
}

/** What a person lacks besides the permission. */
function refusePerson({ closedTo, impersonatorId, isVerified }: LiveSession, place: Place, demand: Demand): void {
  if (closedTo.includes(place.agencyId)) throw new DmError('FORBIDDEN', 'identity.second_factor_missing')
  if (demand.inPersonOnly && impersonatorId !== null) throw new DmError('FORBIDDEN', 'identity.impersonating')
  if (demand.needsVerifiedEmail && !isVerified) throw new DmError('FORBIDDEN', 'identity.email_unverified')
}

/** A widget's token opens the calls of its widget and nothing else. */
function callsOf(caller: Caller, { permission, widgetCall: call }: Demand): ReadonlySet<string> {
  const isOpen = caller.kind === 'widget' && call?.allowed && call.module === caller.token.module
  return new Set(isOpen ? [permission].flat() : [])
}

const counterName = (caller: Caller, request: Request): string => {
  switch (caller.kind) {
    case 'key':
      return caller.key.id
    case 'session':
      return caller.userId
    case 'widget':
      return `${caller.token.siteId} ${clientNetwork(request.ip)}`
  }
}

export function send(response: Response, { status, body, headers, stream }: Answer): void {
  if (headers) response.set(headers)
  response.status(status)
  if (stream) stream(response)
  else if (body === undefined) response.end()
  else if (typeof body === 'string') response.type('application/json').send(body)
  else response.json(body)
}
