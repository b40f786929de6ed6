/** What a mail about a booking says, in the visitor's language and zone. */
import { chooseLocale } from '@dramac/core/mail/choose-locale'
import type { MailContent } from '@dramac/core/mail/mail-type'
import { isolate, oneLine } from '@dramac/core/mail/one-line'
import { words, type MailKind, type Words } from './words.ts'

export type { MailKind }

export interface MailFacts {
  /** BCP 47; an unknown language speaks English. */
  readonly locale: string
  readonly customerName: string
  readonly serviceName: string
  readonly resourceName: string
  readonly businessName: string
  readonly startsAt: Date
  readonly endsAt: Date
  /** The visitor's, in which the mail speaks. */
  readonly zone: string
  readonly businessZone: string
  readonly manageUrl: string
  readonly reason?: string
}

export function renderMail(kind: MailKind, given: MailFacts): MailContent {
  const { locale, language } = chooseLocale(given.locale, words)
  const spoken = words[language]!
  const facts = toLines(given, spoken.dir)
  const filled = fill(facts, locale)
  const mail = spoken.mails[kind]
  return {
    language,
    subject: filled(mail.subject),
    paragraphs: [facts.customerName ? filled(spoken.greeting) : spoken.greetingNobody, filled(mail.intro)],
    card: {
      title: facts.serviceName,
      rows: [
        [spoken.when, timeIn(facts, locale, facts.zone)],
        [spoken.withWhom, facts.resourceName],
        ...(facts.reason ? [[spoken.reason, facts.reason] as const] : []),
      ],
      ...(facts.zone === facts.businessZone ? {} : { note: filled(spoken.localTime) }),
    },
    action: { label: kind === 'cancelled' ? spoken.see : spoken.manage, url: facts.manageUrl },
  }
}

const names = ['customerName', 'serviceName', 'resourceName', 'businessName', 'reason'] as const

/** What people wrote, each on a line of its own. */
function toLines(facts: MailFacts, dir: Words['dir']): MailFacts {
  const lines = names.map((name) => [name, isolate(oneLine(facts[name] ?? ''), dir)] as const)
  return { ...facts, ...Object.fromEntries(lines) }
}

function fill(facts: MailFacts, locale: string): (template: string) => string {
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: facts.zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  })
  const places: Record<string, string> = {
    customerName: facts.customerName,
    serviceName: facts.serviceName,
    businessName: facts.businessName,
    day: day.format(facts.startsAt),
    businessTime: timeIn(facts, locale, facts.businessZone),
  }
  return (template) => template.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? '')
}

/** Day, time, zone and its offset at that time: an hour without its zone is a guess, and one hour a year comes twice. */
function timeIn({ startsAt, endsAt }: MailFacts, locale: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  })
  const offset = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(startsAt)
    .find(({ type }) => type === 'timeZoneName')
  const zone = timeZone.replaceAll('_', ' ')
  return `${format.formatRange(startsAt, endsAt)} (${[...new Set([zone, offset?.value])].join(', ')})`
}
