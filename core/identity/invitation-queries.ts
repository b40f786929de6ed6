/** Invitations as whoever holds the token sees them: by it, and by nothing else. */
import type { Statement } from '../db/tx.ts'

export const inspectInvitation: Statement = {
  text: `select id, agency_id as "agencyId", agency_name as "agencyName", inviter_name as "inviterName", role, role_name as "roleName",
           email, state, expires_at as "expiresAt", user_id as "userId", locale, zone
         from dramac.inspect_invitation($1)`,
}

export const acceptInvitation: Statement = {
  text: 'select dramac.accept_invitation($1, $2, $3, $4, $5) as "agencyId"',
}
