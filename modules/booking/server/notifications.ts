/** What the people of a site are told of its bookings. */
import type { NotificationType } from '@dramac/core/notifications/notification-type'

const of = (words: NotificationType['words']): NotificationType => ({
  category: 'work',
  permission: 'booking:read',
  path: '/modules/booking/agenda',
  words,
})

export const bookingNotifications: Readonly<Record<string, NotificationType>> = {
  'booking.booking.confirmed': of({
    en: { title: 'A booking is confirmed', body: 'There is a confirmed booking at {place}.' },
    de: { title: 'Eine Buchung ist bestätigt', body: 'Bei {place} gibt es eine bestätigte Buchung.' },
    ar: { title: 'تم تأكيد حجز', body: 'هناك حجز مؤكد لدى {place}.' },
  }),
  'booking.booking.rescheduled': of({
    en: { title: 'A booking was moved', body: 'A booking at {place} has a new time.' },
    de: { title: 'Eine Buchung wurde verschoben', body: 'Eine Buchung bei {place} hat eine neue Zeit.' },
    ar: { title: 'تم تغيير موعد حجز', body: 'أصبح لأحد حجوزات {place} موعد جديد.' },
  }),
  'booking.booking.cancelled': of({
    en: { title: 'A booking was cancelled', body: 'A booking at {place} was cancelled.' },
    de: { title: 'Eine Buchung wurde abgesagt', body: 'Eine Buchung bei {place} wurde abgesagt.' },
    ar: { title: 'أُلغي حجز', body: 'تم إلغاء حجز لدى {place}.' },
  }),
}
