/** The dashboard's words in the language of whoever looks. */
import { wordsOf, type Language, type Words } from '../app/words.ts'
import { en, type Message, type Messages } from './messages/en.ts'

export type DashboardWords = Words<Message>

export const english: DashboardWords = wordsOf(en, 'en')

const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  de: async () => (await import('./messages/de.ts')).de,
  ar: async () => (await import('./messages/ar.ts')).ar,
}

/** English when the language does not arrive: no reason to show nothing. */
export async function loadDashboardWords(language: Language): Promise<DashboardWords> {
  const messages = await loaders[language]().catch(() => undefined)
  return messages ? wordsOf(messages, language) : english
}

/** Day and time where the reader is. */
export function formatMoment(words: DashboardWords, at: string): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

export function formatDay(words: DashboardWords, at: string): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium' }).format(new Date(at))
}
