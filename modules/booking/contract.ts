/** What visitors and apps send to Booking and get from it. Instants are ISO 8601 with an offset; answers are in UTC. */
import { z } from 'zod'

const zone = z.string().min(1).max(64).describe('IANA time zone, e.g. Europe/Berlin')
const instant = z.iso.datetime({ offset: true })
const money = z.object({ minor: z.int(), currency: z.string().length(3) })
const idOrSlug = z.string().min(1).max(80).describe('id or slug')
const named = z.object({ id: z.uuid(), name: z.string() })

export const publicService = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  durationMinutes: z.int(),
  price: money.nullable(),
  requiresConfirmation: z.boolean(),
  resources: z.array(named.extend({ slug: z.string() })),
})
export type PublicService = z.infer<typeof publicService>

/** Everything the first step of the widget shows, and nothing else. */
export const catalogue = z.object({
  business: z.object({ name: z.string(), zone }),
  services: z.array(publicService),
})
export type Catalogue = z.infer<typeof catalogue>

export const slotsQuery = z.object({
  service: idOrSlug,
  from: z.iso.date().describe('first day, in `zone`'),
  to: z.iso.date().describe('last day, in `zone`; at most 62 days after `from`'),
  zone,
  resource: idOrSlug.optional().describe('only this person'),
})
export type SlotsQuery = z.infer<typeof slotsQuery>

export const slot = z.object({ startsAt: instant, endsAt: instant, resourceIds: z.array(z.uuid()) })
export type Slot = z.infer<typeof slot>

/** Days without a free time are left out. */
export const slots = z.object({ days: z.array(z.object({ date: z.iso.date(), slots: z.array(slot) })) })
export type Slots = z.infer<typeof slots>

export const hold = z.object({
  service: idOrSlug,
  startsAt: instant,
  resource: idOrSlug.optional().describe('absent: any person'),
  zone,
  holdToken: z.string().max(600).optional().describe('a hold of the same visitor, given up for this one'),
})
export const held = z.object({
  bookingId: z.uuid(),
  holdToken: z.string(),
  startsAt: instant,
  endsAt: instant,
  resource: named,
  expiresAt: instant,
  lastsSeconds: z.int().describe('from now: a visitor’s own clock may be wrong'),
})
export type Held = z.infer<typeof held>

export const reserve = z.object({
  service: idOrSlug,
  startsAt: instant,
  resource: idOrSlug.optional(),
  zone,
  locale: z.string().min(2).max(35).default('en'),
  holdToken: z.string().max(600).optional(),
  customerName: z.string().min(1).max(120).regex(/\S/),
  customerEmail: z.email().max(254),
  customerPhone: z.string().max(40).optional(),
  note: z.string().max(2000).optional(),
})
export type Reserve = z.infer<typeof reserve>

/** A booking as its own visitor sees it. */
export const appointment = z.object({
  id: z.uuid(),
  state: z.enum(['held', 'pending', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired']),
  startsAt: instant,
  endsAt: instant,
  zone,
  service: z.object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    durationMinutes: z.int(),
    price: money.nullable(),
  }),
  resource: named,
  business: z.object({ name: z.string(), zone }),
  customerName: z.string(),
  customerEmail: z.string(),
  /** Whether the policy still allows it at this moment. */
  mayReschedule: z.boolean(),
  mayCancel: z.boolean(),
  manageToken: z.string(),
  manageUrl: z.string(),
  /** An iCalendar object to save as `.ics`. */
  ics: z.string(),
})
export type Appointment = z.infer<typeof appointment>

/** Posted, not asked for by address: addresses are logged, and the token is the visitor's key. */
export const openAppointment = z.object({ token: z.string().max(600) })
export const reschedule = z.object({
  token: z.string().max(600),
  startsAt: instant,
  zone: zone.optional().describe("in which the time was chosen, from then on the booking's; absent: as before"),
  resource: idOrSlug.optional().describe('absent: the same person when free, else any'),
})
export const move = z.object({
  id: z.uuid(),
  startsAt: instant,
  zone: zone.optional().describe("in which the time was chosen; absent: the visitor's"),
  resource: idOrSlug.optional().describe('absent: the same person when free, else any'),
})
const cancelReason = z.string().max(500).optional()
export const cancel = z.object({ token: z.string().max(600), reason: cancelReason })
export const cancelByStaff = z.object({ reason: cancelReason })

/** Facts of a 409 `booking.slot_taken`: the three free times nearest to the one asked for. */
export const slotTaken = z.object({ alternatives: z.array(slot) })

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const clockEnd = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)

/** Weekly hours by weekday 1 (Monday) to 7; `to` at or before `from` ends on the next day; 24:00 is allowed as an end. */
export const weeklyHours = z
  .array(
    z.object({
      weekday: z.int().min(1).max(7),
      from: clock,
      to: clockEnd,
    }),
  )
  .max(100)
/** One date's own hours; an empty list closes the day. Of one date named twice the later entry counts. */
export const dateOverrides = z
  .array(
    z.object({
      date: z.iso.date(),
      hours: z.array(z.object({ from: clock, to: clockEnd })).max(20),
    }),
  )
  .max(1000)
export type WeeklyHours = z.infer<typeof weeklyHours>
export type DateOverrides = z.infer<typeof dateOverrides>

/** What the staff's agenda shows of a day or more. */
export const agendaQuery = z.object({ from: instant, to: instant })
export const agenda = z.object({
  resources: z.array(z.object({ id: z.uuid(), name: z.string(), zone, color: z.string().nullable() })),
  bookings: z.array(
    z.object({
      id: z.uuid(),
      state: appointment.shape.state,
      startsAt: instant,
      endsAt: instant,
      resourceId: z.uuid(),
      serviceName: z.string(),
      customerName: z.string(),
    }),
  ),
})
export type Agenda = z.infer<typeof agenda>
