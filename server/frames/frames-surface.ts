/**
 * A site's frames: `<label>.frames.…`. A frame's document is given only to a page on a verified domain
 * of that site; the calls of the widget in it carry a token that names site, origin, module, widget
 * and nonce.
 */
import { randomBytes } from 'node:crypto'
import { DmError } from '@dramac/contract/wire/errors'
import type { Widget } from '@dramac/contract/manifest'
import type { FrameBoot } from '@dramac/contract/wire/frame'
import { embedErrors, type EmbedErrorCode } from '@dramac/contract/wire/names'
import type { Context } from '@dramac/core/context'
import { createContext } from '@dramac/core/create-context'
import { findVerifiedOrigin } from '@dramac/core/domains/operations'
import { findSiteKey, listSiteModules, type FoundSiteKey } from '@dramac/core/sites/find-site'
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { widgetPurpose } from '../http/authenticate.ts'
import { createSiteRoutes } from '../http/site-routes.ts'
import { requestIdOf } from '../http/site-door.ts'
import { framesOrigin, surfaceOf } from '../http/surfaces.ts'
import type { Installation } from '../installation.ts'
import { maxBodyBytes } from '../routes/app-surface.ts'
import { renderFrame, renderRefusal } from './frame-document.ts'
import { frameHeaders } from './frame-headers.ts'

const tokenMinutes = 10

interface Asked {
  readonly key: FoundSiteKey
  readonly module: string
  readonly widget: string
  readonly declared: Widget
  readonly ctx: Context
}

interface Page {
  /** The page that the widget's token is bound to. */
  readonly origin: string
  /** Who may frame the document, as CSP writes it. */
  readonly ancestors: string
  readonly nonce: string
  readonly locale: string
  readonly props: Readonly<Record<string, string>>
}

