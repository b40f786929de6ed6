/** A mail is a row and a job of the transaction that causes it: it is sent at least once, or was never said to be. */
import { DmError } from '@dramac/contract/wire/errors'
import { resolveBrand } from '../brand/resolve-brand.ts'
import type { TenantTx } from '../db/tx.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { layOutMail } from './lay-out-mail.ts'
import type { Audience, Category, MailContent } from './mail-type.ts'
import { requireMailQuota } from './mail-usage.ts'
import { oneLine } from './one-line.ts'
import { insertMail } from './queries.ts'
import { isStoppable, stopUrl, type LinkMaker } from './stop-mail.ts'

interface AnyMail {
  /** Which mail it is, `<module>.<name>`: for the log. */
  readonly kind: string
  readonly audience: Audience
  readonly recipient: string
  readonly content: MailContent
  /** What happened, when that must not reach an address twice. */
  readonly onceFor?: string
  /** An iCalendar object sent as an alternative part and an attachment. */
  readonly invite?: { readonly method: 'REQUEST' | 'CANCEL'; readonly ics: string }
}

/** Mail that can be stopped says how: its link is made with the context's means. */
type Stoppable = 'optional' | 'marketing'
export type Manner =
  | { readonly category: Exclude<Category, Stoppable>; readonly via?: LinkMaker }
  | { readonly category: Stoppable; readonly via: LinkMaker }

export type NewMail = AnyMail & Manner

/** The last one is most of a day after the first. */
export const maxAttempts = 12
const maxSubject = 300

/** Whether it is wanted is asked when it is sent: until then its reader may have said so. */
export async function queueMail(tx: TenantTx, mail: NewMail): Promise<void> {
  const { kind, audience, category, recipient, content, onceFor, invite, via } = mail
  if (!isAddress(recipient)) throw new DmError('VALIDATION_ERROR', 'core.mail_address_refused')
  if (category === 'marketing') await requireMailQuota(tx)
  const brand = await resolveBrand(tx, audience)
  const tenant = { agencyId: tx.agencyId, siteId: tx.siteId }
  const url = via && isStoppable(category) ? stopUrl(via, { tenant, recipient, category }) : undefined
  const { text, html } = layOutMail(content, brand, url)
  const id = tx.newId()
  const subject = oneLine(content.subject).slice(0, maxSubject)
  const inserted = await tx.run(insertMail, [
    tx.agencyId, tx.siteId, id, kind, category, oneLine(brand.fromName), brand.replyTo ?? null, recipient, subject, text, html,
    url ?? null, onceFor ?? null, invite?.ics ?? null, invite?.method ?? null, tx.now,
  ]) // prettier-ignore
  if (inserted === 0) return
  await scheduleJob(tx, { task: 'mail', payload: { mailId: id }, key: `mail:${id}`, maxAttempts })
}

/** One address and nothing else: no second one, no display name, no header. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@"<>(),:;\\[\]\p{Cc}]{1,64}@[^\s@"<>(),:;\\[\]\p{Cc}]+$/u.test(text)
