/** A person's own notifications, whatever agency they come from. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import type { NotificationCategory } from './notification-type.ts'
import * as queries from './queries.ts'

interface Notification {
  readonly id: string
  readonly category: NotificationCategory
  readonly title: string
  readonly createdAt: string
  readonly readAt: string | null
}

export interface NotificationQuery {
  readonly category?: NotificationCategory
  readonly unread?: boolean
  readonly archived?: boolean
  readonly limit?: number
  readonly cursor?: string
}

/** The person, and what their lists need. */
export interface Reader extends Pick<Context, 'sealer' | 'now'> {
  readonly db: Database
  readonly userId: string
}

const list = 'notifications'

export async function listNotifications(reader: Reader, query: NotificationQuery) {
  const { category, unread = false, archived = false, limit = 20, cursor } = query
  const after = openCursor(reader, list, cursor)
  const values = [reader.userId, category ?? null, unread, archived, after.at, after.id, limit + 1]
  const rows = await reader.db.user(reader.userId, (tx) => tx.rows<Notification>(queries.listNotifications, values))
  return toPage(reader, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

export async function countUnread({ db, userId }: Reader) {
  const rows = await db.user(userId, (tx) =>
    tx.rows<{ category: NotificationCategory; count: number }>(queries.countUnread, [userId]),
  )
  const categories = Object.fromEntries(rows.map(({ category, count }) => [category, count]))
  return { count: rows.reduce((sum, { count }) => sum + count, 0), categories }
}

export async function readNotification({ db, userId, now }: Reader, id: string): Promise<void> {
  await requireOne(db.user(userId, (tx) => tx.run(queries.markRead, [userId, id, now()])))
}

export async function archiveNotification({ db, userId, now }: Reader, id: string): Promise<void> {
  await requireOne(db.user(userId, (tx) => tx.run(queries.archiveOne, [userId, id, now()])))
}

export async function readAllNotifications({ db, userId, now }: Reader): Promise<void> {
  await db.user(userId, (tx) => tx.run(queries.markAllRead, [userId, now()]))
}

async function requireOne(changed: Promise<number>): Promise<void> {
  if ((await changed) === 0) throw new DmError('NOT_FOUND', 'core.notification_unknown')
}
