/** Many at once: the database decides, everyone who can be served is, and nobody twice. */
import type { Slot } from '@dramac/booking/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monday, openBooking, tracesOf, type BookingStand } from './booking-stand.ts'
import { addService, problemOf } from './site.ts'

let booking: BookingStand
beforeAll(async () => {
  booking = await openBooking()
})
afterAll(() => booking.stand.close())

const nine = '2038-01-13T09:00:00.000Z'
const times = <T>(count: number, work: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => work(at))

describe('any person', () => {
  it.each([
    [20, 20],
    [20, 7],
    [3, 1],
  ])(
    '%i visitors at one moment and %i people who are free: each person has one, the others are told',
    async (visitors, people) => {
      const { service, resources } = await addService(booking.site, { people })
      const replies = await Promise.all(times(visitors, () => booking.reserve({ service, startsAt: nine })))
      const won = replies.filter((reply) => reply.status === 200)
      expect(won.map((reply) => reply.body.resource.id).toSorted()).toEqual(resources.toSorted())
      const lost = replies.filter((reply) => reply.status !== 200)
      expect(lost.map((reply) => problemOf(reply).reason)).toEqual(times(visitors - people, () => 'booking.slot_taken'))
    },
  )

  it('is whoever has the least to do', async () => {
    const { service, resources } = await addService(booking.site, { people: 3 })
    const startsOf = (count: number) => times(count, (at) => `2038-01-14T${String(8 + at).padStart(2, '0')}:00:00.000Z`)
    for (const startsAt of startsOf(3)) await booking.reserve({ service, startsAt, resource: resources[0]! })
    await booking.reserve({ service, startsAt: startsOf(1)[0]!, resource: resources[1]! })
    const given = []
    for (const at of [10, 11, 12, 13]) {
      const reply = await booking.reserve({ service, startsAt: `2038-01-13T${at}:00:00.000Z` })
      given.push(reply.body.resource.id)
    }
    // Nothing, then one each, then two each: the first person with three comes last.
    expect(given[0]).toBe(resources[2])
    expect(given.slice(1, 3).toSorted()).toEqual(resources.slice(1).toSorted())
    expect(given[3]).not.toBe(resources[0])
  })
})

describe('one time wanted by many', () => {
  it('is held by one, whether they hold it or book it', async () => {
    const { service } = await addService(booking.site)
    const replies = await Promise.all(
      times(24, (at) =>
        at % 2 ? booking.reserve({ service, startsAt: nine }) : booking.hold({ service, startsAt: nine }),
      ),
    )
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1)
    expect(replies.filter((reply) => reply.status === 409)).toHaveLength(23)
  })

  it('is had by one of twenty who move there, and all the others keep what they had', async () => {
    const { service, resources } = await addService(booking.site, { people: 4 })
    const booked = await Promise.all(
      times(20, (at) =>
        booking.reserve({
          service,
          resource: resources[at % 4]!,
          startsAt: `2038-01-${14 + Math.floor(at / 8)}T${String(9 + (at % 7)).padStart(2, '0')}:00:00.000Z`,
        }),
      ),
    )
    const mine = booked.filter((reply) => reply.status === 200).map((reply) => reply.body)
    const resource = resources[0]!
    const moved = await Promise.all(
      mine.map((one) => booking.act('reschedule', { token: one.manageToken, startsAt: nine, resource })),
    )
    expect(moved.filter((reply) => reply.status === 200)).toHaveLength(1)
    for (const [at, reply] of moved.entries()) {
      if (reply.status === 200) continue
      expect([reply.status, problemOf(reply).reason]).toEqual([409, 'booking.slot_taken'])
      const [kept] = await booking.rows<{ starts_at: string; state: string }>(
        `select a.starts_at, a.state from mod_booking.allocations a where a.site_id = $1 and a.booking_id = $2 and a.state = 'live'`,
        [mine[at]!.id],
      )
      expect(kept).toEqual({ starts_at: mine[at]!.startsAt, state: 'live' })
    }
  })

  it('changes hands when two visitors swap one after the other, and never for both at once', async () => {
    const { service } = await addService(booking.site)
    const ten = '2038-01-13T10:00:00.000Z'
    const [one, two] = await Promise.all([nine, ten].map((startsAt) => booking.reserve({ service, startsAt })))
    const swap = await Promise.all([
      booking.act('reschedule', { token: one!.body.manageToken, startsAt: ten }),
      booking.act('reschedule', { token: two!.body.manageToken, startsAt: nine }),
    ])
    expect(swap.filter((reply) => reply.status === 200).length).toBeLessThan(2)
    const claims = await booking.rows(
      `select a.booking_id from mod_booking.allocations a join mod_booking.bookings b on b.id = a.booking_id
       where a.site_id = $1 and a.state = 'live' and b.id = any($2::uuid[])`,
      [[one!.body.id, two!.body.id]],
    )
    expect(claims).toHaveLength(2)
  })

  it('of a cancel and a move of one booking lets both be answered, and leaves one truth', async () => {
    const { service } = await addService(booking.site)
    const booked = await booking.reserve({ service, startsAt: nine })
    const token = booked.body.manageToken
    const [cancelled] = await Promise.all([
      booking.act('cancel', { token }),
      booking.act('reschedule', { token, startsAt: '2038-01-13T11:00:00.000Z' }),
    ])
    expect(cancelled.status).toBe(200)
    const live = await booking.rows(
      `select 1 from mod_booking.allocations where site_id = $1 and booking_id = $2 and state = 'live'`,
      [booked.body.id],
    )
    expect(live).toEqual([])
    expect((await tracesOf(booking, booked.body.id)).reminders).toEqual([])
  })
})

