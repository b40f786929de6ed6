/** What this browser remembers of whoever looks: language and theme. */
import { isLanguage, type Language } from './words.ts'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export interface Preferences {
  readonly language: Language
  readonly theme: Theme
}

const key = 'dm-preferences'

export function loadPreferences(): Preferences {
  const kept = read()
  const wished = [kept['language'], ...navigator.languages].map((one) => String(one).slice(0, 2).toLowerCase())
  return {
    language: wished.find(isLanguage) ?? 'en',
    theme: themes.find((theme) => theme === kept['theme']) ?? 'auto',
  }
}

/** A browser that keeps nothing is no failure: the choice then lasts as long as the page. */
export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences))
  } catch {}
}

function read(): Record<string, unknown> {
  try {
    return Object(JSON.parse(localStorage.getItem(key) ?? '{}')) as Record<string, unknown> // each member is tested
  } catch {
    return {}
  }
}

/** The whole document follows, its scroll bars and form controls too. */
export function applyTheme(theme: Theme): void {
  const scheme = theme === 'auto' ? 'light dark' : theme
  document.documentElement.style.colorScheme = scheme
  document.body.style.colorScheme = scheme
}
