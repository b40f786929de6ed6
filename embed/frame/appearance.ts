/**
 * Applies what the page wishes to the document. Values come from a foreign page: each must be of its
 * token's type, and is set as a property, never written into CSS text.
 */
import type { Appearance } from '@dramac/contract/wire/frame'

/** First match decides the property whose grammar the value must have. */
const types: [token: RegExp, property: string][] = [
  [/^color-/, 'color'],
  [/^font-family/, 'font-family'],
  [/^font-weight/, 'font-weight'],
  [/^(line-height|density|opacity|z|number)/, 'line-height'],
  [/^(font-size|space|radius|size|width|height|border|gap)/, 'min-width'],
]

/** What the grammars let through but a foreign page has no business with: references, requests, endings. */
const forbidden = /[;{}<>\\@]|(var|url|env|attr|image|image-set|src|element)\s*\(/i

/** Whether `value` is of the type that the token's name announces; `name` is without `--dm-`. */
export function isTokenValue(name: string, value: string): boolean {
  const property = types.find(([token]) => token.test(name))?.[1]
  return (
    property !== undefined &&
    /^[a-z][a-z0-9-]{0,60}$/.test(name) &&
    value.length <= 200 &&
    !forbidden.test(value) &&
    CSS.supports(property, value)
  )
}

const applied = new Set<string>()

export function applyAppearance({ theme, variables }: Appearance, root = document.documentElement): void {
  // Must equal the frame element's, or the browser paints an opaque ground behind the document.
  root.style.colorScheme = theme === 'auto' ? 'light dark' : theme
  applied.forEach((name) => Object.hasOwn(variables, name) || root.style.removeProperty(`--dm-${name}`))
  applied.clear()
  for (const [name, value] of Object.entries(variables)) {
    if (!isTokenValue(name, value)) continue
    root.style.setProperty(`--dm-${name}`, value)
    applied.add(name)
  }
}

const rightToLeft = /^(ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/i

export function applyLocale(locale: string, root = document.documentElement): void {
  root.lang = locale
  root.dir = rightToLeft.test(locale) ? 'rtl' : 'ltr'
}
