/** Finds a request's row in a table of routes, reads what the row says it reads, and runs it. */
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { isPlatform } from '@dramac/core/access/places'
import { leaveTrace } from '@dramac/core/audit/leave-trace'
import type { Request, RequestHandler, Response } from 'express'
import type { Installation } from '../installation.ts'
import { createDoor, send, type Door, type Passage } from './door.ts'
import { entrances, type Entrance } from './entrances.ts'
import { logEntry } from './log-entry.ts'
import { ifMatchOf, queryOf } from './read-address.ts'
import { isUuid, notAllowed, type SiteRoute } from './route.ts'
import { validate } from './validate.ts'

/** What is asked for, without what is sent back. */
export const methodOf = ({ method }: Request): string => (method === 'HEAD' ? 'GET' : method)

export interface Located {
  readonly passage: Passage
  readonly segments: readonly string[]
}

/** Runs one row of a table at a door that was entered. */
export function tableCaller(installation: Installation, door: Door, table: readonly SiteRoute[]) {
  const siteDoor = createDoor(installation, entrances.site)
  return async (request: Request, response: Response, { passage, segments }: Located): Promise<void> => {
    const { route, params } = findRoute(table, methodOf(request), segments)
    const ctx = await door.admit(request, response, passage, route)
    if (route.upload !== undefined && !request.is(route.upload)) {
      readInput(request, route)
      throw new DmError('UNSUPPORTED_MEDIA_TYPE', 'core.upload_only', { type: route.upload })
    }
    const run = async () =>
      route.handle({
        ctx,
        params,
        ...readInput(request, route),
        person: door.personOf(request, passage),
        lastEventId: request.get(header.lastEventId),
        content: request,
        enterSite: (site, permission) => siteDoor.readmit(request, site, { ...route, permission }),
        renew: () => door.readmit(request, passage.place.siteId, route),
      })
    // Whoever looks at everybody's is looked at.
    const said = { method: route.method, path: segments.join('/') }
    const answer = isPlatform(passage.place) ? await leaveTrace(ctx, said, run) : await run()
    send(response, answer)
  }
}

export interface PlaceRoutes {
  readonly entrance: Entrance
  readonly table: readonly SiteRoute[]
  /** Path segments that name the place, before those of the table. */
  readonly named: 0 | 1
}

/** Mounts a table below a place other than a site. */
export function createPlaceRoutes(installation: Installation, { entrance, table, named }: PlaceRoutes): RequestHandler {
  const door = createDoor(installation, entrance)
  const call = tableCaller(installation, door, table)
  return async (request, response) => {
    const segments = request.path.split('/').filter(Boolean).map(decodeURIComponent)
    const caller = await door.authenticate(request)
    const entry = logEntry(installation, caller, segments.slice(named))
    installation.requestLog.note(request, response, entry)
    response.set('Cache-Control', 'no-store')
    const passage = await door.enter(request, caller, segments[0] ?? '')
    entry.tenant = passage.place
    await call(request, response, { passage, segments: segments.slice(named) })
  }
}

function findRoute(table: readonly SiteRoute[], method: string, segments: readonly string[]) {
  const matching = table.flatMap((route) => {
    const params = matchPath(route.path, segments)
    return params ? [{ route, params }] : []
  })
  if (matching.length === 0) throw new DmError('NOT_FOUND', 'core.address_unknown')
  const found = matching.find(({ route }) => route.method === method)
  if (!found) throw notAllowed(matching.map(({ route }) => route.method))
  return found
}

function matchPath(path: string, segments: readonly string[]): Record<string, string> | undefined {
  const wanted = path === '' ? [] : path.split('/')
  if (wanted.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const given = segments[index]!
    if (name.startsWith(':')) {
      if (!isUuid(given)) return undefined
      params[name.slice(1)] = given
    } else if (name !== given) return undefined
  }
  return params
}

export interface Accepts {
  readonly query?: JsonSchema | 'own'
  readonly body?: JsonSchema
}

/** Checked against what the call says it reads: the rest is refused, never passed over. */
export function readInput(request: Request, { query, body }: Accepts) {
  const given = queryOf(request)
  return {
    query: query === 'own' ? given : validate<Record<string, unknown>>(query ?? nothing, given, 'query'),
    body: validate<unknown>(body ?? nothing, request.body, 'body'),
    ifMatch: ifMatchOf(request),
  }
}

const nothing: JsonSchema = { type: 'object', properties: {} }
