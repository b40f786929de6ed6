/**
 * Booking over HTTP against a model of a page: visitors and staff do random things while the clock goes
 * on, and after each the free times, every answer and every row are what the model says.
 */
import type { Appointment, Held } from '@dramac/booking/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { monday, openBooking, tracesOf, type BookingStand } from './booking-stand.ts'
import { addService, type Reply } from './site.ts'

let stand: BookingStand
beforeAll(async () => {
  stand = await openBooking()
})
afterAll(() => stand.stand.close())

const minuteMs = 60_000
const date = '2038-01-13'
/** Every half hour from 08:00 UTC that an hour fits behind: open from 09:00 to 17:00 in Berlin. */
const starts = Array.from({ length: 15 }, (_, at) => Date.parse(`${date}T08:00Z`) + at * 30 * minuteMs)
const iso = (ms: number) => new Date(ms).toISOString()

interface Rules {
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  readonly requiresConfirmation: boolean
  readonly pendingBlocks: boolean
}

/** A booking as the model has it. */
interface Known {
  readonly id: string
  state: 'held' | 'pending' | 'confirmed' | 'cancelled' | 'expired'
  start: number
  resource: string
  /** Whether its claim keeps others out; a hold's does until it ends. */
  blocks: boolean
  until: number
  holdToken: string
  manageToken: string
  readonly events: string[]
  readonly mails: string[]
}

interface Taking {
  readonly kind: 'hold' | 'reserve'
  readonly slot: number
  readonly person: number
  /** A hold of those known, 0 for none. */
  readonly with: number
}
interface Moving {
  readonly kind: 'reschedule' | 'move'
  readonly slot: number
  readonly person: number
  readonly which: number
}
interface Turning {
  readonly kind: 'cancel' | 'confirm' | 'complete'
  readonly which: number
}
type Step = { readonly kind: 'wait'; readonly minutes: number } | Taking | Moving | Turning

interface Page {
  readonly service: string
  readonly resources: readonly string[]
  readonly rules: Rules
  readonly known: Known[]
  now: number
}

const blockingOf = ({ known, now }: Page, except?: Known): Known[] =>
  known.filter((one) => one !== except && one.blocks && (one.state !== 'held' || one.until > now))

/** Who is free at a start: claims carry their buffers, and the new one carries its own. */
function freeAt(page: Page, start: number, except?: Known): string[] {
  const { bufferBeforeMinutes: before, bufferAfterMinutes: after } = page.rules
  const widened = (of: number) => [of - before * minuteMs, of + (60 + after) * minuteMs] as const
  const [from, to] = widened(start)
  const claims = blockingOf(page, except).map((one) => ({ resource: one.resource, range: widened(one.start) }))
  return page.resources.filter(
    (id) => !claims.some(({ resource, range }) => resource === id && range[0] < to && from < range[1]),
  )
}

function afterBooking({ requiresConfirmation: asks, pendingBlocks }: Rules): Pick<Known, 'state' | 'blocks'> {
  return { state: asks ? 'pending' : 'confirmed', blocks: !asks || pendingBlocks }
}

/** A person by number, 0 for any; the people who may then give a time. */
function wantedOf(page: Page, { slot, person }: { slot: number; person: number }, except?: Known) {
  const start = starts[slot % starts.length]!
  const resource = page.resources[person - 1]
  const free = freeAt(page, start, except).filter((id) => resource === undefined || id === resource)
  return { start, free, body: { startsAt: iso(start), ...(resource ? { resource } : {}) } }
}

function agree(reply: Reply<unknown>, shouldWork: boolean, what: string): boolean {
  expect([what, reply.status]).toEqual([what, shouldWork ? 200 : 409])
  return shouldWork
}

