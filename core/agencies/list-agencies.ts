import type { Context } from '../context.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import type { Agency } from './get-agency.ts'
import * as queries from './queries.ts'

export interface AgencyQuery {
  readonly state?: Agency['state']
  readonly limit?: number
  readonly cursor?: string
}

const list = 'agencies'

/** Of the whole platform, newest first. */
export async function listAgencies(ctx: Context, { state, limit = 20, cursor }: AgencyQuery) {
  const after = openCursor(ctx, list, cursor)
  const rows = await ctx.rows<Agency>(queries.listAgencies, [state ?? null, after.at, after.id, limit + 1])
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}
