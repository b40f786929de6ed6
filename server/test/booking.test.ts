import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Appointment, Held, Slots } from '@dramac/booking/contract'
import { addService, ask, openStand, problemOf, visitor, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
const base = () => `/v1/sites/${site.slug}/modules/booking`
/** A Monday morning in Berlin, for whoever asks with a test key. */
const clock = { 'Dm-Test-Clock': '2038-01-11T07:00:00.000Z' }
const act = <T = Appointment>(action: string, body: object, headers: Record<string, string> = {}) =>
  ask<T>({ path: `${base()}/actions/${action}`, key: site.key, body, headers: { ...clock, ...headers } })
const rowsOf = async (sql: string, values: unknown[] = []) =>
  (await stand.admin.query(sql, [site.siteId, ...values])).rows

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite()
})
afterAll(() => stand.close())

describe('reserving', () => {
  it('writes booking, claim, event, audit row, mail and reminders together', async () => {
    const { service } = await addService(site)
    const reply = await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ state: 'confirmed', startsAt: '2038-01-13T09:00:00.000Z', mayCancel: true })
    const id = reply.body.id
    expect(await rowsOf('select state from mod_booking.bookings where site_id = $1 and id = $2', [id])).toEqual([
      { state: 'confirmed' },
    ])
    expect(
      await rowsOf('select state from mod_booking.allocations where site_id = $1 and booking_id = $2', [id]),
    ).toEqual([{ state: 'live' }])
    expect(await rowsOf(`select type from dp.events where site_id = $1 and payload->>'bookingId' = $2`, [id])).toEqual([
      { type: 'booking.booking.confirmed' },
    ])
    expect(await rowsOf('select action, result from dp.audits where site_id = $1 and resource = $2', [id])).toEqual([
      { action: 'booking.booking.confirmed', result: 'ok' },
    ])
    const [mail] = await rowsOf(
      `select recipient, invite from dp.mails where site_id = $1 and invite like '%' || $2 || '%'`,
      [id],
    )
    expect(mail).toMatchObject({ recipient: 'ada@example.com' })
    const jobs = await stand.queue.query(
      `select key from graphile_worker.jobs where key like 'booking:' || $1 || ':remind:%'`,
      [id],
    )
    expect(jobs.rows).toHaveLength(2)
  })

  it('lets exactly one of fifty visitors have one time, and tells the others three others', async () => {
    const { service } = await addService(site)
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        act<Appointment>('reserve', { ...visitor, service, startsAt: '2038-01-14T09:00:00.000Z' }),
      ),
    )
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1)
    for (const reply of replies.filter((one) => one.status !== 200)) {
      expect(reply.status).toBe(409)
      expect(problemOf(reply).reason).toBe('booking.slot_taken')
      expect(problemOf(reply)['alternatives']).toHaveLength(3)
    }
    expect(
      await rowsOf(
        `select count(*)::int as count from mod_booking.bookings b join mod_booking.services s on s.id = b.service_id where b.site_id = $1 and s.slug = $2`,
        [service],
      ),
    ).toEqual([{ count: 1 }])
  })

  it('gives fifty visitors fifty times', async () => {
    const { service } = await addService(site)
    const starts = Array.from({ length: 50 }, (_, index) =>
      new Date(Date.UTC(2038, 0, 15 + Math.floor(index / 8), 8 + (index % 8))).toISOString(),
    )
    const replies = await Promise.all(starts.map((startsAt) => act('reserve', { ...visitor, service, startsAt })))
    expect(replies.map((reply) => reply.status)).toEqual(starts.map(() => 200))
  })

  it('gives a second person the time that the first one has taken', async () => {
    const { service, resources } = await addService(site, { people: 2 })
    const replies = await Promise.all(
      [1, 2, 3].map(() => act('reserve', { ...visitor, service, startsAt: '2038-01-13T10:00:00.000Z' })),
    )
    const given = replies.filter((reply) => reply.status === 200).map((reply) => reply.body.resource.id)
    expect(given.toSorted()).toEqual(resources.toSorted())
  })

  it('answers a repeated request with its first answer, and refuses the key for another body', async () => {
    const { service } = await addService(site)
    const body = { ...visitor, service, startsAt: '2038-01-13T11:00:00.000Z' }
    const headers = { 'Idempotency-Key': 'the-same-key' }
    const first = await act('reserve', body, headers)
    const again = await act('reserve', body, headers)
    expect(again.body).toEqual(first.body)
    const other = await act('reserve', { ...body, customerName: 'Grace' }, headers)
    expect([other.status, problemOf(other).reason]).toEqual([409, 'core.idempotency_key_reused'])
  })

  it.each([
    ['a past time', { startsAt: '2038-01-10T09:00:00.000Z' }, 'booking.in_past'],
    ['a time outside the hours', { startsAt: '2038-01-13T20:00:00.000Z' }, 'booking.outside_hours'],
    ['a time between the starts', { startsAt: '2038-01-13T09:20:00.000Z' }, 'booking.off_grid'],
    ['a time beyond the horizon', { startsAt: '2039-01-13T09:00:00.000Z' }, 'booking.too_late'],
    ['an unknown zone', { startsAt: '2038-01-13T09:00:00.000Z', zone: 'Europe/Atlantis' }, 'core.zone_unknown'],
    ['a body without a name', { startsAt: '2038-01-13T09:00:00.000Z', customerName: undefined }, 'core.input_refused'],
    ['an unknown field', { startsAt: '2038-01-13T09:00:00.000Z', surprise: 1 }, 'core.input_refused'],
  ])('refuses %s by name', async (_, change, reason) => {
    const { service } = await addService(site)
    const reply = await act('reserve', { ...visitor, service, ...change })
    expect([reply.status, problemOf(reply).reason]).toEqual([422, reason])
    expect(problemOf(reply).errors.length).toBeGreaterThan(0)
    expect(problemOf(reply).requestId).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('holding', () => {
  it('keeps a time for five minutes, for its holder alone', async () => {
    const { service } = await addService(site)
    const startsAt = '2038-01-13T09:00:00.000Z'
    const held = await act<Held>('hold', { service, startsAt, zone: 'Europe/Berlin' })
    expect(held.status).toBe(200)
    expect((await act('reserve', { ...visitor, service, startsAt })).status).toBe(409)
    const mine = await act('reserve', { ...visitor, service, startsAt, holdToken: held.body.holdToken })
    expect([mine.status, mine.body.id]).toEqual([200, held.body.bookingId])
  })

  it('gives the time back when the five minutes are over', async () => {
    const { service } = await addService(site)
    const startsAt = '2038-01-13T09:00:00.000Z'
    await act('hold', { service, startsAt, zone: 'Europe/Berlin' })
    const later = { 'Dm-Test-Clock': '2038-01-11T07:05:01.000Z' }
    expect((await act('reserve', { ...visitor, service, startsAt }, later)).status).toBe(200)
  })

  it('moves a hold to another time in one step', async () => {
    const { service } = await addService(site)
    const first = await act<Held>('hold', { service, startsAt: '2038-01-13T09:00:00.000Z', zone: 'Europe/Berlin' })
    const second = await act<Held>('hold', {
      service,
      startsAt: '2038-01-13T10:00:00.000Z',
      zone: 'Europe/Berlin',
      holdToken: first.body.holdToken,
    })
    expect(second.status).toBe(200)
    expect((await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })).status).toBe(200)
  })
})

