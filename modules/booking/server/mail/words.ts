/** The words of Booking's mail. `{name}` places are filled in; nothing here is markup. */

export type MailKind = 'confirmed' | 'requested' | 'rescheduled' | 'cancelled' | 'reminder'

export interface Words {
  readonly dir: 'ltr' | 'rtl'
  readonly greeting: string
  /** To someone whose name is not known. */
  readonly greetingNobody: string
  readonly when: string
  readonly withWhom: string
  readonly localTime: string
  readonly manage: string
  /** The same link when there is nothing left to manage. */
  readonly see: string
  readonly reason: string
  readonly mails: Readonly<Record<MailKind, { readonly subject: string; readonly intro: string }>>
}

export const words: Readonly<Record<string, Words>> = {
  en: {
    dir: 'ltr',
    greeting: 'Hello {customerName},',
    greetingNobody: 'Hello,',
    when: 'When',
    withWhom: 'With',
    localTime: 'At {businessName} this is {businessTime}.',
    manage: 'See, move or cancel your booking',
    see: 'See your booking',
    reason: 'Reason',
    mails: {
      confirmed: { subject: 'Confirmed: {serviceName}, {day}', intro: 'Your booking at {businessName} is confirmed.' },
      requested: {
        subject: 'Request received: {serviceName}, {day}',
        intro: 'We have your request. {businessName} will confirm it soon.',
      },
      rescheduled: {
        subject: 'Moved: {serviceName}, now {day}',
        intro: 'Your booking at {businessName} has a new time.',
      },
      cancelled: { subject: 'Cancelled: {serviceName}, {day}', intro: 'Your booking at {businessName} is cancelled.' },
      reminder: {
        subject: 'Reminder: {serviceName}, {day}',
        intro: 'This is a reminder of your booking at {businessName}.',
      },
    },
  },
  de: {
    dir: 'ltr',
    greeting: 'Guten Tag {customerName},',
    greetingNobody: 'Guten Tag,',
    when: 'Wann',
    withWhom: 'Bei',
    localTime: 'Bei {businessName} ist das {businessTime}.',
    manage: 'Termin ansehen, verschieben oder absagen',
    see: 'Termin ansehen',
    reason: 'Grund',
    mails: {
      confirmed: { subject: 'Bestätigt: {serviceName}, {day}', intro: 'Ihr Termin bei {businessName} ist bestätigt.' },
      requested: {
        subject: 'Anfrage erhalten: {serviceName}, {day}',
        intro: 'wir haben Ihre Anfrage. {businessName} bestätigt sie in Kürze.',
      },
      rescheduled: {
        subject: 'Verschoben: {serviceName}, jetzt {day}',
        intro: 'Ihr Termin bei {businessName} hat eine neue Zeit.',
      },
      cancelled: { subject: 'Abgesagt: {serviceName}, {day}', intro: 'Ihr Termin bei {businessName} ist abgesagt.' },
      reminder: {
        subject: 'Erinnerung: {serviceName}, {day}',
        intro: 'wir erinnern Sie an Ihren Termin bei {businessName}.',
      },
    },
  },
  ar: {
    dir: 'rtl',
    greeting: 'مرحبًا {customerName}،',
    greetingNobody: 'مرحبًا،',
    when: 'الموعد',
    withWhom: 'مع',
    localTime: 'في {businessName} يوافق ذلك {businessTime}.',
    manage: 'عرض الحجز أو تغييره أو إلغاؤه',
    see: 'عرض الحجز',
    reason: 'السبب',
    mails: {
      confirmed: { subject: 'تم التأكيد: {serviceName}، {day}', intro: 'تم تأكيد حجزك لدى {businessName}.' },
      requested: { subject: 'وصل طلبك: {serviceName}، {day}', intro: 'وصلنا طلبك، وسيؤكده {businessName} قريبًا.' },
      rescheduled: {
        subject: 'تم تغيير الموعد: {serviceName}، {day}',
        intro: 'أصبح لحجزك لدى {businessName} موعد جديد.',
      },
      cancelled: { subject: 'تم الإلغاء: {serviceName}، {day}', intro: 'تم إلغاء حجزك لدى {businessName}.' },
      reminder: { subject: 'تذكير: {serviceName}، {day}', intro: 'نذكّرك بحجزك لدى {businessName}.' },
    },
  },
}
