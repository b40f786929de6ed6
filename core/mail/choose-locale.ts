/** The language to speak, and the locale whose dates go with it. What is no locale at all speaks English. */
export interface ChosenLocale {
  readonly locale: string
  readonly language: string
}

export function chooseLocale(wanted: string, spoken: Readonly<Record<string, unknown>>): ChosenLocale {
  try {
    const { language } = new Intl.Locale(wanted)
    if (Object.hasOwn(spoken, language)) return { locale: wanted, language }
  } catch {
    // Browsers name their own locale, and some name nonsense.
  }
  return { locale: 'en', language: 'en' }
}

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur'])

export const directionOf = (language: string): 'ltr' | 'rtl' => (rightToLeft.has(language) ? 'rtl' : 'ltr')
