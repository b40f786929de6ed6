import type { TenantTx } from '../db/tx.ts'
import * as queries from './queries.ts'

export interface LockedAgency {
  readonly name: string
  readonly zone: string
  readonly locale: string
  readonly currency: string | null
  readonly plan: string
  readonly limits: Readonly<Record<string, number>>
}

/** Until the transaction ends, nobody else adds to the agency, takes from its owners or changes its plan. */
export async function lockAgency(tx: TenantTx): Promise<LockedAgency> {
  return (await tx.row<LockedAgency>(queries.lockAgency, [tx.agencyId]))! // the place is there, or the transaction is not
}
