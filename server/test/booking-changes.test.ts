/** Moving, cancelling and answering bookings: by link within the policy, by staff, and what each leaves behind. */
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monday, openBooking, tracesOf, type BookingStand } from './booking-stand.ts'
import { addService, problemOf } from './site.ts'

let booking: BookingStand
beforeAll(async () => {
  booking = await openBooking()
})
afterAll(() => booking.stand.close())

const nine = '2038-01-13T09:00:00.000Z'
const ten = '2038-01-13T10:00:00.000Z'
/** So many minutes after the Monday morning of the tests: traces come out in order. */
const minute = (count: number) => new Date(Date.parse(monday) + count * 60_000).toISOString()
const reschedule = (token: string, startsAt: string, rest: object = {}, at?: string) =>
  booking.act('reschedule', { token, startsAt, ...rest }, at)
const serviceId = async (slug: string) =>
  (
    await booking.rows<{ id: string }>('select id from mod_booking.services where site_id = $1 and slug = $2', [slug])
  )[0]!.id

describe('a link', () => {
  it('moves a booking to another person, whom every answer then names', async () => {
    const { service, resources } = await addService(booking.site, { people: 2 })
    const booked = await booking.reserve({ service, startsAt: nine, resource: resources[0]! })
    const moved = await reschedule(booked.body.manageToken, nine, { resource: resources[1] })
    expect(moved.body.resource.id).toBe(resources[1])
    expect((await booking.reserve({ service, startsAt: nine, resource: resources[0]! })).status).toBe(200)
    expect((await booking.reserve({ service, startsAt: nine, resource: resources[1]! })).status).toBe(409)
  })

  it('keeps the person who is free, and takes another one when they are not', async () => {
    const { service, resources } = await addService(booking.site, { people: 3 })
    const booked = await booking.reserve({ service, startsAt: nine, resource: resources[2]! })
    expect((await reschedule(booked.body.manageToken, ten)).body.resource.id).toBe(resources[2])
    await booking.reserve({ service, startsAt: '2038-01-13T11:00:00.000Z', resource: resources[2]! })
    const moved = await reschedule(booked.body.manageToken, '2038-01-13T11:00:00.000Z')
    expect(resources.slice(0, 2)).toContain(moved.body.resource.id)
  })

  it('changes nothing when asked for what is there: no mail, no event, no raised sequence', async () => {
    const { service } = await addService(booking.site)
    const booked = await booking.reserve({ service, startsAt: nine })
    const same = await reschedule(booked.body.manageToken, '2038-01-13T10:00:00+01:00')
    expect(same.body).toMatchObject({ id: booked.body.id, startsAt: nine })
    expect(sequenceOf(same.body)).toBe(sequenceOf(booked.body))
    const { events, mails } = await tracesOf(booking, booked.body.id)
    expect([events, mails.map((mail) => mail.kind)]).toEqual([['confirmed'], ['booking.confirmed']])
  })

  it('takes a time as it was offered in the zone that the visitor looked from', async () => {
    const { service } = await addService(booking.site)
    const booked = await booking.reserve({ service, startsAt: nine })
    // By the clock of Kathmandu full hours lie at a quarter past.
    const offered = (await booking.slots({ service, from: '2038-01-14', zone: 'Asia/Kathmandu' })).body.days[0]!
      .slots[0]!
    expect(offered.startsAt).toBe('2038-01-14T08:15:00.000Z')
    const elsewhere = await reschedule(booked.body.manageToken, offered.startsAt)
    expect(problemOf(elsewhere).reason).toBe('booking.off_grid')
    const moved = await reschedule(booked.body.manageToken, offered.startsAt, { zone: 'Asia/Kathmandu' })
    expect(moved.body).toMatchObject({ startsAt: offered.startsAt, zone: 'Asia/Kathmandu' })
    const back = await booking.act('move', { id: booked.body.id, startsAt: ten, zone: 'Europe/Berlin' })
    expect(back.body).toMatchObject({ startsAt: ten, zone: 'Asia/Kathmandu' })
  })

  it('keeps to the notice to the millisecond, for moving and for cancelling', async () => {
    const { service } = await addService(booking.site, { changeNoticeMinutes: 120 })
    const booked = await booking.reserve({ service, startsAt: nine })
    const { manageToken: token } = booked.body
    const late = '2038-01-13T07:00:00.001Z'
    for (const reply of [await reschedule(token, ten, {}, late), await booking.act('cancel', { token }, late)])
      expect([reply.status, problemOf(reply).reason]).toEqual([409, 'booking.notice_passed'])
    expect((await show(token, late)).body).toMatchObject({ mayCancel: false, mayReschedule: false })
    expect((await show(token, '2038-01-13T07:00:00.000Z')).body.mayCancel).toBe(true)
    expect((await booking.act('cancel', { token }, '2038-01-13T07:00:00.000Z')).status).toBe(200)
  })

  it('moves only to times that a new booking could have', async () => {
    const { service } = await addService(booking.site, { minNoticeMinutes: 1440 })
    const { manageToken: token } = (await booking.reserve({ service, startsAt: nine })).body
    const reasons = []
    for (const startsAt of [
      '2038-01-11T06:00:00Z',
      '2038-01-11T10:00:00Z',
      '2038-01-13T20:00:00Z',
      '2038-01-13T09:30:00Z',
    ])
      reasons.push(problemOf(await reschedule(token, startsAt)).reason)
    expect(reasons).toEqual(['booking.in_past', 'booking.too_soon', 'booking.outside_hours', 'booking.off_grid'])
  })

  it('shows its own booking to whoever holds it, and ends thirty days after it', async () => {
    const { service } = await addService(booking.site)
    const { manageToken: token } = (await booking.reserve({ service, startsAt: nine })).body
    expect((await show(token, '2038-02-12T09:59:59.999Z')).body.customerName).toBe('Ada Lovelace')
    const over = await show(token, '2038-02-12T10:00:00.000Z')
    expect([over.status, problemOf(over).code, problemOf(over).reason]).toEqual([
      401,
      'TOKEN_EXPIRED',
      'booking.link_expired',
    ])
    for (const action of ['cancel', 'reschedule']) {
      const body = { token, ...(action === 'reschedule' ? { startsAt: '2038-03-01T09:00:00Z' } : {}) }
      expect(problemOf(await booking.act(action, body, '2038-02-12T10:00:00.000Z')).reason).toBe('booking.link_expired')
    }
  })

  it('of another site opens nothing here, and a hold is no link', async () => {
    const other = await openBooking()
    const there = await addService(other.site)
    const foreign = await other.reserve({ service: there.service, startsAt: nine })
    for (const reply of [
      await show(foreign.body.manageToken),
      await booking.act('cancel', { token: foreign.body.manageToken }),
      await reschedule(foreign.body.manageToken, ten),
    ]) {
      expect([reply.status, problemOf(reply).reason]).toEqual([404, 'booking.booking_unknown'])
      expect(reply.text).not.toContain('Ada')
    }
    const held = await other.hold({ service: there.service, startsAt: ten })
    expect(problemOf(await other.act('cancel', { token: held.body.holdToken })).reason).toBe('booking.link_unknown')
    await other.stand.close()
  })

  it('still cancels, but moves no booking of a service that is given no more; staff do', async () => {
    const { service } = await addService(booking.site)
    const booked = await booking.reserve({ service, startsAt: nine })
    const { manageToken: token, id } = booked.body
    await booking.call('PATCH', `services/${await serviceId(service)}`, { active: false })
    expect((await show(token)).body).toMatchObject({ mayReschedule: false, mayCancel: true })
    const refused = await reschedule(token, ten)
    expect([refused.status, problemOf(refused).reason]).toEqual([409, 'booking.service_inactive'])
    expect((await booking.act('move', { id, startsAt: ten })).body.startsAt).toBe(ten)
    expect((await booking.act('cancel', { token })).status).toBe(200)
  })

  it('moves a booking of a person who no longer works to somebody who does', async () => {
    const { service, resources } = await addService(booking.site, { people: 2 })
    const booked = await booking.reserve({ service, startsAt: nine, resource: resources[0]! })
    await booking.call('PATCH', `resources/${resources[0]}`, { active: false })
    expect((await reschedule(booked.body.manageToken, ten)).body.resource.id).toBe(resources[1])
  })
})

