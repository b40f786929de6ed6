import type { Statement } from '../db/tx.ts'

export const insertAudit: Statement = {
  name: 'audit_insert',
  text: `insert into dp.audits (agency_id, site_id, id, actor, action, resource, result, summary, request_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
}

export const addRequests: Statement = { name: 'requests_add', text: 'select dp.add_requests($1)' }
