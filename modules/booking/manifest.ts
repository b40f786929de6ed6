/** Booking, declared: services that people give at times that nobody else has. */
import { z } from 'zod'
import { defineManifest } from '@dramac/contract/manifest'
import type { JsonSchema } from '@dramac/contract/wire/json'
import * as contract from './contract.ts'

// zod's output is plain JSON; the cast only drops its own name for that.
const schema = (type: z.ZodType, io: 'input' | 'output' = 'input') => z.toJSONSchema(type, { io }) as JsonSchema
const ids = (...names: string[]): JsonSchema => ({
  type: 'object',
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string', format: 'uuid' }])),
})

export const manifest = defineManifest({
  slug: 'booking',
  version: '1.0.0',
  label: 'Booking',
  description: 'Appointments on any website: services, people, hours, and no double booking.',

  permissions: {
    'booking:read': 'See bookings, services and hours',
    'booking:write': 'Change bookings, services and hours',
  },

  entities: {
    schedule: {
      label: 'Hours',
      plural: 'schedules',
      fields: {
        name: { type: 'text', required: true, maxLength: 120 },
        zone: { type: 'zone', required: true },
        weeklyHours: { type: 'json', schema: schema(contract.weeklyHours), required: true },
        dateOverrides: { type: 'json', schema: schema(contract.dateOverrides), default: [] },
      },
      access: { read: 'booking:read', write: 'booking:write' },
    },
    service: {
      label: 'Service',
      plural: 'services',
      fields: {
        slug: { type: 'slug', required: true },
        name: { type: 'text', required: true, maxLength: 120 },
        description: { type: 'text', maxLength: 2000 },
        durationMinutes: { type: 'minutes', required: true, min: 5, max: 1440 },
        stepMinutes: { type: 'minutes', default: 30, min: 5, max: 1440 },
        bufferBeforeMinutes: { type: 'minutes', default: 0, min: 0, max: 480 },
        bufferAfterMinutes: { type: 'minutes', default: 0, min: 0, max: 480 },
        minNoticeMinutes: { type: 'minutes', default: 1440, min: 0, max: 525600 },
        horizonDays: { type: 'integer', default: 90, min: 1, max: 730 },
        /** Where starts are counted from: the clock in the visitor's zone, or the opening of the person. */
        startGrid: { type: 'choice', options: ['clock', 'opening'], default: 'clock' },
        startOffsetMinutes: { type: 'minutes', default: 0, min: 0, max: 1439 },
        price: { type: 'money' },
        requiresConfirmation: { type: 'boolean', default: false },
        pendingBlocks: { type: 'boolean', default: true },
        changeNoticeMinutes: { type: 'minutes', default: 1440, min: 0, max: 525600 },
        active: { type: 'boolean', default: true },
        position: { type: 'integer', default: 0 },
      },
      unique: [['slug']],
      indexed: ['position'],
      access: { read: 'booking:read', write: 'booking:write' },
    },
    resource: {
      label: 'Person',
      plural: 'resources',
      fields: {
        slug: { type: 'slug', required: true },
        name: { type: 'text', required: true, maxLength: 120 },
        email: { type: 'email', personal: 'contact' },
        zone: { type: 'zone', required: true },
        scheduleId: { type: 'reference', entity: 'schedule', onDelete: 'restrict', required: true },
        color: { type: 'color' },
        active: { type: 'boolean', default: true },
        position: { type: 'integer', default: 0 },
      },
      unique: [['slug']],
      indexed: ['position'],
      access: { read: 'booking:read', write: 'booking:write' },
    },
    service_resource: {
      label: 'Who does what',
      plural: 'service_resources',
      fields: {
        serviceId: { type: 'reference', entity: 'service', onDelete: 'cascade', required: true },
        resourceId: { type: 'reference', entity: 'resource', onDelete: 'cascade', required: true },
      },
      unique: [['serviceId', 'resourceId']],
      access: { read: 'booking:read', write: 'booking:write' },
    },
    time_off: {
      label: 'Time off',
      plural: 'time_offs',
      fields: {
        resourceId: { type: 'reference', entity: 'resource', onDelete: 'cascade', required: true },
        startsAt: { type: 'instant', required: true },
        endsAt: { type: 'instant', required: true },
        reason: { type: 'text', maxLength: 200 },
      },
      indexed: ['endsAt', 'startsAt'],
      access: { read: 'booking:read', write: 'booking:write' },
    },
    booking: {
      label: 'Booking',
      plural: 'bookings',
      transactional: true,
      fields: {
        serviceId: { type: 'reference', entity: 'service', onDelete: 'restrict', required: true },
        resourceId: { type: 'reference', entity: 'resource', onDelete: 'restrict', required: true },
        startsAt: { type: 'instant', required: true },
        endsAt: { type: 'instant', required: true },
        /** The visitor's zone: every mail to them speaks in it. */
        zone: { type: 'zone', required: true },
        locale: { type: 'locale', default: 'en' },
        customerName: { type: 'text', maxLength: 120, personal: 'contact' },
        customerEmail: { type: 'email', personal: 'contact' },
        customerPhone: { type: 'phone', personal: 'contact' },
        note: { type: 'text', maxLength: 2000, personal: 'text' },
        price: { type: 'money' },
        expiresAt: { type: 'instant' },
        /** iCalendar identity: the UID stays, the sequence rises with every change. */
        uid: { type: 'text', required: true, maxLength: 200, holdsIds: true },
        sequence: { type: 'integer', default: 0, min: 0 },
        cancelReason: { type: 'text', maxLength: 500, personal: 'text' },
      },
      unique: [['uid']],
      indexed: ['startsAt'],
      states: {
        initial: ['held', 'pending', 'confirmed'],
        states: ['held', 'pending', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired'],
        transitions: {
          request: {
            from: ['held'],
            to: 'pending',
            permission: 'booking:write',
            event: 'booking.booking.requested',
            internal: true,
          },
          book: {
            from: ['held'],
            to: 'confirmed',
            permission: 'booking:write',
            event: 'booking.booking.confirmed',
            internal: true,
          },
          expire: {
            from: ['held'],
            to: 'expired',
            permission: 'booking:write',
            event: 'booking.booking.expired',
            internal: true,
          },
          confirm: {
            from: ['pending'],
            to: 'confirmed',
            permission: 'booking:write',
            event: 'booking.booking.confirmed',
          },
          complete: {
            from: ['confirmed'],
            to: 'completed',
            permission: 'booking:write',
            event: 'booking.booking.completed',
          },
          no_show: { from: ['confirmed'], to: 'no_show', permission: 'booking:write', event: 'booking.booking.missed' },
          /** Staff took one for another: the time has kept its claim. */
          reopen: {
            from: ['completed', 'no_show'],
            to: 'confirmed',
            permission: 'booking:write',
            event: 'booking.booking.reopened',
          },
          cancel: {
            from: ['pending', 'confirmed'],
            to: 'cancelled',
            permission: 'booking:write',
            event: 'booking.booking.cancelled',
            input: schema(contract.cancelByStaff),
          },
        },
      },
      access: { read: 'booking:read' },
    },
    allocation: {
      label: 'Claimed time',
      plural: 'allocations',
      transactional: true,
      fields: {},
      // The longest service with the widest buffers on both sides.
      allocation: { resource: 'resource', holder: 'booking', longestMinutes: 1440 + 2 * 480 },
      access: { read: 'booking:read' },
    },
  },

  actions: {
    hold: {
      label: 'Hold a time for five minutes',
      public: true,
      permission: 'booking:write',
      limit: 'public-hold',
      idempotent: true,
      input: schema(contract.hold),
      output: schema(contract.held, 'output'),
    },
    reserve: {
      label: 'Book a time',
      public: true,
      permission: 'booking:write',
      limit: 'public-write',
      idempotent: true,
      input: schema(contract.reserve),
      output: schema(contract.appointment, 'output'),
    },
    appointment: {
      label: 'Show a booking by its link',
      public: true,
      permission: 'booking:read',
      limit: 'public-read',
      idempotent: true,
      input: schema(contract.openAppointment),
      output: schema(contract.appointment, 'output'),
    },
    reschedule: {
      label: 'Move a booking by its link',
      public: true,
      permission: 'booking:write',
      limit: 'public-write',
      idempotent: true,
      input: schema(contract.reschedule),
      output: schema(contract.appointment, 'output'),
    },
    move: {
      label: 'Move a booking, as staff',
      permission: 'booking:write',
      limit: 'staff-write',
      idempotent: true,
      input: schema(contract.move),
      output: schema(contract.appointment, 'output'),
    },
    cancel: {
      label: 'Cancel a booking by its link',
      public: true,
      permission: 'booking:write',
      limit: 'public-write',
      idempotent: true,
      input: schema(contract.cancel),
      output: schema(contract.appointment, 'output'),
    },
  },

  reads: {
    catalogue: {
      label: 'Services and people',
      public: true,
      permission: 'booking:read',
      limit: 'public-read',
      query: schema(z.object({})),
      output: schema(contract.catalogue, 'output'),
    },
    slots: {
      label: 'Free times',
      public: true,
      permission: 'booking:read',
      limit: 'public-read',
      query: schema(contract.slotsQuery),
      output: schema(contract.slots, 'output'),
    },
    agenda: {
      label: 'Bookings of some days, by person',
      permission: 'booking:read',
      limit: 'staff-read',
      query: schema(contract.agendaQuery),
      output: schema(contract.agenda, 'output'),
    },
  },

  events: {
    'booking.booking.held': ids('bookingId'),
    'booking.booking.requested': ids('bookingId'),
    'booking.booking.confirmed': ids('bookingId'),
    'booking.booking.rescheduled': ids('bookingId'),
    'booking.booking.cancelled': ids('bookingId'),
    'booking.booking.completed': ids('bookingId'),
    'booking.booking.missed': ids('bookingId'),
    'booking.booking.reopened': ids('bookingId'),
    'booking.booking.expired': ids('bookingId'),
  },

  jobs: {
    remind: { label: 'Remind the visitor of a booking' },
    expire: { label: 'Give up holds that ran out' },
  },

  widgets: {
    booking: {
      label: 'Book a time',
      element: 'dm-booking',
      attributes: {
        service: { label: 'Only this service', records: 'services' },
        resource: { label: 'Only this person', records: 'resources' },
        'time-format': { label: 'Clock', options: ['auto', '12', '24'] },
      },
      events: ['dm-booked', 'dm-rescheduled', 'dm-cancelled'],
      allow: ['clipboard-write'],
      calls: ['catalogue', 'slots', 'hold', 'reserve', 'appointment', 'reschedule', 'cancel'],
      heights: [760, 720, 720],
    },
    manage: {
      label: 'Your booking',
      element: 'dm-booking-manage',
      attributes: {},
      events: ['dm-rescheduled', 'dm-cancelled'],
      allow: [],
      calls: ['catalogue', 'slots', 'appointment', 'reschedule', 'cancel'],
      heights: [560, 520, 480],
    },
  },

  screens: {
    agenda: { label: 'Agenda', element: 'dm-booking-agenda', icon: 'calendar', permission: 'booking:read' },
    services: { label: 'Services', element: 'dm-booking-services', icon: 'list', permission: 'booking:write' },
    hours: { label: 'People and hours', element: 'dm-booking-hours', icon: 'clock', permission: 'booking:write' },
  },

  translations: {
    de: {
      Booking: 'Buchung',
      Agenda: 'Kalender',
      Services: 'Leistungen',
      'People and hours': 'Personen und Zeiten',
      'Book a time': 'Termin buchen',
      'Your booking': 'Ihre Buchung',
      'Only this service': 'Nur diese Leistung',
      'Only this person': 'Nur diese Person',
      Clock: 'Uhrzeit',
    },
    ar: {
      Booking: 'الحجز',
      Agenda: 'جدول المواعيد',
      Services: 'الخدمات',
      'People and hours': 'الأشخاص والأوقات',
      'Book a time': 'احجز موعدًا',
      'Your booking': 'حجزك',
      'Only this service': 'هذه الخدمة فقط',
      'Only this person': 'هذا الشخص فقط',
      Clock: 'تنسيق الساعة',
    },
  },
})
export type BookingManifest = typeof manifest
