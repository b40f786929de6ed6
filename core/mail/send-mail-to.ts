/** Core's own mail by its type: `sendMailTo(tx, 'identity.reset_password', { recipient, locale, facts })`. */
import type { TenantTx } from '../db/tx.ts'
import { fillMail, type Speech } from './fill-mail.ts'
import type { FactKinds, FactsOf, MailType } from './mail-type.ts'
import { mailTypes, type MailKind } from './mail-types.ts'
import { queueMail } from './queue-mail.ts'

type Facts<Kind extends MailKind> = FactsOf<(typeof mailTypes)[Kind]['facts']>

export interface Addressed<Kind extends MailKind> {
  readonly recipient: string
  /** Of the recipient, BCP 47. */
  readonly locale: string
  /** Of the recipient, IANA; UTC when not known. */
  readonly zone?: string
  readonly facts: Facts<Kind>
}

/** Queued in the transaction, in the place that the transaction is bound to: a site, an agency or the platform. */
export async function sendMailTo<Kind extends MailKind>(
  tx: TenantTx,
  kind: Kind,
  { recipient, locale, zone = 'UTC', facts }: Addressed<Kind>,
): Promise<void> {
  const type: MailType = mailTypes[kind]
  const speech: Speech<FactKinds> = { locale, zone, facts }
  const { audience, category } = type
  await queueMail(tx, { kind, audience, category, recipient, content: fillMail(kind, type, speech) })
}
