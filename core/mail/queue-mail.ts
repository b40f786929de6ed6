/** A mail is a row and a job of the transaction that causes it: it is sent at least once, or was never said to be. */
import type { TenantTx } from '../db/tx.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { insertMail } from './queries.ts'

export interface NewMail {
  /** Which mail it is, `<module>.<name>`: for the log and for preferences. */
  readonly kind: string
  /** Display name of the sender; the address is the installation's. */
  readonly sender: string
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** An iCalendar object sent as an alternative part and an attachment. */
  readonly invite?: { readonly method: 'REQUEST' | 'CANCEL'; readonly ics: string }
}

/** The last one is most of a day after the first. */
export const maxAttempts = 12

export async function queueMail(tx: TenantTx, mail: NewMail): Promise<void> {
  const id = tx.newId()
  await Promise.all([
    tx.run(insertMail, [
      tx.agencyId, tx.siteId, id, mail.kind, mail.sender, mail.recipient, mail.subject, mail.text, mail.html,
      mail.invite?.ics ?? null, mail.invite?.method ?? null, tx.now,
    ]), // prettier-ignore
    scheduleJob(tx, { task: 'mail', payload: { mailId: id }, key: `mail:${id}`, maxAttempts }),
  ])
}
