/** Words of the notification centre. */
import { createAreaWords } from '../../app/area-words.ts'
import { en, type NotificationMessages } from './messages/en.ts'
import type { Category } from './notification.ts'

export type NotificationMessage = keyof NotificationMessages

export const notificationWords = createAreaWords<NotificationMessage>(en, {
  de: async () => (await import('./messages/de.ts')).de,
  ar: async () => (await import('./messages/ar.ts')).ar,
})

export const categoryWords: Readonly<Record<Category, NotificationMessage>> = {
  security: 'security',
  site: 'sitesAndDomains',
  work: 'dailyWork',
}
