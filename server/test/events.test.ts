/** Who watches a site is told what happens on it: soon, only what they may know, and never silently not at all. */
import { transactPlain } from '@dramac/core/db/database'
import { newTenantId, newUuidV7 } from '@dramac/core/identity/ids'
import { insertDataSite, insertSite, insertSiteModule, insertSiteSlug } from '@dramac/core/sites/queries'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startProgram } from '../../test/setup/global.ts'
import { addService, ask, openStand, problemOf, visitor, type Stand, type TestSite } from './site.ts'
import { watch, type Told, type Watch, type Watching } from './watch.ts'

let stand: Stand
let site: TestSite
let service: string
let other: TestSite
/** Of the same agency as `site`. */
let sibling: TestSite
const open: Watch[] = []

beforeAll(async () => {
  stand = openStand()
  ;[site, other] = await Promise.all([stand.newSite(['owner', 'member', 'client']), stand.newSite()])
  sibling = await addSibling(site)
  ;({ service } = await addService(site, { people: 3 }))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})
afterAll(() => stand.close())

async function watching(options: Partial<Watching> = {}): Promise<Watch> {
  const opened = await watch({ site, ...(options.cookie ? {} : { key: site.key }), ...options })
  open.push(opened)
  return opened
}

const dayMs = 86_400_000
let booked = 0

/** Each at a time of its own, some days from now. @returns the booking's id. */
async function book(headers: Record<string, string> = {}): Promise<string> {
  const day = new Date(Date.now() + (7 + Math.floor(booked / 6)) * dayMs).toISOString().slice(0, 10)
  const startsAt = `${day}T${String(9 + (booked++ % 6)).padStart(2, '0')}:00:00.000Z`
  const path = `/v1/sites/${site.slug}/modules/booking/actions/reserve`
  const reply = await ask<{ id: string }>({ path, key: site.key, body: { service, startsAt, ...visitor }, headers })
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.body.id
}

async function addSibling(of: TestSite): Promise<TestSite> {
  const [siteId, slug] = [newTenantId(), `${of.slug}-sibling`]
  const names = [slug, 'Sibling', 'Europe/Berlin', 'en']
  await transactPlain(stand.admin, async (tx) => {
    const client = { text: 'select client_id as id from dramac.sites where site_id = $1' }
    const { id } = (await tx.row<{ id: string }>(client, [of.siteId]))!
    await tx.run(insertSite, [of.agencyId, siteId, id, ...names])
    await tx.run(insertSiteSlug, [slug, of.agencyId, siteId])
    await tx.run(insertDataSite, [of.agencyId, siteId])
    await tx.run(insertSiteModule, [of.agencyId, siteId, 'booking', '1.0.0'])
  })
  const made = { ...of, siteId, slug }
  return {
    ...made,
    key: await stand.newKey(made, ['site:read', 'keys:read', 'keys:write', 'booking:read', 'booking:write']),
  }
}

const ofBooking =
  (id: string) =>
  ({ payload }: Told): boolean =>
    payload['bookingId'] === id
const isReset = ({ type }: Told): boolean => type === 'reset'

async function cookieOf(role: string): Promise<string> {
  const { email, password } = site.owner
  const reply = await ask({
    path: '/v1/session',
    body: { email: email.replace('owner', role), password },
    headers: { 'Dm-Request': '1' },
  })
  return String(reply.headers['set-cookie']?.[0]).split(';')[0]!
}

const createKey = (at: TestSite) =>
  ask<{ id: string; secret: string }>({
    path: `/v1/sites/${at.slug}/keys`,
    key: at.key,
    body: { label: 'Till', permissions: ['booking:read'], mode: 'test' },
  })

