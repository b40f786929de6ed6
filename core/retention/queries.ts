import type { Statement } from '../db/tx.ts'

export const deleteExpired: Statement = {
  text: 'select idempotency, requests, sessions, spent from dp.delete_expired($1, $2), dramac.delete_spent($1)',
}

/** At most `$4` of each. */
export const deleteProblems: Statement = { text: 'select errors, jobs from dramac.delete_problems($1, $2, $3, $4)' }
