import type { Statement } from '../db/tx.ts'

export const findSite: Statement = {
  name: 'site_find',
  text: 'select agency_id as "agencyId", client_id as "clientId", site_id as "siteId", slug from dramac.find_site($1)',
}

export const findSiteKey: Statement = {
  name: 'site_key_find',
  text: `select agency_id as "agencyId", site_id as "siteId", id, key, frame_label as "frameLabel", mode, slug, name, zone, locale,
           is_available as "isAvailable"
         from dramac.find_site_key($1)`,
}

export const getSite: Statement = {
  name: 'site_get',
  text: `select s.site_id as id, s.slug, s.name, s.zone, s.locale, k.frame_label as "frameLabel"
         from dramac.sites s
         join dramac.site_keys k on k.agency_id = s.agency_id and k.site_id = s.site_id and k.revoked_at is null
         where s.agency_id = $1 and s.site_id = $2 order by k.created_at desc limit 1`,
}

export const listSiteModules: Statement = {
  name: 'site_modules_list',
  text: 'select module, version from dp.site_modules where agency_id = $1 and site_id = $2 order by module',
}

export const insertAgency: Statement = {
  text: 'insert into dramac.agencies (agency_id, slug, name) values ($1, $2, $3)',
}

export const insertClient: Statement = {
  text: 'insert into dramac.clients (agency_id, id, slug, name, portal_permissions) values ($1, $2, $3, $4, $5)',
}

export const insertSite: Statement = {
  text: `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone, locale) values ($1, $2, $3, $4, $5, $6, $7)`,
}

/** Every name of a site, now and before, is its own. */
export const insertSiteSlug: Statement = {
  text: 'insert into dramac.site_slugs (slug, agency_id, site_id) values ($1, $2, $3)',
}

export const insertDataSite: Statement = { text: 'insert into dp.site (agency_id, site_id) values ($1, $2)' }

export const insertSiteKey: Statement = {
  text: `insert into dramac.site_keys (agency_id, site_id, id, key, frame_label, mode) values ($1, $2, $3, $4, $5, $6)`,
}

export const insertUser: Statement = {
  text: `insert into dramac.users (user_id, email, name, password_hash, email_verified_at, realm, realm_agency_id)
         values ($1, $2, $3, $4, $5, case when $6::uuid is null then 'staff' else 'portal' end, $6)`,
}

export const insertMembership: Statement = {
  text: `insert into dramac.memberships (agency_id, id, user_id, role, client_id) values ($1, $2, $3, $4, $5)`,
}

export const insertSiteModule: Statement = {
  text: `insert into dp.site_modules (agency_id, site_id, module, version) values ($1, $2, $3, $4)`,
}

/** The platform itself is none. */
export const countAgencies: Statement = {
  text: `select count(*) as count from dramac.agencies where agency_id <> '00000000-0000-0000-0000-000000000000'`,
}

export const isSlugTaken: Statement = { text: 'select dramac.is_slug_taken($1) as taken' }
