/** Core's own mail by its type: `sendMailTo(tx, 'identity.reset_password', { recipient, locale, facts })`. */
import type { TenantTx } from '../db/tx.ts'
import { fillMail, type Speech } from './fill-mail.ts'
import type { FactKinds, FactsOf, MailType } from './mail-type.ts'
import { mailTypes, type MailKind } from './mail-types.ts'
import { queueMail } from './queue-mail.ts'
import type { LinkMaker } from './stop-mail.ts'

type TypeOf<Kind extends MailKind> = (typeof mailTypes)[Kind]

export type Addressed<Kind extends MailKind> = {
  readonly recipient: string
  /** Of the recipient, BCP 47. */
  readonly locale: string
  /** Of the recipient, IANA; UTC when not known. */
  readonly zone?: string
  readonly facts: FactsOf<TypeOf<Kind>['facts']>
  /** What happened, when that must not reach an address twice. */
  readonly onceFor?: string
  /** The context, for a type that its reader may stop: such a mail carries a link that stops its like. */
  readonly via?: LinkMaker
}

/** Queued in the transaction, in the place that the transaction is bound to: a site, an agency or the platform. */
export async function sendMailTo<Kind extends MailKind>(
  tx: TenantTx,
  kind: Kind,
  { recipient, locale, zone = 'UTC', facts, onceFor, via }: Addressed<Kind>,
): Promise<void> {
  const type: MailType = mailTypes[kind]
  const speech: Speech<FactKinds> = { locale, zone, facts }
  const { audience, category } = type
  const content = fillMail(kind, type, speech)
  const mail = { kind, audience, recipient, content, ...(onceFor === undefined ? {} : { onceFor }) }
  if (category !== 'optional' && category !== 'marketing') return queueMail(tx, { ...mail, category })
  if (!via) throw new Error(`mail ${kind}: nothing to make its link with`)
  return queueMail(tx, { ...mail, category, via })
}