describe('changing by link', () => {
  it('moves a booking under the same calendar identity with a raised sequence', async () => {
    const { service } = await addService(site)
    const booked = await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })
    const moved = await act('reschedule', { token: booked.body.manageToken, startsAt: '2038-01-14T10:00:00.000Z' })
    expect(moved.body).toMatchObject({ id: booked.body.id, startsAt: '2038-01-14T10:00:00.000Z' })
    const uid = (ics: string) => /UID:(.+)/.exec(ics)?.[1]
    const sequence = (ics: string) => Number(/SEQUENCE:(\d+)/.exec(ics)?.[1])
    expect(uid(moved.body.ics)).toBe(uid(booked.body.ics))
    expect(sequence(moved.body.ics)).toBe(sequence(booked.body.ics) + 1)
    expect((await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })).status).toBe(200)
  })

  it('moves a booking onto a time that its own claim covers', async () => {
    const { service } = await addService(site, { stepMinutes: 30 })
    const booked = await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })
    const moved = await act('reschedule', { token: booked.body.manageToken, startsAt: '2038-01-13T09:30:00.000Z' })
    expect(moved.status).toBe(200)
  })

  it('cancels once and frees the time', async () => {
    const { service } = await addService(site)
    const startsAt = '2038-01-13T09:00:00.000Z'
    const booked = await act('reserve', { ...visitor, service, startsAt })
    const cancelled = await act('cancel', { token: booked.body.manageToken, reason: 'ill' })
    expect(cancelled.body.state).toBe('cancelled')
    expect(cancelled.body.ics).toContain('METHOD:CANCEL')
    const again = await act('cancel', { token: booked.body.manageToken })
    expect([again.status, problemOf(again).reason]).toEqual([409, 'booking.not_changeable'])
    expect((await act('reserve', { ...visitor, service, startsAt })).status).toBe(200)
  })

  it('keeps to the notice of the service', async () => {
    const { service } = await addService(site, { changeNoticeMinutes: 1440 })
    const booked = await act('reserve', { ...visitor, service, startsAt: '2038-01-11T09:00:00.000Z' })
    expect(booked.body.mayCancel).toBe(false)
    const reply = await act('cancel', { token: booked.body.manageToken })
    expect([reply.status, problemOf(reply).reason]).toEqual([409, 'booking.notice_passed'])
  })

  it('refuses a tampered link', async () => {
    const { service } = await addService(site)
    const booked = await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })
    const [body, signature] = booked.body.manageToken.split('.')
    for (const token of [`${body}A.${signature}`, `${body}.${signature!.slice(0, -2)}AA`, 'nonsense', `${body}.`]) {
      const reply = await act('cancel', { token })
      expect([reply.status, problemOf(reply).code]).toEqual([401, 'TOKEN_REVOKED'])
    }
  })
})

