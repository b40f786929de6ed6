/** Mounts `/v1/sites/{site}` and `/v1/site`: core's own rows by one table, modules by their manifests. */
import { DmError } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import { listSiteModules } from '@dramac/core/sites/find-site'
import type { Context } from '@dramac/core/context'
import type { Request, RequestHandler, Response } from 'express'
import type { Installation } from '../installation.ts'
import { openModuleDoor, type ModuleDoor } from '../routes/modules.ts'
import { siteTable } from '../routes/site-table.ts'
import type { Caller } from './authenticate.ts'
import { createCache } from './cache.ts'
import { createDoor, send, type Door, type DoorKind, type Passage } from './door.ts'
import { entrances } from './entrances.ts'
import { logEntry } from './log-entry.ts'
import { isContextRefused } from './problem.ts'
import { methodOf, readInput, tableCaller, type Located } from './table-routes.ts'

export interface SiteRoutesOptions {
  readonly kind: DoorKind
  /** `/v1/sites/{site}/…` names the site; below `/v1/site/…` a header or the credential does. */
  readonly isNamed: boolean
}

export function createSiteRoutes(installation: Installation, { kind, isNamed }: SiteRoutesOptions): RequestHandler {
  const { authenticator, requestLog } = installation
  const door = createDoor(installation, entrances.site, kind)
  const callCore = tableCaller(installation, door, siteTable(installation))
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

  return async (request, response) => {
    const all = request.path.slice(1).split('/').map(decodeURIComponent)
    const [area, ...rest] = isNamed ? all.slice(1) : all
    const caller = await door.authenticate(request)
    const entry = logEntry(installation, caller, [area, ...rest])
    requestLog.note(request, response, entry)
    response.set('Cache-Control', 'no-store')
    const passage = await enterNamed(door, request, { caller, inPath: isNamed ? (all[0] ?? '') : undefined })
    entry.tenant = passage.place
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

interface Naming {
  readonly caller: Caller
  /** Undefined where the path names none. */
  readonly inPath: string | undefined
}

/** By path, then header, then the credential's own; two that name different sites are refused before anything is done. */
async function enterNamed(door: Door, request: Request, { caller, inPath }: Naming): Promise<Passage> {
  const inHeader = request.get(header.site)
  const own = caller.kind === 'key' ? caller.key.siteId : caller.kind === 'widget' ? caller.token.siteId : undefined
  const name = inPath ?? inHeader ?? own
  if (name === undefined) throw new DmError('MALFORMED', 'core.site_missing')
  const passage = await door.enter(request, caller, name)
  if (inHeader !== undefined && inHeader !== name) {
    const other = await door.enter(request, caller, inHeader)
    if (other.place.siteId !== passage.place.siteId) throw new DmError('MALFORMED', 'core.site_conflict')
  }
  return passage
}

/** A widget's token opens what its manifest lists under `calls`. */
function mayCall({ modules }: Installation, { caller }: Passage, call: string | undefined): boolean {
  if (caller.kind !== 'widget' || call === undefined) return false
  const widget = modules.get(caller.token.module)?.manifest.widgets[caller.token.widget]
  return widget?.calls.includes(call) === true
}
