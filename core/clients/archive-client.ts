/** A client goes with its sites, and comes back with those that went along. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { lockAgency } from '../plans/lock-agency.ts'
import { requireRoom } from '../plans/require-room.ts'
import { newestPurged } from '../retention/restorable.ts'
import { showClient, type Client } from './clients.ts'
import * as queries from './queries.ts'

export function archiveClient(ctx: Context, id: string): Promise<Client> {
  return ctx.transaction(async (tx, emit) => {
    await lockAgency(tx)
    await lockState(tx, id, 'active')
    const sites = await tx.rows<{ id: string }>(queries.archiveSites, [tx.agencyId, id, tx.now])
    await tx.run(queries.setArchived, [tx.agencyId, id, tx.now, tx.now])
    await emit('core.client.archived', { clientId: id })
    for (const site of sites) await emit('core.site.archived', { siteId: site.id, clientId: id })
    return showClient(tx, id)
  })
}

export function restoreClient(ctx: Context, id: string): Promise<Client> {
  return ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    await lockState(tx, id, 'archived')
    const { taken } = (await tx.row<{ taken: number }>(queries.countTaken, [tx.agencyId, id]))! // it answers one row
    if (taken > 0) await requireRoom(tx, agency, 'sites', taken)
    await tx.run(queries.setArchived, [tx.agencyId, id, null, tx.now])
    const sites = await tx.rows<{ id: string }>(queries.restoreSites, [tx.agencyId, id, tx.now])
    await emit('core.client.restored', { clientId: id })
    for (const site of sites) await emit('core.site.restored', { siteId: site.id, clientId: id })
    return showClient(tx, id)
  })
}

/** What is past its month is gone, even when nobody has cleared it away yet. */
async function lockState(tx: TenantTx, id: string, wanted: Client['state']): Promise<void> {
  const found = await tx.row<{ archivedAt: string | null }>(queries.lockClient, [tx.agencyId, id])
  if (!found || (found.archivedAt !== null && new Date(found.archivedAt) <= newestPurged(tx.now)))
    throw new DmError('NOT_FOUND', 'core.client_unknown')
  const state = found.archivedAt === null ? 'active' : 'archived'
  if (state !== wanted) throw new DmError('CONFLICT', 'core.transition_refused', { state, allowed: nextOf[state] })
}

const nextOf = { active: ['archive'], archived: ['restore'] } as const