describe('a watcher', () => {
  it('is told of a booking within a second, by ids only', async () => {
    const { headers, status, next } = await watching()
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('text/event-stream')
    expect([headers['cache-control'], headers['x-accel-buffering']]).toEqual(['no-store', 'no'])
    const id = await book()
    const told = await next(ofBooking(id), 1_000)
    expect(told).toMatchObject({ name: 'booking.booking.confirmed', type: 'booking.booking.confirmed' })
    expect(told.payload).toEqual({ bookingId: id })
    expect(told.id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is told at once of what a test key does at another time', async () => {
    const { next } = await watching()
    const at = new Date(Date.now() - 3 * dayMs).toISOString()
    const ahead = new Date(Date.now() + 2 * dayMs).toISOString()
    for (const time of [at, ahead]) await next(ofBooking(await book({ 'Dm-Test-Clock': time })))
  })

  it('in a browser hears every event as a message, signed in by its cookie', async () => {
    const { next } = await watching({ cookie: await cookieOf('owner'), query: '?name=message' })
    const told = await next(ofBooking(await book()))
    expect([told.name, told.type]).toEqual(['message', 'booking.booking.confirmed'])
  })

  it('hears nothing of another site, nor of another agency', async () => {
    const sites = [site, sibling, other]
    const watchers = await Promise.all(sites.map((one) => watching({ site: one, key: one.key })))
    for (const [index, one] of sites.entries()) {
      const made = await createKey(one)
      await watchers[index]!.next(({ payload }) => payload['keyId'] === made.body.id)
    }
    await addService(other)
    await watchers[0]!.next(ofBooking(await book()))
    for (const [index, { siteId }] of sites.entries()) {
      const { rows } = await stand.admin.query<{ id: string }>('select id from dp.events where site_id = $1', [siteId])
      const own = new Set(rows.map(({ id }) => id))
      expect(watchers[index]!.told.filter(({ id }) => !own.has(id))).toEqual([])
    }
  })
})

describe('the door', () => {
  it('refuses who is nobody, who is of another site, who may read nothing, and an unknown wish', async () => {
    const nobody = await ask({ path: `/v1/sites/${site.slug}/events` })
    const foreign = await ask({ path: `/v1/sites/${site.slug}/events`, key: other.key })
    const unknown = await ask({ path: '/v1/sites/nowhere/events', key: site.key })
    const writer = await stand.newKey(site, ['booking:write', 'keys:write'])
    const blind = await ask({ path: `/v1/sites/${site.slug}/events`, key: writer })
    const wrong = await ask({ path: `/v1/sites/${site.slug}/events?name=all`, key: site.key })
    const write = await ask({ path: `/v1/sites/${site.slug}/events`, key: site.key, body: {} })
    expect([nobody, foreign, unknown, blind, wrong, write].map(({ status }) => status)).toEqual([
      401, 404, 404, 403, 422, 405,
    ])
    expect(problemOf(foreign).reason).toBe(problemOf(unknown).reason)
  })

  it('tells each what their permissions open, and nothing else', async () => {
    const [bookings, keys, client] = await Promise.all([
      watching({ key: await stand.newKey(site, ['booking:read']) }),
      watching({ key: await stand.newKey(site, ['keys:read']) }),
      watching({ cookie: await cookieOf('client') }),
    ])
    await createKey(site)
    const booking = await book()
    await Promise.all([
      bookings.next(ofBooking(booking)),
      client.next(ofBooking(booking)),
      keys.next(({ type }) => type === 'core.key.created'),
    ])
    const areas = (one: Watch) => [...new Set(one.told.map(({ type }) => type.split('.').slice(0, 2).join('.')))]
    expect(areas(bookings)).not.toContain('core.key')
    expect(areas(client)).not.toContain('core.key')
    expect(areas(keys)).toEqual(['core.key'])
  })
})

describe('who comes back', () => {
  it('is told what happened meanwhile, after the last event they heard', async () => {
    const first = await watching()
    const heard = await first.next(ofBooking(await book()))
    await first.close()
    const missed = [await book(), await book()]
    await new Promise((settle) => setTimeout(settle, 500))
    const again = await watching({ lastId: heard.id })
    for (const id of missed) await again.next(ofBooking(id))
    expect(again.told.map(({ id }) => id)).not.toContain(heard.id)
    expect(again.told.filter(isReset)).toEqual([])
  })

  it('can go on from a stream on which nothing had happened yet', async () => {
    const quiet = await watching({ key: await stand.newKey(site, ['domains:read']) })
    await expect.poll(quiet.lastId).toMatch(/^[0-9a-f-]{36}$/)
    await quiet.close()
    const id = await book()
    const again = await watching({ lastId: quiet.lastId() })
    await again.next(ofBooking(id))
    expect(again.told.filter(isReset)).toEqual([])
  })

  it('is told to ask anew after an id that is unknown, another site’s, or none', async () => {
    const theirs = await watching({ site: other, key: other.key })
    await createKey(other)
    const foreign = await theirs.next(({ type }) => type === 'core.key.created')
    for (const lastId of [newUuidV7(Date.now()), foreign.id, 'x', '00000000-0000-0000-0000-000000000000']) {
      const again = await watching({ lastId })
      await again.next(isReset)
      expect(again.told).toHaveLength(1)
      await expect.poll(again.lastId).not.toBe('')
    }
  })

  it('is told to ask anew rather than of more than 500 events, and goes on from there', async () => {
    const heard = await (await watching()).next(ofBooking(await book()))
    await stand.admin.query(
      `insert into dp.events (agency_id, site_id, id, type, payload, actor, request_id, occurred_at, delivered_at)
       select $1, $2, id, 'booking.booking.confirmed', '{}', 'test', 'test', now(), now() from unnest($3::uuid[]) id`,
      [site.agencyId, site.siteId, Array.from({ length: 501 }, () => newUuidV7(Date.now()))],
    )
    const again = await watching({ lastId: heard.id })
    await again.next(isReset)
    await expect.poll(again.lastId).not.toBe('')
    expect(again.told).toHaveLength(1)
    await stand.admin.query('delete from dp.events where site_id = $1 and actor = $2 and id <> $3', [
      site.siteId,
      'test',
      again.lastId(),
    ])
    const id = await book()
    const later = await watching({ lastId: again.lastId() })
    await later.next(ofBooking(id))
    expect(later.told.filter(isReset)).toEqual([])
  })
})

describe('a stream ends', () => {
  it(
    'within a minute of a revoked key, a sign-out, an ended session and a lost membership',
    { timeout: 90_000 },
    async () => {
      const made = await createKey(site)
      const [signedOut, expired, dismissed] = [
        await cookieOf('owner'),
        await cookieOf('client'),
        await cookieOf('member'),
      ]
      const ending = await Promise.all([
        watching({ key: made.body.secret }),
        watching({ cookie: signedOut }),
        watching({ cookie: expired }),
        watching({ cookie: dismissed }),
      ])
      const stays = await watching()
      const userOf = (role: string) => [site.owner.email.replace('owner', role)]
      await ask({ path: `/v1/sites/${site.slug}/keys/${made.body.id}`, method: 'DELETE', key: site.key })
      await ask({ path: '/v1/session', method: 'DELETE', headers: { Cookie: signedOut, 'Dm-Request': '1' } })
      const ofUser = 'user_id in (select user_id from dramac.users where email = $1)'
      await stand.admin.query(`update dramac.sessions set expires_at = now() where ${ofUser}`, userOf('client'))
      await stand.admin.query(`delete from dramac.memberships where ${ofUser}`, userOf('member'))
      const started = Date.now()
      await Promise.all(ending.map((one) => one.ended))
      expect(Date.now() - started).toBeLessThan(60_000)
      expect(stays.hasEnded()).toBe(false)
      await stays.next(ofBooking(await book()))
    },
  )

  it('for a reader who does not read, while others are told everything', async () => {
    const [slow, quick] = await Promise.all([watching(), watching()])
    slow.pause()
    const [batches, ofBatch] = [22, 150]
    for (let batch = 0; batch < batches; batch++) {
      const notices = Array.from({ length: ofBatch }, (_, index) => largeNotice(`t.flood.n${batch * ofBatch + index}`))
      await stand.admin.query(`select pg_notify('dramac_event', text) from unnest($1::text[]) text`, [notices])
      await expect.poll(() => countFlood(quick), { timeout: 10_000 }).toBe((batch + 1) * ofBatch)
    }
    slow.resume()
    await slow.ended
    expect(countFlood(slow)).toBeLessThan(batches * ofBatch)
    await quick.next(ofBooking(await book()))
  })

  it('and makes room: 250 of one key are told, one more is refused, and so again after they left', async () => {
    const key = await stand.newKey(site, ['booking:read'])
    for (const _ of ['first', 'again']) {
      const all = await Promise.all(Array.from({ length: 250 }, () => watch({ site, key })))
      expect(all.filter(({ status }) => status !== 200)).toEqual([])
      const refused = await ask({ path: `/v1/sites/${site.slug}/events`, key })
      expect([refused.status, problemOf(refused).reason]).toEqual([429, 'core.too_many_watchers'])
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      const id = await book()
      await Promise.all(all.map((one) => one.next(ofBooking(id), 5_000)))
      await Promise.all(all.map((one) => one.close()))
      await new Promise((settle) => setTimeout(settle, 300))
    }
  })

  it('when the program ends, and does not keep it from ending in order', { timeout: 60_000 }, async () => {
    const program = await startProgram()
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => watch({ site: 'harbor', key: 'dm_sk_test_harbor', port: program.port })),
    )
    await program.stop()
    await Promise.all(streams.map((one) => one.ended))
    expect(program.child.exitCode).toBe(0)
  })
})

