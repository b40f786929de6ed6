/** What may be booked at all: notice, horizon, hours, special days, time off, who works; and every word that refuses. */
import type { Catalogue, Slots } from '@dramac/booking/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBooking, type BookingStand } from './booking-stand.ts'
import { addService, ask, problemOf, visitor, type Reply } from './site.ts'

let booking: BookingStand
beforeAll(async () => {
  booking = await openBooking()
})
afterAll(() => booking.stand.close())

const nine = '2038-01-13T09:00:00.000Z'
const startsOf = (reply: Reply<Slots>) => reply.body.days.flatMap((day) => day.slots.map((slot) => slot.startsAt))
/** A time is bookable exactly when it is offered, and says what refuses it. */
async function judge(service: string, startsAt: string, at?: string): Promise<string> {
  const day = startsAt.slice(0, 10)
  const offered = startsOf(await booking.slots({ service, from: day }, at)).includes(startsAt)
  const reply = await booking.hold({ service, startsAt }, at)
  expect(offered).toBe(reply.status === 200)
  return reply.status === 200 ? 'free' : problemOf(reply).reason
}
const schedules = async () =>
  (
    await booking.rows<{ id: string }>(
      'select id from mod_booking.schedules where site_id = $1 order by created_at desc',
    )
  )[0]!.id

describe('a time', () => {
  it('is free from the notice on, to the millisecond', async () => {
    const { service } = await addService(booking.site, { minNoticeMinutes: 90 })
    expect(await judge(service, nine, '2038-01-13T07:30:00.001Z')).toBe('booking.too_soon')
    expect(await judge(service, nine, '2038-01-13T07:30:00.000Z')).toBe('free')
  })

  it('is free to the end of the last day, and from its first moment no further', async () => {
    const { service } = await addService(booking.site, { horizonDays: 2, durationMinutes: 30, stepMinutes: 30 })
    expect(await judge(service, '2038-01-13T15:30:00.000Z', '2038-01-10T22:59:59.999Z')).toBe('booking.too_late')
    // Midnight in Berlin.
    expect(await judge(service, '2038-01-13T15:30:00.000Z', '2038-01-10T23:00:00.000Z')).toBe('free')
  })

  it('may begin this very moment without a notice, and is past a millisecond later', async () => {
    const { service } = await addService(booking.site)
    expect(await judge(service, nine, '2038-01-13T09:00:00.001Z')).toBe('booking.in_past')
    expect(await judge(service, nine, nine)).toBe('free')
  })

  it('keeps the buffers of both bookings, which add up, and none to time off', async () => {
    const { service, resources } = await addService(booking.site, {
      durationMinutes: 30,
      stepMinutes: 15,
      bufferBeforeMinutes: 15,
      bufferAfterMinutes: 30,
    })
    await booking.reserve({ service, startsAt: '2038-01-13T10:00:00.000Z' })
    await booking.call('POST', 'time-offs', {
      resourceId: resources[0],
      startsAt: '2038-01-13T13:00:00Z',
      endsAt: '2038-01-13T14:00:00Z',
    })
    const starts = startsOf(await booking.slots({ service, from: '2038-01-13' })).map((start) => start.slice(11, 16))
    // 08:45 to 09:15 and 30 after meets 09:45; from 10:30, 30 after and 15 before leave 11:15.
    const free = ['08:00', '08:15', '08:30', '08:45', '11:15', '11:30', '11:45', '12:00', '12:15', '12:30']
    expect(starts).toEqual([...free, '14:00', '14:15', '14:30', '14:45', '15:00', '15:15', '15:30'])
    expect(await judge(service, '2038-01-13T09:00:00.000Z')).toBe('booking.slot_taken')
    expect(await judge(service, '2038-01-13T12:45:00.000Z')).toBe('booking.slot_taken')
  })

  it('follows special days and overnight hours', async () => {
    const { service } = await addService(booking.site)
    await booking.call('PATCH', `schedules/${await schedules()}`, {
      dateOverrides: [
        { date: '2038-01-13', hours: [] },
        { date: '2038-01-14', hours: [{ from: '22:00', to: '02:00' }] },
        { date: '2038-01-15', hours: [{ from: '20:00', to: '24:00' }] },
      ],
    })
    const days = (await booking.slots({ service, from: '2038-01-13', to: '2038-01-15' })).body.days
    expect(
      days.map(({ date, slots }) => [date, slots.map(({ startsAt }) => startsAt.slice(11, 13)).join(' ')]),
    ).toEqual([
      ['2038-01-14', '21 22'],
      ['2038-01-15', '23 00 19 20 21 22'],
    ])
    expect(await judge(service, nine)).toBe('booking.outside_hours')
  })

  it('is offered to every zone that the database of zones knows, and refused alike', async () => {
    const { service } = await addService(booking.site, { stepMinutes: 60 })
    for (const zone of [
      'Asia/Kathmandu',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      '+05:30',
      'utc',
      'Etc/GMT+12',
    ]) {
      const reply = await booking.slots({ service, from: '2038-01-13', to: '2038-01-14', zone })
      expect(reply.status).toBe(200)
      const [start] = startsOf(reply)
      const held = await booking.hold({ service, startsAt: start!, zone })
      expect([zone, held.status]).toEqual([zone, 200])
      await booking.rows('update mod_booking.allocations set state = $2 where site_id = $1', ['released'])
    }
  })
})

