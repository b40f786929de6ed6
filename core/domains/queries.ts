import { instantJson } from '../db/columns.ts'
import type { Statement } from '../db/tx.ts'

const columns = `id, pattern, kind, state, method, token, failures, last_seen as "lastSeen",
  ${instantJson('last_checked_at')} as "lastCheckedAt", ${instantJson('verified_at')} as "verifiedAt",
  ${instantJson('expires_at')} as "expiresAt", ${instantJson('created_at')} as "createdAt"`
const here = 'agency_id = $1 and site_id = $2'

export const listDomains: Statement = {
  text: `select ${columns} from dramac.site_domains where ${here} order by created_at, id`,
}

export const findDomain: Statement = { text: `select ${columns} from dramac.site_domains where ${here} and id = $3` }

/** Two checks of one domain may end at the same moment: each decides on what the other wrote. */
export const lockDomain: Statement = { text: `${findDomain.text} for update` }

export const insertDomain: Statement = {
  text: `insert into dramac.site_domains (agency_id, site_id, id, pattern, kind, token, expires_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning ${columns}`,
}

export const deleteDomain: Statement = { text: `delete from dramac.site_domains where ${here} and id = $3` }

export const updateDomain: Statement = {
  text: `update dramac.site_domains set state = $4, method = $5, failures = $6, last_seen = $7, last_checked_at = $8,
           verified_at = $9, expires_at = $10, updated_at = $8 where ${here} and id = $3 returning ${columns}`,
}

/** Verified and not run out: the few rows that a frame's request compares with its origin. */
export const listVerified: Statement = {
  name: 'domains_verified',
  text: `select pattern from dramac.site_domains where ${here} and state = 'verified' and (expires_at is null or expires_at > $3)`,
}
