/** A time held for a visitor keeps others out for five minutes, and never longer, and never twice. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBooking, tracesOf, type BookingStand } from './booking-stand.ts'
import { addService, ask, problemOf } from './site.ts'

let booking: BookingStand
beforeAll(async () => {
  booking = await openBooking()
})
afterAll(() => booking.stand.close())

const [nine, half, ten, eleven] = ['09:00', '09:30', '10:00', '11:00'].map((time) => `2038-01-13T${time}:00.000Z`) as [
  string,
  string,
  string,
  string,
]
const [before, over] = ['2038-01-11T07:04:59.999Z', '2038-01-11T07:05:00.000Z']
/** The tests' program multiplies every limit by this. */
const scale = 60
const stateOf = async (id: string) =>
  (
    await booking.rows<{ state: string }>('select state from mod_booking.bookings where site_id = $1 and id = $2', [id])
  )[0]?.state
const offered = async (service: string, at?: string) =>
  (await booking.slots({ service, from: '2038-01-13' }, at)).body.days.flatMap((day) =>
    day.slots.map((slot) => slot.startsAt),
  )

describe('a hold', () => {
  it('keeps the time to its last millisecond, and not a moment longer', async () => {
    const { service } = await addService(booking.site)
    const held = await booking.hold({ service, startsAt: nine })
    expect(held.body.expiresAt).toBe(over)
    expect((await booking.reserve({ service, startsAt: nine }, before)).status).toBe(409)
    expect(await offered(service, before)).not.toContain(nine)
    expect(await offered(service, over)).toContain(nine)
    expect((await booking.reserve({ service, startsAt: nine }, over)).status).toBe(200)
  })

  it('leaves its event and its audit row, and the end of it likewise', async () => {
    const { service } = await addService(booking.site)
    const first = await booking.hold({ service, startsAt: nine })
    await booking.hold({ service, startsAt: ten, holdToken: first.body.holdToken }, before)
    const { events, audits } = await tracesOf(booking, first.body.bookingId)
    expect([events, audits]).toEqual([
      ['held', 'expired'],
      ['held', 'expired'],
    ])
    expect(await stateOf(first.body.bookingId)).toBe('expired')
  })

  it('is replaced by the second one, or stays when the second cannot be had', async () => {
    const { service } = await addService(booking.site)
    const first = await booking.hold({ service, startsAt: nine })
    await booking.reserve({ service, startsAt: ten })
    const refused = await booking.hold({ service, startsAt: ten, holdToken: first.body.holdToken })
    expect([refused.status, problemOf(refused).reason]).toEqual([409, 'booking.slot_taken'])
    expect(await stateOf(first.body.bookingId)).toBe('held')
    const second = await booking.hold({ service, startsAt: eleven, holdToken: first.body.holdToken })
    expect(second.status).toBe(200)
    expect(await offered(service)).toContain(nine)
    expect(await offered(service)).not.toContain(eleven)
  })

  it('does not stand in the way of its own visitor, who may hold a time that overlaps it', async () => {
    const { service } = await addService(booking.site, { stepMinutes: 30 })
    const first = await booking.hold({ service, startsAt: nine })
    expect((await booking.hold({ service, startsAt: half })).status).toBe(409)
    expect((await booking.hold({ service, startsAt: half, holdToken: first.body.holdToken })).status).toBe(200)
  })

  it('may be asked for by a visitor whose token is nonsense, foreign or over, as by any other', async () => {
    const { service } = await addService(booking.site)
    const other = await openBooking()
    const there = await addService(other.site)
    const foreign = await other.hold({ service: there.service, startsAt: nine })
    expect((await booking.hold({ service, startsAt: nine, holdToken: foreign.body.holdToken })).status).toBe(200)
    expect((await booking.hold({ service, startsAt: ten, holdToken: 'nonsense' })).status).toBe(200)
    const [theirs] = await other.rows<{ state: string }>('select state from mod_booking.bookings where site_id = $1')
    expect(theirs).toEqual({ state: 'held' })
    await other.stand.close()
  })

  it('is asked for at most thirty times in five minutes by one address: nobody holds a whole week', async () => {
    const { site, stand } = booking
    const page = 'https://salon.example.com'
    await stand.admin.query(
      `insert into dramac.site_domains (agency_id, site_id, id, pattern, kind, state, token)
       values ($1, $2, gen_random_uuid(), $3, 'exact', 'verified', 'proven')`,
      [site.agencyId, site.siteId, page],
    )
    const host = `${site.frameLabel}.frames.localhost:${inject('port')}`
    const frame = await ask({
      path: `/f/booking/booking?o=${encodeURIComponent(page)}&n=1234567890abcdef-1234&v=1`,
      host,
      headers: { 'Sec-Fetch-Dest': 'iframe', Referer: `${page}/` },
    })
    const key = /"token":"([\w.-]+)"/.exec(frame.text)![1]!
    const path = `/v1/sites/${site.slug}/modules/booking/actions/hold`
    // A time that nobody can have: what counts is the asking.
    const body = { service: 'none', startsAt: nine, zone: 'UTC' }
    const left: number[] = []
    for (let at = 0; at < 3; at++) {
      const { headers } = await ask({ path, host, key, body })
      expect(headers['ratelimit-policy']).toBe(`"public-hold";q=${30 * scale};w=300`)
      left.push(Number(/r=(\d+)/.exec(String(headers['ratelimit']))![1]))
    }
    expect(left).toEqual([1, 2, 3].map((asked) => 30 * scale - asked))
  })
})

