import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

const columns = `a.agency_id as id, a.slug, a.name, a.state, a.plan, a.zone, a.locale, a.currency,
  a.requires_second_factor as "requiresSecondFactor", a.suspended_reason as "suspendedReason",
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

/** `$3` holds the fields that change; only at the version that was read. */
export const updateAgency: Statement = {
  text: `update dramac.agencies set
           name = coalesce($3::jsonb ->> 'name', name), slug = coalesce($3::jsonb ->> 'slug', slug),
           zone = coalesce($3::jsonb ->> 'zone', zone), locale = coalesce($3::jsonb ->> 'locale', locale),
           currency = case when $3::jsonb ? 'currency' then $3::jsonb ->> 'currency' else currency end,
           requires_second_factor = coalesce(($3::jsonb ->> 'requiresSecondFactor')::boolean, requires_second_factor),
           version = version + 1, updated_at = $4
         where agency_id = $1 and version = $2`,
}

/** Of all tenants, on the administrators' pool; the platform itself is none. */
export const listAgencies: Statement = {
  text: `select ${columns}, ${exactInstant('a.created_at')} as "createdAt"
         from dramac.agencies a
         where a.agency_id <> '00000000-0000-0000-0000-000000000000' and ($1::text is null or a.state = $1)
           and ($2::timestamptz is null or (a.created_at, a.agency_id) < ($2, $3::uuid))
         order by a.created_at desc, a.agency_id desc limit $4`,
}

/** On the administrators' pool, as those below. */
export const findAnyAgency: Statement = {
  text: `select ${columns}, p.name as "planName", p.limits from dramac.agencies a join dramac.plans p on p.slug = a.plan
         where a.agency_id = $1 and a.agency_id <> '00000000-0000-0000-0000-000000000000' for update of a`,
}

export const setAgencyState: Statement = {
  text: `update dramac.agencies set state = $2, suspended_reason = $3, version = version + 1, updated_at = $4 where agency_id = $1`,
}

export const setPlan: Statement = {
  text: 'update dramac.agencies set plan = $2, version = version + 1, updated_at = $3 where agency_id = $1',
}

export const findPlan: Statement = { text: 'select slug from dramac.plans where slug = $1' }

export const searchUsers: Statement = {
  text: `select u.user_id as id, u.name, u.email,
           ${exactInstant('u.created_at')} as "createdAt",
           coalesce((select json_agg(distinct jsonb_build_object('id', a.agency_id, 'name', a.name, 'role', m.role))
             from dramac.memberships m join dramac.agencies a on a.agency_id = m.agency_id where m.user_id = u.user_id), '[]') as agencies
         from dramac.users u
         where ($1::text is null or u.name ilike $1 or u.email ilike $1)
           and ($2::timestamptz is null or (u.created_at, u.user_id) < ($2, $3::uuid))
         order by u.created_at desc, u.user_id desc limit $4`,
}
