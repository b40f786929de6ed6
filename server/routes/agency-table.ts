/** The addresses of an agency, below `/v1/agencies/{agency}`. A test reads this table: every row names its permission and its limit. */
import { countAcrossSites } from '@dramac/core/agencies/count-across-sites'
import { getAgency } from '@dramac/core/agencies/get-agency'
import { updateAgency, type AgencyFields } from '@dramac/core/agencies/update-agency'
import { measureUsage } from '@dramac/core/plans/measure-usage'
import type { Installation } from '../installation.ts'
import { impersonationRoute } from './impersonation-routes.ts'
import { ok, requireVersion, type Saying, type SiteRoute } from '../http/route.ts'
import { clientRoutes } from './agency-clients.ts'
import { invitationRoutes } from './agency-invitations.ts'
import { brandRoutes } from './brand-routes.ts'
import { mailLogRoute, suppressionRoutes } from './mail-log-routes.ts'
import { moduleGrantRoutes } from './module-grant-routes.ts'
import { cloneRoute } from './exchange-routes.ts'
import { memberRoutes, ownershipRoutes, roleRoutes } from './agency-members.ts'
import { managedSiteRoutes } from './agency-sites.ts'
import { agencyAudits } from './audit-routes.ts'
import { currencySchema, localeSchema, zoneSchema } from './list-schema.ts'

export function agencyTable(installation: Installation): readonly SiteRoute[] {
  const { modules } = installation
  const labels = Object.fromEntries(
    [...modules.values()].flatMap(({ manifest }) => Object.entries(manifest.permissions)),
  )
  const named = Object.keys(labels)
  return [
    ...ownRoutes,
    ...clientRoutes(named),
    ...managedSiteRoutes({ modules }),
    ...memberRoutes(named),
    {
      method: 'GET',
      path: 'totals',
      permission: 'agency:read',
      limit: 'staff-read',
      handle: async ({ ctx }) =>
        ok(await countAcrossSites(ctx, [...installation.modules.values()].map(({ manifest }) => manifest))), // prettier-ignore
    },
    ...invitationRoutes,
    impersonationRoute(installation, 'clients:impersonate'),
    ...brandRoutes(installation),
    mailLogRoute,
    ...suppressionRoutes,
    cloneRoute(installation),
    ...roleRoutes(labels),
    ...ownershipRoutes,
    agencyAudits,
    ...moduleGrantRoutes(installation),
  ]
}

const ownRoutes: readonly SiteRoute[] = [
  {
    method: 'GET',
    path: '',
    permission: 'agency:read',
    limit: 'staff-read',
    handle: async ({ ctx }) => ok(await getAgency(ctx)),
  },
  {
    method: 'PATCH',
    path: '',
    permission: 'agency:write',
    limit: 'staff-write',
    body: {
      type: 'object',
      minProperties: 1,
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 120, pattern: '\\S' },
        slug: { type: 'string', maxLength: 80 },
        zone: zoneSchema,
        locale: localeSchema,
        currency: currencySchema,
        requiresSecondFactor: { type: 'boolean' },
      },
    },
    handle: async ({ ctx, body, ifMatch }: Saying<Partial<AgencyFields>>) =>
      ok(await updateAgency(ctx, body, requireVersion(ifMatch))),
  },
  {
    method: 'GET',
    path: 'usage',
    permission: 'usage:read',
    limit: 'staff-read',
    handle: async ({ ctx }) => ok(await measureUsage(ctx)),
  },
]
