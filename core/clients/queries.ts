import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

/** Instants keep their microseconds, by which the list goes on. */
const columns = `c.id, c.slug, c.name, c.company, c.contact_email as "contactEmail", c.contact_phone as "contactPhone", c.notes, c.tags,
  c.portal_enabled as "portalEnabled", c.portal_permissions as "portalPermissions",
  case when c.archived_at is null then 'active' else 'archived' end as state, c.archived_at as "archivedAt", c.version,
  (select count(*) from dramac.sites s where s.agency_id = c.agency_id and s.client_id = c.id and s.state <> 'archived') as sites,
  ${exactInstant('c.created_at')} as "createdAt"`

export const listClients: Statement = {
  text: `select ${columns} from dramac.clients c
         where c.agency_id = $1 and ($2::uuid[] is null or c.id = any ($2))
           and (c.archived_at is not null) = ($3::text = 'archived')
           and ($4::text is null or c.name ilike $4 or c.slug ilike $4 or c.company ilike $4 or c.contact_email ilike $4)
           and ($5::text is null or $5 = any (c.tags))
           and ($6::timestamptz is null or (c.created_at, c.id) < ($6, $7::uuid))
         order by c.created_at desc, c.id desc limit $8`,
}

export const findClient: Statement = {
  text: `select ${columns} from dramac.clients c where c.agency_id = $1 and c.id = $2 and ($3::uuid[] is null or c.id = any ($3))`,
}

export const lockClient: Statement = {
  text: `select c.id, c.archived_at as "archivedAt" from dramac.clients c where c.agency_id = $1 and c.id = $2 for update`,
}

export const insertClient: Statement = {
  text: `insert into dramac.clients (agency_id, id, slug, name, company, contact_email, contact_phone, notes, tags, portal_enabled,
           portal_permissions, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
}

/** `$4` holds the fields that change; only at the version that was read. */
export const updateClient: Statement = {
  text: `update dramac.clients set
           name = coalesce($4::jsonb ->> 'name', name), slug = coalesce($4::jsonb ->> 'slug', slug),
           company = case when $4::jsonb ? 'company' then $4::jsonb ->> 'company' else company end,
           contact_email = case when $4::jsonb ? 'contactEmail' then $4::jsonb ->> 'contactEmail' else contact_email end,
           contact_phone = case when $4::jsonb ? 'contactPhone' then $4::jsonb ->> 'contactPhone' else contact_phone end,
           notes = case when $4::jsonb ? 'notes' then $4::jsonb ->> 'notes' else notes end,
           tags = case when $4::jsonb ? 'tags' then array(select jsonb_array_elements_text($4::jsonb -> 'tags')) else tags end,
           portal_enabled = coalesce(($4::jsonb ->> 'portalEnabled')::boolean, portal_enabled),
           portal_permissions = case when $4::jsonb ? 'portalPermissions'
             then array(select jsonb_array_elements_text($4::jsonb -> 'portalPermissions')) else portal_permissions end,
           version = version + 1, updated_at = $5
         where agency_id = $1 and id = $2 and version = $3 and archived_at is null`,
}

/** A null says that it is back. */
export const setArchived: Statement = {
  text: `update dramac.clients set archived_at = $3, version = version + 1, updated_at = $4 where agency_id = $1 and id = $2`,
}

export const archiveSites: Statement = {
  text: `update dramac.sites set state_before = state, state = 'archived', archived_at = $3, archived_with_client = true,
           version = version + 1, updated_at = $3
         where agency_id = $1 and client_id = $2 and state <> 'archived' returning site_id as id`,
}

export const countTaken: Statement = {
  text: `select count(*) as taken from dramac.sites where agency_id = $1 and client_id = $2 and state = 'archived' and archived_with_client`,
}

export const restoreSites: Statement = {
  text: `update dramac.sites set state = coalesce(state_before, 'active'), state_before = null, archived_at = null,
           archived_with_client = false, version = version + 1, updated_at = $3
         where agency_id = $1 and client_id = $2 and state = 'archived' and archived_with_client returning site_id as id`,
}
