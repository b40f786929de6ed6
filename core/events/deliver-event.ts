/** Delivers an event: today to the people who watch the site's dashboard, by a notice that carries ids only. */
import type { Context } from '../context.ts'
import { findEvent, markDelivered, notifyWatchers } from './queries.ts'
import { idsOf, writeNotice } from './watched-event.ts'

interface StoredEvent {
  readonly id: string
  readonly type: string
  readonly payload: Record<string, unknown>
  readonly deliveredAt: string | null
}

export async function deliverEvent(ctx: Context, { eventId }: { eventId: string }): Promise<void> {
  const { agencyId, siteId } = ctx.tenant
  await ctx.transaction(async (tx) => {
    const event = await tx.row<StoredEvent>(findEvent, [agencyId, siteId, eventId])
    if (!event || event.deliveredAt !== null) return
    const { id, type, payload } = event
    await Promise.all([
      tx.run(notifyWatchers, [writeNotice(siteId, { id, type, payload: idsOf(payload) })]),
      tx.run(markDelivered, [agencyId, siteId, eventId, ctx.now()]),
    ])
  })
}
