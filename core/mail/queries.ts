import type { Statement } from '../db/tx.ts'

export const insertMail: Statement = {
  name: 'mail_insert',
  text: `insert into dp.mails (agency_id, site_id, id, kind, sender, recipient, subject, text_body, html_body, invite, invite_method, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
}

const columns = `id, kind, sender, recipient, subject, text_body as "text", html_body as "html", invite,
  invite_method as "inviteMethod", state, attempts, created_at as "createdAt", sent_at as "sentAt"`

export const findMail: Statement = {
  name: 'mail_find',
  text: `select ${columns} from dp.mails where agency_id = $1 and site_id = $2 and id = $3`,
}

export const markSent: Statement = {
  name: 'mail_sent',
  text: `update dp.mails set state = 'sent', sent_at = $4, attempts = attempts + 1, error = null
         where agency_id = $1 and site_id = $2 and id = $3 and state <> 'sent'`,
}

export const markFailed: Statement = {
  name: 'mail_failed',
  text: `update dp.mails set state = $5, error = $4, attempts = attempts + 1
         where agency_id = $1 and site_id = $2 and id = $3 and state <> 'sent'`,
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
