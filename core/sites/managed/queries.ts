/** An agency's sites, as the agency sees them: from its own place, all at once. */
import { exactInstant } from '../../db/exact-instant.ts'
import type { Statement } from '../../db/tx.ts'

/** Instants keep their microseconds, by which the list goes on. */
const columns = `s.site_id as id, s.slug, s.name, s.client_id as "clientId", c.name as "clientName", s.state, s.zone, s.locale, s.currency,
  s.tags, s.archived_at as "archivedAt", s.version,
  coalesce((select modules from dramac.list_installed(array[s.site_id])), '{}') as modules,
  ${exactInstant('s.created_at')} as "createdAt"`
const tables = 'dramac.sites s join dramac.clients c on c.agency_id = s.agency_id and c.id = s.client_id'
const reached = (clients: string, sites: string) =>
  `(${clients}::uuid[] is null or s.client_id = any (${clients}) or s.site_id = any (${sites}::uuid[]))`

export const listSites: Statement = {
  text: `select ${columns} from ${tables}
         where s.agency_id = $1 and ${reached('$2', '$3')}
           and ($4::text is null and s.state <> 'archived' or s.state = $4) and ($5::uuid is null or s.client_id = $5)
           and ($6::text is null or s.name ilike $6 or s.slug ilike $6 or s.site_id in (select dramac.find_sites_by_domain($6)))
           and ($7::text is null or $7 = any (s.tags))
           and ($8::timestamptz is null or (s.created_at, s.site_id) < ($8, $9::uuid))
         order by s.created_at desc, s.site_id desc limit $10`,
}

export const findManagedSite: Statement = {
  text: `select ${columns} from ${tables} where s.agency_id = $1 and s.site_id = $2 and ${reached('$3', '$4')}`,
}

export const lockSite: Statement = {
  text: `select s.state, s.client_id as "clientId", s.archived_at as "archivedAt", c.archived_at as "clientArchivedAt"
         from ${tables} where s.agency_id = $1 and s.site_id = $2 for update of s`,
}

export const lockClient: Statement = {
  text: 'select archived_at as "archivedAt" from dramac.clients where agency_id = $1 and id = $2 for update',
}

export const insertManagedSite: Statement = {
  text: `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone, locale, currency, tags, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
}

/** A site may have back a name that it had; nobody else's, and the row says which it was. */
export const claimSlug: Statement = {
  text: `insert into dramac.site_slugs (slug, agency_id, site_id) values ($3, $1, $2)
         on conflict (slug) do update set slug = excluded.slug
           where site_slugs.agency_id = $1 and site_slugs.site_id = $2 returning slug`,
}

/** `$4` holds the fields that change; only at the version that was read. */
export const updateSite: Statement = {
  text: `update dramac.sites set
           name = coalesce($4::jsonb ->> 'name', name), slug = coalesce($4::jsonb ->> 'slug', slug),
           zone = coalesce($4::jsonb ->> 'zone', zone), locale = coalesce($4::jsonb ->> 'locale', locale),
           currency = case when $4::jsonb ? 'currency' then $4::jsonb ->> 'currency' else currency end,
           tags = case when $4::jsonb ? 'tags' then array(select jsonb_array_elements_text($4::jsonb -> 'tags')) else tags end,
           version = version + 1, updated_at = $5
         where agency_id = $1 and site_id = $2 and version = $3 and state <> 'archived'`,
}

export const moveSite: Statement = {
  text: `update dramac.sites set client_id = $3, version = version + 1, updated_at = $4 where agency_id = $1 and site_id = $2`,
}

/** Of what is archived, the state that it had is kept. */
export const setState: Statement = {
  text: `update dramac.sites set state = $3, state_before = case when $3 = 'archived' then state end,
           archived_at = case when $3 = 'archived' then $4::timestamptz end, archived_with_client = false,
           version = version + 1, updated_at = $4
         where agency_id = $1 and site_id = $2`,
}

export const restoreSite: Statement = {
  text: `update dramac.sites set state = coalesce(state_before, 'active'), state_before = null, archived_at = null,
           archived_with_client = false, version = version + 1, updated_at = $3
         where agency_id = $1 and site_id = $2`,
}