const show = (token: string, at = monday) => booking.act('appointment', { token }, at)
const sequenceOf = ({ ics }: { ics: string }) => Number(/SEQUENCE:(\d+)/.exec(ics)?.[1])

describe('the table of states', () => {
  const everyMove = ['confirm', 'complete', 'no_show', 'reopen', 'cancel'] as const
  const internal = ['request', 'book', 'expire']
  const allowed: Record<string, readonly string[]> = {
    held: [],
    pending: ['confirm', 'cancel'],
    confirmed: ['complete', 'no_show', 'cancel'],
    completed: ['reopen'],
    no_show: ['reopen'],
    cancelled: [],
    expired: [],
  }
  const nextStates: Record<string, readonly string[]> = {
    held: ['pending', 'confirmed', 'expired'],
    pending: ['confirmed', 'cancelled'],
    confirmed: ['completed', 'no_show', 'cancelled'],
    completed: ['confirmed'],
    no_show: ['confirmed'],
    cancelled: [],
    expired: [],
  }
  /** A booking brought to a state by the roads that lead there. */
  const roads: Record<string, (service: string) => Promise<string>> = {
    held: async (service) => (await booking.hold({ service, startsAt: nine })).body.bookingId,
    pending: async (service) => (await booking.reserve({ service, startsAt: nine })).body.id,
    confirmed: (service) => walk(service, 'confirm'),
    completed: (service) => walk(service, 'confirm', 'complete'),
    no_show: (service) => walk(service, 'confirm', 'no_show'),
    cancelled: (service) => walk(service, 'cancel'),
    async expired(service) {
      const { bookingId, holdToken } = (await booking.hold({ service, startsAt: nine })).body
      await booking.hold({ service, startsAt: ten, holdToken })
      return bookingId
    },
  }
  async function walk(service: string, ...moves: string[]): Promise<string> {
    const { id } = (await booking.reserve({ service, startsAt: nine })).body
    for (const [at, move] of moves.entries())
      expect((await booking.move(id, move, {}, minute(at + 1))).status).toBe(200)
    return id
  }

  it.each(Object.keys(roads))('lets a booking that is %s go where it may, and lists where that is', async (state) => {
    for (const move of everyMove) {
      const { service } = await addService(booking.site, { requiresConfirmation: true })
      const id = await roads[state]!(service)
      const before = await tracesOf(booking, id)
      const reply = await booking.move(id, move, {}, minute(10))
      const after = await tracesOf(booking, id)
      if (allowed[state]!.includes(move)) {
        expect(reply.status).toBe(200)
        expect(after.events).toHaveLength(before.events.length + 1)
        expect(after.audits).toEqual(after.events)
      } else {
        expect([reply.status, problemOf(reply).code]).toEqual([409, 'CONFLICT'])
        expect(problemOf(reply)).toMatchObject({ state, allowed: allowed[state], nextStates: nextStates[state] })
        expect(after).toEqual(before)
      }
    }
  })

  it('has moves that no endpoint makes', async () => {
    const { service } = await addService(booking.site)
    const { bookingId } = (await booking.hold({ service, startsAt: nine })).body
    for (const move of internal) expect((await booking.move(bookingId, move)).status).toBe(404)
  })

  it('leaves one event and one audit row a step, and none for what was refused', async () => {
    const { service } = await addService(booking.site, { requiresConfirmation: true })
    const held = await booking.hold({ service, startsAt: nine }, minute(1))
    const { holdToken, bookingId: id } = held.body
    const asked = await booking.reserve({ service, startsAt: nine, holdToken }, minute(2))
    await booking.move(id, 'confirm', {}, minute(3))
    await booking.move(id, 'confirm', {}, minute(4))
    await reschedule(asked.body.manageToken, ten, {}, minute(5))
    await booking.move(id, 'complete', {}, minute(6))
    const { events, audits } = await tracesOf(booking, id)
    expect(events).toEqual(['held', 'requested', 'confirmed', 'rescheduled', 'completed'])
    expect(audits).toEqual(events)
  })

  it.each<[string, { wrong?: string; body?: object }, string]>([
    ['an unknown booking', { wrong: '0190aaaa-0000-7000-8000-000000000000' }, '404 booking.booking_unknown'],
    ['no id at all', { wrong: 'nonsense' }, '404 core.address_unknown'],
    ['a reason that is no text', { body: { reason: { evil: true } } }, '422 core.input_refused'],
    ['a reason too long', { body: { reason: 'x'.repeat(501) } }, '422 core.input_refused'],
    ['an unknown field', { body: { requireNotice: false } }, '422 core.input_refused'],
  ])('refuses %s', async (_, { wrong, body }, answer) => {
    const { service } = await addService(booking.site)
    const id = wrong ?? (await booking.reserve({ service, startsAt: nine })).body.id
    const reply = await booking.move(id, 'cancel', body)
    expect(`${reply.status} ${problemOf(reply).reason}`).toBe(answer)
  })
})

