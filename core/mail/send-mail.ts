/**
 * Sends one queued mail. A mail that is known to be sent is not sent again; one that the server took just before
 * we died is, under the same Message-ID, by which receivers know it as the same.
 */
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import type { Category } from './mail-type.ts'
import { monthOf } from './mail-usage.ts'
import { writeMessageId } from './message-id.ts'
import { countSent, findBarrier, findMail, markSent, markUnsent } from './queries.ts'
import { maxAttempts } from './queue-mail.ts'
import { suppress, type SuppressionReason } from './suppress.ts'

export interface Mailer {
  /** Rejects when the mail was not taken; says by what it may be asked about, if that is known. */
  send(mail: SendMailOptions): Promise<string | null>
  /** Whether it leaves this machine. */
  readonly isRemote: boolean
}

interface QueuedMail {
  readonly id: string
  readonly category: Category
  readonly sender: string
  readonly replyTo: string | null
  readonly recipient: string
  readonly recipientKey: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly unsubscribeUrl: string | null
  readonly invite: string | null
  readonly inviteMethod: 'REQUEST' | 'CANCEL' | null
  readonly state: string
  readonly attempts: number
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

export function createSmtpMailer(url: string): Mailer {
  const transport = createTransport({ url, ...timeouts })
  return {
    isRemote: true,
    async send(mail) {
      const { response } = await transport.sendMail(mail)
      return response.slice(0, 200)
    },
  }
}

/** Without a server, mail stays in the database, where the local viewer shows it. */
export const localMailer: Mailer = { isRemote: false, send: async () => null }

export interface Sending {
  readonly mailer: Mailer
  /** The installation's address; the display name is the site's. */
  readonly from: string
}

export async function sendMail(ctx: Context, { mailId }: { mailId: string }, { mailer, from }: Sending): Promise<void> {
  const here = [ctx.tenant.agencyId, ctx.tenant.siteId, mailId] as const
  const found = await ctx.read(async (tx) => {
    const mail = await tx.row<QueuedMail>(findMail, here)
    return mail?.state === 'queued' ? { mail, barrier: await findReason(tx, mail) } : undefined
  })
  if (!found) return
  const { mail, barrier } = found
  if (barrier) return void (await ctx.transaction((tx) => tx.run(markUnsent, [...here, barrier, 'suppressed', 0])))
  let providerId: string | null
  try {
    providerId = await mailer.send(toMessage(mail, writeMessageId(mailId, ctx.tenant, from), from))
  } catch (error) {
    const isOver = isForGood(error) || mail.attempts + 1 >= maxAttempts
    const detail = String((error as Error).message).slice(0, 500)
    await ctx.transaction(async (tx) => {
      await tx.run(markUnsent, [...here, detail, isOver ? 'failed' : 'queued', 1])
      if (isUnknownAddress(error)) await suppress(tx, { recipient: mail.recipient, reason: 'hard_bounce', detail })
    })
    if (isOver) return
    throw error
  }
  const isSecret = mailer.isRemote && mail.category === 'security'
  await ctx.transaction(async (tx) => {
    await tx.run(markSent, [...here, ctx.now(), providerId, isSecret])
    await tx.run(countSent, [tx.agencyId, monthOf(ctx.now())])
  })
}

/** Why it is not sent. Security mail is stopped by nobody's wish, and tries an address again that refused for a while. */
async function findReason(tx: TenantTx, { recipientKey, category }: QueuedMail): Promise<string | undefined> {
  const barrier = (await tx.row<Barrier>(findBarrier, [tx.agencyId, tx.siteId, recipientKey, category, tx.now]))!
  const { suppression, isStopped } = barrier
  if (suppression && !(category === 'security' && suppression === 'soft_bounce')) return suppression
  return isStopped ? 'stopped' : undefined
}

interface Barrier {
  readonly suppression: SuppressionReason | null
  readonly isStopped: boolean
}

/** The server's last word on this recipient or this message. Its word on us, a wrong password, is not about the mail. */
function isForGood(error: unknown): boolean {
  const { code, responseCode = 0 } = Object(error) as { code?: string; responseCode?: number } // nodemailer's, only read
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500
}

/** RFC 3463 says 5.1.x of an address; a server that gives no such code says it by refusing the recipient for good. */
function isUnknownAddress(error: unknown): boolean {
  const {
    code,
    responseCode = 0,
    response = '',
  } = Object(error) as {
    code?: string
    responseCode?: number
    response?: string
  } // nodemailer's, only read
  if (code !== 'EENVELOPE') return false
  const enhanced = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0]
  return enhanced === undefined ? responseCode === 550 : enhanced.startsWith('5.1.')
}

function toMessage(mail: QueuedMail, messageId: string, from: string): SendMailOptions {
  return {
    from: { name: mail.sender, address: from },
    // As objects, so that nothing in them is read as a second address.
    to: { name: '', address: mail.recipient },
    ...(mail.replyTo === null ? {} : { replyTo: { name: '', address: mail.replyTo } }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId,
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(mail.unsubscribeUrl === null
        ? {}
        : {
            'List-Unsubscribe': { prepared: true, value: `<${mail.unsubscribeUrl}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
    ...(mail.invite && mail.inviteMethod
      ? { icalEvent: { method: mail.inviteMethod, content: mail.invite, filename: 'invite.ics' } }
      : {}),
  }
}