describe('who works', () => {
  it('is asked for in vain when deactivated, and offered no more', async () => {
    const { service, resources } = await addService(booking.site, { people: 2 })
    await booking.call('PATCH', `resources/${resources[0]}`, { active: false })
    const slots = await booking.slots({ service, from: '2038-01-13' })
    expect(slots.body.days[0]!.slots[0]!.resourceIds).toEqual([resources[1]])
    const reply = await booking.reserve({ service, startsAt: nine, resource: resources[0]! })
    expect([reply.status, problemOf(reply).reason]).toEqual([404, 'booking.resource_unknown'])
    await booking.call('PATCH', `resources/${resources[1]}`, { active: false })
    expect(await judge(service, nine)).toBe('booking.outside_hours')
  })

  it('is not deleted while bookings name them, nor is the service', async () => {
    const { service, resources } = await addService(booking.site)
    const booked = await booking.reserve({ service, startsAt: nine })
    for (const path of [
      `resources/${resources[0]}`,
      `services/${booked.body.service.id}`,
      `schedules/${await schedules()}`,
    ]) {
      const reply = await booking.call('DELETE', path)
      expect([reply.status, problemOf(reply).reason]).toEqual([409, 'core.still_referred_to'])
    }
    const idle = await addService(booking.site)
    expect((await booking.call('DELETE', `resources/${idle.resources[0]}`)).status).toBe(204)
    expect((await booking.slots({ service: idle.service, from: '2038-01-13' })).body.days).toEqual([])
  })

  it('of a service that is given no more nobody is asked', async () => {
    const { service } = await addService(booking.site)
    const { body } = await booking.reserve({ service, startsAt: nine })
    await booking.call('PATCH', `services/${body.service.id}`, { active: false })
    for (const reply of [
      await booking.slots({ service, from: '2038-01-13' }),
      await booking.hold({ service, startsAt: nine }),
      await booking.reserve({ service: body.service.id, startsAt: nine }),
    ])
      expect([reply.status, problemOf(reply).reason]).toEqual([404, 'booking.service_unknown'])
  })
})

describe('what visitors may read', () => {
  it('is services, names of people and times, and nothing of anybody else', async () => {
    const own = await openBooking()
    const { service, resources } = await addService(own.site, { people: 2 })
    await own.call('PATCH', `resources/${resources[0]}`, { email: 'private@northwind.test' })
    await own.call('POST', 'time-offs', {
      resourceId: resources[0],
      startsAt: '2038-01-14T00:00:00Z',
      endsAt: '2038-01-15T00:00:00Z',
      reason: 'Hospital',
    })
    const secret = {
      customerName: 'Grace Hopper',
      customerEmail: 'grace@navy.test',
      note: 'Knee',
      customerPhone: '+49 30 1',
    }
    const booked = await own.reserve({ service, startsAt: nine, resource: resources[0]!, ...secret })
    const read = (path: string) =>
      ask<Catalogue>({ path: `/v1/sites/${own.site.slug}/modules/booking/${path}`, key: own.site.key })
    const catalogue = await read('catalogue')
    expect(Object.keys(catalogue.body)).toEqual(['business', 'services'])
    expect(Object.keys(catalogue.body.services[0]!)).toEqual(
      'id slug name description durationMinutes price requiresConfirmation resources'.split(' '),
    )
    expect(Object.keys(catalogue.body.services[0]!.resources[0]!)).toEqual(['id', 'slug', 'name'])
    const slots = await own.slots({ service, from: '2038-01-13', to: '2038-01-15' })
    const held = await own.hold({ service, startsAt: '2038-01-13T11:00:00.000Z' })
    const taken = await own.reserve({ service, startsAt: nine, resource: resources[0]! })
    expect(taken.status).toBe(409)
    for (const { text } of [catalogue, slots, held, taken]) {
      expect(text).not.toMatch(/Grace|navy|Knee|\+49|private@|Hospital|Ada/)
      expect(text).not.toContain(booked.body.id)
    }
    expect(Object.keys(slots.body.days[0]!.slots[0]!)).toEqual(['startsAt', 'endsAt', 'resourceIds'])
    await own.stand.close()
  })
})

