/** Who did what, newest first: of a site in its own place, of the agency and all that the asker's grants cover in the agency's. */
import type { Context } from '../context.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import * as queries from './queries.ts'

export interface Audit {
  readonly id: string
  readonly at: string
  /** The agency's own identity for what is no site's. */
  readonly siteId: string
  readonly siteName: string | null
  /** As `<kind>:<id>`. */
  readonly actor: string
  readonly actorName: string | null
  readonly impersonator: string | null
  readonly impersonatorName: string | null
  readonly action: string
  readonly resource: string | null
  readonly result: 'ok' | 'denied' | 'failed'
  readonly summary: object
  readonly requestId: string
}

export interface AuditQuery {
  readonly actor?: string
  readonly action?: string
  readonly result?: Audit['result']
  /** Only where the place is an agency. */
  readonly site?: string
  /** Instants: from the first, up to but without the second. */
  readonly from?: string
  readonly to?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'audits'

export async function listAudits(ctx: Context, query: AuditQuery) {
  const { agencyId, siteId } = ctx.tenant
  const { actor = null, action = null, result = null, from = null, to = null, limit = 20, cursor } = query
  const site = siteId === agencyId ? (query.site ?? null) : siteId
  const after = openCursor(ctx, list, cursor)
  const values = [agencyId, site, actor, action, result, from, to, after.at, after.id, limit + 1]
  const rows = await ctx.rows<Audit>(queries.listAudits, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ at, id }) => ({ at, id }) })
}
