/** Sessions in which somebody acts as somebody else. */
import type { Statement } from '../db/tx.ts'

/** Of the portal of the agency that the transaction stands in. */
export const findPortalUser: Statement = {
  text: 'select false as "isSuperAdmin" from dramac.find_portal_user($1)',
}

/** On the administrators' pool. */
export const findAnyone: Statement = {
  text: `select exists (select from dramac.memberships m where m.user_id = u.user_id and m.role = 'super_admin') as "isSuperAdmin"
         from dramac.users u where u.user_id = $1 and u.status = 'active'`,
}

/** Kept, but nobody holds its token any more. */
export const parkSession: Statement = {
  text: `update dramac.sessions set token_hash = $3, confirmed_at = null
         where user_id = $1 and id = $2 and impersonator_id is null`,
}

export const insertImpersonation: Statement = {
  text: `insert into dramac.sessions (id, token_hash, user_id, user_agent, network_hash, created_at, last_seen_at, expires_at,
           second_factor_at, impersonator_id, impersonated_from, origin_id)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)`,
}

export const findOrigin: Statement = {
  text: 'select origin_id as "originId" from dramac.sessions where user_id = $1 and id = $2',
}

export const findSessionEnd: Statement = {
  text: 'select expires_at as "expiresAt" from dramac.sessions where user_id = $1 and id = $2',
}
