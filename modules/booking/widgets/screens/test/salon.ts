/** A hairdresser's on Tuesday, 12 January 2027, half past ten in Berlin. */
import type { Row, Rows } from './memory-rows.ts'

export const now = (): Date => new Date('2027-01-12T09:30:00.000Z')

const row = (id: string, values: object): Row => ({ id, version: 1, ...values })

const service = (id: string, position: number, values: object = {}): Row =>
  row(id, {
    slug: id,
    name: id,
    description: null,
    durationMinutes: 60,
    stepMinutes: 30,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    minNoticeMinutes: 1440,
    horizonDays: 90,
    startGrid: 'clock',
    startOffsetMinutes: 0,
    price: { minor: 4850, currency: 'EUR' },
    requiresConfirmation: false,
    pendingBlocks: true,
    changeNoticeMinutes: 1440,
    active: true,
    position,
    ...values,
  })

const person = (id: string, name: string, position: number, values: object = {}): Row =>
  row(id, {
    slug: id,
    name,
    email: null,
    zone: 'Europe/Berlin',
    scheduleId: 'open',
    color: '#0f766e',
    active: true,
    position,
    ...values,
  })

const booking = (id: string, startsAt: string, values: object = {}): Row =>
  row(id, {
    serviceId: 'cut',
    resourceId: 'mara',
    startsAt,
    endsAt: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
    zone: 'Europe/Berlin',
    locale: 'en',
    state: 'confirmed',
    customerName: id,
    customerEmail: `${id}@example.com`,
    customerPhone: null,
    note: null,
    price: null,
    cancelReason: null,
    ...values,
  })

/** Fresh rows for every test: screens change them. */
export function createSalon(): Rows {
  return {
    services: [
      service('cut', 0, { name: 'Cut & style' }),
      service('colour', 1, { name: 'Colour', requiresConfirmation: true, price: null }),
    ],
    resources: [
      person('mara', 'Mara Weiß', 0),
      person('jonas', 'Jonas Keller-Schmidt', 1, { color: '#6d28d9', scheduleId: 'late' }),
    ],
    schedules: [
      row('open', {
        name: 'Opening hours',
        zone: 'Europe/Berlin',
        weeklyHours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
        dateOverrides: [{ date: '2027-01-20', hours: [] }],
      }),
      row('late', {
        name: 'Late shift',
        zone: 'Europe/Berlin',
        weeklyHours: [{ weekday: 5, from: '20:00', to: '02:00' }],
        dateOverrides: [],
      }),
    ],
    'service-resources': [
      row('g1', { serviceId: 'cut', resourceId: 'mara' }),
      row('g2', { serviceId: 'cut', resourceId: 'jonas' }),
      row('g3', { serviceId: 'colour', resourceId: 'mara' }),
    ],
    'time-offs': [
      row('off', {
        resourceId: 'mara',
        startsAt: '2027-02-01T08:00:00.000Z',
        endsAt: '2027-02-05T16:00:00.000Z',
        reason: 'Skiing',
      }),
    ],
    bookings: [
      booking('Ada Lovelace', '2027-01-12T08:00:00.000Z'),
      booking('Grace Hopper', '2027-01-12T10:00:00.000Z', { resourceId: 'jonas', note: 'Short, please.' }),
      booking('Alan Turing', '2027-01-12T13:00:00.000Z', { state: 'pending', serviceId: 'colour' }),
      booking('Edsger Dijkstra', '2027-01-12T14:00:00.000Z', { state: 'cancelled' }),
      booking('Barbara Liskov', '2027-01-14T09:00:00.000Z'),
    ],
  }
}

export const emptySalon = (): Rows => ({
  services: [],
  resources: [],
  schedules: [],
  'service-resources': [],
  'time-offs': [],
  bookings: [],
})
