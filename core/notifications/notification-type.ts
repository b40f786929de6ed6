/** Which events people are told of, who they are, and in which words: `{place}` is the site's or the agency's name. */
import type { Language } from '../mail/mail-type.ts'

export const categories = ['security', 'site', 'work'] as const
export type NotificationCategory = (typeof categories)[number]

export interface NotificationType {
  readonly category: NotificationCategory
  /** Whoever holds it where the event happened is told, except who did it. */
  readonly permission: string
  /** Below the site's page of the dashboard. */
  readonly path: string
  readonly words: Readonly<Record<Language, { readonly title: string; readonly body: string }>>
}

export const coreNotifications: Readonly<Record<string, NotificationType>> = {
  'core.domain.verified': {
    category: 'site',
    permission: 'domains:read',
    path: '/domains',
    words: {
      en: { title: 'A domain was verified', body: 'A domain of {place} may now show its widgets.' },
      de: { title: 'Eine Domain wurde bestätigt', body: 'Eine Domain von {place} darf jetzt Widgets zeigen.' },
      ar: { title: 'تم التحقق من نطاق', body: 'يمكن الآن لأحد نطاقات {place} عرض الأدوات.' },
    },
  },
  'core.domain.failed': {
    category: 'site',
    permission: 'domains:read',
    path: '/domains',
    words: {
      en: { title: 'A domain could not be verified', body: 'The proof of a domain of {place} was not found.' },
      de: {
        title: 'Eine Domain konnte nicht bestätigt werden',
        body: 'Der Nachweis einer Domain von {place} wurde nicht gefunden.',
      },
      ar: { title: 'تعذر التحقق من نطاق', body: 'لم يُعثر على إثبات أحد نطاقات {place}.' },
    },
  },
  'core.domain.revoked': {
    category: 'site',
    permission: 'domains:read',
    path: '/domains',
    words: {
      en: { title: 'A domain is no longer verified', body: 'A domain of {place} no longer shows its widgets.' },
      de: { title: 'Eine Domain ist nicht mehr bestätigt', body: 'Eine Domain von {place} zeigt keine Widgets mehr.' },
      ar: { title: 'لم يعد النطاق موثقًا', body: 'لم يعد أحد نطاقات {place} يعرض الأدوات.' },
    },
  },
  'core.key.created': {
    category: 'security',
    permission: 'keys:read',
    path: '/keys',
    words: {
      en: { title: 'A new API key', body: 'Somebody made an API key for {place}.' },
      de: { title: 'Ein neuer API-Schlüssel', body: 'Für {place} wurde ein API-Schlüssel angelegt.' },
      ar: { title: 'مفتاح API جديد', body: 'تم إنشاء مفتاح API لـ {place}.' },
    },
  },
  'core.key.revoked': {
    category: 'security',
    permission: 'keys:read',
    path: '/keys',
    words: {
      en: { title: 'An API key was revoked', body: 'An API key of {place} no longer works.' },
      de: { title: 'Ein API-Schlüssel wurde widerrufen', body: 'Ein API-Schlüssel von {place} gilt nicht mehr.' },
      ar: { title: 'أُلغي مفتاح API', body: 'لم يعد أحد مفاتيح API الخاصة بـ {place} يعمل.' },
    },
  },
}
