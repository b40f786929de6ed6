import { exactInstant } from '../../db/exact-instant.ts'
import type { Statement } from '../../db/tx.ts'

/** Instants by which a list goes on keep their microseconds. */
const columns = `id, case when site_id = agency_id then 'agency' else 'site' end as scope, source, target, tables, operations, fields,
  reason, state, requested_by as "requestedBy", granted_by as "grantedBy", expires_at as "expiresAt",
  ${exactInstant('created_at')} as "createdAt", decided_at as "decidedAt"`

/** Of the context's place, and of its agency for all of its sites. */
const inForce = 'dp.list_module_grants()'

export const listGrants: Statement = {
  text: `select ${columns} from ${inForce} where ($1::text is null or state = $1)
           and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
         order by created_at desc, id desc limit $4`,
}

export const findGrant: Statement = { text: `select ${columns} from ${inForce} where id = $1` }

/** What is granted of one module to another at this time; one of the whole platform counts for each target. */
export const findLiveGrants: Statement = {
  name: 'module_grants_live',
  text: `select tables, fields from ${inForce} where source = $1 and target in ($2, '*') and $3 = any (operations)
           and state = 'granted' and (expires_at is null or expires_at > $4)`,
}

export const insertGrant: Statement = {
  text: `insert into dp.module_grants (agency_id, site_id, id, source, target, tables, operations, fields, reason, state, requested_by,
           granted_by, expires_at, created_at, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning ${columns}`,
}

/** From one of the states `$4`; of two who decide at the same moment, one does. */
export const decideGrant: Statement = {
  text: `update dp.module_grants set state = $5, granted_by = coalesce($6, granted_by), decided_at = $7
         where agency_id = $1 and site_id = $2 and id = $3 and state = any ($4) returning ${columns}`,
}

export const insertAccess: Statement = {
  name: 'module_access_insert',
  text: `insert into dp.module_accesses (agency_id, site_id, id, source, target, entity, operation, row_count, actor, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
}

export const listAccesses: Statement = {
  text: `select id, source, target, entity as "table", operation, row_count as count, actor,
           ${exactInstant('at')} as at
         from dp.module_accesses where agency_id = $1 and site_id = $2 and ($3::text is null or source = $3)
           and ($4::text is null or target = $4) and ($5::timestamptz is null or (at, id) < ($5, $6::uuid))
         order by dp.module_accesses.at desc, id desc limit $7`,
}
