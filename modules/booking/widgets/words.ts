/** The widget's words in the visitor's language: English comes with it, others when they are needed. */
import { en, type Messages } from '../messages/en.ts'

const loaders: Readonly<Record<string, () => Promise<Messages>>> = {
  de: async () => (await import('../messages/de.ts')).de,
  ar: async () => (await import('../messages/ar.ts')).ar,
}

export interface Words {
  /** Of dates and numbers; the visitor's own, or English where we lack the language. */
  readonly locale: string
  say(name: keyof Messages, facts?: Readonly<Record<string, string | number>>): string
}

export const english: Words = wordsOf(en, 'en')

export async function loadWords(locale: string): Promise<Words> {
  const language = locale.split('-')[0]!.toLowerCase()
  if (language === 'en') return wordsOf(en, locale)
  const load = Object.hasOwn(loaders, language) ? loaders[language] : undefined
  // A language that does not arrive is no reason to show nothing.
  const messages = await load?.().catch(() => undefined)
  return messages ? wordsOf(messages, locale) : english
}

function wordsOf(messages: Messages, locale: string): Words {
  return {
    locale,
    say: (name, facts = {}) => messages[name].replace(/\{(\w+)\}/g, (_, place: string) => String(facts[place] ?? '')),
  }
}
