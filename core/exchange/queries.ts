import { exactInstant } from '../db/exact-instant.ts'
import { instantJson } from '../db/columns.ts'
import type { Statement } from '../db/tx.ts'

const here = 'agency_id = $1 and site_id = $2'
const progress = `rows_total as "rowsTotal", rows_done as "rowsDone", bytes, attempt, error, requested_by as "requestedBy",
  ${instantJson('created_at')} as "createdAt", ${instantJson('finished_at')} as "finishedAt", ${instantJson('expires_at')} as "expiresAt"`

/** What both kinds of work have alike. */
function compile(table: string, own: string) {
  const columns = `id, state, ${own}, ${progress}`
  return {
    find: { text: `select ${columns} from ${table} where ${here} and id = $3` },
    lock: { text: `select ${columns} from ${table} where ${here} and id = $3 for update` },
    list: {
      text: `select ${columns}, ${exactInstant('created_at')} as place from ${table}
             where ${here} and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
             order by created_at desc, id desc limit $5`,
    },
    remove: { text: `delete from ${table} where ${here} and id = $3` },
    /** Only from these states, and when it names an attempt, only while that is the latest one. */
    move: {
      text: `update ${table} set state = $4, updated_at = $7, attempt = attempt + $8::integer,
               error = $9, rows_total = coalesce($10, rows_total), rows_done = coalesce($11, rows_done),
               bytes = coalesce($12, bytes), finished_at = $13, expires_at = coalesce($14, expires_at)
             where ${here} and id = $3 and state = any($5::text[]) and ($6::integer is null or attempt = $6)
             returning ${columns}`,
    },
    progress: {
      text: `update ${table} set rows_done = $5, updated_at = $6, rows_total = coalesce($7, rows_total) where ${here} and id = $3 and attempt = $4
               and state in ('running', 'checking', 'applying')`,
    },
  } satisfies Record<string, Statement>
}

export type WorkStatements = ReturnType<typeof compile>

export const exportRows = compile('dp.site_exports', 'options')
export const importRows = compile('dp.site_imports', 'source, strategy, ids, report, done')

export const insertExport: Statement = {
  text: `insert into dp.site_exports (agency_id, site_id, id, state, options, requested_by, created_at, updated_at)
         values ($1, $2, $3, 'queued', $4, $5, $6, $6)`,
}

export const insertImport: Statement = {
  text: `insert into dp.site_imports (agency_id, site_id, id, state, source, strategy, ids, bytes, requested_by, created_at, updated_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)`,
}

export const setStrategy: Statement = {
  text: `update dp.site_imports set strategy = $4, ids = $5, done = '{}' where ${here} and id = $3`,
}

export const setReport: Statement = { text: `update dp.site_imports set report = $4 where ${here} and id = $3` }

/** One module's rows are in: said in the transaction that brought them. */
export const addDone: Statement = {
  text: `update dp.site_imports set done = done || $4::text, report = $5 where ${here} and id = $3`,
}

export const siteFacts: Statement = {
  text: `select site_id as id, slug, name, zone, locale from dramac.sites where ${here}`,
}

export const updateSettings: Statement = {
  text: `update dramac.sites set zone = $3, locale = $4, updated_at = $5 where ${here}`,
}

export const listExpiredFiles: Statement = {
  text: `select kind, agency_id as "agencyId", site_id as "siteId", id from dp.list_expired_files($1, $2)`,
}

/** Two workers at one import take turns; whoever comes second sees what the first one did. */
export const takeTurn: Statement = { text: 'select pg_advisory_xact_lock(hashtextextended($1, 7710012))' }
