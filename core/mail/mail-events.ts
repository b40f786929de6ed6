/**
 * What a provider tells of a mail after it took it: read here, kept as a job before the provider is answered, and applied once
 * however often it comes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context, Tenant } from '../context.ts'
import type { Database } from '../db/database.ts'
import { addJob } from '../jobs/queries.ts'
import { mailNews, statesBefore, type MailNews } from './mail-state.ts'
import { parseMessageId } from './message-id.ts'
import { findMail, insertMailEvent, markEvent } from './queries.ts'
import { suppress, type SuppressionReason } from './suppress.ts'

export interface MailEvent {
  readonly provider: string
  /** The provider's own, by which a repeat is known. */
  readonly eventId: string
  readonly mailId: string
  readonly tenant: Tenant
  readonly news: MailNews
  /** Of a bounce: whether the address will refuse the next mail as well. */
  readonly isPermanent: boolean
  readonly detail: string | null
  readonly happenedAt: string
}

export interface Delivery {
  readonly header: (name: string) => string | undefined
  /** As it came: a signature is of bytes. */
  readonly body: Buffer
  readonly secret: string
  readonly now: Date
}

/** Undefined for news that does not concern a mail of ours. */
type Reader = (delivery: Delivery) => MailEvent | undefined

const toleranceMs = 5 * 60_000

/**
 * Standard Webhooks: `<id>.<timestamp>.<body>` signed by HMAC-SHA256, one of possibly several signatures. The body is
 * `{ type: 'mail.delivered' | 'mail.bounced' | 'mail.complained', data: { messageId, permanent?, reason? } }`.
 */
const readStandard: Reader = ({ header, body, secret, now }) => {
  const [eventId, sentAt, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header)
  if (!eventId || !sentAt || !signatures || eventId.length > 200) throw refused('core.signature_missing')
  const at = Number(sentAt) * 1000
  if (!(Math.abs(now.getTime() - at) <= toleranceMs)) throw refused('core.signature_too_old')
  const wanted = createHmac('sha256', secret).update(`${eventId}.${sentAt}.`).update(body).digest()
  if (!signatures.split(' ').some((one) => isSame(one, wanted))) throw refused('core.signature_wrong')
  const { type, data } = JSON.parse(body.toString('utf8')) as { type?: unknown; data?: Record<string, unknown> } // looked at below
  const news = mailNews.find((one) => `mail.${one}` === type)
  const mail = parseMessageId(String(data?.['messageId'] ?? ''))
  if (!news || !mail) return undefined
  const reason = data?.['reason']
  return {
    provider: 'standard',
    eventId,
    ...mail,
    news,
    isPermanent: data?.['permanent'] !== false,
    detail: typeof reason === 'string' ? reason.slice(0, 500) : null,
    happenedAt: new Date(at).toISOString(),
  }
}

const refused = (reason: string) => new DmError('UNAUTHORIZED', reason)

function isSame(signature: string, wanted: Buffer): boolean {
  const given = Buffer.from(/^v1,(.+)$/.exec(signature)?.[1] ?? '', 'base64')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const readers: Readonly<Record<string, Reader>> = { standard: readStandard }

/** @throws NOT_FOUND for a provider that we do not read, UNAUTHORIZED for what it did not sign just now. */
export async function takeMailEvent(db: Database, provider: string, delivery: Delivery): Promise<void> {
  const read = Object.hasOwn(readers, provider) ? readers[provider] : undefined
  if (!read) throw new DmError('NOT_FOUND', 'core.mail_provider_unknown')
  const event = read(delivery)
  if (!event) return
  const { tenant, ...rest } = event
  const body = JSON.stringify({ ...rest, ...tenant })
  await db.user(null, (tx) => tx.run(addJob, ['mail-event', body, null, `mail-event:${provider}:${event.eventId}`, 25]))
}

export function applyMailEvent(ctx: Context, event: Omit<MailEvent, 'tenant'>): Promise<void> {
  const { provider, eventId, mailId, news, isPermanent, detail, happenedAt } = event
  return ctx.transaction(async (tx, emit) => {
    const here = [tx.agencyId, tx.siteId] as const
    const mail = await tx.row<{ recipient: string }>(findMail, [...here, mailId])
    if (!mail) return
    const row = [...here, provider, eventId, mailId, news, detail, happenedAt, tx.now]
    if ((await tx.run(insertMailEvent, row)) === 0) return
    await tx.run(markEvent, [...here, mailId, news, statesBefore[news], happenedAt, detail])
    const reason = reasonOf(news, isPermanent)
    if (reason) await suppress(tx, { recipient: mail.recipient, reason, detail })
    await emit(`core.mail.${news}`, { mailId })
  })
}

function reasonOf(news: MailNews, isPermanent: boolean): SuppressionReason | undefined {
  if (news === 'complained') return 'complaint'
  if (news === 'bounced') return isPermanent ? 'hard_bounce' : 'soft_bounce'
  return undefined
}
