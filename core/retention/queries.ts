import type { Statement } from '../db/tx.ts'

export const deleteExpired: Statement = {
  text: 'select idempotency, requests, sessions from dp.delete_expired($1, $2)',
}
