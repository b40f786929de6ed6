/** What becomes of a site: its name and settings, whose it is, whether it serves. */
import { DmError } from '@dramac/contract/wire/errors'
import { changeOf, type Patch } from '../../clients/clients.ts'
import type { Context } from '../../context.ts'
import type { TenantTx } from '../../db/tx.ts'
import { lockAgency } from '../../plans/lock-agency.ts'
import { requireRoom } from '../../plans/require-room.ts'
import { newestPurged } from '../../retention/restorable.ts'
import { requireSlug } from '../slugs.ts'
import { claimSlug, requireClient, requireZone } from './add-site.ts'
import { showSite, type ManagedSite, type SiteState } from './managed-site.ts'
import * as queries from './queries.ts'

export type SiteFields = Pick<ManagedSite, 'name' | 'slug' | 'zone' | 'locale' | 'currency' | 'tags'>

export function updateSite(ctx: Context, { id, patch, version }: Patch<SiteFields>): Promise<ManagedSite> {
  if (patch.slug !== undefined) requireSlug(patch.slug)
  requireZone(patch.zone)
  return ctx.transaction(async (tx, emit) => {
    const before = await showSite(ctx, tx, id)
    if (before.state === 'archived') throw new DmError('CONFLICT', 'core.site_archived')
    if (before.version !== version)
      throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current: before })
    if (patch.slug !== undefined) await claimSlug(tx, id, patch.slug)
    const changed = await tx.run(queries.updateSite, [tx.agencyId, id, version, JSON.stringify(patch), tx.now])
    // Somebody was faster since we looked.
    if (changed === 0)
      throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current: await showSite(ctx, tx, id) })
    await emit('core.site.updated', { siteId: id }, changeOf(before, patch))
    return showSite(ctx, tx, id)
  })
}

/** Everything of the site stays as it is; who is bound to its client comes and goes with it, at once. */
export function moveSite(ctx: Context, id: string, clientId: string): Promise<ManagedSite> {
  return ctx.transaction(async (tx, emit) => {
    const site = await lockSite(tx, id)
    if (site.state === 'archived') throw new DmError('CONFLICT', 'core.site_archived')
    await requireClient(tx, clientId)
    await tx.run(queries.moveSite, [tx.agencyId, id, clientId, tx.now])
    const change = { before: { clientId: site.clientId }, after: { clientId } }
    await emit('core.site.moved', { siteId: id, clientId }, change)
    return showSite(ctx, tx, id)
  })
}

interface Transition {
  readonly from: readonly SiteState[]
  readonly to: SiteState
  readonly event: string
}

export type SiteTransition = 'suspend' | 'resume' | 'archive' | 'restore'

/** A restored site is what it was before. */
const transitions: Record<SiteTransition, Transition> = {
  suspend: { from: ['active'], to: 'suspended', event: 'core.site.suspended' },
  resume: { from: ['suspended'], to: 'active', event: 'core.site.resumed' },
  archive: { from: ['active', 'suspended'], to: 'archived', event: 'core.site.archived' },
  restore: { from: ['archived'], to: 'active', event: 'core.site.restored' },
}

export function changeSiteState(ctx: Context, id: string, transition: SiteTransition): Promise<ManagedSite> {
  const { from, to, event } = transitions[transition]
  return ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    const site = await lockSite(tx, id)
    if (!from.includes(site.state)) throw refusedFrom(site.state)
    if (transition === 'restore') {
      if (site.clientArchivedAt !== null) throw new DmError('CONFLICT', 'core.client_archived')
      await requireRoom(tx, agency, 'sites')
      await tx.run(queries.restoreSite, [tx.agencyId, id, tx.now])
    } else await tx.run(queries.setState, [tx.agencyId, id, to, tx.now])
    await emit(event, { siteId: id }, { before: { state: site.state } })
    return showSite(ctx, tx, id)
  })
}

interface LockedSite {
  readonly state: SiteState
  readonly clientId: string
  readonly archivedAt: string | null
  readonly clientArchivedAt: string | null
}

/** What is past its month is gone, even when nobody has cleared it away yet. */
async function lockSite(tx: TenantTx, id: string): Promise<LockedSite> {
  const site = await tx.row<LockedSite>(queries.lockSite, [tx.agencyId, id])
  if (!site || (site.archivedAt !== null && new Date(site.archivedAt) <= newestPurged(tx.now)))
    throw new DmError('NOT_FOUND', 'core.site_unknown')
  return site
}

function refusedFrom(state: SiteState): DmError {
  const leaving = Object.entries(transitions).filter(([, { from }]) => from.includes(state))
  return new DmError('CONFLICT', 'core.transition_refused', {
    state,
    allowed: leaving.map(([name]) => name),
    nextStates: [...new Set(leaving.map(([, { to }]) => to))],
  })
}
