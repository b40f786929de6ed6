import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import type { LockedAgency } from './lock-agency.ts'
import * as queries from './queries.ts'

const counts = { sites: queries.countSites, seats: queries.countSeats } as const

/** For some more of it. The agency is locked, so that many at once cannot all find the last room. @throws USAGE_LIMIT_EXCEEDED */
export async function requireRoom(
  tx: TenantTx,
  { plan, limits }: LockedAgency,
  metric: keyof typeof counts,
  more = 1,
): Promise<void> {
  const limit = limits[metric]
  if (limit === undefined) return
  const { used } = (await tx.row<{ used: number }>(counts[metric], [tx.agencyId, tx.now]))! // it answers one row
  if (used + more <= limit) return
  const wider = await tx.row<{ slug: string }>(queries.findWiderPlan, [metric, limit])
  throw new DmError('USAGE_LIMIT_EXCEEDED', 'core.plan_limit', {
    metric, limit, used, plan, liftedBy: wider?.slug ?? null,
  }) // prettier-ignore
}
