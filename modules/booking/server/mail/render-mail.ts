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

export function renderMail(kind: MailKind, facts: MailFacts): RenderedMail {
  const language = facts.locale.split('-')[0]!.toLowerCase()
  const known = Object.hasOwn(words, language) ? language : 'en'
  const spoken = words[known]!
  const locale = known === language ? facts.locale : 'en'
  const filled = fill(facts, locale)
  const mail = spoken.mails[kind]
  const content: Content = {
    greeting: filled(spoken.greeting),
    intro: filled(mail.intro),
    rows: [
      [spoken.when, timeIn(facts, locale, facts.zone)],
      [spoken.withWhom, facts.resourceName],
      ...(facts.reason ? [[spoken.reason, facts.reason] as const] : []),
    ],
    note: facts.zone === facts.businessZone ? undefined : filled(spoken.localTime),
    manage: spoken.manage,
  }
  return {
    subject: filled(mail.subject).replace(/[\r\n]+/g, ' '),
    text: toText(content, facts),
    html: String(toHtml(content, { facts, language: known })),
  }
}

interface Content {
  readonly greeting: string
  readonly intro: string
  readonly rows: readonly (readonly [label: string, value: string])[]
  readonly note: string | undefined
  readonly manage: Words['manage']
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

/** Day, time and the zone's own name: an hour without its zone is a guess. */
function timeIn({ startsAt, endsAt }: MailFacts, locale: string, zone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  })
  return `${format.formatRange(startsAt, endsAt)} (${zone.replaceAll('_', ' ')})`
}

function toText({ greeting, intro, rows, note, manage }: Content, { manageUrl, businessName }: MailFacts): string {
  const facts = rows.map(([label, value]) => `${label}: ${value}`)
  return [
    greeting,
    '',
    intro,
    '',
    ...facts,
    ...(note ? [note] : []),
    '',
    `${manage}: ${manageUrl}`,
    '',
    businessName,
    '',
  ].join('\n')
}

function toHtml(
  { greeting, intro, rows, note, manage }: Content,
  { facts, language }: { facts: MailFacts; language: string },
): Html {
  return html`<!doctype html>
    <html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
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
              >${manage}</a
            >
          </p>
          <p style="opacity:.7">${facts.businessName}</p>
        </div>
      </body>
    </html>`
}