describe('a request that waits', () => {
  it('is not confirmed onto a time that was taken meanwhile, and the staff are told what is free', async () => {
    const { service, resources } = await addService(booking.site, { requiresConfirmation: true, pendingBlocks: false })
    const asked = await booking.reserve({ service, startsAt: nine })
    const other = await booking.reserve({ service, startsAt: nine })
    expect((await booking.move(other.body.id, 'confirm')).status).toBe(200)
    const before = await tracesOf(booking, asked.body.id)
    const reply = await booking.move(asked.body.id, 'confirm')
    expect([reply.status, problemOf(reply).reason]).toEqual([409, 'booking.slot_taken'])
    expect(problemOf(reply)['alternatives']).toHaveLength(3)
    expect(await tracesOf(booking, asked.body.id)).toEqual(before)
    // Even when nobody can book the service any more.
    await booking.call('PATCH', `services/${await serviceId(service)}`, { active: false })
    expect((await booking.move(asked.body.id, 'confirm')).status).toBe(409)
    expect((await booking.act('move', { id: asked.body.id, startsAt: ten, resource: resources[0] })).status).toBe(200)
    expect((await booking.move(asked.body.id, 'confirm')).status).toBe(200)
  })

  it('blocks by the service: its hold always, its pending booking where the service says so', async () => {
    const { service } = await addService(booking.site, { requiresConfirmation: true, pendingBlocks: false })
    const held = await booking.hold({ service, startsAt: nine })
    expect((await booking.reserve({ service, startsAt: nine })).status).toBe(409)
    const mine = await booking.reserve({ service, startsAt: nine, holdToken: held.body.holdToken })
    expect(mine.body).toMatchObject({ id: held.body.bookingId, state: 'pending' })
    expect((await booking.reserve({ service, startsAt: nine })).body.state).toBe('pending')
  })

  it('enters no calendar before it is confirmed, however it is moved or cancelled', async () => {
    const { service } = await addService(booking.site, { requiresConfirmation: true })
    const asked = await booking.reserve({ service, startsAt: nine }, minute(1))
    await reschedule(asked.body.manageToken, ten, {}, minute(2))
    await booking.act('cancel', { token: asked.body.manageToken }, minute(3))
    const { mails, reminders } = await tracesOf(booking, asked.body.id)
    expect(mails.map(({ kind, invite }) => [kind, invite])).toEqual([
      ['booking.requested', null],
      ['booking.rescheduled', null],
      ['booking.cancelled', null],
    ])
    expect(reminders).toEqual([])
  })
})

