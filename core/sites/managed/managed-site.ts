/** A site as its agency sees it. */
import { DmError } from '@dramac/contract/wire/errors'
import { reachOf } from '../../access/reach.ts'
import type { Context } from '../../context.ts'
import type { TenantTx } from '../../db/tx.ts'
import { openCursor, toPage } from '../../lists/cursor.ts'
import { toLike } from '../../lists/like.ts'
import { purgeTimeOf } from '../../retention/restorable.ts'
import * as queries from './queries.ts'

export type SiteState = 'active' | 'suspended' | 'archived'

export interface ManagedSite {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly clientId: string
  readonly clientName: string
  readonly state: SiteState
  /** IANA. */
  readonly zone: string
  /** BCP 47. */
  readonly locale: string
  /** ISO 4217; null for the agency's. */
  readonly currency: string | null
  readonly tags: readonly string[]
  /** Slugs of what is installed. */
  readonly modules: readonly string[]
  readonly archivedAt: string | null
  /** When it is gone for good; null while it is not archived. */
  readonly purgeAt: string | null
  readonly version: number
  readonly createdAt: string
}

export interface SiteQuery {
  readonly client?: string
  /** All that are not archived when absent. */
  readonly state?: SiteState
  /** In names, addresses and domains. */
  readonly q?: string
  readonly tag?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'sites'
const toSite = (row: ManagedSite): ManagedSite => ({ ...row, purgeAt: purgeTimeOf(row.archivedAt) })

export async function listManagedSites(ctx: Context, { client, state, q, tag, limit = 20, cursor }: SiteQuery) {
  const after = openCursor(ctx, list, cursor)
  const { clientIds, siteIds } = reachOf(ctx)
  const filters = [state ?? null, client ?? null, toLike(q), tag ?? null]
  const values = [ctx.tenant.agencyId, clientIds, siteIds, ...filters, after.at, after.id, limit + 1]
  const rows = (await ctx.rows<ManagedSite>(queries.listSites, values)).map(toSite)
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

/** @throws NOT_FOUND also for one that the asker's grants do not cover. */
export async function showSite(ctx: Context, tx: TenantTx, id: string): Promise<ManagedSite> {
  const { clientIds, siteIds } = reachOf(ctx)
  const row = await tx.row<ManagedSite>(queries.findManagedSite, [tx.agencyId, id, clientIds, siteIds])
  if (!row) throw new DmError('NOT_FOUND', 'core.site_unknown')
  return toSite(row)
}

export const getManagedSite = (ctx: Context, id: string): Promise<ManagedSite> =>
  ctx.read((tx) => showSite(ctx, tx, id))