describe('reserving from a hold', () => {
  it('takes over the held time, its person and its price', async () => {
    const { service } = await addService(booking.site, { people: 3, price: { minor: 4200, currency: 'EUR' } })
    const held = await booking.hold({ service, startsAt: nine })
    const mine = await booking.reserve({ service, startsAt: nine, holdToken: held.body.holdToken })
    expect(mine.body).toMatchObject({ id: held.body.bookingId, resource: held.body.resource, state: 'confirmed' })
    expect(mine.body.service.price).toEqual({ minor: 4200, currency: 'EUR' })
    expect((await tracesOf(booking, mine.body.id)).events.toSorted()).toEqual(['confirmed', 'held'])
  })

  it('is possible a second time for nobody: the time is taken, and the alternatives can be had', async () => {
    const { service } = await addService(booking.site, { stepMinutes: 30 })
    const held = await booking.hold({ service, startsAt: nine })
    const { holdToken } = held.body
    const replies = await Promise.all([1, 2, 3].map(() => booking.reserve({ service, startsAt: nine, holdToken })))
    expect(replies.map((reply) => reply.status).toSorted()).toEqual([200, 409, 409])
    const alternatives = problemOf(replies.find((reply) => reply.status === 409)!)['alternatives'] as {
      startsAt: string
    }[]
    expect(alternatives).toHaveLength(3)
    for (const { startsAt } of alternatives) expect(await offered(service)).toContain(startsAt)
  })

  it('of another time, service or person gives the hold up: nobody blocks two times', async () => {
    const { service, resources } = await addService(booking.site, { people: 2, stepMinutes: 30 })
    const [one, two] = resources as [string, string]
    const elsewhere = await addService(booking.site)
    const held = () => booking.hold({ service, resource: one, startsAt: nine })
    const given = async (change: { startsAt?: string; service?: string; resource?: string }) => {
      const { bookingId, holdToken } = (await held()).body
      const reply = await booking.reserve({ service, startsAt: nine, resource: one, ...change, holdToken })
      expect(reply.status).toBe(200)
      expect(reply.body.id).not.toBe(bookingId)
      expect(await stateOf(bookingId)).toBe('expired')
      return reply.body
    }
    expect((await given({ resource: two })).resource.id).toBe(two)
    expect((await given({ service: elsewhere.service, resource: elsewhere.resources[0]! })).service.slug).toBe(
      elsewhere.service,
    )
    // Half an hour later overlaps the time that the visitor holds themselves.
    expect((await given({ startsAt: half })).startsAt).toBe(half)
  })

  it('may name the held person by id or by slug', async () => {
    const { service, resources } = await addService(booking.site)
    const { body: person } = await booking.call<{ slug: string }>('GET', `resources/${resources[0]}`)
    const held = await booking.hold({ service, startsAt: nine })
    const mine = await booking.reserve({
      service,
      startsAt: nine,
      resource: person.slug,
      holdToken: held.body.holdToken,
    })
    expect(mine.body.id).toBe(held.body.bookingId)
  })

  it('that is over books afresh while the time is free, and not when another was faster', async () => {
    const { service } = await addService(booking.site)
    const held = await booking.hold({ service, startsAt: nine })
    const { holdToken } = held.body
    const mine = await booking.reserve({ service, startsAt: nine, holdToken }, over)
    expect([mine.status, mine.body.id === held.body.bookingId]).toEqual([200, false])
    const second = await booking.hold({ service, startsAt: ten })
    await booking.reserve({ service, startsAt: ten }, over)
    const late = await booking.reserve({ service, startsAt: ten, holdToken: second.body.holdToken }, over)
    expect([late.status, problemOf(late).reason]).toEqual([409, 'booking.slot_taken'])
  })

  it('of a service that is given no more is refused', async () => {
    const { service } = await addService(booking.site)
    const [{ id }] = (await booking.rows<{ id: string }>(
      'select id from mod_booking.services where site_id = $1 and slug = $2',
      [service],
    )) as [{ id: string }]
    const held = await booking.hold({ service, startsAt: nine })
    await booking.call('PATCH', `services/${id}`, { active: false })
    const late = await booking.reserve({ service, startsAt: nine, holdToken: held.body.holdToken })
    expect([late.status, problemOf(late).reason]).toEqual([404, 'booking.service_unknown'])
  })
})

describe('the job that ends a hold', () => {
  it('ends it with its event when its time is over by the clock on the wall', async () => {
    const { service } = await addService(booking.site)
    // Held at a time long past, so that the queue finds it over at once.
    const held = await booking.hold({ service, startsAt: '2026-01-14T09:00:00.000Z' }, '2026-01-12T07:00:00.000Z')
    expect(held.status).toBe(200)
    await expect.poll(() => stateOf(held.body.bookingId), { timeout: 10_000 }).toBe('expired')
    const { events } = await tracesOf(booking, held.body.bookingId)
    expect(events.toSorted()).toEqual(['expired', 'held'])
    const claims = await booking.rows(
      'select state from mod_booking.allocations where site_id = $1 and booking_id = $2',
      [held.body.bookingId],
    )
    expect(claims).toEqual([{ state: 'released' }])
  })
})
