import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

export const insertAudit: Statement = {
  name: 'audit_insert',
  text: `insert into dp.audits (agency_id, site_id, id, actor, action, resource, result, summary, request_id, created_at,
           impersonator, network_hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
}

export const addRequests: Statement = { name: 'requests_add', text: 'select dp.add_requests($1)' }

/** Instants keep their microseconds: a cursor made of a rounded one would skip rows. */
export const listRequests: Statement = {
  name: 'requests_list',
  text: `select id, ${exactInstant('at')} as at, principal, method, route, origin,
           status, reason, request_id as "requestId", ms
         from dp.requests where agency_id = $1 and site_id = $2 and status >= $3
           and ($4::timestamptz is null or (at, id) < ($4, $5::uuid))
         order by dp.requests.at desc, id desc limit $6`,
}

/** By a function that is bound to the transaction's place, and to what its user may see there. */
export const listAudits: Statement = {
  name: 'audits_list',
  text: `select id, at, site_id as "siteId", site_name as "siteName", actor, actor_name as "actorName", impersonator,
           impersonator_name as "impersonatorName", action, resource, result, summary, request_id as "requestId"
         from dp.list_audits($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
}
