/** The mails of Booking, each with an example. A reminder is a courtesy that its reader may stop; the rest is the booking itself. */
import type { ModuleMail } from '@dramac/core/modules/module'
import { renderMail, type MailFacts, type MailKind } from './render-mail.ts'

const example: Omit<MailFacts, 'locale'> = {
  customerName: 'Ada Lovelace',
  serviceName: 'Haircut',
  resourceName: 'Grace',
  businessName: 'Harbor Salon',
  startsAt: new Date('2027-03-04T09:30:00Z'),
  endsAt: new Date('2027-03-04T10:15:00Z'),
  zone: 'Europe/Berlin',
  businessZone: 'Europe/Berlin',
  manageUrl: 'https://frames.example/p/booking/manage#a-long-token',
}

const mailOf = (kind: MailKind, category: ModuleMail['category']): ModuleMail => ({
  audience: 'customer',
  category,
  sample: (locale) => renderMail(kind, { ...example, locale }),
})

export const bookingMails: Readonly<Record<MailKind, ModuleMail>> = {
  confirmed: mailOf('confirmed', 'transactional'),
  requested: mailOf('requested', 'transactional'),
  rescheduled: mailOf('rescheduled', 'transactional'),
  cancelled: mailOf('cancelled', 'transactional'),
  reminder: mailOf('reminder', 'optional'),
}
