/**
 * A BCP 47 tag that Intl takes. Pages write anything into `lang`, and a browser on a machine without
 * a language says `en-US@posix`; Intl throws a RangeError at either.
 */
export function toLocale(wished: string): string {
  const [tag = ''] = wished.trim().replaceAll('_', '-').split(/[@.]/)
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en'
  } catch {
    return 'en'
  }
}
