/** What super admins do, below `/v1/platform`. To everybody else there is nothing here. */
import { listAgencies, type AgencyQuery } from '@dramac/core/agencies/list-agencies'
import { ok, type SiteRoute } from '../http/route.ts'

export function platformTable(): readonly SiteRoute[] {
  return [
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
  ]
}