export function createFramesSurface(installation: Installation): RequestHandler {
  const { assets, clock, config, db, modules, shared } = installation

  async function siteOf(request: Request): Promise<FoundSiteKey> {
    const surface = surfaceOf(request.headers.host, config.origins)
    const key = surface && (await findSiteKey(db, surface.label))
    if (!key) throw new DmError('NOT_FOUND', 'core.site_unknown')
    return key
  }

  async function ask(request: Request, origin: string): Promise<Asked> {
    const { module = '', widget = '' } = request.params as { module?: string; widget?: string } // named in the route
    const key = await siteOf(request)
    const declared = modules.get(module)?.manifest.widgets[widget]
    if (!declared || !Object.hasOwn(modules.get(module)!.manifest.widgets, widget)) throw new DmError('NOT_FOUND', 'core.widget_unknown')
    const ctx = createContext(shared, {
      principal: { kind: 'visitor', siteKeyId: key.id, origin, calls: new Set(declared.calls) },
      tenant: { agencyId: key.agencyId, siteId: key.siteId },
      requestId: requestIdOf(request),
      at: clock(),
    })
    return { key, module, widget, declared, ctx }
  }

  function mint({ key, module, widget }: Asked, origin: string, nonce: string) {
    const expiresAt = new Date(clock().getTime() + tokenMinutes * 60_000)
    const facts = { siteKeyId: key.id, agencyId: key.agencyId, siteId: key.siteId, origin, module, widget, nonce }
    return { token: shared.sealer.seal(widgetPurpose, facts, expiresAt), tokenExpiresAt: expiresAt.toISOString() }
  }

  /** Why a page may not show the widget; undefined when it may. */
  async function refusalOf({ ctx, module, key }: Asked, origin: string): Promise<EmbedErrorCode | undefined> {
    const [installed, verified] = await ctx.read((tx) => Promise.all([listSiteModules(tx), findVerifiedOrigin(tx, key, origin)]))
    if (!verified) return 'E_DOMAIN'
    return installed.some((one) => one.module === module) ? undefined : 'E_MODULE'
  }

  async function answerWidget(response: Response, asked: Asked, page: Page) {
    const { origin, nonce, locale, props, ancestors } = page
    const { key, module, widget, declared, ctx } = asked
    const scriptNonce = randomBytes(16).toString('base64')
    const start = modules.get(module)!.server.widgets[widget]!
    const { data, html, css } = await start.load(ctx, props, locale)
    const boot: FrameBoot = {
      site: key.slug,
      module,
      widget,
      element: declared.element,
      origin,
      nonce,
      ...mint(asked, origin, nonce),
      api: `/v1/sites/${key.slug}/modules/${module}`,
      refresh: '/f/token',
      modules: assets.widgets[module] ? [config.origins.cdn + assets.widgets[module].url] : [],
      data: data as FrameBoot['data'], // JSON, by the widget's own word
    }
    response.set(frameHeaders({ scriptNonce, ancestors, cdnOrigin: config.origins.cdn, allow: declared.allow }))
    response.type('html').send(
      renderFrame({ title: declared.label, locale, boot, assets, cdnOrigin: config.origins.cdn, scriptNonce, firstPaint: { html, css } }),
    )
  }

  async function serveFrame(request: Request, response: Response): Promise<void> {
    const { o: origin = '', n: nonce = '', v } = request.query as Record<string, string | undefined> // checked here
    if (!isOrigin(origin) || !/^[\w-]{16,64}$/.test(nonce)) throw new DmError('MALFORMED', 'embed.frame_address')
    if (v !== '1') return refuse(response, { origin, why: 'E_VERSION' })
    const asked = await ask(request, origin)
    const why = contradicts(request, origin) ? 'E_DOMAIN' : await refusalOf(asked, origin)
    if (why) return refuse(response, { origin, why })
    await answerWidget(response, asked, {
      origin,
      ancestors: origin,
      nonce,
      locale: localeOf(request, asked.key.locale),
      props: propsOf(request, asked.declared),
    })
  }

  function refuse(response: Response, { origin, why }: { origin: string; why: EmbedErrorCode }): void {
    const scriptNonce = randomBytes(16).toString('base64')
    installation.log.info({ origin, why }, 'frame refused')
    // Any page may show this notice: it holds nothing, and the page's owner must see why.
    response.set(frameHeaders({ scriptNonce, ancestors: '*', cdnOrigin: config.origins.cdn, allow: [] }))
    response
      .status(403)
      .type('html')
      .send(renderRefusal({ locale: 'en', assets, scriptNonce, code: why, words: embedErrors[why] }))
  }

  /** A visitor's own page, reached by a signed link: the same widget, on our origin, framed by nobody. */
  async function servePage(request: Request, response: Response): Promise<void> {
    const key = await siteOf(request)
    const own = framesOrigin(config.origins, key.frameLabel)
    const asked = await ask(request, own)
    const nonce = randomBytes(18).toString('base64url')
    await answerWidget(response, asked, { origin: own, ancestors: "'none'", nonce, locale: localeOf(request, key.locale), props: {} })
  }

  async function refreshToken(request: Request, response: Response): Promise<void> {
    const bearer = /^Bearer ([\w.-]{8,1000})$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    // The token may just have run out (a laptop slept); what it names is proved again.
    const facts = shared.sealer.open(widgetPurpose, bearer, new Date(clock().getTime() - 12 * 3_600_000))
    const key = await siteOf(request)
    if (!facts || facts['siteKeyId'] !== key.id) throw new DmError('TOKEN_REVOKED', 'embed.token_unknown')
    const { module, widget, origin, nonce } = facts as Record<'module' | 'widget' | 'origin' | 'nonce', string> // sealed by us
    request.params['module'] = module
    request.params['widget'] = widget
    const asked = await ask(request, origin)
    const isOwnPage = origin === framesOrigin(config.origins, key.frameLabel)
    const why = isOwnPage ? undefined : await refusalOf(asked, origin)
    if (why) throw new DmError('TOKEN_REVOKED', 'embed.no_longer_allowed')
    response.set('Cache-Control', 'no-store').json(mint(asked, origin, nonce))
  }

  const router = Router({ caseSensitive: true })
  router.post('/f/token', refreshToken)
  router.get('/f/:module/:widget', serveFrame)
  router.get('/p/:module/:widget', servePage)
  router.use('/v1', refuseOtherOrigins(config.origins), express.json({ limit: maxBodyBytes, strict: true }))
  router.use('/v1/sites', createSiteRoutes(installation))
  return router
}

/** The browser's own word against the address's: a page cannot ask in another page's name. */
function contradicts(request: Request, origin: string): boolean {
  const destination = request.get('Sec-Fetch-Dest')
  if (destination !== undefined && destination !== 'iframe') return true
  const referer = request.get('Referer')
  return referer !== undefined && URL.parse(referer)?.origin !== origin
}

/** Calls from a frame carry the frame's own origin; any other is a page that stole a token. */
function refuseOtherOrigins(origins: Installation['config']['origins']): RequestHandler {
  return (request, _response, next) => {
    const given = request.get('Origin')
    const label = surfaceOf(request.headers.host, origins)?.label ?? ''
    if (given !== undefined && given !== framesOrigin(origins, label)) throw new DmError('FORBIDDEN', 'embed.foreign_origin')
    next()
  }
}

const isOrigin = (text: string): boolean => text.length <= 300 && URL.parse(text)?.origin === text

function localeOf(request: Request, fallback: string): string {
  const asked = request.query['l']
  const locale = typeof asked === 'string' ? asked : (request.acceptsLanguages()[0] ?? fallback)
  return /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(locale) ? locale : fallback
}

/** Attributes that decide what the first paint shows; the rest comes over the port. */
function propsOf(request: Request, { attributes }: Widget): Record<string, string> {
  const props: Record<string, string> = {}
  for (const name of Object.keys(attributes)) {
    const value = request.query[`a-${name}`]
    if (typeof value === 'string' && value.length <= 200) props[name] = value
  }
  return props
}
