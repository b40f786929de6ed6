import { describe, expect, it } from 'vitest'
import { newUuidV7 } from '../identity/ids.ts'
import { idsOf, parseNotice, permissionsToWatch, permissionToWatch, writeNotice } from './watched-event.ts'

const id = newUuidV7(Date.now())

describe('a watched event', () => {
  it('carries ids and nothing else of its payload', () => {
    const payload = {
      bookingId: id,
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      count: 1,
      nested: { id },
      none: null,
    }
    expect(idsOf(payload)).toEqual({ bookingId: id })
  })

  it('is read from a notice as it was written', () => {
    const event = { id, type: 'booking.booking.confirmed', payload: { bookingId: id } }
    expect(parseNotice(writeNotice('site', event))).toEqual({ siteId: 'site', event })
  })

  it.each(['', 'null', '[]', '{"siteId":"x"}', '{"siteId":"x","event":{"id":1,"type":"t","payload":{}}}'])(
    'is not read from %j',
    (text) => {
      expect(() => parseNotice(text)).toThrow()
    },
  )

  it.each([
    ['booking.booking.confirmed', 'booking:read'],
    ['core.domain.verified', 'domains:read'],
    ['core.key.created', 'keys:read'],
    ['core.module_grant.requested', 'modules:read'],
    ['core.site.renamed', 'site:read'],
    ['core.constructor.made', 'site:read'],
    ['', ':read'],
  ])('%j takes %s', (type, permission) => {
    expect(permissionToWatch(type)).toBe(permission)
  })

  it('opens with any of the permissions that open one', () => {
    expect(permissionsToWatch(['booking'])).toEqual([
      'site:read',
      'domains:read',
      'keys:read',
      'data:export',
      'data:import',
      'modules:read',
      'booking:read',
    ])
  })
})
