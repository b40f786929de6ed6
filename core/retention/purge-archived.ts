/** What was archived a month ago goes for good, one transaction each: the agency's audit keeps that it was there. */
import type { Context, Tenant } from '../context.ts'
import { agencyPlace } from '../access/places.ts'
import type { Tx } from '../db/tx.ts'
import { newestPurged } from './restorable.ts'
import * as queries from './queries.ts'

export interface Purgeable {
  readonly kind: 'site' | 'client'
  readonly agencyId: string
  readonly id: string
}

const batch = 100

/** Of every tenant, as the worker: sites first, for a client goes only without any. */
export const listPurgeable = (tx: Tx, now: Date): Promise<Purgeable[]> =>
  tx.rows<Purgeable>(queries.listPurgeable, [newestPurged(now), batch])

/** Where it is purged. */
export const placeOf = ({ kind, agencyId, id }: Purgeable): Tenant =>
  kind === 'site' ? { agencyId, siteId: id } : agencyPlace(agencyId)

export function purge(ctx: Context, { kind, agencyId, id }: Purgeable): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    if (kind === 'client') {
      await tx.run(queries.deleteClientMembers, [agencyId, id])
      const gone = await tx.row<{ name: string; slug: string }>(queries.deleteClient, [
        agencyId,
        id,
        newestPurged(tx.now),
      ])
      if (gone) await emit('core.client.purged', { clientId: id, ...gone })
      return
    }
    const site = await tx.row<{ name: string; slug: string }>(queries.findSiteName, [agencyId, id])
    await tx.run(queries.purgeSite, [agencyId, id, newestPurged(tx.now)])
    await tx.inPlace(agencyPlace(agencyId), (_there, tell) => tell('core.site.purged', { siteId: id, ...site }))
  })
}
