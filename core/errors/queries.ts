import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

export const addErrors: Statement = { text: 'select dramac.add_errors($1)' }

const columns = `id, surface, name, code, title, frames, count, state, release, first_release as "firstRelease",
  last_agency_id as "agencyId", last_site_id as "siteId", request_ids as "requestIds",
  ${exactInstant('first_seen_at')} as "firstSeenAt",
  ${exactInstant('last_seen_at')} as "lastSeenAt"`

/** Of the platform, as an administrator. */
export const listErrors: Statement = {
  text: `select ${columns} from dramac.error_groups
         where ($1::text is null or state = $1) and ($2::text is null or surface = $2)
           and ($3::timestamptz is null or (last_seen_at, id) < ($3, $4))
         order by last_seen_at desc, id desc limit $5`,
}

/** A resolved one that happens again is open again by itself. */
export const moveError: Statement = {
  text: `update dramac.error_groups set state = $2, state_changed_at = $4 where id = $1 and state = any($3) returning ${columns}`,
}

export const findErrorState: Statement = { text: 'select state from dramac.error_groups where id = $1' }
