/** What the signed-in person may see and do, in one answer. */
import { DmError } from '@dramac/contract/wire/errors'
import { can } from '@dramac/core/access/can'
import { corePermissions, grantablePermissions } from '@dramac/core/access/permissions'
import { agencyPlace, isPlatform } from '@dramac/core/access/places'
import type { Principal, Tenant } from '@dramac/core/context'
import {
  findSession,
  getAccount,
  type Account,
  type LiveSession,
  type OpenedSession,
  type UserSite,
} from '@dramac/core/identity/sessions'
import type { Installation } from '../installation.ts'

/** Of a session that was opened or changed just now. */
export async function describeOpened(installation: Installation, { token }: OpenedSession): Promise<object> {
  const session = await findSession(installation.db, token, installation.clock())
  if (!session) throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  return describeSession(installation, session)
}

export async function describeSession(installation: Installation, session: LiveSession): Promise<object> {
  const { db } = installation
  const { impersonatorId } = session
  const [account, impersonator] = await Promise.all([
    getAccount(db, session.userId),
    impersonatorId === null ? undefined : getAccount(db, impersonatorId),
  ])
  const { user, agencies, sites } = toSession(installation, account)
  const { isVerified: emailVerified, realm, closedTo, expiresAt: endsAt } = session
  return {
    user: { ...user, emailVerified, realm, mustEnrolSecondFactor: closedTo.length > 0 },
    impersonation: impersonator ? { byName: impersonator.user.name, endsAt } : null,
    agencies,
    sites,
  }
}

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
