/** What people show besides their password. Row security shows one person's rows at a time. */
import type { Statement } from '../db/tx.ts'

/** What a sign-in may ask for. A key that stands for `totp` alone is asked for only together with it. */
export const findFactors: Statement = {
  text: `select exists (select from dramac.totps where user_id = $1 and confirmed_at is not null) as totp,
           (select count(*) from dramac.recovery_codes where user_id = $1 and used_at is null) as "recoveryCodes",
           (select count(*) from dramac.passkeys where user_id = $1) as passkeys`,
}

export const insertChallenge: Statement = {
  text: `insert into dramac.challenges (user_id, id, kind, token_hash, value, next, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
}

export const findChallengeOwner: Statement = { text: 'select user_id as "userId" from dramac.find_challenge($1)' }

export const useChallenge: Statement = {
  text: `update dramac.challenges set used_at = $4
         where user_id = $1 and token_hash = $2 and kind = $3 and used_at is null and expires_at > $4 returning value, next`,
}

export const countAttempt: Statement = {
  text: `update dramac.challenges set attempts = attempts + 1
         where user_id = $1 and token_hash = $2 and kind = 'second_factor' and used_at is null and expires_at > $3 and attempts < $4`,
}

export const findTotp: Statement = {
  text: `select secret, last_step as "lastStep", confirmed_at as "confirmedAt" from dramac.totps where user_id = $1`,
}

/** A step counts once: of two codes of one step the second changes nothing. */
export const takeStep: Statement = {
  text: `update dramac.totps set last_step = $2, confirmed_at = coalesce(confirmed_at, $3) where user_id = $1 and last_step < $2`,
}

export const useRecoveryCode: Statement = {
  text: 'update dramac.recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null',
}
/** A secret that nobody proved to have is replaced by the next one. */
export const startTotp: Statement = {
  text: `insert into dramac.totps (user_id, secret, created_at) values ($1, $2, $3)
         on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
         where totps.confirmed_at is null`,
}

export const deleteTotp: Statement = {
  text: 'delete from dramac.totps where user_id = $1 and confirmed_at is not null',
}

export const deleteRecoveryCodes: Statement = { text: 'delete from dramac.recovery_codes where user_id = $1' }

export const insertRecoveryCodes: Statement = {
  text: `insert into dramac.recovery_codes (user_id, code_hash, created_at) select $1, hash, $3 from unnest($2::bytea[]) hash`,
}

export const insertPasskey: Statement = {
  text: `insert into dramac.passkeys (user_id, id, credential_id, public_key, counter, transports, label, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
}

export const listPasskeys: Statement = {
  text: `select id, label, created_at as "createdAt", last_used_at as "lastUsedAt", credential_id as "credentialId", transports
         from dramac.passkeys where user_id = $1 order by created_at, id`,
}

export const findPasskeyOwner: Statement = { text: 'select user_id as "userId" from dramac.find_passkey($1)' }

export const findPasskey: Statement = {
  text: `select id, credential_id as "credentialId", public_key as "publicKey", counter, transports
         from dramac.passkeys where user_id = $1 and credential_id = $2 for update`,
}

export const usePasskey: Statement = {
  text: 'update dramac.passkeys set counter = $3, last_used_at = $4 where user_id = $1 and id = $2',
}

export const renamePasskey: Statement = {
  text: `update dramac.passkeys set label = $3 where user_id = $1 and id = $2
         returning id, label, created_at as "createdAt", last_used_at as "lastUsedAt"`,
}

export const deletePasskey: Statement = { text: 'delete from dramac.passkeys where user_id = $1 and id = $2' }