describe('the connection that hears events', () => {
  it('comes back when it is killed; watchers are told to ask anew, and then of what happens', async () => {
    const watcher = await watching()
    await watcher.next(ofBooking(await book()))
    const app = new pg.Client({ connectionString: stand.urls.app })
    await app.connect()
    const killed = await app.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dramac listener'`,
    )
    await app.end()
    expect(killed.rowCount).toBe(1)
    await watcher.next(isReset)
    await watcher.next(ofBooking(await book()))
  })

  it('is not troubled by what is no notice of ours', async () => {
    const watcher = await watching()
    for (const text of ['', 'null', '{}', '{"siteId":1}', '[]', '{"siteId":"x","event":{"id":"a","type":"b"}}']) {
      await stand.admin.query(`select pg_notify('dramac_event', $1)`, [text])
    }
    await watcher.next(ofBooking(await book()))
  })
})

/** Nearly as large as a notice may be. */
function largeNotice(type: string): string {
  const id = newUuidV7(Date.now())
  const payload = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`id${index}`, id]))
  return JSON.stringify({ siteId: site.siteId, event: { id, type: type.replace(/^t/, 'booking'), payload } })
}

const countFlood = (one: Watch): number => one.told.filter(({ type }) => type.startsWith('booking.flood.')).length
