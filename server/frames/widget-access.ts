/** What a frame's request asks for, whether the page may have it, and the token that its widget then carries. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Widget } from '@dramac/contract/manifest'
import type { EmbedErrorCode } from '@dramac/contract/wire/names'
import type { Context } from '@dramac/core/context'
import { createContext } from '@dramac/core/create-context'
import { findVerifiedOrigin } from '@dramac/core/domains/operations'
import { findSiteKey, listSiteModules, type FoundSiteKey } from '@dramac/core/sites/find-site'
import type { Request } from 'express'
import { widgetPurpose } from '../http/authenticate.ts'
import { requestIdOf } from '../http/request-id.ts'
import { framesOrigin, surfaceOf } from '../http/surfaces.ts'
import type { Installation } from '../installation.ts'

const tokenMinutes = 10
/** A laptop may sleep with the page open; what its token names is proved again when it wakes. */
const renewableHours = 12

/** A widget of a site, asked for on behalf of a page. */
export interface Asked {
  readonly key: FoundSiteKey
  readonly module: string
  readonly widget: string
  readonly declared: Widget
  readonly origin: string
  readonly nonce: string
  readonly ctx: Context
}

/** Throws NOT_FOUND for a host that is no site's. */
export async function siteOf({ config, db }: Installation, request: Request): Promise<FoundSiteKey> {
  const surface = surfaceOf(request.headers.host, config.origins)
  const key = surface && (await findSiteKey(db, surface.label))
  if (!key) throw new DmError('NOT_FOUND', 'core.site_unknown')
  return key
}

export type WidgetAddress = Pick<Asked, 'module' | 'widget' | 'origin' | 'nonce'>

export async function ask(installation: Installation, request: Request, address: WidgetAddress): Promise<Asked> {
  const { clock, modules, shared } = installation
  const key = await siteOf(installation, request)
  const widgets = modules.get(address.module)?.manifest.widgets ?? {}
  const declared = Object.hasOwn(widgets, address.widget) ? widgets[address.widget] : undefined
  if (!declared) throw new DmError('NOT_FOUND', 'core.widget_unknown')
  const ctx = createContext(shared, {
    principal: {
      kind: 'visitor',
      siteKeyId: key.id,
      siteId: key.siteId,
      origin: address.origin,
      calls: new Set(declared.calls),
    },
    tenant: { agencyId: key.agencyId, siteId: key.siteId },
    requestId: requestIdOf(request),
    at: clock(),
  })
  return { ...address, key, declared, ctx }
}

/** Why a page may not show the widget; undefined when it may. The site's own pages need no proof. */
export async function refusalOf(
  { ctx, key, module, origin }: Asked,
  ownOrigin: string,
): Promise<EmbedErrorCode | undefined> {
  if (!key.isAvailable) return 'E_UNAVAILABLE'
  const [installed, verified] = await ctx.read((tx) =>
    Promise.all([listSiteModules(tx), origin === ownOrigin ? origin : findVerifiedOrigin(tx, key, origin)]),
  )
  if (!verified) return 'E_DOMAIN'
  return installed.some((one) => one.module === module) ? undefined : 'E_MODULE'
}

export function mint({ clock, shared }: Installation, { key, module, widget, origin, nonce }: Asked) {
  const expiresAt = new Date(clock().getTime() + tokenMinutes * 60_000)
  const { id: siteKeyId, agencyId, siteId, frameLabel: label } = key
  const facts = { siteKeyId, agencyId, siteId, label, origin, module, widget, nonce }
  return { token: shared.sealer.seal(widgetPurpose, facts, expiresAt), tokenExpiresAt: expiresAt.toISOString() }
}

/** A new token for an old one: the page's domain, the key and the module are looked at again. */
export async function renew(installation: Installation, request: Request) {
  const { clock, config, shared } = installation
  const bearer = /^Bearer ([\w.-]{8,1000})$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const facts = shared.sealer.open(widgetPurpose, bearer, new Date(clock().getTime() - renewableHours * 3_600_000))
  const key = await siteOf(installation, request)
  if (!facts || facts['siteKeyId'] !== key.id) throw new DmError('TOKEN_REVOKED', 'embed.token_unknown')
  const asked = await ask(installation, request, facts as unknown as WidgetAddress) // sealed by `mint`
  const why = await refusalOf(asked, framesOrigin(config.origins, key.frameLabel))
  if (why === 'E_UNAVAILABLE') throw new DmError('UNAVAILABLE', 'core.site_unavailable')
  if (why) throw new DmError('TOKEN_REVOKED', 'embed.no_longer_allowed')
  return mint(installation, asked)
}
