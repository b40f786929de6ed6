/** What super admins see of the running installation, below `/v1/platform`. */
import type { Installation } from '../installation.ts'
import { ok, type SiteRoute } from '../http/route.ts'

export function operationsRoutes({ health }: Installation): readonly SiteRoute[] {
  return [
    {
      method: 'GET',
      path: 'health',
      permission: 'platform:read',
      limit: 'staff-read',
      handle: async () => ok(await health.report()),
    },
  ]
}
