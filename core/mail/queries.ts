import { exactInstant } from '../db/exact-instant.ts'
import type { Statement } from '../db/tx.ts'

/** At most one of a key to one address, whoever else writes it at the same time. */
export const insertMail: Statement = {
  name: 'mail_insert',
  text: `insert into dp.mails (agency_id, site_id, id, kind, category, sender, reply_to, recipient, subject, text_body, html_body,
           unsubscribe_url, dedupe_key, invite, invite_method, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (agency_id, site_id, recipient_key, dedupe_key) do nothing`,
}

const columns = `id, kind, category, sender, reply_to as "replyTo", recipient, recipient_key as "recipientKey", subject,
  text_body as "text", html_body as "html", unsubscribe_url as "unsubscribeUrl", invite, invite_method as "inviteMethod",
  state, attempts, created_at as "createdAt", sent_at as "sentAt"`

export const findMail: Statement = {
  name: 'mail_find',
  text: `select ${columns} from dp.mails where agency_id = $1 and site_id = $2 and id = $3`,
}

/** Links that open an account are gone from here once they are with whom they are for: $6 says whether this is such a mail. */
export const markSent: Statement = {
  name: 'mail_sent',
  text: `update dp.mails set state = 'sent', sent_at = $4, attempts = attempts + 1, error = null, provider_id = $5,
           text_body = case when $6 then '' else text_body end, html_body = case when $6 then '' else html_body end
         where agency_id = $1 and site_id = $2 and id = $3 and state = 'queued'`,
}

export const markUnsent: Statement = {
  name: 'mail_unsent',
  text: `update dp.mails set state = $5, error = $4, attempts = attempts + $6
         where agency_id = $1 and site_id = $2 and id = $3 and state = 'queued'`,
}

/** From one of the states of $5. */
export const markEvent: Statement = {
  text: `update dp.mails set state = $4, delivered_at = case when $4 = 'delivered' then $6 else delivered_at end,
           error = coalesce($7, error)
         where agency_id = $1 and site_id = $2 and id = $3 and state = any ($5)`,
}

export const insertMailEvent: Statement = {
  text: `insert into dp.mail_events (agency_id, site_id, provider, event_id, mail_id, kind, detail, happened_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (agency_id, site_id, provider, event_id) do nothing`,
}

/** Why the agency sends nothing to this address, and why this place sends nothing of this category to it. */
export const findBarrier: Statement = {
  name: 'mail_barrier',
  text: `select (select reason from dramac.suppressions
           where agency_id = $1 and recipient_key = $3 and (expires_at is null or expires_at > $5)) as suppression,
         exists (select from dramac.mail_stops
           where agency_id = $1 and place_id = $2 and recipient_key = $3 and category = $4) as "isStopped"`,
}

/** What is known for good is not forgotten for what is known for now. */
export const putSuppression: Statement = {
  text: `insert into dramac.suppressions (agency_id, id, recipient_key, reason, detail, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (agency_id, recipient_key) do update
           set reason = $4, detail = $5, created_at = $6, expires_at = $7
           where suppressions.expires_at is not null or $7::timestamptz is null`,
}

export const listSuppressions: Statement = {
  text: `select id, recipient_key as recipient, reason, detail, ${exactInstant('created_at')} as "createdAt", expires_at as "expiresAt"
         from dramac.suppressions
         where agency_id = $1 and ($2::text is null or recipient_key = lower($2))
           and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
         order by created_at desc, id desc limit $5`,
}

export const deleteSuppression: Statement = { text: 'delete from dramac.suppressions where agency_id = $1 and id = $2' }

/** Without the bodies: what a mail says is its reader's. */
export const listMails: Statement = {
  text: `select id, kind, category, sender, recipient, subject, state, attempts, error, provider_id as "providerId",
           ${exactInstant('created_at')} as "createdAt", sent_at as "sentAt", delivered_at as "deliveredAt"
         from dp.mails
         where agency_id = $1 and site_id = $2 and ($3::text is null or state = $3) and ($4::text is null or kind = $4)
           and ($5::text is null or recipient_key = lower($5))
           and ($6::timestamptz is null or (created_at, id) < ($6, $7::uuid))
         order by created_at desc, id desc limit $8`,
}

export const insertStop: Statement = {
  text: `insert into dramac.mail_stops (agency_id, place_id, recipient_key, category, created_at) values ($1, $2, $3, $4, $5)
         on conflict (agency_id, place_id, recipient_key, category) do nothing`,
}

export const deleteStop: Statement = {
  text: 'delete from dramac.mail_stops where agency_id = $1 and place_id = $2 and recipient_key = $3 and category = $4',
}

/** $2 is the first day of the month. */
export const countSent: Statement = {
  name: 'mail_count',
  text: `insert into dramac.mail_usage (agency_id, month, sent) values ($1, $2, 1)
         on conflict (agency_id, month) do update set sent = mail_usage.sent + 1`,
}

export const findMailUsage: Statement = {
  text: `select coalesce(u.sent, 0) as sent, (p.limits ->> 'emailsPerMonth')::bigint as quota
         from dramac.agencies a join dramac.plans p on p.slug = a.plan
         left join dramac.mail_usage u on u.agency_id = a.agency_id and u.month = $2
         where a.agency_id = $1`,
}

/** Of every tenant: the development viewer only, on the administrators' pool. To one address, or to all. */
export const listRecentMails: Statement = {
  text: `select ${columns} from dp.mails where $1::text is null or recipient = $1 order by created_at desc, id desc limit $2`,
}

/** As above. */
export const findAnyMail: Statement = { text: `select ${columns} from dp.mails where id = $1` }

/** Of every tenant, of one day: as an administrator. */
export const countMails: Statement = {
  text: 'select state, count(*) as count from dp.mails where created_at > $1 group by state',
}
