/** Mounts `/v1/sites/{site}`: core's own rows by one table, modules by their manifests. */
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { actorOf } from '@dramac/core/create-context'
import { listSiteModules } from '@dramac/core/sites/find-site'
import type { Context, Tenant } from '@dramac/core/context'
import type { Request, RequestHandler, Response } from 'express'
import type { Installation } from '../installation.ts'
import { openModuleDoor, type ModuleDoor } from '../routes/modules.ts'
import { siteTable } from '../routes/site-table.ts'
import { principalOf, type Caller } from './authenticate.ts'
import { createCache } from './cache.ts'
import { isContextRefused } from './problem.ts'
import { ifMatchOf, queryOf } from './read-address.ts'
import type { Entry } from './request-log.ts'
import { isUuid, notAllowed, type SiteRoute } from './route.ts'
import { createSiteDoor, send, type DoorKind, type Passage } from './site-door.ts'
import { validate } from './validate.ts'

export function createSiteRoutes(installation: Installation, kind: DoorKind): RequestHandler {
  const { authenticator, requestLog } = installation
  const door = createSiteDoor(installation, kind)
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
    const call = moduleDoor.find(methodOf(request), rest)
    const ctx = await door.admit(request, response, passage, {
      ...call,
      widgetCall: { module: slug, call: call.public ?? '', allowed: mayCall(installation, passage, call.public) },
    })
    await requireModule(ctx, slug)
    send(response, await call.run(ctx, readInput(request, call)))
  }

  async function callCore(request: Request, response: Response, { passage, segments }: Located): Promise<void> {
    const { route, params } = findRoute(table, methodOf(request), segments)
    const ctx = await door.admit(request, response, passage, route)
    send(
      response,
      await route.handle({
        ctx,
        params,
        ...readInput(request, route),
        lastEventId: request.get(header.lastEventId),
        renew: () => door.readmit(request, passage.site.siteId, route),
      }),
    )
  }

  return async (request, response) => {
    // `/v1/sites/{site}/…`, mounted at `/v1/sites`.
    const [site = '', area, ...rest] = request.path.slice(1).split('/').map(decodeURIComponent)
    const caller = await door.authenticate(request)
    const entry = entryOf(caller, [area, ...rest])
    if (entry) requestLog.note(request, response, entry)
    response.set('Cache-Control', 'no-store')
    const passage = await door.enter(request, caller, site)
    if (entry) entry.tenant = passage.site
    try {
      if (area === 'modules') await callModule(request, response, { passage, segments: rest })
      else await callCore(request, response, { passage, segments: area === undefined ? [] : [area, ...rest] })
    } catch (error) {
      // What we knew of the caller has ended meanwhile: then that is the answer, and not the site's absence.
      if (isContextRefused(error)) await authenticator.recheck(caller)
      throw error
    }
  }
}

/** Until the site is known, the request belongs to the log of where its caller is at home. */
function entryOf(caller: Caller, [area = '', ...rest]: readonly (string | undefined)[]): Entry | undefined {
  const home = homeOf(caller)
  // Identities would make every row a route of its own; a text of the caller's that is none of ours has no place here.
  const route = [area, ...rest.slice(0, 3)]
    .map((part = '') => (/^[a-z][a-z_-]{0,40}$/.test(part) ? part : ':id'))
    .join('/')
  return home && { tenant: home, actor: actorOf(principalOf(caller, new Set())), route }
}

function homeOf(caller: Caller): Tenant | undefined {
  switch (caller.kind) {
    case 'key':
      return caller.key
    case 'widget':
      return caller.token
    case 'session':
      return caller.account.sites[0]
  }
}

/** What is asked for, without what is sent back. */
const methodOf = ({ method }: Request): string => (method === 'HEAD' ? 'GET' : method)

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

interface Accepts {
  readonly query?: JsonSchema | 'own'
  readonly body?: JsonSchema
}

/** Checked against what the call says it reads: the rest is refused, never passed over. */
function readInput(request: Request, { query, body }: Accepts) {
  const given = queryOf(request)
  return {
    query: query === 'own' ? given : validate<Record<string, unknown>>(query ?? nothing, given, 'query'),
    body: validate<unknown>(body ?? nothing, request.body, 'body'),
    ifMatch: ifMatchOf(request),
  }
}

const nothing: JsonSchema = { type: 'object', properties: {} }
