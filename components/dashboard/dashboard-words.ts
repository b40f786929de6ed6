/** The dashboard's words in the language of whoever looks. */
import { createWordsLoader, wordsOf, type Words } from '../app/words.ts'
import { en, type Message } from './messages/en.ts'

export type DashboardWords = Words<Message>

export const english: DashboardWords = wordsOf(en, 'en')

export const loadDashboardWords = createWordsLoader(en, {
  de: async () => (await import('./messages/de.ts')).de,
  ar: async () => (await import('./messages/ar.ts')).ar,
})

type Spoken = Pick<DashboardWords, 'locale'>

/** Day and time where the reader is. */
export function formatMoment(words: Spoken, at: string): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

export function formatDay(words: Spoken, at: string): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium' }).format(new Date(at))
}