async function take(page: Page, step: Taking): Promise<void> {
  const holds = page.known.filter((one) => one.holdToken !== '')
  const mine = step.with === 0 ? undefined : holds[step.with % Math.max(1, holds.length)]
  const isHeld = mine?.state === 'held' && mine.until > page.now
  const { start, free, body } = wantedOf(page, step, isHeld ? mine : undefined)
  const sent = { service: page.service, ...body, ...(mine ? { holdToken: mine.holdToken } : {}) }
  if (step.kind === 'hold') {
    const reply = await stand.hold(sent, iso(page.now))
    if (!agree(reply, free.length > 0, 'hold')) return
    if (isHeld) giveUp(mine)
    add(page, reply.body, { state: 'held', blocks: true, events: ['held'], mails: [] })
    return
  }
  const reply = await stand.reserve(sent, iso(page.now))
  const fits =
    isHeld && mine.start === start && (step.person === 0 || page.resources[step.person - 1] === mine.resource)
  if (!agree(reply, fits || free.length > 0, 'reserve')) return
  const { state, blocks } = afterBooking(page.rules)
  const word = state === 'pending' ? 'requested' : 'confirmed'
  if (fits) {
    expect(reply.body.id).toBe(mine.id)
    Object.assign(mine, { state, blocks, manageToken: reply.body.manageToken })
    mine.events.push(word)
    mine.mails.push(word)
    return
  }
  if (isHeld) giveUp(mine)
  expect(free).toContain(reply.body.resource.id)
  add(page, reply.body, { state, blocks, events: [word], mails: [word] })
}

function giveUp(hold: Known): void {
  Object.assign(hold, { state: 'expired', blocks: false })
  hold.events.push('expired')
}

function add(page: Page, given: Held | Appointment, rest: Pick<Known, 'state' | 'blocks' | 'events' | 'mails'>): void {
  const tokens =
    'holdToken' in given
      ? { id: given.bookingId, holdToken: given.holdToken, until: Date.parse(given.expiresAt), manageToken: '' }
      : { id: given.id, holdToken: '', until: 0, manageToken: given.manageToken }
  page.known.push({ ...tokens, ...rest, start: Date.parse(given.startsAt), resource: given.resource.id })
}

async function move(page: Page, step: Moving): Promise<void> {
  const booked = page.known.filter((one) => one.manageToken !== '')
  const mine = booked[step.which % Math.max(1, booked.length)]
  if (!mine) return
  const { start, free, body } = wantedOf(page, step, mine)
  const named = step.kind === 'move' ? { id: mine.id } : { token: mine.manageToken }
  const reply = await stand.act(step.kind, { ...named, ...body }, iso(page.now))
  const stands = mine.state === 'pending' || mine.state === 'confirmed'
  const isThere = start === mine.start && (!body.resource || body.resource === mine.resource)
  if (!agree(reply, stands && (isThere || free.length > 0), step.kind) || isThere) return
  const given = reply.body.resource.id
  expect(free).toContain(given)
  if (!body.resource && free.includes(mine.resource)) expect(given).toBe(mine.resource)
  Object.assign(mine, { start, resource: given, blocks: mine.state === 'confirmed' || page.rules.pendingBlocks })
  mine.events.push('rescheduled')
  mine.mails.push('rescheduled')
}

const words = { cancel: 'cancelled', confirm: 'confirmed', complete: 'completed' } as const

async function turn(page: Page, { kind, which }: Turning): Promise<void> {
  const booked = page.known.filter((one) => one.manageToken !== '')
  const mine = booked[which % Math.max(1, booked.length)]
  if (!mine) return
  const reply =
    kind === 'cancel'
      ? await stand.act('cancel', { token: mine.manageToken }, iso(page.now))
      : await stand.move(mine.id, kind, {}, iso(page.now))
  const from = { cancel: ['pending', 'confirmed'], confirm: ['pending'], complete: ['confirmed'] }[kind]
  const hasRoom = kind !== 'confirm' || mine.blocks || freeAt(page, mine.start, mine).includes(mine.resource)
  if (!agree(reply, from.includes(mine.state) && hasRoom, `${kind} of ${mine.state}`)) return
  mine.events.push(words[kind])
  if (kind !== 'complete') mine.mails.push(words[kind])
  // What took place keeps its time; the model only needs to know that nothing moves it any more.
  Object.assign(mine, { state: words[kind], blocks: kind !== 'cancel' })
}

