/** Amounts as people type them: money with a comma or a point, in any digits; times as a number and a unit. */

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** Western digits and a point, whatever the keyboard: ١٬٢٠٠٫٥ is 1200.5. */
function toPlainNumber(text: string): string {
  const western = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll('٫', '.')
    .replace(/[\s٬'’]/g, '')
  const lastMark = Math.max(western.lastIndexOf(','), western.lastIndexOf('.'))
  if (lastMark < 0) return western
  const mark = western[lastMark]!
  const repeated = western.indexOf(mark) !== lastMark
  // "1,200" and "1.200.000" group thousands; "12,5" and "12.50" do not.
  if (repeated) return western.replaceAll(mark, '').replace(',', '.')
  return `${western.slice(0, lastMark).replace(/[.,]/g, '')}.${western.slice(lastMark + 1)}`
}

/** Minor units, or undefined for what is no amount of that currency. */
export function parseMoney(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency)
  const plain = toPlainNumber(text)
  const found = /^(\d{1,9})(?:\.(\d*))?$/.exec(plain)
  if (!found || (found[2] ?? '').replace(/0+$/, '').length > digits) return undefined
  const fraction = (found[2] ?? '').slice(0, digits).padEnd(digits, '0')
  return Number(`${found[1]}${fraction}`)
}

/** The amount as an input shows it: 4800 EUR is `48`, 4850 is `48.50`, with the locale's mark. */
export function formatAmount({ minor, currency }: { minor: number; currency: string }, locale: string): string {
  const digits = digitsOf(currency)
  const whole = minor % 10 ** digits === 0
  return new Intl.NumberFormat(`${locale}-u-nu-latn`, {
    useGrouping: false,
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits)
}

export const units = { minutes: 1, hours: 60, days: 1440 } as const
export type Unit = keyof typeof units

/** The largest unit that says it in whole numbers. */
export function toUnit(minutes: number): { amount: number; unit: Unit } {
  const unit =
    minutes !== 0 && minutes % 1440 === 0 ? 'days' : minutes !== 0 && minutes % 60 === 0 ? 'hours' : 'minutes'
  return { amount: minutes / units[unit], unit }
}

const letters: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  å: 'a',
  ł: 'l',
  đ: 'd',
}

/** `Färben & Föhnen` is `faerben-foehnen`; a name without Latin letters gives nothing. */
export function toSlug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßøæåłđ]/g, (letter) => letters[letter]!)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '')
}

/** A slug that none of the others has; `fallback` where the name gives none. */
export function toFreeSlug(name: string, taken: readonly string[], fallback: string): string {
  const wanted = toSlug(name) || fallback
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wanted : `${wanted.slice(0, 76)}-${number}`
    if (!taken.includes(slug)) return slug
  }
}
