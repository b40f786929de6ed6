import type { Statement } from '../db/tx.ts'

export const deleteExpired: Statement = {
  text: 'select idempotency, requests, sessions, spent from dp.delete_expired($1, $2), dramac.delete_spent($1)',
}
