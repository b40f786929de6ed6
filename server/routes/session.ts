/** Signing in and out by cookie, and what the signed-in person may see. */
import { DmError } from '@dramac/contract/wire/errors'
import { sessionCookie } from '@dramac/contract/wire/names'
import { permissionsOf } from '@dramac/core/identity/roles'
import { getAccount, signIn, signOut, type Account, type UserSite } from '@dramac/core/identity/sessions'
import { Router, type Request, type Response } from 'express'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { readCookie } from '../http/authenticate.ts'
import { validate } from '../http/validate.ts'

const credentials: JsonSchema = {
  type: 'object',
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 254 },
    password: { type: 'string', minLength: 1, maxLength: 500 },
  },
}

export function createSessionRoutes(installation: Installation): Router {
  const { authenticator, clock, config, db, limiter } = installation
  const router = Router()
  const cookie = (value: string, maxAgeSeconds: number) =>
    [
      `${sessionCookie}=${value}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Lax',
      `Max-Age=${maxAgeSeconds}`,
      ...(config.origins.app.startsWith('https:') ? ['Secure'] : []),
    ].join('; ')

  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })

  router.get('/', async (request, response) => {
    const caller = await authenticator.authenticate(request, clock())
    if (caller?.kind !== 'session') throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
    response.json(toSession(installation, caller.account))
  })

  router.post('/', async (request: Request, response: Response) => {
    requireOwnPage(request)
    response.set(await limiter.count('sign-in', request.ip ?? 'unknown', false))
    const { email, password } = validate<{ email: string; password: string }>(credentials, request.body, 'body')
    const now = clock()
    const { token, userId, expiresAt } = await signIn(
      db,
      { email, password, userAgent: request.get('User-Agent') ?? null },
      now,
    )
    response.append('Set-Cookie', cookie(token, Math.floor((expiresAt.getTime() - now.getTime()) / 1000)))
    response.json(toSession(installation, await getAccount(db, userId)))
  })

  router.delete('/', async (request, response) => {
    requireOwnPage(request)
    const token = readCookie(request.headers.cookie, sessionCookie)
    const caller = token === undefined ? undefined : await authenticator.authenticate(request, clock())
    if (token !== undefined && caller?.kind === 'session') await signOut(db, caller.account.user.id, token)
    if (token !== undefined) authenticator.forgetSession(token)
    response.append('Set-Cookie', cookie('', 0)).status(204).end()
  })
  return router
}

/** Another website can make a browser post here, but not with this header. */
function requireOwnPage(request: Request): void {
  if (request.headers['dm-request'] !== '1') throw new DmError('FORBIDDEN', 'core.request_header_missing')
}

function toSession({ assets, config, modules }: Installation, { user, sites }: Account) {
  const agencies = new Map(
    sites.map((site) => [
      site.agencyId,
      { id: site.agencyId, name: site.agencyName, slug: site.agencySlug, role: site.role },
    ]),
  )
  const toSite = (site: UserSite) => ({
    id: site.siteId,
    slug: site.slug,
    name: site.name,
    agencyId: site.agencyId,
    zone: site.zone,
    locale: site.locale,
    publicKey: site.publicKey,
    permissions: permissionsOf(site.role, site.modules),
    modules: site.modules
      .flatMap((slug) => modules.get(slug) ?? [])
      .map(({ manifest }) => ({
        slug: manifest.slug,
        label: manifest.label,
        script: assets.screens[manifest.slug] ? `${config.origins.cdn}${assets.screens[manifest.slug]!.url}` : null,
        screens: manifest.screens,
        widgets: manifest.widgets,
      })),
  })
  return { user, agencies: [...agencies.values()], sites: sites.map(toSite) }
}
