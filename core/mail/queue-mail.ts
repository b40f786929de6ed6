/** A mail is a row and a job of the transaction that causes it: it is sent at least once, or was never said to be. */
import { DmError } from '@dramac/contract/wire/errors'
import { findMailBrand } from '../brand/mail-brand.ts'
import type { TenantTx } from '../db/tx.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { layOutMail } from './lay-out-mail.ts'
import type { Audience, Category, MailContent } from './mail-type.ts'
import { oneLine } from './one-line.ts'
import { insertMail } from './queries.ts'

export interface NewMail {
  /** Which mail it is, `<module>.<name>`: for the log and for preferences. */
  readonly kind: string
  readonly audience: Audience
  readonly category: Category
  readonly recipient: string
  readonly content: MailContent
  /** An iCalendar object sent as an alternative part and an attachment. */
  readonly invite?: { readonly method: 'REQUEST' | 'CANCEL'; readonly ics: string }
}

/** The last one is most of a day after the first. */
export const maxAttempts = 12
const maxSubject = 300

export async function queueMail(tx: TenantTx, mail: NewMail): Promise<void> {
  if (!isAddress(mail.recipient)) throw new DmError('VALIDATION_ERROR', 'core.mail_address_refused')
  const brand = await findMailBrand(tx, mail.audience)
  const { text, html } = layOutMail(mail.content, brand)
  const id = tx.newId()
  const subject = oneLine(mail.content.subject).slice(0, maxSubject)
  await Promise.all([
    tx.run(insertMail, [
      tx.agencyId, tx.siteId, id, mail.kind, oneLine(brand.fromName), mail.recipient, subject, text, html,
      mail.invite?.ics ?? null, mail.invite?.method ?? null, tx.now,
    ]), // prettier-ignore
    scheduleJob(tx, { task: 'mail', payload: { mailId: id }, key: `mail:${id}`, maxAttempts }),
  ])
}

/** One address and nothing else: no second one, no display name, no header. */
const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@"<>(),:;\\[\]\p{Cc}]{1,64}@[^\s@"<>(),:;\\[\]\p{Cc}]+$/u.test(text)
