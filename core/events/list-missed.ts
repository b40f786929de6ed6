/** What a watcher missed while it was away, or while it was reading what it now watches. */
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { firstUuidV7, timeOfUuidV7 } from '../identity/ids.ts'
import { findEvent, findNewestDelivered, listDelivered } from './queries.ts'
import { idsOf, isEventId, type WatchedEvent } from './watched-event.ts'

export interface Missed {
  /** In the order of delivery; some may be known already. */
  readonly events: readonly WatchedEvent[]
  /** More than can be told one by one, or nobody knows from where: ask anew. */
  readonly isReset: boolean
  /** The event to go on from; absent while the site has none. */
  readonly newest?: string
}

const maxEvents = 500
/** Deliveries overlap: one that began a little earlier may have been heard a little later. */
const overlapMs = 5_000
/** Of who comes without an id: they have just read what they now watch. */
const justNowMs = 10_000
/** An event delivered later than this after it was made is found by its id no more. */
const longestDeliveryMs = 3_600_000

/** Who was away for longer has more to read than what happened. */
const longestAwayMs = 86_400_000

/** `after` is the id of the last event that was heard. */
export function listMissed(ctx: Context, after: string | undefined): Promise<Missed> {
  const here = [ctx.tenant.agencyId, ctx.tenant.siteId] as const
  return ctx.read(async (tx) => {
    // The newest is looked up first: what is listed afterwards reaches beyond it.
    const [newest, start] = await Promise.all([tx.row<{ id: string }>(findNewestDelivered, here), findStart(tx, after)])
    const goOn = newest ? { newest: newest.id } : {}
    if (!start) return { events: [], isReset: true, ...goOn }
    const since = [firstUuidV7(start.idMs - longestDeliveryMs), new Date(start.deliveryMs)]
    const rows = await tx.rows<StoredEvent>(listDelivered, [...here, ...since, maxEvents + 2])
    const missed = rows.filter(({ id }) => id !== after)
    if (missed.length > maxEvents) return { events: [], isReset: true, ...goOn }
    const events = missed.map(({ id, type, payload }) => ({ id, type, payload: idsOf(payload) }))
    return { events, isReset: false, ...goOn }
  })
}

interface StoredEvent {
  readonly id: string
  readonly type: string
  readonly payload: Record<string, unknown>
}

/** Undefined for an id that is too old, or none of this site's. */
async function findStart(
  tx: TenantTx,
  after: string | undefined,
): Promise<{ idMs: number; deliveryMs: number } | undefined> {
  const now = Date.now()
  if (after === undefined) return { idMs: now, deliveryMs: now - justNowMs }
  if (!isEventId(after)) return undefined
  const heard = await tx.row<{ deliveredAt: string | null }>(findEvent, [tx.agencyId, tx.siteId, after])
  if (!heard?.deliveredAt) return undefined
  const deliveryMs = Date.parse(heard.deliveredAt)
  if (deliveryMs < now - longestAwayMs) return undefined
  return { idMs: timeOfUuidV7(after), deliveryMs: deliveryMs - overlapMs }
}