async function perform(page: Page, step: Step): Promise<void> {
  switch (step.kind) {
    case 'wait':
      page.now += step.minutes * minuteMs
      return
    case 'hold':
    case 'reserve':
      return take(page, step)
    case 'reschedule':
    case 'move':
      return move(page, step)
    case 'cancel':
    case 'confirm':
    case 'complete':
      return turn(page, step)
  }
}

async function expectSlots(page: Page): Promise<void> {
  const reply = await stand.slots({ service: page.service, from: date }, iso(page.now))
  const offered = reply.body.days
    .flatMap((day) => day.slots)
    .map((slot) => [slot.startsAt, slot.resourceIds.toSorted()])
  const wanted = starts
    .map((start) => [iso(start), freeAt(page, start).toSorted()])
    .filter(([, free]) => free!.length > 0)
  expect(offered).toEqual(wanted)
}

async function expectRows(page: Page): Promise<void> {
  const live = await stand.rows<{ id: string; resource: string; start: string; others: number }>(
    `select a.booking_id as id, a.resource_id as resource, a.starts_at as start,
       (select count(*)::int from mod_booking.allocations o where o.site_id = a.site_id and o.resource_id = a.resource_id
          and o.id <> a.id and o.state = 'live' and o.busy && a.busy) as others
     from mod_booking.allocations a where a.site_id = $1 and a.resource_id = any($2::uuid[]) and a.state = 'live'
       and (a.expires_at is null or a.expires_at > $3)`,
    [page.resources, iso(page.now)],
  )
  expect(live.filter(({ others }) => others > 0)).toEqual([])
  const claims = blockingOf(page).map(({ id, resource, start }) => ({ id, resource, start: iso(start), others: 0 }))
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id)
  expect(live.toSorted(byId)).toEqual(claims.toSorted(byId))
  for (const one of page.known) {
    const { events, audits, mails } = await tracesOf(stand, one.id)
    const wanted = one.events.toSorted()
    expect([events.toSorted(), audits.toSorted()]).toEqual([wanted, wanted])
    expect(mails.map(({ kind }) => kind.replace('booking.', '')).toSorted()).toEqual(one.mails.toSorted())
  }
}

const slot = fc.oneof(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 4, max: 6 }))
const person = fc.constantFrom(0, 0, 1, 2)
const which = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 3, 5) }),
  fc.record({
    kind: fc.constantFrom('hold' as const, 'reserve' as const),
    slot,
    person,
    with: fc.oneof(fc.constant(0), which),
  }),
  fc.record({
    kind: fc.constantFrom('hold' as const, 'reserve' as const),
    slot,
    person,
    with: fc.oneof(fc.constant(0), which),
  }),
  fc.record({ kind: fc.constantFrom('reschedule' as const, 'move' as const), slot, person, which }),
  fc.record({
    kind: fc.constantFrom('cancel' as const, 'confirm' as const, 'confirm' as const, 'complete' as const),
    which,
  }),
)
const rules = fc.record({
  bufferBeforeMinutes: fc.constantFrom(0, 10, 30),
  bufferAfterMinutes: fc.constantFrom(0, 15, 45),
  requiresConfirmation: fc.boolean(),
  pendingBlocks: fc.boolean(),
})

it('whatever people do, nobody has a time twice, and every step has its rows', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(rules, fc.array(step, { minLength: 15, maxLength: 30 }), async (given, steps) => {
      const { service, resources } = await addService(stand.site, { people: 2, stepMinutes: 30, ...given })
      const page: Page = { service, resources, rules: given, known: [], now: Date.parse(monday) }
      for (const one of steps) {
        await perform(page, one)
        await expectSlots(page)
      }
      await expectRows(page)
    }),
    { numRuns: 10, endOnFailure: true },
  )
})
