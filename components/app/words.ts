/** Words are data: English comes with the page, other languages when somebody wants them. */

export interface Words<Name extends string> {
  /** BCP 47, of dates and numbers too. */
  readonly locale: string
  readonly dir: 'ltr' | 'rtl'
  /** The text with its `{places}` filled; a place without a fact stays empty. */
  say(name: Name, facts?: Readonly<Record<string, string | number>>): string
}

type Messages<Name extends string> = Readonly<Record<Name, string>>

const rightToLeft = /^(ar|fa|he|ur)\b/

export function wordsOf<Name extends string>(messages: Messages<Name>, locale: string): Words<Name> {
  return {
    locale,
    dir: rightToLeft.test(locale) ? 'rtl' : 'ltr',
    say: (name, facts = {}) => messages[name].replace(/\{(\w+)\}/g, (_, place: string) => String(facts[place] ?? '')),
  }
}

/**
 * Loads words by the language of a locale. English stands in for one that we lack or that does not arrive: no reason
 * to show nothing.
 */
export function createWordsLoader<Name extends string>(
  english: Messages<Name>,
  others: Readonly<Record<string, () => Promise<Messages<Name>>>>,
): (locale: string) => Promise<Words<Name>> {
  return async (locale) => {
    const language = locale.split('-')[0]!.toLowerCase()
    if (language === 'en') return wordsOf(english, locale)
    const load = Object.hasOwn(others, language) ? others[language] : undefined
    const messages = await load?.().catch(() => undefined)
    return messages ? wordsOf(messages, locale) : wordsOf(english, 'en')
  }
}

/** Languages by their own name: whoever looks for theirs cannot read the others. */
export const languages = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const
export type Language = keyof typeof languages

export const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
