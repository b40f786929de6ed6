import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import * as queries from './queries.ts'

export interface Agency {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly state: 'active' | 'suspended' | 'closed'
  readonly plan: string
  /** IANA. */
  readonly zone: string
  /** BCP 47. */
  readonly locale: string
  /** ISO 4217; null until somebody chose one. */
  readonly currency: string | null
  /** Of everybody in its team. */
  readonly requiresSecondFactor: boolean
  readonly suspendedReason: string | null
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

export interface PlannedAgency extends Agency {
  readonly planName: string
  /** What the plan allows; what is missing is not limited. */
  readonly limits: Readonly<Record<string, number>>
}

export async function getAgency(ctx: Context): Promise<PlannedAgency> {
  const [agency] = await ctx.rows<PlannedAgency>(queries.getAgency, [ctx.tenant.agencyId])
  if (!agency) throw new DmError('NOT_FOUND', 'core.agency_unknown')
  return agency
}