describe('what the visitor is sent', () => {
  it('carries one calendar entry through its life: same UID, rising sequence, cancelled at the end', async () => {
    const { service } = await addService(booking.site, { requiresConfirmation: true })
    const asked = await booking.reserve({ service, startsAt: nine, zone: 'America/New_York', locale: 'de' }, minute(1))
    const { id, manageToken: token } = asked.body
    await booking.move(id, 'confirm', {}, minute(2))
    await reschedule(token, '2038-07-14T09:00:00.000Z', {}, minute(3)) // beyond the horizon
    await reschedule(token, '2038-03-15T09:00:00.000Z', {}, minute(4))
    await booking.act('cancel', { token, reason: 'Bin krank' }, minute(5))
    const { mails } = await tracesOf(booking, id)
    expect(mails.map(({ kind, method }) => [kind, method])).toEqual([
      ['booking.requested', null],
      ['booking.confirmed', 'REQUEST'],
      ['booking.rescheduled', 'REQUEST'],
      ['booking.cancelled', 'CANCEL'],
    ])
    const events = mails.flatMap(({ invite }) => (invite ? [new ICAL.Component(ICAL.parse(invite))] : []))
    const told = events.map((calendar) => {
      const event = calendar.getFirstSubcomponent('vevent')!
      const value = (name: string) => String(event.getFirstPropertyValue(name))
      return [value('uid'), value('sequence'), value('status'), value('dtstart'), value('attendee')]
    })
    expect(told).toEqual([
      [`${id}@booking`, '1', 'CONFIRMED', '2038-01-13T04:00:00', 'mailto:ada@example.com'],
      [`${id}@booking`, '2', 'CONFIRMED', '2038-03-15T05:00:00', 'mailto:ada@example.com'],
      [`${id}@booking`, '3', 'CANCELLED', '2038-03-15T05:00:00', 'mailto:ada@example.com'],
    ])
    for (const { invite } of mails)
      for (const line of (invite ?? '').split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(mails[1]!.text).toContain('Ihr Termin')
    expect(mails[1]!.text).toMatch(/04:00/)
    expect(mails[3]!.text).toContain('Grund: Bin krank')
  })

  it('reminds a day and an hour before, and the reminders go where the booking goes', async () => {
    const { service } = await addService(booking.site)
    const booked = await booking.reserve({ service, startsAt: nine })
    const { id, manageToken: token } = booked.body
    const reminders = async () => (await tracesOf(booking, id)).reminders
    expect(await reminders()).toEqual(['2038-01-12T09:00:00.000Z', '2038-01-13T08:00:00.000Z'])
    await reschedule(token, '2038-01-20T10:00:00.000Z')
    expect(await reminders()).toEqual(['2038-01-19T10:00:00.000Z', '2038-01-20T09:00:00.000Z'])
    // Less than a day away there is only the hour's.
    await reschedule(token, '2038-01-11T12:00:00.000Z')
    expect(await reminders()).toEqual(['2038-01-11T11:00:00.000Z'])
    await booking.act('cancel', { token })
    expect(await reminders()).toEqual([])
  })
})
