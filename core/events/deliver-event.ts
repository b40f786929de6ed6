/** Delivers an event: to who watches the place, by a notice that carries ids only, and to whom it concerns, as a notification. */
import type { Context } from '../context.ts'
import { findEvent, markDelivered, notifyWatchers } from './queries.ts'
import type { NotificationType } from '../notifications/notification-type.ts'
import { notify } from '../notifications/notify.ts'
import { idsOf, writeNotice } from './watched-event.ts'

interface StoredEvent {
  readonly id: string
  readonly type: string
  readonly payload: Record<string, unknown>
  readonly actor: string
  readonly deliveredAt: string | null
}

export async function deliverEvent(
  ctx: Context,
  { eventId }: { eventId: string },
  notifications: ReadonlyMap<string, NotificationType>,
): Promise<void> {
  const { agencyId, siteId } = ctx.tenant
  await ctx.transaction(async (tx) => {
    const event = await tx.row<StoredEvent>(findEvent, [agencyId, siteId, eventId])
    if (!event || event.deliveredAt !== null) return
    const { id, type, payload } = event
    const told = notifications.get(type)
    if (told) await notify(ctx, tx, event, told)
    await Promise.all([
      tx.run(notifyWatchers, [writeNotice(siteId, { id, type, payload: idsOf(payload) })]),
      tx.run(markDelivered, [agencyId, siteId, eventId, ctx.now()]),
    ])
  })
}