describe('a conflict', () => {
  it('names exactly the three nearest free times, in order, all of which can be booked', async () => {
    const { service } = await addService(booking.site, {
      stepMinutes: 30,
      bufferAfterMinutes: 15,
      bufferBeforeMinutes: 10,
    })
    for (const startsAt of ['2038-01-13T09:00:00.000Z', '2038-01-13T11:00:00.000Z'])
      await booking.reserve({ service, startsAt })
    const reply = await booking.reserve({ service, startsAt: '2038-01-13T11:30:00.000Z' })
    const alternatives = problemOf(reply)['alternatives'] as Slot[]
    const days = (await booking.slots({ service, from: '2038-01-10', to: '2038-01-20' })).body.days
    const distance = (slot: Slot) => Math.abs(Date.parse(slot.startsAt) - Date.parse('2038-01-13T11:30:00.000Z'))
    const nearest = days
      .flatMap((day) => day.slots)
      .toSorted((a, b) => distance(a) - distance(b))
      .slice(0, 3)
      .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))
    expect(alternatives).toEqual(nearest)
    for (const { startsAt } of alternatives) {
      // Each alone: two of them may overlap.
      const booked = await booking.reserve({ service, startsAt })
      expect(booked.status).toBe(200)
      await booking.act('cancel', { token: booked.body.manageToken })
    }
  })

  it('finds them as far away as the service can be booked', async () => {
    const { service, resources } = await addService(booking.site, { horizonDays: 400 })
    await booking.reserve({ service, startsAt: nine })
    await booking.call('POST', 'time-offs', {
      resourceId: resources[0],
      startsAt: monday,
      endsAt: '2038-09-01T00:00:00Z',
    })
    const alternatives = problemOf(await booking.reserve({ service, startsAt: nine }))['alternatives'] as Slot[]
    expect(alternatives.map(({ startsAt }) => startsAt)).toEqual(
      ['07', '08', '09'].map((hour) => `2038-09-01T${hour}:00:00.000Z`),
    )
  })

  it('of a move does not name the time that the visitor has already', async () => {
    const { service } = await addService(booking.site)
    const mine = await booking.reserve({ service, startsAt: nine })
    await booking.reserve({ service, startsAt: '2038-01-13T10:00:00.000Z' })
    const reply = await booking.act('reschedule', {
      token: mine.body.manageToken,
      startsAt: '2038-01-13T10:00:00.000Z',
    })
    const alternatives = problemOf(reply)['alternatives'] as Slot[]
    expect(alternatives.map(({ startsAt }) => startsAt.slice(11, 13))).toEqual(['08', '11', '12'])
  })
})

describe('a deadlock', () => {
  it.each([
    ['gives up', 'rollback', 200],
    ['takes the time', 'commit', 409],
  ])('means taken only after one retry: the other one %s', { timeout: 20_000 }, async (_, end, status) => {
    const { service, resources } = await addService(booking.site)
    const earlier = await booking.reserve({ service, startsAt: '2038-01-15T09:00:00.000Z' })
    const { agencyId, siteId } = booking.site
    const other = await booking.stand.admin.connect()
    try {
      await other.query('begin')
      // Claims the time first, so that the visitor's claim waits for this transaction …
      await other.query(
        `insert into mod_booking.allocations (agency_id, site_id, id, resource_id, booking_id, starts_at, ends_at, before_minutes,
           after_minutes, busy, state, created_at, updated_at)
         values ($1, $2, gen_random_uuid(), $3, $4, $5, $6, 0, 0, tstzrange($5, $6), 'live', now(), now())`,
        [agencyId, siteId, resources[0], earlier.body.id, nine, '2038-01-13T10:00:00.000Z'],
      )
      const asked = booking.reserve({ service, startsAt: nine })
      await expect
        .poll(async () => (await booking.stand.queue.query('select 1 from pg_locks where not granted')).rowCount)
        .toBeGreaterThan(0)
      // … and then wants a row that the visitor's transaction has locked by referring to it.
      await other.query(
        `select 1 from mod_booking.services where agency_id = $1 and site_id = $2 and slug = $3 for update`,
        [agencyId, siteId, service],
      )
      await other.query(end)
      const reply = await asked
      expect(reply.status).toBe(status)
      if (status === 409) expect(problemOf(reply)['alternatives']).toHaveLength(3)
    } finally {
      await other.query('rollback').catch(() => {})
      other.release()
    }
  })
})
