/**
 * A site's frames: `<label>.frames.…`. A frame's document is given only to a page on a verified domain
 * of that site; the calls of the widget in it carry a token that names site, origin, module, widget
 * and nonce.
 */
import { randomBytes } from 'node:crypto'
import { DmError, statusOf, type ErrorCode } from '@dramac/contract/wire/errors'
import type { Widget } from '@dramac/contract/manifest'
import type { FrameBoot } from '@dramac/contract/wire/frame'
import { embedErrors, type EmbedErrorCode } from '@dramac/contract/wire/names'
import { actorOf } from '@dramac/core/create-context'
import { Router, type Request, type RequestHandler, type Response } from 'express'
import { noteRefusal } from '../http/answer-problem.ts'
import { mountRoutes, type OpenRoute } from '../http/open-route.ts'
import { queryOf } from '../http/read-address.ts'
import { readJson } from '../http/read-json.ts'
import { createSiteRoutes } from '../http/site-routes.ts'
import { framesOrigin, surfaceOf } from '../http/surfaces.ts'
import type { Installation } from '../installation.ts'
import { renderFrame, renderRefusal } from './frame-document.ts'
import { frameHeaders } from './frame-headers.ts'
import { ask, mint, refusalOf, renew, siteOf, type Asked } from './widget-access.ts'

export function createFramesSurface(installation: Installation): RequestHandler {
  const router = Router({ caseSensitive: true })
  router.use(mountRoutes(installation, framesTable(installation)))
  router.use('/v1', refuseOtherOrigins(installation.config.origins), readJson())
  router.use('/v1/sites', createSiteRoutes(installation, { kind: 'frames', isNamed: true }))
  return router
}

/** A test reads this table, too. A document is for anyone whose page may have it; its own rules decide that. */
export const framesTable = (installation: Installation): readonly OpenRoute[] => [
  {
    method: 'GET',
    path: '/f/:module/:widget',
    permission: 'anyone',
    limit: 'public-read',
    readsQuery: true,
    handle: (request, response) => serveFrame(installation, request, response),
  },
  {
    method: 'GET',
    path: '/p/:module/:widget',
    permission: 'anyone',
    limit: 'public-read',
    readsQuery: true,
    handle: (request, response) => servePage(installation, request, response),
  },
  {
    method: 'POST',
    path: '/f/token',
    permission: 'widget',
    limit: 'public-write',
    async handle(request, response) {
      response.set('Cache-Control', 'no-store').json(await renew(installation, request))
    },
  },
]

const addressOf = (request: Request) => request.params as { module: string; widget: string } // named in the routes

async function serveFrame(installation: Installation, request: Request, response: Response): Promise<void> {
  const { o: origin = '', n: nonce = '', v } = queryOf(request)
  if (!isOrigin(origin) || !/^[\w-]{16,64}$/.test(nonce)) throw new DmError('MALFORMED', 'embed.frame_address')
  const asked = await ask(installation, request, { ...addressOf(request), origin, nonce })
  noteAsked(installation, request, response, asked)
  const why =
    v !== '1'
      ? 'E_VERSION'
      : contradicts(request, origin)
        ? 'E_DOMAIN'
        : await refusalOf(asked, ownOrigin(installation, asked))
  if (why) return refuse(installation, response, why)
  await answerWidget(installation, response, {
    asked,
    ancestors: origin,
    locale: localeOf(request, asked.key.locale),
    props: propsOf(request, asked.declared),
  })
}

/** A visitor's own page, reached by a signed link: the same widget, on our origin, framed by nobody. */
async function servePage(installation: Installation, request: Request, response: Response): Promise<void> {
  const key = await siteOf(installation, request)
  const origin = framesOrigin(installation.config.origins, key.frameLabel)
  const nonce = randomBytes(18).toString('base64url')
  const asked = await ask(installation, request, { ...addressOf(request), origin, nonce })
  noteAsked(installation, request, response, asked)
  const why = await refusalOf(asked, origin)
  if (why) return refuse(installation, response, why)
  const locale = localeOf(request, key.locale)
  await answerWidget(installation, response, { asked, ancestors: "'none'", locale, props: {} })
}

const ownOrigin = ({ config }: Installation, { key }: Asked): string => framesOrigin(config.origins, key.frameLabel)

/** The site's people see in their request log which pages ask for its widgets, and which were refused. */
function noteAsked({ requestLog }: Installation, request: Request, response: Response, asked: Asked): void {
  const { key, origin, ctx, module, widget } = asked
  requestLog.note(request, response, {
    tenant: key,
    actor: actorOf(ctx.principal),
    route: `${request.path.split('/')[1]}/${module}/${widget}`,
    origin,
  })
}

interface Shown {
  readonly asked: Asked
  /** Who may frame the document, as CSP writes it. */
  readonly ancestors: string
  readonly locale: string
  readonly props: Readonly<Record<string, string>>
}

async function answerWidget(installation: Installation, response: Response, shown: Shown): Promise<void> {
  const { assets, config, modules } = installation
  const { asked, ancestors, locale, props } = shown
  const { key, module, widget, declared, ctx, origin, nonce } = asked
  const { cdn: cdnOrigin } = config.origins
  const scriptNonce = randomBytes(16).toString('base64')
  const { data, html, css } = await modules.get(module)!.server.widgets[widget]!.load(ctx, props, locale)
  const boot: FrameBoot = {
    site: key.slug,
    module,
    widget,
    element: declared.element,
    origin,
    nonce,
    ...mint(installation, asked),
    api: `/v1/sites/${key.slug}/modules/${module}`,
    refresh: '/f/token',
    modules: assets.widgets[module] ? [cdnOrigin + assets.widgets[module].url] : [],
    data: data as FrameBoot['data'], // JSON, by the widget's own word
  }
  response.set(frameHeaders({ scriptNonce, ancestors, cdnOrigin, allow: declared.allow }))
  const firstPaint = { html, css }
  response.type('html')
  response.send(renderFrame({ title: declared.label, locale, boot, assets, cdnOrigin, scriptNonce, firstPaint }))
}

const refusals: Partial<Record<EmbedErrorCode, ErrorCode>> = {
  E_MODULE: 'MODULE_NOT_ENABLED',
  E_UNAVAILABLE: 'UNAVAILABLE',
}

/** Any page may show this notice: it holds nothing, and the page's owner must see why. */
function refuse({ assets, config }: Installation, response: Response, why: EmbedErrorCode): void {
  const scriptNonce = randomBytes(16).toString('base64')
  const code = refusals[why] ?? 'DOMAIN_NOT_VERIFIED'
  noteRefusal(response, { code, reason: why })
  response.set(frameHeaders({ scriptNonce, ancestors: '*', cdnOrigin: config.origins.cdn, allow: [] }))
  response.status(statusOf[code]).type('html')
  response.send(renderRefusal({ locale: 'en', assets, scriptNonce, code: why, words: embedErrors[why] }))
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
    if (given !== undefined && given !== framesOrigin(origins, label))
      throw new DmError('FORBIDDEN', 'embed.foreign_origin')
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
