/** Words of a site's request log. */
import { createAreaWords } from '../../app/area-words.ts'
import { en, type RequestMessages } from './messages/en.ts'

export type RequestMessage = keyof RequestMessages

export const requestWords = createAreaWords<RequestMessage>(en, {
  de: async () => (await import('./messages/de.ts')).de,
  ar: async () => (await import('./messages/ar.ts')).ar,
})
