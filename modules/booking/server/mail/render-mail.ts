/** A mail about a booking, in the visitor's language and zone, as text and as HTML. */
import { html, type Html } from '@dramac/contract/document/html'
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

export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export function renderMail(kind: MailKind, given: MailFacts): RenderedMail {
  const { locale, language } = chooseLocale(given.locale)
  const spoken = words[language]!
  const facts = toLines(given, spoken.dir)
  const filled = fill(facts, locale)
  const mail = spoken.mails[kind]
  const content: Content = {
    greeting: facts.customerName ? filled(spoken.greeting) : spoken.greetingNobody,
    intro: filled(mail.intro),
    rows: [
      [spoken.when, timeIn(facts, locale, facts.zone)],
      [spoken.withWhom, facts.resourceName],
      ...(facts.reason ? [[spoken.reason, facts.reason] as const] : []),
    ],
    note: facts.zone === facts.businessZone ? undefined : filled(spoken.localTime),
    link: kind === 'cancelled' ? spoken.see : spoken.manage,
  }
  return {
    subject: filled(mail.subject),
    text: toText(content, facts),
    html: String(toHtml(content, { facts, language, dir: spoken.dir })),
  }
}

interface Content {
  readonly greeting: string
  readonly intro: string
  readonly rows: readonly (readonly [label: string, value: string])[]
  readonly note: string | undefined
  readonly link: string
}

/** The language to speak, and the locale whose dates go with it. What is no locale at all speaks English. */
function chooseLocale(wanted: string): { readonly locale: string; readonly language: string } {
  try {
    const { language } = new Intl.Locale(wanted)
    if (Object.hasOwn(words, language)) return { locale: wanted, language }
  } catch {
    // Visitors' browsers name their own locale, and some name nonsense.
  }
  return { locale: 'en', language: 'en' }
}

const names = ['customerName', 'serviceName', 'resourceName', 'businessName', 'reason'] as const

/**
 * What people wrote, each on one line: nothing of theirs can start a header or a paragraph, or turn the
 * direction of what follows. In a text from right to left each is isolated (Unicode FSI and PDI), or its
 * own direction would reorder ours.
 */
function toLines(facts: MailFacts, dir: Words['dir']): MailFacts {
  const lines = names.map((name) => {
    const line = (facts[name] ?? '').replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ').trim()
    return [name, line && dir === 'rtl' ? `\u2068${line}\u2069` : line] as const
  })
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

function toText(
  { greeting, intro, rows, note, link }: Content,
  { serviceName, businessName, manageUrl }: MailFacts,
): string {
  const facts = rows.map(([label, value]) => `${label}: ${value}`)
  return [
    greeting,
    '',
    intro,
    '',
    serviceName,
    ...facts,
    ...(note ? [note] : []),
    '',
    `${link}: ${manageUrl}`,
    '',
    businessName,
    '',
  ].join('\n')
}

function toHtml(
  { greeting, intro, rows, note, link }: Content,
  { facts, language, dir }: { facts: MailFacts; language: string; dir: Words['dir'] },
): Html {
  return html`<!doctype html>
    <html lang="${language}" dir="${dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${facts.serviceName}</title>
      </head>
      <body style="margin:0;padding:24px;font:16px/1.55 system-ui,-apple-system,'Segoe UI',sans-serif">
        <div style="max-width:36rem;margin:0 auto">
          <p>${greeting}</p>
          <p>${intro}</p>
          <div style="border:1px solid #8884;border-radius:12px;padding:16px 20px;margin:20px 0">
            <p style="font-size:1.15em;font-weight:600;margin:0 0 8px">${facts.serviceName}</p>
            ${rows.map(([label, value]) => html`<p style="margin:4px 0"><span style="opacity:.7">${label}:</span> ${value}</p>`)}
            ${note ? html`<p style="margin:8px 0 0;opacity:.7">${note}</p>` : ''}
          </div>
          <p>
            <a
              href="${facts.manageUrl}"
              style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f766e;color:#fff;text-decoration:none"
              >${link}</a
            >
          </p>
          <p style="opacity:.7">${facts.businessName}</p>
        </div>
      </body>
    </html>`
}
