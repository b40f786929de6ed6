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
