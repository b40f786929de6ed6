import type { Statement } from '../db/tx.ts'

export const insertEvent: Statement = {
  name: 'event_insert',
  text: `insert into dp.events (agency_id, site_id, id, type, payload, actor, request_id, occurred_at, impersonator)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
}

export const findEvent: Statement = {
  name: 'event_find',
  text: `select id, type, version, payload, actor, occurred_at as "occurredAt", delivered_at as "deliveredAt"
         from dp.events where agency_id = $1 and site_id = $2 and id = $3`,
}

export const markDelivered: Statement = {
  name: 'event_delivered',
  text: 'update dp.events set delivered_at = $4 where agency_id = $1 and site_id = $2 and id = $3 and delivered_at is null',
}

export const listUndelivered: Statement = {
  name: 'event_undelivered',
  text: 'select agency_id as "agencyId", site_id as "siteId", id from dp.list_undelivered($1, $2)',
}

/** The channel of `notifyWatchers`. */
export const noticeChannel = 'dramac_event'

/** Reaches every node at commit; payloads stay far below the 8,000 bytes that a notice may have. */
export const notifyWatchers: Statement = { name: 'event_notify', text: `select pg_notify('${noticeChannel}', $1)` }

/** In the order of their delivery. The id bounds the search within the primary key; the time of delivery decides. */
export const listDelivered: Statement = {
  name: 'event_list_delivered',
  text: `select id, type, payload from dp.events
         where agency_id = $1 and site_id = $2 and id >= $3 and delivered_at >= $4
         order by delivered_at, id limit $5`,
}

export const findNewestDelivered: Statement = {
  name: 'event_newest_delivered',
  text: `select id from dp.events where agency_id = $1 and site_id = $2 and delivered_at is not null
         order by id desc limit 1`,
}
