/** Signing in and out by cookie, and what the signed-in person may see. */
import { DmError } from '@dramac/contract/wire/errors'
import { sessionCookie } from '@dramac/contract/wire/names'
import { can } from '@dramac/core/access/can'
import { corePermissions, grantablePermissions } from '@dramac/core/access/permissions'
import { agencyPlace, isPlatform } from '@dramac/core/access/places'
import type { Principal, Tenant } from '@dramac/core/context'
import { hashSecret } from '@dramac/core/identity/secrets'
import {
  findSessionUser,
  getAccount,
  signIn,
  signOut,
  type Account,
  type UserSite,
} from '@dramac/core/identity/sessions'
import type { Request, Response } from 'express'
import type { JsonSchema } from '@dramac/contract/wire/json'
import type { Installation } from '../installation.ts'
import { readCookie } from '../http/authenticate.ts'
import { clientNetwork } from '@dramac/core/limits/client-network'
import type { OpenRoute } from '../http/open-route.ts'
import { requestIdOf } from '../http/request-id.ts'
import { requireOwnPage } from '../http/request-facts.ts'
import { validate } from '../http/validate.ts'

const credentials: JsonSchema = {
  type: 'object',
  required: ['email', 'password'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 254 },
    password: { type: 'string', minLength: 1, maxLength: 500 },
  },
}

export function sessionRoutes(installation: Installation): OpenRoute[] {
  const at = { path: '/v1/session', permission: 'anyone' } as const
  const open = (handle: Handle) => async (request: Request, response: Response) => {
    response.set('Cache-Control', 'no-store')
    await handle(installation, request, response)
  }
  return [
    { ...at, method: 'GET', permission: 'session', limit: 'staff-read', handle: open(showSession) },
    { ...at, method: 'POST', limit: 'sign-in', handle: open(openSession) },
    { ...at, method: 'DELETE', limit: 'staff-write', handle: open(closeSession) },
  ]
}

type Handle = (installation: Installation, request: Request, response: Response) => Promise<void>

const showSession: Handle = async (installation, request, response) => {
  const { authenticator, clock } = installation
  const caller = await authenticator.authenticate(request, clock())
  if (caller?.kind !== 'session') throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  response.json(toSession(installation, await getAccount(installation.db, caller.userId)))
}

/** Who guesses is slowed down by network and by account, known or not; only failures stay counted against an account. */
const openSession: Handle = async (installation, request, response) => {
  const { clock, config, db, limiter, log } = installation
  requireOwnPage(request, config.origins.app)
  const given = validate<{ email: string; password: string }>(credentials, request.body, 'body')
  const account = hashSecret(given.email.trim().toLowerCase()).toString('base64url')
  response.append('RateLimit', (await limiter.count('sign-in-account', account))['RateLimit']!)
  const now = clock()
  const { token, userId, expiresAt } = await signIn(
    db,
    { ...given, userAgent: request.get('User-Agent') ?? null },
    now,
  ).catch((error: unknown) => {
    log.info({ requestId: requestIdOf(request), network: clientNetwork(request.ip) }, 'sign-in refused')
    throw error
  })
  await limiter.forgive('sign-in-account', account)
  // Whatever cookie came along is not taken over, and the session that it may have named is over.
  await endSession(installation, request)
  const seconds = Math.floor((expiresAt.getTime() - now.getTime()) / 1000)
  response.append('Set-Cookie', cookieOf(config, token, seconds))
  response.json(toSession(installation, await getAccount(db, userId)))
}

const closeSession: Handle = async (installation, request, response) => {
  requireOwnPage(request, installation.config.origins.app)
  await endSession(installation, request)
  response
    .append('Set-Cookie', cookieOf(installation.config, '', 0))
    .status(204)
    .end()
}

async function endSession({ clock, db }: Installation, request: Request): Promise<void> {
  const token = readCookie(request.headers.cookie, sessionCookie)
  if (token === undefined) return
  const userId = await findSessionUser(db, token, clock())
  if (userId !== undefined) await signOut(db, userId, token)
}

const cookieOf = ({ origins }: Installation['config'], value: string, maxAgeSeconds: number): string =>
  [
    `${sessionCookie}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${maxAgeSeconds}`,
    ...(origins.app.startsWith('https:') ? ['Secure'] : []),
  ].join('; ')

function toSession({ assets, config, modules }: Installation, { user, grants, sites }: Account) {
  const principal: Principal = { kind: 'user', userId: user.id, grants }
  const named = [...modules.values()].flatMap(({ manifest }) => Object.keys(manifest.permissions))
  const held = (of: 'site' | 'agency', place: Tenant) =>
    grantablePermissions(of, named).filter((permission) => can(principal, permission, place))
  const agencies = new Map(
    grants
      .filter((grant) => !isPlatform(grant))
      .map(({ agencyId: id, slug, name, state, role }) => [
        id,
        { id, slug, name, state, role, permissions: held('agency', agencyPlace(id)) },
      ]),
  )
  const toSite = (site: UserSite) => ({
    id: site.siteId,
    slug: site.slug,
    name: site.name,
    agencyId: site.agencyId,
    clientId: site.clientId,
    zone: site.zone,
    locale: site.locale,
    publicKey: site.publicKey,
    permissions: held('site', site).filter((permission) => isOfInstalled(site, permission)),
    modules: site.modules
      .flatMap((slug) => modules.get(slug) ?? [])
      .map(({ manifest }) => ({
        slug: manifest.slug,
        label: manifest.label,
        script: assets.screens[manifest.slug] ? `${config.origins.cdn}${assets.screens[manifest.slug]!.url}` : null,
        screens: manifest.screens,
        widgets: manifest.widgets,
        translations: manifest.translations ?? {},
      })),
  })
  return {
    user: { ...user, isSuperAdmin: grants.some(isPlatform) },
    agencies: [...agencies.values()],
    sites: sites.map(toSite),
  }
}

/** A module's permission says something only where the module is. */
const isOfInstalled = ({ modules }: UserSite, permission: string): boolean =>
  Object.hasOwn(corePermissions, permission) || modules.includes(permission.split(':')[0] ?? '')
