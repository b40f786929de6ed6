/**
 * Sends one queued mail. A mail that is known to be sent is not sent again; one that the server took just before
 * we died is, under the same Message-ID, by which receivers know it as the same.
 */
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Context } from '../context.ts'
import { findMail, markFailed, markSent } from './queries.ts'
import { maxAttempts } from './queue-mail.ts'

export interface Mailer {
  /** Rejects when the mail was not taken. */
  send(mail: SendMailOptions): Promise<void>
}

interface QueuedMail {
  readonly id: string
  readonly sender: string
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly invite: string | null
  readonly inviteMethod: 'REQUEST' | 'CANCEL' | null
  readonly state: 'queued' | 'sent' | 'failed'
  readonly attempts: number
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

export function createSmtpMailer(url: string): Mailer {
  const transport = createTransport({ url, ...timeouts })
  return { send: async (mail) => void (await transport.sendMail(mail)) }
}

/** Without a server, mail stays in the database, where the local viewer shows it. */
export const localMailer: Mailer = { send: async () => {} }

export interface Sending {
  readonly mailer: Mailer
  /** The installation's address; the display name is the site's. */
  readonly from: string
}

export async function sendMail(ctx: Context, { mailId }: { mailId: string }, { mailer, from }: Sending): Promise<void> {
  const here = [ctx.tenant.agencyId, ctx.tenant.siteId, mailId]
  const mail = await ctx.read((tx) => tx.row<QueuedMail>(findMail, here))
  if (mail?.state !== 'queued') return
  try {
    await mailer.send(toMessage(mail, from))
  } catch (error) {
    const isOver = isForGood(error) || mail.attempts + 1 >= maxAttempts
    const reason = String((error as Error).message).slice(0, 500)
    await ctx.transaction((tx) => tx.run(markFailed, [...here, reason, isOver ? 'failed' : 'queued']))
    if (isOver) return
    throw error
  }
  await ctx.transaction((tx) => tx.run(markSent, [...here, ctx.now()]))
}

/** The server's last word on this recipient or this message. Its word on us, a wrong password, is not about the mail. */
function isForGood(error: unknown): boolean {
  const { code, responseCode = 0 } = Object(error) as { code?: string; responseCode?: number } // nodemailer's, only read
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500
}

function toMessage(mail: QueuedMail, from: string): SendMailOptions {
  return {
    from: { name: mail.sender, address: from },
    // As an object, so that nothing in it is read as a second address.
    to: { name: '', address: mail.recipient },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.id}@${from.split('@')[1] ?? 'localhost'}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(mail.invite && mail.inviteMethod
      ? { icalEvent: { method: mail.inviteMethod, content: mail.invite, filename: 'invite.ics' } }
      : {}),
  }
}
