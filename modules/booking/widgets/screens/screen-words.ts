/** The staff's words: English comes with the screens, other languages when they are needed. */
import { en, type ScreenMessages } from '../../messages/screens/en.ts'
import { english as visitorEnglish, loadWords, type Words } from '../words.ts'

const loaders: Readonly<Record<string, () => Promise<ScreenMessages>>> = {
  de: async () => (await import('../../messages/screens/de.ts')).de,
  ar: async () => (await import('../../messages/screens/ar.ts')).ar,
}

export type ScreenMessage = keyof ScreenMessages

export interface ScreenWords {
  /** Of dates and numbers. */
  readonly locale: string
  /** For the parts that visitors see too. */
  readonly visitor: Words
  say(name: ScreenMessage, facts?: Readonly<Record<string, string | number>>): string
}

export const english: ScreenWords = wordsOf(en, 'en', visitorEnglish)

export async function loadScreenWords(locale: string): Promise<ScreenWords> {
  const language = locale.split('-')[0]!.toLowerCase()
  const load = Object.hasOwn(loaders, language) ? loaders[language] : undefined
  // A language that does not arrive is no reason to show nothing.
  const [visitor, messages] = await Promise.all([loadWords(locale), load?.().catch(() => undefined)])
  if (messages) return wordsOf(messages, locale, visitor)
  return language === 'en' ? wordsOf(en, locale, visitor) : english
}

function wordsOf(messages: ScreenMessages, locale: string, visitor: Words): ScreenWords {
  return {
    locale,
    visitor,
    say: (name, facts = {}) => messages[name].replace(/\{(\w+)\}/g, (_, place: string) => String(facts[place] ?? '')),
  }
}
