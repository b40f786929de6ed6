/** A booking as its own visitor sees it, and the token by which they come back to it. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '@dramac/core/context'
import type { TenantTx } from '@dramac/core/db/tx'
import { getSite, type Site } from '@dramac/core/sites/find-site'
import type { Appointment } from '../contract.ts'
import { toInvite, type Invite } from './calendar/to-invite.ts'
import { records, type Booking, type Resource, type Service } from './records.ts'

const managePurpose = 'booking.manage'
const managePage = 'booking/manage'

/** A link in an old mail shows a name and an address: it ends some time after the booking. */
const linkLastsMs = 30 * 86_400_000

const sealManageToken = (ctx: Context, { id, endsAt }: Booking): string =>
  ctx.sealer.seal(managePurpose, { bookingId: id }, new Date(Date.parse(endsAt) + linkLastsMs))

/**
 * The booking that a visitor's link names; throws TOKEN_REVOKED `booking.link_unknown` for a link that is
 * not ours, TOKEN_EXPIRED `booking.link_expired` for one whose time is over.
 */
export function openManageToken(ctx: Context, token: string): string {
  const facts = ctx.sealer.open(managePurpose, token, ctx.now())
  if (facts) return facts['bookingId']!
  // A token that opens in its own past has merely run out.
  throw ctx.sealer.open(managePurpose, token, new Date(0))
    ? new DmError('TOKEN_EXPIRED', 'booking.link_expired')
    : new DmError('TOKEN_REVOKED', 'booking.link_unknown')
}

/** A booking with what surrounds it. */
export interface BookingFacts {
  readonly booking: Booking
  readonly service: Service
  readonly resource: Resource
  readonly site: Site
}

export async function loadFacts(tx: TenantTx, booking: Booking): Promise<BookingFacts> {
  const [service, resource, site] = await Promise.all([
    records.get(tx, 'service', booking.serviceId),
    records.get(tx, 'resource', booking.resourceId),
    getSite(tx),
  ])
  return { booking, service, resource, site }
}

/** Changing is allowed until the notice that the service asks for, while the booking stands. */
export function mayChange({ booking, service }: BookingFacts, now: Date): boolean {
  const stands = booking.state === 'pending' || booking.state === 'confirmed'
  return stands && Date.parse(booking.startsAt) - now.getTime() >= service.changeNoticeMinutes * 60_000
}

export function toAppointment(ctx: Context, facts: BookingFacts): Appointment {
  const { booking, service, resource, site } = facts
  const manageToken = sealManageToken(ctx, booking)
  const allowed = mayChange(facts, ctx.now())
  return {
    id: booking.id,
    state: booking.state,
    startsAt: booking.startsAt,
    endsAt: booking.endsAt,
    zone: booking.zone,
    service: {
      id: service.id,
      slug: service.slug,
      name: service.name,
      durationMinutes: service.durationMinutes,
      price: booking.price,
    },
    resource: { id: resource.id, name: resource.name },
    business: { name: site.name, zone: site.zone },
    customerName: booking.customerName ?? '',
    customerEmail: booking.customerEmail ?? '',
    mayReschedule: allowed && service.active,
    mayCancel: allowed,
    manageToken,
    manageUrl: ctx.links.visitorPage(site.frameLabel, managePage, manageToken),
    ics: toInvite(inviteOf(ctx, facts)),
  }
}

export function inviteOf(ctx: Context, { booking, service, resource, site }: BookingFacts): Invite {
  const manageUrl = ctx.links.visitorPage(site.frameLabel, managePage, sealManageToken(ctx, booking))
  return {
    uid: booking.uid,
    sequence: booking.sequence,
    method: booking.state === 'cancelled' ? 'CANCEL' : 'REQUEST',
    isTentative: booking.state === 'pending',
    startsAt: new Date(booking.startsAt),
    endsAt: new Date(booking.endsAt),
    zone: booking.zone,
    summary: `${service.name} · ${site.name}`,
    description: `${service.name}, ${resource.name}\n${manageUrl}`,
    url: manageUrl,
    organizer: { name: site.name, email: ctx.links.mailAddress },
    attendee: { name: booking.customerName ?? '', email: booking.customerEmail ?? '' },
    now: ctx.now(),
  }
}

export async function showAppointment(ctx: Context, { token }: { token: string }): Promise<Appointment> {
  const id = openManageToken(ctx, token)
  return ctx.read(async (tx) => toAppointment(ctx, await loadFacts(tx, await records.get(tx, 'booking', id))))
}
