/** The request log of a site, newest first: also what was refused, to whom and why. */
import type { Context } from '../context.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import * as queries from './queries.ts'

export interface LoggedRequest {
  readonly id: string
  readonly at: string
  readonly principal: string
  readonly method: string
  readonly route: string
  readonly origin: string | null
  readonly status: number
  readonly reason: string | null
  readonly requestId: string
  readonly ms: number
}

export interface RequestQuery {
  /** Only answers of 400 or more. */
  readonly refused?: boolean
  readonly limit?: number
  readonly cursor?: string
}

const list = 'requests'

export async function listRequests(ctx: Context, { refused = false, limit = 20, cursor }: RequestQuery) {
  const { agencyId, siteId } = ctx.tenant
  const after = openCursor(ctx, list, cursor)
  const values = [agencyId, siteId, refused ? 400 : 0, after.at, after.id, limit + 1]
  const rows = await ctx.rows<LoggedRequest>(queries.listRequests, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ at, id }) => ({ at, id }) })
}
