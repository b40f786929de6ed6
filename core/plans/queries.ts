import type { Statement } from '../db/tx.ts'

/** Whoever decides by what there is of an agency waits here for whoever is deciding. */
export const lockAgency: Statement = {
  name: 'agency_lock',
  text: `select a.name, a.zone, a.locale, a.currency, a.plan, p.limits from dramac.agencies a join dramac.plans p on p.slug = a.plan
         where a.agency_id = $1 for update of a`,
}

export const countSites: Statement = {
  text: `select count(*) as used from dramac.sites where agency_id = $1 and state <> 'archived' and $2::timestamptz is not null`,
}

/** The team, and who was invited to it; people of a portal take no seat. */
export const countSeats: Statement = {
  text: `select (select count(distinct user_id) from dramac.memberships where agency_id = $1 and role <> 'client')
           + (select count(*) from dramac.invitations
              where agency_id = $1 and role <> 'client' and state = 'open' and expires_at > $2::timestamptz) as used`,
}

/** The least plan that allows more than this of it. */
export const findWiderPlan: Statement = {
  text: `select slug, name from dramac.plans where coalesce((limits ->> $1)::bigint, 9e18) > $2::bigint order by rank limit 1`,
}

/** By a function that is bound to the agency's place: mail stands in the places of its sites. */
export const measureUsage: Statement = { text: 'select metric, used from dramac.measure_usage($1, $2)' }
