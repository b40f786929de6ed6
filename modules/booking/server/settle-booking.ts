/** What follows from a booking's new state, in the transaction that gives it: mail and reminders. */
import type { Context } from '@dramac/core/context'
import type { TenantTx } from '@dramac/core/db/tx'
import { dropJob, scheduleJob } from '@dramac/core/jobs/schedule-job'
import { queueMail } from '@dramac/core/mail/queue-mail'
import { toInvite } from './calendar/to-invite.ts'
import { renderMail, type MailKind } from './mail/render-mail.ts'
import { inviteOf, type BookingFacts } from './show-appointment.ts'

const remindBeforeMinutes = [1440, 60] as const

/**
 * Mails the visitor; a booking whose visitor left no address is theirs to remember. A request that nobody
 * has confirmed is not yet an entry in anybody's calendar: its mails go without an invite.
 */
export async function mailVisitor(
  ctx: Context,
  tx: TenantTx,
  { kind, facts, withInvite }: { kind: MailKind; facts: BookingFacts; withInvite: boolean },
): Promise<void> {
  const { booking, service, resource, site } = facts
  if (!booking.customerEmail) return
  const invite = inviteOf(ctx, facts)
  const content = renderMail(kind, {
    locale: booking.locale,
    customerName: booking.customerName ?? '',
    serviceName: service.name,
    resourceName: resource.name,
    businessName: site.name,
    startsAt: new Date(booking.startsAt),
    endsAt: new Date(booking.endsAt),
    zone: booking.zone,
    businessZone: site.zone,
    manageUrl: invite.url,
    ...(booking.cancelReason ? { reason: booking.cancelReason } : {}),
  })
  await queueMail(tx, {
    kind: `booking.${kind}`,
    audience: 'customer',
    ...(kind === 'reminder' ? { category: 'optional', via: ctx } : { category: 'transactional' }),
    recipient: booking.customerEmail,
    content,
    ...(withInvite ? { invite: { method: invite.method, ics: toInvite(invite) } } : {}),
  })
}

const reminderKey = (bookingId: string, minutes: number): string => `booking:${bookingId}:remind:${minutes}`

/** Reminders carry the start they were made for and a fixed key, so a moved booking moves them. */
export async function scheduleReminders(tx: TenantTx, { booking }: BookingFacts): Promise<void> {
  for (const minutes of remindBeforeMinutes) {
    const runAt = new Date(Date.parse(booking.startsAt) - minutes * 60_000)
    const key = reminderKey(booking.id, minutes)
    if (runAt <= tx.now) await dropJob(tx, key)
    else
      await scheduleJob(tx, {
        task: 'booking.remind',
        payload: { bookingId: booking.id, startsAt: booking.startsAt },
        runAt,
        key,
      })
  }
}

export async function dropReminders(tx: TenantTx, bookingId: string): Promise<void> {
  for (const minutes of remindBeforeMinutes) await dropJob(tx, reminderKey(bookingId, minutes))
}
