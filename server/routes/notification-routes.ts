/** `/v1/me/notifications` and how one wants to be told: a person's own, whatever site they are at. */
import { DmError } from '@dramac/contract/wire/errors'
import type { JsonSchema } from '@dramac/contract/wire/json'
import { categories } from '@dramac/core/notifications/notification-type'
import * as own from '@dramac/core/notifications/own-notifications'
import {
  changePreferences,
  getPreferences,
  lockedCategories,
  type PreferencesPatch,
} from '@dramac/core/notifications/preferences'
import type { Request, Response } from 'express'
import type { OpenRoute } from '../http/open-route.ts'
import { queryOf } from '../http/read-address.ts'
import { requireOwnPage } from '../http/request-facts.ts'
import { isUuid } from '../http/route.ts'
import { validate } from '../http/validate.ts'
import type { Installation } from '../installation.ts'

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

const nothing: JsonSchema = { type: 'object', properties: {} }

type Handle = (reader: own.Reader, request: Request, response: Response) => Promise<void>

export function notificationRoutes(installation: Installation): OpenRoute[] {
  const { db } = installation
  const route = (method: OpenRoute['method'], path: string, handle: Handle): OpenRoute => ({
    method,
    path: `/v1/me/${path}`,
    permission: 'session',
    limit: method === 'GET' ? 'staff-read' : 'staff-write',
    ...(method === 'GET' ? { readsQuery: true } : {}),
    async handle(request, response) {
      response.set('Cache-Control', 'no-store')
      const reader = await openReader(installation, request)
      await handle(reader, request, response)
    },
  })
  const done = (act: (reader: own.Reader, id: string) => Promise<void>): Handle => {
    return async (reader, request, response) => {
      validate(nothing, request.body, 'body')
      await act(reader, idOf(request))
      response.status(204).end()
    }
  }
  return [
    route('GET', 'notifications', async (reader, request, response) => {
      const query = validate<own.NotificationQuery>(listQuery, queryOf(request), 'query')
      response.json(await own.listNotifications(reader, query))
    }),
    route('GET', 'notifications/unread', async (reader, request, response) => {
      validate(nothing, queryOf(request), 'query')
      response.json(await own.countUnread(reader))
    }),
    route('POST', 'notifications/read', async (reader, request, response) => {
      validate(nothing, request.body, 'body')
      await own.readAllNotifications(reader)
      response.status(204).end()
    }),
    route('POST', 'notifications/:id/read', done(own.readNotification)),
    route('POST', 'notifications/:id/archive', done(own.archiveNotification)),
    route('GET', 'notification-preferences', async ({ userId }, request, response) => {
      validate(nothing, queryOf(request), 'query')
      response.json({ ...(await getPreferences(db, userId)), locked: lockedCategories })
    }),
    route('PATCH', 'notification-preferences', async ({ userId, now }, request, response) => {
      const patch = validate<PreferencesPatch>(preferencesPatch, request.body, 'body')
      if (patch.zone !== undefined && !isZone(patch.zone)) throw zoneUnknown()
      response.json({ ...(await changePreferences(db, { userId, patch, now: now() })), locked: lockedCategories })
    }),
  ]
}

async function openReader(installation: Installation, request: Request): Promise<own.Reader> {
  const { authenticator, clock: now, config, db, shared } = installation
  const caller = await authenticator.authenticate(request, now())
  if (caller?.kind !== 'session') throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  if (request.method !== 'GET' && request.method !== 'HEAD') requireOwnPage(request, config.origins.app)
  return { db, userId: caller.userId, sealer: shared.sealer, now }
}

function idOf(request: Request): string {
  const id = String(request.params['id'])
  if (!isUuid(id)) throw new DmError('NOT_FOUND', 'core.notification_unknown')
  return id
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const zoneUnknown = () =>
  new DmError('VALIDATION_ERROR', 'core.input_refused', {
    errors: [{ path: '/zone', rule: 'zone', message: 'is not a time zone' }],
  })