describe('bad input', () => {
  const long = (letters: number) => 'x'.repeat(letters)
  it.each<[string, object, string, string]>([
    ['a name of blanks', { customerName: '   ' }, 'core.input_refused', '/customerName'],
    ['a name too long', { customerName: long(121) }, 'core.input_refused', '/customerName'],
    ['an address that is none', { customerEmail: 'ada@' }, 'core.input_refused', '/customerEmail'],
    [
      'an address with a second header',
      { customerEmail: 'ada@example.com\r\nBcc: x@y.test' },
      'core.input_refused',
      '/customerEmail',
    ],
    ['a note too long', { note: long(2001) }, 'core.input_refused', '/note'],
    ['a phone too long', { customerPhone: long(41) }, 'core.input_refused', '/customerPhone'],
    ['a hold token too long', { holdToken: long(601) }, 'core.input_refused', '/holdToken'],
    ['a zone too long', { zone: long(65) }, 'core.input_refused', '/zone'],
    ['a zone that is none', { zone: 'Mars/Olympus' }, 'core.zone_unknown', '/zone'],
    ['a zone that only half of the runtime knows', { zone: 'PST' }, 'core.zone_unknown', '/zone'],
    ['a start without a zone', { startsAt: '2038-01-13T09:00:00' }, 'core.input_refused', '/startsAt'],
    ['a start on a day that is none', { startsAt: '2038-02-30T09:00:00Z' }, 'core.input_refused', '/startsAt'],
    ['a start before all time', { startsAt: '0000-01-01T00:00:00Z' }, 'booking.in_past', '/startsAt'],
    ['a start at the end of all time', { startsAt: '9999-12-31T23:59:59-14:00' }, 'booking.too_late', '/startsAt'],
    ['letters that no database stores', { note: 'a\u0000b' }, 'core.input_refused', '/note'],
  ])('is refused by its field: %s', async (_, change, reason, path) => {
    const { service } = await addService(booking.site)
    const reply = await booking.act('reserve', { ...visitor, service, startsAt: nine, ...change })
    expect([reply.status, problemOf(reply).reason]).toEqual([422, reason])
    expect(problemOf(reply).code).toBe('VALIDATION_ERROR')
    expect(problemOf(reply).errors[0]).toMatchObject({ path, rule: expect.any(String), message: expect.any(String) })
    expect(
      await booking.rows(
        'select 1 from mod_booking.bookings b join mod_booking.services s on s.id = b.service_id where b.site_id = $1 and s.slug = $2',
        [service],
      ),
    ).toEqual([])
  })

  it('in a question for times is refused, or answered with none where there can be none', async () => {
    const { service } = await addService(booking.site)
    const far = [
      ['0000-01-01', '0000-01-31'],
      ['1970-01-01', '1970-01-02'],
      ['9999-12-01', '9999-12-31'],
    ]
    for (const [from, to] of far) {
      const reply = await booking.slots({ service, from: from!, to: to! })
      expect([reply.status, reply.body]).toEqual([200, { days: [] }])
    }
    const unknown = await booking.slots({ service: 'nothing', from: '2038-01-13' })
    expect([unknown.status, problemOf(unknown).reason]).toEqual([404, 'booking.service_unknown'])
    const nobody = await booking.slots({ service, from: '2038-01-13', resource: 'nobody' })
    expect([nobody.status, problemOf(nobody).reason]).toEqual([404, 'booking.resource_unknown'])
    const half = await booking.slots({ service, from: '2038-01-13', zone: 'IST' })
    expect([half.status, problemOf(half).reason]).toEqual([422, 'core.zone_unknown'])
  })

  it('in hours is refused: more of them than anybody works', async () => {
    const hours = { weekday: 1, from: '09:00', to: '10:00' }
    const post = (body: object) =>
      booking.call('POST', 'schedules', { name: 'Hours', zone: 'UTC', weeklyHours: [hours], ...body })
    const many = (count: number, one: object) => Array.from({ length: count }, () => one)
    for (const body of [
      { weeklyHours: many(101, hours) },
      { dateOverrides: many(1001, { date: '2038-01-13', hours: [] }) },
      { dateOverrides: [{ date: '2038-01-13', hours: many(21, { from: '09:00', to: '10:00' }) }] },
      { zone: 'PST' },
    ])
      expect((await post(body)).status).toBe(422)
    expect((await post({})).status).toBe(201)
  })

  it('loses nothing: a key reused with another body leaves the first booking as it was', async () => {
    const { service } = await addService(booking.site)
    const path = `/v1/sites/${booking.site.slug}/modules/booking/actions/reserve`
    const send = (body: object) =>
      ask<{ id: string }>({
        path,
        key: booking.site.key,
        body: { ...visitor, service, ...body },
        headers: { 'Dm-Test-Clock': '2038-01-11T07:00:00.000Z', 'Idempotency-Key': `key ${service}` },
      })
    const first = await send({ startsAt: nine })
    const other = await send({ startsAt: '2038-01-13T10:00:00.000Z' })
    expect([other.status, problemOf(other).reason]).toEqual([409, 'core.idempotency_key_reused'])
    expect((await send({ startsAt: nine })).body.id).toBe(first.body.id)
    // A refusal is no answer to keep: the key is free for the next try.
    const again = await addService(booking.site)
    const key = { 'Dm-Test-Clock': '2038-01-11T07:00:00.000Z', 'Idempotency-Key': 'second' }
    const retry = (startsAt: string) =>
      ask({ path, key: booking.site.key, body: { ...visitor, service: again.service, startsAt }, headers: key })
    expect((await retry('2038-01-13T20:00:00.000Z')).status).toBe(422)
    expect((await retry(nine)).status).toBe(200)
  })
})
