/** People, their sessions and the tokens of their mail. Row security shows one person's rows at a time. */
import type { Statement } from '../db/tx.ts'

export const becomePerson: Statement = { name: 'set_user', text: 'select dramac.set_user_context($1)' }

export const listSignIns: Statement = {
  name: 'sign_ins_list',
  text: `select user_id as "userId", realm, password_hash as "passwordHash" from dramac.find_sign_in($1, $2, $3)`,
}

export const insertPerson: Statement = {
  text: `insert into dramac.users (user_id, email, name, password_hash, email_verified_at, locale, zone, realm, realm_agency_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
}

export const findPerson: Statement = {
  name: 'person_find',
  text: `select user_id as id, name, email, email_verified_at as "emailVerifiedAt", locale, zone, realm, password_hash as "passwordHash"
         from dramac.users where user_id = $1`,
}

export const updatePerson: Statement = {
  text: `update dramac.users set name = coalesce($2, name), locale = coalesce($3, locale), zone = coalesce($4, zone), updated_at = $5
         where user_id = $1`,
}

export const updatePasswordHash: Statement = {
  text: 'update dramac.users set password_hash = $2, updated_at = $3 where user_id = $1',
}

/** The address that the token was sent to is theirs: it becomes the account's, if it was not. */
export const proveEmail: Statement = {
  text: `update dramac.users set email = $2, updated_at = $3,
           email_verified_at = case when email = $2 then coalesce(email_verified_at, $3) else $3 end
         where user_id = $1`,
}

export const insertSession: Statement = {
  text: `insert into dramac.sessions (id, token_hash, user_id, user_agent, network_hash, created_at, last_seen_at, expires_at, confirmed_at, second_factor_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
}

export const findSession: Statement = {
  name: 'session_find',
  text: `select session_id as "sessionId", user_id as "userId", realm, is_verified as "isVerified", impersonator_id as "impersonatorId",
           impersonated_from as "impersonatedFrom",
           confirmed_at as "confirmedAt", second_factor_at as "secondFactorAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt",
           closed_to as "closedTo"
         from dramac.find_session($1, $2, $3)`,
}

export const touchSession: Statement = {
  name: 'session_touch',
  text: 'update dramac.sessions set last_seen_at = $3 where user_id = $1 and id = $2',
}

/** Whoever held the old token holds nothing now. */
export const rotateSession: Statement = {
  text: `update dramac.sessions set token_hash = $3, confirmed_at = coalesce($4, confirmed_at), second_factor_at = coalesce($5, second_factor_at)
         where user_id = $1 and id = $2`,
}

export const deleteSession: Statement = { text: 'delete from dramac.sessions where user_id = $1 and id = $2' }

/** All but one; with none, all. */
export const deleteSessions: Statement = {
  text: 'delete from dramac.sessions where user_id = $1 and id is distinct from $2',
}

export const listSessions: Statement = {
  text: `select id, created_at as "createdAt", last_seen_at as "lastSeenAt", user_agent as "userAgent",
           impersonator_id is not null as "isImpersonation"
         from dramac.sessions where user_id = $1 and expires_at > $2 and last_seen_at > $3
         order by last_seen_at desc, id`,
}

export const insertEmailToken: Statement = {
  text: `insert into dramac.email_tokens (user_id, id, purpose, token_hash, email, next, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
}

export const findEmailTokenOwner: Statement = {
  text: 'select user_id as "userId" from dramac.find_email_token($1)',
}

/** Of two that use a token at once, one changes a row. */
export const useEmailToken: Statement = {
  text: `update dramac.email_tokens set used_at = $4
         where user_id = $1 and token_hash = $2 and purpose = $3 and used_at is null and expires_at > $4
         returning email, next`,
}

export const findEmailToken: Statement = {
  text: `select expires_at as "expiresAt", used_at as "usedAt" from dramac.email_tokens
         where user_id = $1 and token_hash = $2 and purpose = $3`,
}

export const spendEmailTokens: Statement = {
  text: 'update dramac.email_tokens set used_at = $2 where user_id = $1 and used_at is null',
}

export const insertFoundedAgency: Statement = {
  text: `insert into dramac.agencies (agency_id, slug, name, plan, zone, locale, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)`,
}

export const insertFounder: Statement = {
  text: `insert into dramac.memberships (agency_id, id, user_id, role, created_at, updated_at) values ($1, $2, $3, 'owner', $4, $4)`,
}

export const forgetSecondFactor: Statement = {
  text: 'update dramac.sessions set second_factor_at = null where user_id = $1',
}
