/** Mounts `/v1/sites/{site}`: core's own rows by one table, modules by their manifests. */
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import { listSiteModules } from '@dramac/core/sites/find-site'
import type { Context } from '@dramac/core/context'
import type { RequestHandler } from 'express'
import type { Installation } from '../installation.ts'
import { openModuleDoor, type ModuleDoor } from '../routes/modules.ts'
import { siteTable } from '../routes/site-table.ts'
import { createCache } from './cache.ts'
import type { Method, SiteRoute } from './route.ts'
import { createSiteDoor, send, type Passage } from './site-door.ts'
import { logRequest } from './request-log.ts'
import type { Request, Response } from 'express'

const methods: ReadonlySet<string> = new Set<Method>(['GET', 'POST', 'PATCH', 'DELETE'])

export function createSiteRoutes(installation: Installation): RequestHandler {
  const door = createSiteDoor(installation)
  const table = siteTable(installation)
  const modules = new Map([...installation.modules].map(([slug, module]) => [slug, openModuleDoor(module)]))
  const installed = createCache<ReadonlySet<string>>({ max: 10_000, seconds: 5 })

  async function requireModule(ctx: Context, slug: string): Promise<void> {
    const { siteId } = ctx.tenant
    const known = installed.get(siteId) ?? new Set((await ctx.read(listSiteModules)).map((one) => one.module))
    installed.set(siteId, known)
    if (!known.has(slug)) throw new DmError('MODULE_NOT_ENABLED', 'core.module_not_enabled', { module: slug })
  }

  async function callModule(request: Request, response: Response, { passage, segments }: Located): Promise<void> {
    const [slug = '', ...rest] = segments
    const moduleDoor: ModuleDoor | undefined = modules.get(slug)
    if (!moduleDoor) throw new DmError('NOT_FOUND', 'core.module_unknown')
    const call = moduleDoor.find(request.method as Method, rest) // methods are checked at the entrance
    const ctx = await door.admit(request, response, passage, {
      ...call,
      widgetCall: { module: slug, call: call.public ?? '', allowed: mayCall(installation, passage, call.public) },
    })
    await requireModule(ctx, slug)
    send(response, await call.run(ctx, { query: queryOf(request), body: request.body, ifMatch: ifMatchOf(request) }))
  }

  async function callCore(request: Request, response: Response, { passage, segments }: Located): Promise<void> {
    const { route, params } = findRoute(table, request.method as Method, segments)
    const ctx = await door.admit(request, response, passage, route)
    send(
      response,
      await route.handle({
        ctx,
        params,
        query: queryOf(request),
        body: request.body,
        ifMatch: ifMatchOf(request),
        lastEventId: request.get(header.lastEventId),
        renew: () => door.readmit(request, passage.site.siteId, route),
      }),
    )
  }

  return async (request, response) => {
    if (!methods.has(request.method)) throw new DmError('METHOD_NOT_ALLOWED', 'core.method_not_allowed')
    requireJson(request)
    // `/v1/sites/{site}/…`, mounted at `/v1/sites`.
    const [site = '', area, ...rest] = request.path.slice(1).split('/').map(decode)
    const passage = await door.enter(request, site)
    logRequest(installation, { request, response, passage, route: `${area ?? ''}/${rest.slice(0, 2).join('/')}` })
    response.set('Cache-Control', 'no-store')
    if (area === 'modules') await callModule(request, response, { passage, segments: rest })
    else await callCore(request, response, { passage, segments: area === undefined ? [] : [area, ...rest] })
  }
}

interface Located {
  readonly passage: Passage
  readonly segments: readonly string[]
}

/** A widget's token opens what its manifest lists under `calls`. */
function mayCall({ modules }: Installation, { caller }: Passage, call: string | undefined): boolean {
  if (caller.kind !== 'widget' || call === undefined) return false
  const widget = modules.get(caller.token.module)?.manifest.widgets[caller.token.widget]
  return widget?.calls.includes(call) === true
}

function findRoute(table: readonly SiteRoute[], method: Method, segments: readonly string[]) {
  const matching = table.flatMap((route) => {
    const params = matchPath(route.path, segments)
    return params ? [{ route, params }] : []
  })
  if (matching.length === 0) throw new DmError('NOT_FOUND', 'core.address_unknown')
  const found = matching.find(({ route }) => route.method === method)
  if (!found)
    throw new DmError('METHOD_NOT_ALLOWED', 'core.method_not_allowed', {
      allowed: matching.map(({ route }) => route.method),
    })
  return found
}

function matchPath(path: string, segments: readonly string[]): Record<string, string> | undefined {
  const wanted = path === '' ? [] : path.split('/')
  if (wanted.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const given = segments[index]!
    if (name.startsWith(':')) params[name.slice(1)] = given
    else if (name !== given) return undefined
  }
  return params
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new DmError('MALFORMED', 'core.address_unreadable')
  }
}

function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.query)) {
    if (typeof value !== 'string') throw new DmError('MALFORMED', 'core.query_repeated', { name })
    query[name] = value
  }
  return query
}

function requireJson(request: Request): void {
  const hasBody = request.headers['content-length'] !== undefined && request.headers['content-length'] !== '0'
  if (hasBody && !request.is('application/json')) throw new DmError('UNSUPPORTED_MEDIA_TYPE', 'core.json_only')
}

function ifMatchOf(request: Request): number | undefined {
  const given = request.get('If-Match')
  if (given === undefined || given === '*') return undefined
  const version = Number(given.replaceAll('"', ''))
  if (!Number.isInteger(version)) throw new DmError('MALFORMED', 'core.if_match_unreadable')
  return version
}
