/** Who did what. */
import { listAudits, type AuditQuery } from '@dramac/core/audit/list-audits'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { ok, type Saying, type SiteRoute } from '../http/route.ts'
import { listSchema } from './list-schema.ts'

const filters: JsonSchema = {
  actor: { type: 'string', minLength: 1, maxLength: 320 },
  action: { type: 'string', minLength: 1, maxLength: 120 },
  result: { type: 'string', enum: ['ok', 'denied', 'failed'] },
  from: { type: 'string', format: 'date-time' },
  to: { type: 'string', format: 'date-time' },
}

const auditRoute = (query: JsonSchema): SiteRoute => ({
  method: 'GET',
  path: 'audits',
  permission: 'audits:read',
  limit: 'staff-read',
  query: listSchema(query),
  handle: async ({ ctx, query: asked }: Saying<unknown, AuditQuery>) => ok(await listAudits(ctx, asked)),
})

export const siteAudits = auditRoute(filters)
export const agencyAudits = auditRoute({ ...filters, site: { type: 'string', format: 'uuid' } })
