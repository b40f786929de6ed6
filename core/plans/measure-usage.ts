/** How much of its plan an agency uses. */
import type { Context } from '../context.ts'
import { getAgency } from '../agencies/get-agency.ts'
import * as queries from './queries.ts'

export interface Usage {
  readonly plan: string
  readonly metrics: readonly { readonly metric: string; readonly used: number; readonly limit: number | null }[]
}

/** Months are those of UTC. */
export async function measureUsage(ctx: Context): Promise<Usage> {
  const { plan, limits } = await getAgency(ctx)
  const now = ctx.now()
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
  const rows = await ctx.rows<{ metric: string; used: number }>(queries.measureUsage, [month, now])
  return { plan, metrics: rows.map(({ metric, used }) => ({ metric, used, limit: limits[metric] ?? null })) }
}
