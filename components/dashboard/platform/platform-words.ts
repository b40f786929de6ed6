/** Words of the platform's console. */
import { createAreaWords } from '../../app/area-words.ts'
import { en, type PlatformMessages } from './messages/en.ts'

export type PlatformMessage = keyof PlatformMessages

export const platformWords = createAreaWords<PlatformMessage>(en, {
  de: async () => (await import('./messages/de.ts')).de,
  ar: async () => (await import('./messages/ar.ts')).ar,
})
