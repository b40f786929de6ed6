import { DmError } from '@dramac/contract/wire/errors'
import { changeOf, refuseTaken } from '../clients/clients.ts'
import type { Context } from '../context.ts'
import { requireZone } from '../sites/managed/add-site.ts'
import { requireSlug } from '../sites/slugs.ts'
import type { Agency, PlannedAgency } from './get-agency.ts'
import * as queries from './queries.ts'

export type AgencyFields = Pick<Agency, 'name' | 'slug' | 'zone' | 'locale' | 'currency' | 'requiresSecondFactor'>

/** @throws PRECONDITION_FAILED when somebody else was faster. */
export function updateAgency(ctx: Context, patch: Partial<AgencyFields>, version: number): Promise<PlannedAgency> {
  if (patch.slug !== undefined) requireSlug(patch.slug)
  requireZone(patch.zone)
  return ctx.transaction(async (tx, emit) => {
    const show = async () => (await tx.row<PlannedAgency>(queries.getAgency, [tx.agencyId]))! // the place is there
    const before = await show()
    const changed = await tx
      .run(queries.updateAgency, [tx.agencyId, version, JSON.stringify(patch), tx.now])
      .catch(refuseTaken(patch.slug ?? ''))
    const after = await show()
    if (changed === 0) throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current: after })
    await emit('core.agency.updated', { agencyId: tx.agencyId }, changeOf(before, patch))
    return after
  })
}
