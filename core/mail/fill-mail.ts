/** Puts facts into the words of a type of mail, in the language and the zone of whoever gets it. */
import { chooseLocale, directionOf } from './choose-locale.ts'
import type { FactKind, FactsOf, FactKinds, MailContent, MailItem, MailType, MailWords } from './mail-type.ts'
import { isolate, oneLine } from './one-line.ts'

export interface Speech<F extends FactKinds> {
  /** BCP 47; an unknown language speaks English. */
  readonly locale: string
  /** IANA; the zone that instants are told in. */
  readonly zone: string
  readonly facts: FactsOf<F>
}

const greetings: Readonly<Record<string, { readonly somebody: string; readonly nobody: string }>> = {
  en: { somebody: 'Hello {name},', nobody: 'Hello,' },
  de: { somebody: 'Guten Tag {name},', nobody: 'Guten Tag,' },
  ar: { somebody: 'مرحبًا {name}،', nobody: 'مرحبًا،' },
}

/** @throws Error for a fact that is missing or is not what the type says: no mail ever says "undefined". */
export function fillMail<F extends FactKinds>(kind: string, type: MailType<F>, speech: Speech<F>): MailContent {
  const { locale, language } = chooseLocale(speech.locale, type.words)
  const words = type.words[language as keyof typeof type.words] // chosen among them
  const given: Readonly<Record<string, unknown>> = speech.facts
  const facts = Object.entries(type.facts).map(([name, fact]) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (!isFact(fact, value)) throw new Error(`mail ${kind}: "${name}" is missing or no ${String(fact)}`)
    return [
      name,
      sayFact({ name, fact, value }, { locale, zone: speech.zone, words, dir: directionOf(language) }),
    ] as const
  })
  const said: Readonly<Record<string, string>> = Object.fromEntries(facts)
  const fill = (template: string) => fillPlaces(kind, template, said)
  const greeting = greetings[language]!
  const { items, link } = given as { items?: readonly MailItem[]; link?: string } // as declared, checked above
  return {
    language,
    subject: fill(words.subject),
    ...(words.heading === undefined ? {} : { heading: fill(words.heading) }),
    paragraphs: [said['name'] ? fill(greeting.somebody) : greeting.nobody, ...words.paragraphs.map(fill)],
    ...(type.facts['items'] === 'items' && items ? { items: items.map(toLines) } : {}),
    ...(words.action !== undefined && link !== undefined ? { action: { label: fill(words.action), url: link } } : {}),
    ...(words.note === undefined ? {} : { note: fill(words.note) }),
  }
}

export function fillPlaces(kind: string, template: string, said: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!Object.hasOwn(said, name)) throw new Error(`mail ${kind}: its words name "${name}", its facts do not`)
    return said[name]!
  })
}

const toLines = ({ title, text, url }: MailItem): MailItem => ({ title: oneLine(title), text: oneLine(text), url })

function isFact(fact: FactKind, value: unknown): boolean {
  if (typeof fact !== 'string') return typeof value === 'string' && fact.includes(value)
  switch (fact) {
    case 'text':
      return typeof value === 'string'
    case 'link':
      return isLink(value)
    case 'instant':
      return value instanceof Date && !Number.isNaN(value.getTime())
    case 'items':
      return Array.isArray(value) && value.every((item: Partial<MailItem>) => item.title && isLink(item.url))
    default:
      return Number.isFinite(value)
  }
}

const isLink = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '') && !/[\s"<>]/.test(value)

interface Manner {
  readonly locale: string
  readonly zone: string
  readonly words: MailWords
  readonly dir: 'ltr' | 'rtl'
}

function sayFact({ name, fact, value }: { name: string; fact: FactKind; value: unknown }, manner: Manner): string {
  const { locale, zone, words, dir } = manner
  if (typeof fact !== 'string') return words.choices?.[name]?.[String(value)] ?? fail(name)
  switch (fact) {
    case 'instant':
      return sayInstant(value as Date, locale, zone) // checked before
    case 'minutes':
    case 'hours':
      return new Intl.NumberFormat(locale, { style: 'unit', unit: fact.slice(0, -1), unitDisplay: 'long' }).format(
        Number(value),
      )
    case 'count':
      return new Intl.NumberFormat(locale).format(Number(value))
    case 'items':
      return ''
    default:
      return fact === 'link' ? String(value) : isolate(oneLine(String(value)), dir)
  }
}

function fail(name: string): never {
  throw new Error(`mail words: a choice of "${name}" is not said`)
}

/** With its zone: an hour without it is a guess. */
export function sayInstant(at: Date, locale: string, zone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  return format.format(at)
}
