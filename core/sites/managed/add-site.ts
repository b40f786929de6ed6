/** A new site of an agency: its row, its place for data, its public key and its modules, or none of them. */
import { DmError } from '@dramac/contract/wire/errors'
import { keyPrefix } from '@dramac/contract/wire/names'
import type { Context } from '../../context.ts'
import type { TenantTx } from '../../db/tx.ts'
import { violationOf } from '../../db/violation.ts'
import { newTenantId } from '../../identity/ids.ts'
import { newLabel } from '../../identity/secrets.ts'
import { isZone } from '../../kernels/schedule/zones.ts'
import { lockAgency } from '../../plans/lock-agency.ts'
import { requireRoom } from '../../plans/require-room.ts'
import { insertDataSite, insertSiteKey, insertSiteModule } from '../queries.ts'
import { chooseSiteSlug, requireSlug, slugTaken } from '../slugs.ts'
import { showSite, type ManagedSite } from './managed-site.ts'
import * as queries from './queries.ts'

export interface AddedSite {
  readonly clientId: string
  readonly name: string
  /** Of the name when absent. */
  readonly slug?: string
  /** The agency's when absent, as the locale and the currency. */
  readonly zone?: string
  readonly locale?: string
  readonly currency?: string | null
  readonly tags?: readonly string[]
  readonly modules?: readonly { readonly slug: string; readonly version: string }[]
}

export function addSite(ctx: Context, input: AddedSite): Promise<ManagedSite> {
  const { clientId, name, currency = null, tags = [], modules = [] } = input
  if (input.slug !== undefined) requireSlug(input.slug)
  requireZone(input.zone)
  return ctx.transaction(async (tx, emit) => {
    const agency = await lockAgency(tx)
    await requireClient(tx, clientId)
    await requireRoom(tx, agency, 'sites')
    const id = newTenantId()
    const slug = input.slug ?? (await chooseSiteSlug(tx, name))
    const { zone = agency.zone, locale = agency.locale } = input
    await tx.run(queries.insertManagedSite, [
      tx.agencyId, id, clientId, slug, name, zone, locale, currency ?? agency.currency, tags, tx.now,
    ]).catch(refuseTaken(slug)) // prettier-ignore
    await claimSlug(tx, id, slug)
    await emit('core.site.created', { siteId: id, clientId }, { after: { name, slug } })
    await tx.inPlace({ agencyId: tx.agencyId, siteId: id }, async (there) => {
      await there.run(insertDataSite, [there.agencyId, id])
      const key = [keyPrefix.public.live + newLabel(24), newLabel(12), 'live']
      await there.run(insertSiteKey, [there.agencyId, id, there.newId(), ...key])
      for (const module of modules) await there.run(insertSiteModule, [there.agencyId, id, module.slug, module.version])
    })
    return showSite(ctx, tx, id)
  })
}

/** Of the agency, and not archived. */
export async function requireClient(tx: TenantTx, clientId: string): Promise<void> {
  const client = await tx.row<{ archivedAt: string | null }>(queries.lockClient, [tx.agencyId, clientId])
  if (!client) throw new DmError('NOT_FOUND', 'core.client_unknown')
  if (client.archivedAt !== null) throw new DmError('CONFLICT', 'core.client_archived')
}

/** For now and for good. @throws CONFLICT `core.slug_taken` for a name that another site has or had. */
export async function claimSlug(tx: TenantTx, id: string, slug: string): Promise<void> {
  const claimed = await tx.row(queries.claimSlug, [tx.agencyId, id, slug]).catch(refuseTaken(slug))
  if (!claimed) throw slugTaken(slug)
}

/** Another agency's row is not shown to us, only that it is in the way. */
function refuseTaken(slug: string) {
  return (error: unknown): never => {
    const { code, constraint, routine } = violationOf(error)
    const isHidden = code === '42501' && routine === 'ExecWithCheckOptions'
    if (isHidden || (code === '23505' && constraint?.includes('slug'))) throw slugTaken(slug)
    throw error
  }
}

export function requireZone(zone: string | undefined): void {
  if (zone === undefined || isZone(zone)) return
  const errors = [{ path: '/zone', rule: 'zone', message: 'is no time zone' }]
  throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
}
