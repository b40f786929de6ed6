/** Addresses that an agency sends nothing to: they do not exist, refuse for now, or complained. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import * as queries from './queries.ts'

export type SuppressionReason = 'hard_bounce' | 'soft_bounce' | 'complaint'

const softBounceLastsMs = 3 * 86_400_000

export interface NewSuppression {
  readonly recipient: string
  readonly reason: SuppressionReason
  readonly detail: string | null
}

export async function suppress(tx: TenantTx, { recipient, reason, detail }: NewSuppression): Promise<void> {
  const expiresAt = reason === 'soft_bounce' ? new Date(tx.now.getTime() + softBounceLastsMs) : null
  const values = [tx.agencyId, tx.newId(), recipient.toLowerCase(), reason, detail, tx.now, expiresAt]
  await tx.run(queries.putSuppression, values)
}

interface Suppression {
  readonly id: string
  readonly recipient: string
  readonly reason: SuppressionReason
  readonly detail: string | null
  readonly createdAt: string
  readonly expiresAt: string | null
}

export interface SuppressionQuery {
  readonly recipient?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'suppressions'

export async function listSuppressions(ctx: Context, { recipient, limit = 20, cursor }: SuppressionQuery) {
  const after = openCursor(ctx, list, cursor)
  const values = [ctx.tenant.agencyId, recipient ?? null, after.at, after.id, limit + 1]
  const rows = await ctx.rows<Suppression>(queries.listSuppressions, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

export function removeSuppression(ctx: Context, id: string): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    const removed = await tx.run(queries.deleteSuppression, [tx.agencyId, id])
    if (removed === 0) throw new DmError('NOT_FOUND', 'core.suppression_unknown')
    await emit('core.suppression.removed', { suppressionId: id })
  })
}
