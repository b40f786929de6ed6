/**
 * The door of everything below `/v1/sites/{site}`: from a request to a context, cheap checks first.
 * Foreign and unknown sites answer alike.
 */
import { createHash } from 'node:crypto'
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import type { Context, Tenant } from '@dramac/core/context'
import { createContext, type IdempotencyClaim } from '@dramac/core/create-context'
import { permissionsOf } from '@dramac/core/identity/roles'
import { findSite, getSite, type FoundSite } from '@dramac/core/sites/find-site'
import type { Request, Response } from 'express'
import type { Installation } from '../installation.ts'
import { principalOf, type Caller } from './authenticate.ts'
import { createCache } from './cache.ts'
import { clientNetwork } from '@dramac/core/limits/client-network'
import { requestIdOf } from './request-id.ts'
import type { Answer } from './route.ts'
import { surfaceOf } from './surfaces.ts'
import type { LimitName } from '@dramac/contract/manifest'

export interface Passage {
  readonly site: FoundSite
  readonly caller: Caller
  readonly at: Date
  readonly requestId: string
}

/** What a route demands of its caller. */
export interface Demand {
  /** Of several, one is enough. */
  readonly permission: string | readonly string[]
  readonly limit: LimitName
  /** `<module>` and the call's name, when a widget's token may make it. */
  readonly widgetCall?: { readonly module: string; readonly call: string; readonly allowed: boolean }
  readonly idempotent?: boolean
}

export interface SiteDoor {
  /** Throws UNAUTHORIZED for nobody, and for who has no business on this kind of origin. */
  authenticate(request: Request): Promise<Caller>
  /** Throws NOT_FOUND for a site that is not there, or not the caller's. */
  enter(request: Request, caller: Caller, site: string): Promise<Passage>
  /** Checks the demand, counts the request, and makes the operation's context. */
  admit(request: Request, response: Response, passage: Passage, demand: Demand): Promise<Context>
  /** The same for a request that is still being answered: not counted, and proved to the database at once. */
  readmit(request: Request, site: string, demand: Demand): Promise<Context>
}

/** The API's own origin, or one site's frames. */
export type DoorKind = 'app' | 'frames'

export function createSiteDoor(installation: Installation, kind: DoorKind): SiteDoor {
  const { authenticator, clock, config, db, limiter, modules, shared } = installation
  const sites = createCache<FoundSite>({ max: 10_000, seconds: 60 })

  async function find(site: string): Promise<FoundSite | undefined> {
    const found = sites.get(site) ?? (await findSite(db, site))
    if (found) sites.set(site, found)
    return found
  }

  async function authenticate(request: Request): Promise<Caller> {
    const caller = await authenticator.authenticate(request, clock())
    if (!caller) throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
    // A widget's token is good on its own site's frames alone, and nothing else is good there.
    const label = caller.kind === 'widget' ? caller.token.label : undefined
    if (label !== (kind === 'frames' ? surfaceOf(request.headers.host, config.origins)?.label : undefined))
      throw new DmError('UNAUTHORIZED', 'identity.wrong_origin')
    return caller
  }

  async function enter(request: Request, caller: Caller, siteName: string): Promise<Passage> {
    const site = await find(siteName)
    if (!site || !isOfSite(caller, site)) {
      await limiter.count('staff-read', counterName(caller, request), caller.kind === 'key')
      throw new DmError('NOT_FOUND', 'core.site_unknown')
    }
    return { site, caller, at: timeOf(request, caller, clock), requestId: requestIdOf(request) }
  }

  function open(request: Request, { site, caller, at, requestId }: Passage, demand: Demand): Context {
    const permissions = permissionsFor(caller, site, [...modules.keys()], demand)
    if (![demand.permission].flat().some((one) => permissions.has(one)))
      throw new DmError('FORBIDDEN', 'core.permission_missing', { permission: demand.permission })
    const tenant: Tenant = { agencyId: site.agencyId, siteId: site.siteId }
    const claim = demand.idempotent ? claimOf(request) : undefined
    return createContext(shared, {
      principal: principalOf(caller, permissions),
      tenant,
      requestId,
      at,
      ...(claim ? { claim } : {}),
    })
  }

  return {
    authenticate,
    enter,
    async admit(request, response, passage, demand) {
      const { caller } = passage
      refuseForgery(request, caller, config.origins.app)
      response.set(await limiter.count(demand.limit, counterName(caller, request), caller.kind === 'key'))
      return open(request, passage, demand)
    },
    async readmit(request, siteName, demand) {
      const ctx = open(request, await enter(request, await authenticate(request), siteName), demand)
      await ctx.read(getSite)
      return ctx
    },
  }
}

