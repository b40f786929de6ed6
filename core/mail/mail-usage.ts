/** How much mail an agency sent in a month, and whether its plan has room for more of the kind that can wait. */
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import { findMailUsage } from './queries.ts'

export interface MailUsage {
  readonly sent: number
  /** Null for no limit. */
  readonly quota: number | null
}

/** In UTC, as a plan is billed. */
export const monthOf = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`

export async function getMailUsage(tx: TenantTx): Promise<MailUsage> {
  return (await tx.row<MailUsage>(findMailUsage, [tx.agencyId, monthOf(tx.now)])) ?? { sent: 0, quota: null }
}

/** @throws USAGE_LIMIT_EXCEEDED `core.mail_quota`. Only marketing asks: everything else is sent whatever the plan. */
export async function requireMailQuota(tx: TenantTx): Promise<void> {
  const { sent, quota } = await getMailUsage(tx)
  if (quota !== null && sent >= quota) throw new DmError('USAGE_LIMIT_EXCEEDED', 'core.mail_quota', { quota })
}
