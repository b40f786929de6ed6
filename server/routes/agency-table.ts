/** The addresses of an agency, below `/v1/agencies/{agency}`. A test reads this table: every row names its permission and its limit. */
import { countAcrossSites } from '@dramac/core/agencies/count-across-sites'
import { getAgency } from '@dramac/core/agencies/get-agency'
import type { Installation } from '../installation.ts'
import { impersonationRoute } from './impersonation-routes.ts'
import { invitationRoutes } from './agency-invitations.ts'
import { ok, type SiteRoute } from '../http/route.ts'
import { brandRoutes } from './brand-routes.ts'
import { mailLogRoute, suppressionRoutes } from './mail-log-routes.ts'
import { cloneRoute } from './exchange-routes.ts'

export function agencyTable(installation: Installation): readonly SiteRoute[] {
  return [
    {
      method: 'GET',
      path: '',
      permission: 'agency:read',
      limit: 'staff-read',
      handle: async ({ ctx }) => ok(await getAgency(ctx)),
    },
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
  ]
}