function isOfSite(caller: Caller, site: FoundSite): boolean {
  switch (caller.kind) {
    case 'key':
      return caller.key.siteId === site.siteId
    case 'widget':
      return caller.token.siteId === site.siteId
    case 'session':
      return caller.account.sites.some((one) => one.siteId === site.siteId)
  }
}

function permissionsFor(
  caller: Caller,
  site: FoundSite,
  modules: readonly string[],
  demand: Demand,
): ReadonlySet<string> {
  switch (caller.kind) {
    case 'key':
      return new Set(caller.key.permissions)
    case 'session': {
      const { role } = caller.account.sites.find((one) => one.siteId === site.siteId)!
      return new Set(permissionsOf(role, modules))
    }
    case 'widget': {
      // A widget's token opens the calls of its widget and nothing else.
      const call = demand.widgetCall
      return new Set(call?.allowed && call.module === caller.token.module ? [demand.permission].flat() : [])
    }
  }
}

const counterName = (caller: Caller, request: Request): string => {
  switch (caller.kind) {
    case 'key':
      return caller.key.id
    case 'session':
      return caller.account.user.id
    case 'widget':
      return `${caller.token.siteId} ${clientNetwork(request.ip)}`
  }
}

/** A cookie travels by itself, so a write with one must carry a header that only our own pages can set. */
function refuseForgery(request: Request, caller: Caller, ownOrigin: string): void {
  if (caller.kind === 'session' && request.method !== 'GET' && request.method !== 'HEAD')
    requireOwnPage(request, ownOrigin)
}

/** Another website can make a browser post here, but not with this header, and not from this origin. */
export function requireOwnPage(request: Request, ownOrigin: string): void {
  if (request.headers['dm-request'] !== '1') throw new DmError('FORBIDDEN', 'core.request_header_missing')
  const origin = request.get('Origin')
  if (origin !== undefined && origin !== ownOrigin) throw new DmError('FORBIDDEN', 'core.foreign_origin')
}

function timeOf(request: Request, caller: Caller, clock: () => Date): Date {
  const wanted = request.get(header.testClock)
  if (wanted === undefined) return clock()
  if (caller.kind !== 'key' || caller.key.mode !== 'test') throw new DmError('FORBIDDEN', 'core.test_clock_refused')
  const at = new Date(wanted)
  // Row ids begin with the time, which must be one that they can hold.
  if (Number.isNaN(at.getTime()) || !/^2\d{3}-\d\d-\d\dT/.test(wanted))
    throw new DmError('MALFORMED', 'core.test_clock_unreadable')
  return at
}

function claimOf(request: Request): IdempotencyClaim | undefined {
  const key = request.get(header.idempotencyKey)
  if (key === undefined) return undefined
  if (key.length < 1 || key.length > 255) throw new DmError('MALFORMED', 'core.idempotency_key_length')
  const requestHash = createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest()
  return { key, route: `${request.method} ${request.path}`, requestHash }
}

export function send(response: Response, { status, body, headers, stream }: Answer): void {
  if (headers) response.set(headers)
  response.status(status)
  if (stream) stream(response)
  else if (body === undefined) response.end()
  else if (typeof body === 'string') response.type('application/json').send(body)
  else response.json(body)
}
