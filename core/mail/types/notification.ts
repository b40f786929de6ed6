/** Notifications by mail, one or many at a time, and the mail that shows how a brand looks. */
import { defineMail } from '../mail-type.ts'

const name = 'Ada Lovelace'
const link = 'https://app.example/notifications'

/** What is told is said by the notification itself. */
const single = {
  en: { subject: '{title}', heading: '{title}', paragraphs: ['{body}'], action: 'See more' },
  de: { subject: '{title}', heading: '{title}', paragraphs: ['{body}'], action: 'Mehr ansehen' },
  ar: { subject: '{title}', heading: '{title}', paragraphs: ['{body}'], action: 'عرض المزيد' },
} as const

export const notificationMails = {
  'notification.single': defineMail({
    audience: 'staff',
    category: 'optional',
    facts: { name: 'text', title: 'text', body: 'text', link: 'link' },
    sample: { name, title: 'A domain was verified', body: 'shop.example may now show your widgets.', link },
    words: single,
  }),
  'notification.alert': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', title: 'text', body: 'text', link: 'link' },
    sample: { name, title: 'A new API key', body: 'Somebody made an API key for Harbor Salon.', link },
    words: single,
  }),
  'notification.digest': defineMail({
    audience: 'staff',
    category: 'optional',
    facts: { name: 'text', count: 'count', items: 'items', link: 'link' },
    sample: {
      name,
      count: 2,
      items: [
        { title: 'A domain was verified', text: 'shop.example may now show your widgets.', url: link },
        { title: 'A new member', text: 'Grace Hopper belongs to Northwind Studio now.', url: link },
      ],
      link,
    },
    words: {
      en: {
        subject: 'What is new: {count}',
        paragraphs: ['This is what happened since the last of these mails.'],
        action: 'See all',
      },
      de: {
        subject: 'Neuigkeiten: {count}',
        paragraphs: ['das ist seit der letzten dieser Mails geschehen.'],
        action: 'Alle ansehen',
      },
      ar: {
        subject: 'الجديد: {count}',
        paragraphs: ['هذا ما حدث منذ آخر رسالة من هذا النوع.'],
        action: 'عرض الكل',
      },
    },
  }),
  'brand.test': defineMail({
    audience: 'customer',
    category: 'transactional',
    facts: { name: 'text', link: 'link' },
    sample: { name, link },
    words: {
      en: {
        subject: 'This is how your mail looks',
        heading: 'Your brand in a mail',
        paragraphs: ['Names, colours and the foot of this mail are what those who get your mail see.'],
        action: 'A button',
      },
      de: {
        subject: 'So sehen Ihre Mails aus',
        heading: 'Ihre Marke in einer Mail',
        paragraphs: ['Namen, Farben und Fußzeile dieser Mail sind das, was die Empfänger Ihrer Mails sehen.'],
        action: 'Eine Schaltfläche',
      },
      ar: {
        subject: 'هكذا تبدو رسائلك',
        heading: 'علامتك في رسالة',
        paragraphs: ['الأسماء والألوان وتذييل هذه الرسالة هي ما يراه من تصلهم رسائلك.'],
        action: 'زر',
      },
    },
  }),
} as const
