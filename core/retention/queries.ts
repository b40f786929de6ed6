import type { Statement } from '../db/tx.ts'

export const deleteExpired: Statement = {
  text: 'select idempotency, requests, sessions, spent from dp.delete_expired($1, $2), dramac.delete_spent($1)',
}

/** At most `$4` of each. */
export const deleteProblems: Statement = { text: 'select errors, jobs from dramac.delete_problems($1, $2, $3, $4)' }

export const listPurgeable: Statement = {
  text: 'select kind, agency_id as "agencyId", id from dramac.list_purgeable($1, $2)',
}

export const findSiteName: Statement = {
  text: 'select name, slug from dramac.sites where agency_id = $1 and site_id = $2',
}

export const purgeSite: Statement = { text: 'select dp.purge_site($1, $2, $3)' }

export const deleteClientMembers: Statement = {
  text: 'delete from dramac.memberships where agency_id = $1 and client_id = $2',
}

export const deleteClient: Statement = {
  text: 'delete from dramac.clients where agency_id = $1 and id = $2 and archived_at <= $3 returning name, slug',
}
