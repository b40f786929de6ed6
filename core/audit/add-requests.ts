import type { Database } from '../db/database.ts'
import * as queries from './queries.ts'

/** One request as the log keeps it: no body, no secret, no address. */
export interface RequestRow {
  readonly agencyId: string
  readonly siteId: string
  readonly id: string
  readonly at: Date
  /** Who asked, as `<kind>:<id>`. */
  readonly principal: string
  /** Who acts as them; the audit of a denial names both. */
  readonly impersonator: string | null
  readonly method: string
  readonly route: string
  readonly origin: string | null
  readonly status: number
  /** Why the answer was no. */
  readonly reason: string | null
  /** By which the cause of a failure is found in the server's log. */
  readonly requestId: string
  readonly ms: number
  /** Leaves an audit row as well. */
  readonly denied: boolean
}

export async function addRequests(db: Database, rows: readonly RequestRow[]): Promise<void> {
  const body = JSON.stringify(
    rows.map(({ agencyId, siteId, requestId, ...row }) => ({
      agency_id: agencyId,
      site_id: siteId,
      request_id: requestId,
      ...row,
    })),
  )
  await db.user(null, (tx) => tx.run(queries.addRequests, [body]))
}
