import type { Statement } from '../db/tx.ts'

/** A second request with the same key waits here for the first one to end, then changes nothing. */
export const insertClaim: Statement = {
  name: 'idempotency_claim',
  text: `insert into dp.idempotency (agency_id, site_id, principal, route, key, request_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
}

export const findClaim: Statement = {
  name: 'idempotency_find',
  text: `select request_hash as "requestHash", body from dp.idempotency
         where agency_id = $1 and site_id = $2 and principal = $3 and route = $4 and key = $5`,
}

export const storeAnswer: Statement = {
  name: 'idempotency_store',
  text: `update dp.idempotency set body = $6
         where agency_id = $1 and site_id = $2 and principal = $3 and route = $4 and key = $5`,
}
