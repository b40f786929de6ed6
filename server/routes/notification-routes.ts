/** `/v1/me/notifications` and how one wants to be told: a person's own, whatever site they are at. */
import type { JsonSchema } from '@dramac/contract/wire/json'
import { categories } from '@dramac/core/notifications/notification-type'
import * as own from '@dramac/core/notifications/own-notifications'
import {
  changePreferences,
  getPreferences,
  lockedCategories,
  type PreferencesPatch,
} from '@dramac/core/notifications/preferences'
import { requireWishes } from '@dramac/core/identity/people'
import type { AskedByPerson, PersonRoute } from '../http/person-route.ts'
import { noContent, ok } from '../http/route.ts'

const listQuery: JsonSchema = {
  type: 'object',
  properties: {
    category: { type: 'string', enum: [...categories] },
    unread: { type: 'boolean', default: false },
    archived: { type: 'boolean', default: false },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', maxLength: 600 },
  },
}

const channels: JsonSchema = { type: 'object', properties: { app: { type: 'boolean' }, mail: { type: 'boolean' } } }
const clock: JsonSchema = { type: ['string', 'null'], pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }
const preferencesPatch: JsonSchema = {
  type: 'object',
  minProperties: 1,
  properties: {
    // What is locked is not there to be chosen.
    channels: {
      type: 'object',
      properties: Object.fromEntries(
        categories.filter((one) => !lockedCategories.includes(one)).map((category) => [category, channels]),
      ),
    },
    digest: { type: 'string', enum: ['off', 'daily', 'weekly'] },
    quietFrom: clock,
    quietTo: clock,
    zone: { type: 'string', maxLength: 64 },
    locale: { type: 'string', pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$', maxLength: 35 },
  },
  dependentRequired: { quietFrom: ['quietTo'], quietTo: ['quietFrom'] },
}

const reading = { method: 'GET', limit: 'staff-read' } as const

export const notificationRoutes: readonly PersonRoute[] = [
  {
    permission: 'session',
    ...reading,
    path: '/v1/me/notifications',
    query: listQuery,
    handle: async (asked) => ok(await own.listNotifications(readerOf(asked), asked.input<own.NotificationQuery>())),
  },
  {
    permission: 'session',
    ...reading,
    path: '/v1/me/notifications/unread',
    handle: async (asked) => ok(await own.countUnread(readerOf(asked))),
  },
  done('/v1/me/notifications/read', own.readAllNotifications),
  done('/v1/me/notifications/:id/read', own.readNotification),
  done('/v1/me/notifications/:id/archive', own.archiveNotification),
  {
    permission: 'session',
    ...reading,
    path: '/v1/me/notification-preferences',
    handle: async ({ desk, session }) => ok(withLocked(await getPreferences(desk.shared.db, session.userId))),
  },
  {
    permission: 'session',
    limit: 'staff-write',
    method: 'PATCH',
    path: '/v1/me/notification-preferences',
    body: preferencesPatch,
    async handle({ desk, session: { userId }, input }) {
      const patch = input<PreferencesPatch>()
      requireWishes(patch)
      return ok(withLocked(await changePreferences(desk.shared.db, { userId, patch, now: desk.now })))
    },
  },
]

function done(path: string, act: (reader: own.Reader, id: string) => Promise<void>): PersonRoute {
  return {
    permission: 'session',
    limit: 'staff-write',
    method: 'POST',
    path,
    async handle(asked) {
      await act(readerOf(asked), asked.id)
      return noContent
    },
  }
}

const withLocked = (preferences: object) => ({ ...preferences, locked: lockedCategories })

const readerOf = ({ desk: { shared, now }, session }: AskedByPerson): own.Reader => ({
  db: shared.db,
  userId: session.userId,
  sealer: shared.sealer,
  now: () => now,
})
