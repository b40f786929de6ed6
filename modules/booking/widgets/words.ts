/** The widget's words in the visitor's language: English comes with it, others when they are needed. */
import { createWordsLoader, wordsOf, type Words as WordsOf } from '@dramac/components/app/words'
import { en, type Messages } from '../messages/en.ts'

/** Their locale is of dates and numbers: the visitor's own, or English where we lack the language. */
export type Words = WordsOf<keyof Messages>

export const english: Words = wordsOf(en, 'en')

export const loadWords = createWordsLoader(en, {
  de: async () => (await import('../messages/de.ts')).de,
  ar: async () => (await import('../messages/ar.ts')).ar,
})
