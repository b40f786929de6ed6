/** Which module had which other's rows on a site, newest first: how many, and on whose behalf. */
import type { Context } from '../../context.ts'
import { openCursor, toPage } from '../../lists/cursor.ts'
import type { Operation } from './grants.ts'
import * as queries from './queries.ts'

export interface ModuleAccess {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly table: string
  readonly operation: Operation
  readonly count: number
  readonly actor: string
  readonly at: string
}

export interface AccessQuery {
  readonly source?: string
  readonly target?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'module-accesses'

export async function listModuleAccesses(ctx: Context, { source, target, limit = 20, cursor }: AccessQuery) {
  const { agencyId, siteId } = ctx.tenant
  const after = openCursor(ctx, list, cursor)
  const values = [agencyId, siteId, source ?? null, target ?? null, after.at, after.id, limit + 1]
  const rows = await ctx.rows<ModuleAccess>(queries.listAccesses, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ at, id }) => ({ at, id }) })
}
