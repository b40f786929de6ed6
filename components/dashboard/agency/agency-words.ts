/** Words of the agency's area. */
import { createAreaWords } from '../../app/area-words.ts'
import { en, type AgencyMessages } from './messages/en.ts'

export type AgencyMessage = keyof AgencyMessages

export const agencyWords = createAreaWords<AgencyMessage>(en, {
  de: async () => (await import('./messages/de.ts')).de,
  ar: async () => (await import('./messages/ar.ts')).ar,
})
