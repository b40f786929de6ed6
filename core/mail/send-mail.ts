/** Sends one queued mail. A mail that is sent already is not sent again. */
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Context } from '../context.ts'
import { findMail, markFailed, markSent } from './queries.ts'

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

const maxAttempts = 12

export function createSmtpMailer(url: string): Mailer {
  const transport = createTransport(url)
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
  if (!mail || mail.state === 'sent') return
  try {
    await mailer.send(toMessage(mail, from))
  } catch (error) {
    const state = mail.attempts + 1 >= maxAttempts ? 'failed' : 'queued'
    await ctx.transaction((tx) => tx.run(markFailed, [...here, String((error as Error).message).slice(0, 500), state]))
    throw error
  }
  await ctx.transaction((tx) => tx.run(markSent, [...here, ctx.now()]))
}

function toMessage(mail: QueuedMail, from: string): SendMailOptions {
  return {
    from: { name: mail.sender, address: from },
    to: mail.recipient,
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
