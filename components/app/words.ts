/** Words are data: English comes with the page, other languages when somebody wants them. */

export interface Words<Name extends string> {
  /** BCP 47, of dates and numbers too. */
  readonly locale: string
  readonly dir: 'ltr' | 'rtl'
  /** The text with its `{places}` filled; a place without a fact stays empty. */
  say(name: Name, facts?: Readonly<Record<string, string | number>>): string
}

const rightToLeft = /^(ar|fa|he|ur)\b/

export function wordsOf<Name extends string>(messages: Readonly<Record<Name, string>>, locale: string): Words<Name> {
  return {
    locale,
    dir: rightToLeft.test(locale) ? 'rtl' : 'ltr',
    say: (name, facts = {}) => messages[name].replace(/\{(\w+)\}/g, (_, place: string) => String(facts[place] ?? '')),
  }
}

/** Languages by their own name: whoever looks for theirs cannot read the others. */
export const languages = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const
export type Language = keyof typeof languages

export const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
