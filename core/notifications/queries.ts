import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

export const listRecipients: Statement = {
  name: 'recipients_list',
  text: `select user_id as "userId", email, name, client_id as "clientId", site_id as "siteId", role, permissions, channels, digest,
           quiet_from as "quietFrom", quiet_to as "quietTo", zone, locale
         from dramac.list_recipients()`,
}

export const findPlace: Statement = {
  name: 'notification_place',
  text: `select a.name as "agencyName", s.name as "siteName", s.client_id as "clientId", s.slug
         from dramac.agencies a left join dramac.sites s on s.agency_id = a.agency_id and s.site_id = $2
         where a.agency_id = $1`,
}

/** Answers those that were not there yet. */
export const addNotifications: Statement = {
  name: 'notifications_add',
  text: 'select user_id as "userId" from dramac.add_notifications($1)',
}

export const listDueDigests: Statement = {
  text: 'select agency_id as "agencyId", user_id as "userId" from dramac.list_due_digests($1)',
}

export const takeDue: Statement = {
  text: 'select id, title, body, path from dramac.take_due_notifications($1, $2) order by id',
}

export const listNotifications: Statement = {
  text: `select id, agency_id as "agencyId", site_id as "siteId", type, category, title, body, path, actor, entity_id as "entityId",
           group_key as "groupKey", ${exactInstant('created_at')} as "createdAt",
           read_at as "readAt", archived_at as "archivedAt"
         from dramac.notifications
         where user_id = $1 and in_app and ($2::text is null or category = $2) and (not $3::boolean or read_at is null)
           and (archived_at is not null) = $4::boolean
           and ($5::timestamptz is null or (created_at, id) < ($5, $6::uuid))
         order by created_at desc, id desc limit $7`,
}

/** The same rows as the list's. */
export const countUnread: Statement = {
  text: `select category, count(*) as count from dramac.notifications
         where user_id = $1 and in_app and read_at is null and archived_at is null group by category`,
}

export const markRead: Statement = {
  text: 'update dramac.notifications set read_at = coalesce(read_at, $3) where user_id = $1 and id = $2',
}

export const markAllRead: Statement = {
  text: 'update dramac.notifications set read_at = $2 where user_id = $1 and in_app and read_at is null and archived_at is null',
}

export const archiveOne: Statement = {
  text: `update dramac.notifications set archived_at = coalesce(archived_at, $3), read_at = coalesce(read_at, $3)
         where user_id = $1 and id = $2`,
}

export const findPreferences: Statement = {
  text: `select channels, digest, quiet_from as "quietFrom", quiet_to as "quietTo", zone, locale
         from dramac.notification_preferences where user_id = $1`,
}

export const putPreferences: Statement = {
  text: `insert into dramac.notification_preferences (user_id, channels, digest, quiet_from, quiet_to, zone, locale, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (user_id) do update
           set channels = $2, digest = $3, quiet_from = $4, quiet_to = $5, zone = $6, locale = $7, updated_at = $8`,
}
