import type { Statement } from '../db/tx.ts'

export const findUser: Statement = {
  text: 'select user_id as id, name, email from dramac.users where user_id = $1',
}

export const listUserSites: Statement = {
  name: 'user_sites',
  text: `select agency_id as "agencyId", client_id as "clientId", site_id as "siteId", slug, name, zone, locale,
           public_key as "publicKey", modules
         from dramac.list_user_sites($1) order by name, site_id`,
}

export const findApiKey: Statement = {
  name: 'api_key_find',
  text: `select agency_id as "agencyId", site_id as "siteId", id, mode, permissions from dramac.find_api_key($1)`,
}

export const insertApiKey: Statement = {
  text: `insert into dramac.api_keys (agency_id, site_id, id, label, prefix, secret_hash, mode, permissions, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
}

export const listApiKeys: Statement = {
  text: `select id, label, prefix, mode, permissions, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
         from dramac.api_keys where agency_id = $1 and site_id = $2 order by created_at desc, id desc`,
}

export const revokeApiKey: Statement = {
  text: `update dramac.api_keys set revoked_at = $4
         where agency_id = $1 and site_id = $2 and id = $3 and revoked_at is null`,
}
