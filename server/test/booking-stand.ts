/** What the tests of booking share: a site of their own, its calls at a time of their choice, and its rows. */
import type { Appointment, Held, Reserve, Slots } from '@dramac/booking/contract'
import { ask, openStand, visitor, type Reply, type Stand, type TestSite } from './site.ts'

/** A Monday morning in Berlin, far enough ahead that no job of the real clock meddles. */
export const monday = '2038-01-11T07:00:00.000Z'

export interface BookingStand {
  readonly stand: Stand
  readonly site: TestSite
  /** An action at a time, `monday` when absent. */
  act<T = Appointment>(action: string, body: object, at?: string): Promise<Reply<T>>
  reserve(body: Partial<Reserve> & { service: string; startsAt: string }, at?: string): Promise<Reply<Appointment>>
  hold(
    body: { service: string; startsAt: string; resource?: string; zone?: string; holdToken?: string },
    at?: string,
  ): Promise<Reply<Held>>
  /** A move of a booking by staff. */
  move<T = { state: string; sequence: number }>(
    id: string,
    transition: string,
    body?: object,
    at?: string,
  ): Promise<Reply<T>>
  slots(
    query: { service: string; from: string; to?: string; zone?: string; resource?: string },
    at?: string,
  ): Promise<Reply<Slots>>
  /** REST below the module, with the site's key. */
  call<T = { id: string }>(method: string, path: string, body?: object): Promise<Reply<T>>
  /** By an administrator; `$1` is the site. */
  rows<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

export async function openBooking(): Promise<BookingStand> {
  const stand = openStand()
  const site = await stand.newSite()
  const base = `/v1/sites/${site.slug}/modules/booking`
  const { key } = site
  const clock = (at = monday) => ({ 'Dm-Test-Clock': at })
  const act: BookingStand['act'] = (action, body, at) =>
    ask({ path: `${base}/actions/${action}`, key, body, headers: clock(at) })
  return {
    stand,
    site,
    act,
    reserve: (body, at) => act('reserve', { ...visitor, ...body }, at),
    hold: (body, at) => act('hold', { zone: visitor.zone, ...body }, at),
    move: (id, transition, body = {}, at = monday) =>
      ask({ path: `${base}/bookings/${id}/${transition}`, key, body, headers: clock(at) }),
    slots: ({ to, zone = visitor.zone, from, ...query }, at) => {
      const search = new URLSearchParams({ from, to: to ?? from, zone, ...query })
      return ask({ path: `${base}/slots?${search}`, key, headers: clock(at) })
    },
    call: (method, path, body) => ask({ method, path: `${base}/${path}`, key, ...(body ? { body } : {}) }),
    rows: async (sql, values = []) => (await stand.admin.query(sql, [site.siteId, ...values])).rows as never, // as the test says
  }
}

/** What is left of a booking's doings: events, audit rows, mails and reminders, oldest first. */
export async function tracesOf({ rows, stand }: BookingStand, bookingId: string) {
  const events = await rows<{ type: string }>(
    `select type from dp.events where site_id = $1 and payload->>'bookingId' = $2 order by occurred_at, id`,
    [bookingId],
  )
  const audits = await rows<{ action: string }>(
    `select action from dp.audits where site_id = $1 and resource = $2 and result = 'ok' order by created_at, id`,
    [bookingId],
  )
  const mails = await rows<{
    kind: string
    method: string | null
    invite: string | null
    text: string
    subject: string
  }>(
    `select kind, invite_method as method, invite, text_body as text, subject from dp.mails
     where site_id = $1 and text_body like '%' || $2 || '%' order by created_at, id`,
    [linkPart(bookingId)],
  )
  const jobs = await stand.queue.query<{ key: string; run_at: string }>(
    `select key, run_at from graphile_worker.jobs where key like 'booking:' || $1 || ':remind:%' order by run_at`,
    [bookingId],
  )
  return {
    events: events.map(({ type }) => type.replace('booking.booking.', '')),
    audits: audits.map(({ action }) => action.replace('booking.booking.', '')),
    mails,
    reminders: jobs.rows.map((job) => job.run_at),
  }
}

/** Every link to a booking begins alike, whatever its end. */
const linkPart = (bookingId: string): string =>
  Buffer.from(`{"f":{"bookingId":"${bookingId}"`).toString('base64url').slice(0, 60)
