/** Where in the world: choices of zones, languages and currencies by the names that the browser knows. */
import type { FormOption, FormValue } from '../../app/form-fields.ts'

/** What is kept already stays a choice, whatever the browser thinks of it. */
const withKept = (values: readonly string[], kept: FormValue | undefined): readonly string[] =>
  typeof kept === 'string' && kept !== '' && !values.includes(kept) ? [kept, ...values] : values

export const zoneOptions = (kept: FormValue | undefined): FormOption[] =>
  withKept(['UTC', ...Intl.supportedValuesOf('timeZone')], kept).map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }))

const locales = ['en', 'en-GB', 'en-US', 'de', 'de-AT', 'de-CH', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'tr', 'ar', 'he']

/** Named in the language of whoever looks. */
export function localeOptions(locale: string, kept: FormValue | undefined): FormOption[] {
  const names = new Intl.DisplayNames(locale, { type: 'language' })
  return withKept(locales, kept).map((value) => ({ value, label: names.of(value) ?? value }))
}

export function currencyOptions(locale: string, kept: FormValue | undefined): FormOption[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return withKept(Intl.supportedValuesOf('currency'), kept).map((value) => ({
    value,
    label: `${value} · ${names.of(value) ?? value}`,
  }))
}
