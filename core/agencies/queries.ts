import type { Statement } from '../db/tx.ts'

const columns = `a.agency_id as id, a.slug, a.name, a.state, a.plan, a.zone, a.locale, a.currency, a.suspended_reason as "suspendedReason",
  a.version, a.created_at as "createdAt", a.updated_at as "updatedAt"`

export const getAgency: Statement = {
  name: 'agency_get',
  text: `select ${columns}, p.name as "planName", p.limits from dramac.agencies a join dramac.plans p on p.slug = a.plan where a.agency_id = $1`,
}

/** By name, as people look for them. */
export const listSiteNames: Statement = {
  text: `select s.agency_id as "agencyId", s.site_id as "siteId", s.client_id as "clientId", s.name from dramac.sites s
         where s.agency_id = $1 and s.state <> 'archived' order by s.name, s.site_id`,
}

/** A row of every entity of every module that is installed on a site, and of every state that its rows are in. */
export const countRows: Statement = {
  text: `select site_id as "siteId", module, entity, state, row_count as count from dramac.count_rows($1, $2)`,
}

/** Of all tenants, on the administrators' pool; the platform itself is none. */
export const listAgencies: Statement = {
  text: `select ${columns}, to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
         from dramac.agencies a
         where a.agency_id <> '00000000-0000-0000-0000-000000000000' and ($1::text is null or a.state = $1)
           and ($2::timestamptz is null or (a.created_at, a.agency_id) < ($2, $3::uuid))
         order by a.created_at desc, a.agency_id desc limit $4`,
}
