/** The brand of a place as its people see and change it: what is its own, what that comes to, and what it was before. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { actorOf } from '../create-context.ts'
import type { TenantTx } from '../db/tx.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import { applyPatch, type BrandFields, type BrandPatch } from './brand-fields.ts'
import { contrastOf } from '@dramac/contract/wire/contrast'
import * as queries from './queries.ts'
import { findBrands, mergeBrands, ownBrand, resolveBrand, type Brand } from './resolve-brand.ts'

export interface ShownBrand {
  /** The place's own; what is missing is inherited. */
  readonly fields: BrandFields
  readonly resolved: Brand
  /** 0 until somebody changed it. */
  readonly version: number
}

export const showBrand = (ctx: Context): Promise<ShownBrand> => ctx.read(show)

async function show(tx: TenantTx): Promise<ShownBrand> {
  const [rows, resolved] = await Promise.all([findBrands(tx), resolveBrand(tx, 'customer')])
  const { fields, version } = ownBrand(tx, rows)
  return { fields, resolved, version }
}

/** `version` is the one that the caller has seen; throws PRECONDITION_FAILED when there is another by now. */
export function changeBrand(ctx: Context, patch: BrandPatch, version?: number): Promise<ShownBrand> {
  return write(ctx, (before) => Promise.resolve(applyPatch(before, patch)), version)
}

/** The past is not undone: what was is the next version. */
export function revertBrand(ctx: Context, id: string): Promise<ShownBrand> {
  return write(ctx, async (_before, tx) => {
    const found = await tx.row<{ fields: BrandFields }>(queries.findBrandVersion, [tx.agencyId, tx.siteId, id])
    if (!found) throw new DmError('NOT_FOUND', 'core.brand_version_unknown')
    return found.fields
  })
}

type Next = (before: BrandFields, tx: TenantTx) => Promise<BrandFields>

function write(ctx: Context, next: Next, seen?: number): Promise<ShownBrand> {
  return ctx.transaction(async (tx, emit) => {
    const before = ownBrand(tx, await findBrands(tx))
    const changed = () => new DmError('PRECONDITION_FAILED', 'core.version_changed', { current: before })
    if (seen !== undefined && seen !== before.version) throw changed()
    const fields = await next(before.fields, tx)
    requireLegible(fields)
    const version = before.version + 1
    const place = [tx.agencyId, tx.siteId] as const
    if ((await tx.run(queries.putBrand, [...place, fields, version, tx.now])) === 0) throw changed()
    const actor = actorOf(ctx.principal)
    await tx.run(queries.insertBrandVersion, [...place, tx.newId(), version, fields, actor, tx.now])
    await emit('core.brand.changed', { placeId: tx.siteId }, { before: { ...before.fields }, after: { ...fields } })
    return show(tx)
  })
}

/** Large text at least; where nobody chose, what is legible is computed. */
const leastContrast = 3

function requireLegible(fields: BrandFields): void {
  const { accent, onAccent } = mergeBrands([{ place: 'site', name: '', fields, version: 0 }])
  if (contrastOf(accent, onAccent) >= leastContrast) return
  throw new DmError('VALIDATION_ERROR', 'core.input_refused', {
    errors: [{ path: '/onAccent', rule: 'contrast', message: 'cannot be read on the accent' }],
  })
}

interface BrandVersion {
  readonly id: string
  readonly version: number
  readonly fields: BrandFields
  readonly actor: string
  readonly createdAt: string
}

export interface PageQuery {
  readonly limit?: number
  readonly cursor?: string
}

export async function listBrandVersions(ctx: Context, { limit = 20, cursor }: PageQuery) {
  const { agencyId, siteId } = ctx.tenant
  const after = openCursor(ctx, 'brand-versions', cursor)
  const rows = await ctx.rows<BrandVersion>(queries.listBrandVersions, [
    agencyId,
    siteId,
    after.at,
    after.id,
    limit + 1,
  ])
  return toPage(ctx, 'brand-versions', { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}
