import type { Database } from '../db/database.ts'
import * as queries from './queries.ts'

/** One request as the log keeps it: no body, no secret, no address. */
export interface RequestRow {
  readonly agencyId: string
  readonly siteId: string
  readonly id: string
  readonly at: Date
  readonly principal: string
  readonly method: string
  readonly route: string
  readonly origin: string | null
  readonly status: number
  /** The request id of a failure, by which its cause is found in the log. */
  readonly code: string | null
  readonly ms: number
}

export async function addRequests(db: Database, rows: readonly RequestRow[]): Promise<void> {
  const body = JSON.stringify(
    rows.map(({ agencyId, siteId, ...row }) => ({ agency_id: agencyId, site_id: siteId, ...row })),
  )
  await db.user(null, (tx) => tx.run(queries.addRequests, [body]))
}