describe('requests that staff confirm', () => {
  it('blocks the time while pending, where the service says so', async () => {
    const { service } = await addService(site, { requiresConfirmation: true })
    const startsAt = '2038-01-13T09:00:00.000Z'
    const asked = await act('reserve', { ...visitor, service, startsAt })
    expect(asked.body.state).toBe('pending')
    expect((await act('reserve', { ...visitor, service, startsAt })).status).toBe(409)
    const confirmed = await ask<{ state: string }>({
      path: `${base()}/bookings/${asked.body.id}/confirm`,
      key: site.key,
      method: 'POST',
      headers: clock,
    })
    expect(confirmed.body.state).toBe('confirmed')
  })

  it('confirms only one of two requests for a time that pending ones do not block', async () => {
    const { service } = await addService(site, { requiresConfirmation: true, pendingBlocks: false })
    const startsAt = '2038-01-13T09:00:00.000Z'
    const asked = await Promise.all([1, 2].map(() => act('reserve', { ...visitor, service, startsAt })))
    expect(asked.map((reply) => reply.body.state)).toEqual(['pending', 'pending'])
    const confirm = (id: string) =>
      ask({ path: `${base()}/bookings/${id}/confirm`, key: site.key, method: 'POST', headers: clock })
    const answers = await Promise.all(asked.map((reply) => confirm(reply.body.id)))
    expect(answers.map((reply) => reply.status).toSorted()).toEqual([200, 409])
  })

  it('names the transitions that a state allows', async () => {
    const { service } = await addService(site)
    const booked = await act('reserve', { ...visitor, service, startsAt: '2038-01-13T09:00:00.000Z' })
    const reply = await ask({
      path: `${base()}/bookings/${booked.body.id}/confirm`,
      key: site.key,
      method: 'POST',
      headers: clock,
    })
    expect(reply.status).toBe(409)
    expect(problemOf(reply)).toMatchObject({
      reason: 'booking.transition_refused',
      state: 'confirmed',
      allowed: ['complete', 'no_show', 'cancel'],
    })
  })

  it('takes back that a booking took place, or that nobody came, and keeps its time', async () => {
    const { service } = await addService(site)
    const startsAt = '2038-01-13T09:00:00.000Z'
    const booked = await act('reserve', { ...visitor, service, startsAt })
    const move = (name: string) =>
      ask<Appointment>({
        path: `${base()}/bookings/${booked.body.id}/${name}`,
        key: site.key,
        method: 'POST',
        headers: clock,
      })
    for (const name of ['complete', 'no_show']) {
      expect((await move(name)).status).toBe(200)
      const reopened = await move('reopen')
      expect([reopened.status, reopened.body.state]).toEqual([200, 'confirmed'])
    }
    const second = await act('reserve', { ...visitor, service, startsAt })
    expect([second.status, problemOf(second).reason]).toEqual([409, 'booking.slot_taken'])
  })
})

describe('free times', () => {
  it('show nothing but times and who is free', async () => {
    const { service, resources } = await addService(site)
    const path = `${base()}/slots?service=${service}&from=2038-01-13&to=2038-01-13&zone=Europe/Berlin`
    const reply = await ask<Slots>({ path, key: site.key, headers: clock })
    expect(reply.body.days).toHaveLength(1)
    expect(reply.body.days[0]!.slots[0]).toEqual({
      startsAt: '2038-01-13T08:00:00.000Z',
      endsAt: '2038-01-13T09:00:00.000Z',
      resourceIds: resources,
    })
  })

  it.each([
    ['from=2038-01-13&to=2038-01-01&zone=Europe/Berlin', 'booking.range'],
    ['from=2038-01-13&to=2038-06-01&zone=Europe/Berlin', 'booking.range'],
    ['from=2038-13-13&to=2038-01-14&zone=Europe/Berlin', 'core.input_refused'],
    ['from=2038-01-13&to=2038-01-14&zone=Mars/Base', 'core.zone_unknown'],
    ['from=2038-01-13&to=2038-01-14', 'core.input_refused'],
    ['from=2038-01-13&to=2038-01-14&zone=UTC&colour=red', 'core.input_refused'],
  ])('refuse %s with the field that is wrong', async (query, reason) => {
    const { service } = await addService(site)
    const reply = await ask({ path: `${base()}/slots?service=${service}&${query}`, key: site.key, headers: clock })
    expect([reply.status, problemOf(reply).reason]).toEqual([422, reason])
  })
})
