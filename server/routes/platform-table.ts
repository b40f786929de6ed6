/** What super admins do, below `/v1/platform`. To everybody else there is nothing here. */
import { listAgencies, type AgencyQuery } from '@dramac/core/agencies/list-agencies'
import type { Installation } from '../installation.ts'
import { ok, type SiteRoute } from '../http/route.ts'
import { operationsRoutes } from './operations-routes.ts'
import { impersonationRoute } from './impersonation-routes.ts'
import { brandRoutes } from './brand-routes.ts'
import { mailLogRoute, suppressionRoutes } from './mail-log-routes.ts'

export function platformTable(installation: Installation): readonly SiteRoute[] {
  return [
    ...operationsRoutes(installation),
    {
      method: 'GET',
      path: 'agencies',
      permission: 'platform:read',
      limit: 'staff-read',
      query: {
        type: 'object',
        properties: {
          state: { type: 'string', enum: ['active', 'suspended', 'closed'] },
          limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
          cursor: { type: 'string', maxLength: 600 },
        },
      },
      handle: async ({ ctx, query }) => ok(await listAgencies(ctx, query as AgencyQuery)), // as the schema says
    },
    impersonationRoute(installation, 'platform:impersonate'),
    ...brandRoutes(installation),
    mailLogRoute,
    ...suppressionRoutes,
  ]
}
