/** A mail's content in a brand: once as text, once as HTML, from the same declaration. */
import { escapeHtml } from '@dramac/contract/document/html'
import type { Brand } from '../brand/resolve-brand.ts'
import { directionOf } from './choose-locale.ts'
import { pieces } from './layout/pieces.ts'
import type { MailContent } from './mail-type.ts'

export interface LaidOut {
  readonly text: string
  readonly html: string
}

/** What a mail shows of a brand. */
export type MailLook = Omit<Brand, 'fromName' | 'level'>

interface Foot {
  readonly label: string
  readonly url: string
}

const footWords: Readonly<Record<string, Readonly<Record<'support' | 'privacy' | 'terms' | 'unsubscribe', string>>>> = {
  en: { support: 'Help', privacy: 'Privacy', terms: 'Terms', unsubscribe: 'Stop mails like this one' },
  de: { support: 'Hilfe', privacy: 'Datenschutz', terms: 'Bedingungen', unsubscribe: 'Solche Mails abbestellen' },
  ar: { support: 'المساعدة', privacy: 'الخصوصية', terms: 'الشروط', unsubscribe: 'إيقاف هذه الرسائل' },
}

/** `unsubscribeUrl` for mail that can be stopped. */
export function layOutMail(content: MailContent, brand: MailLook, unsubscribeUrl?: string): LaidOut {
  const feet = listFeet(content.language, brand, unsubscribeUrl)
  return { text: toText(content, brand, feet), html: toHtml(content, brand, feet) }
}

function listFeet(language: string, brand: MailLook, unsubscribeUrl: string | undefined): Foot[] {
  const words = footWords[language] ?? footWords['en']!
  const feet: (readonly [string, string | undefined])[] = [
    [words.support, brand.supportUrl ?? (brand.supportEmail && `mailto:${brand.supportEmail}`)],
    [words.privacy, brand.privacyUrl],
    [words.terms, brand.termsUrl],
    [words.unsubscribe, unsubscribeUrl],
  ]
  return feet.flatMap(([label, url]) => (url ? [{ label, url }] : []))
}

const footTexts = ({ name, footerText, footerAddress }: MailLook): string[] =>
  [name, footerText, footerAddress].filter((text) => text !== undefined)

function toText({ heading, paragraphs, card, items, action, note }: MailContent, brand: MailLook, feet: Foot[]) {
  const blocks = [
    heading,
    ...paragraphs,
    card &&
      [card.title, ...card.rows.map(([label, value]) => `${label}: ${value}`), card.note].filter(Boolean).join('\n'),
    ...(items ?? []).map(({ title, text, url }) => [title, text, url].filter(Boolean).join('\n')),
    action && `${action.label}: ${action.url}`,
    note,
    footTexts(brand).join('\n'),
    feet.map(({ label, url }) => `${label}: ${url}`).join('\n'),
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

/** A row's value is what people read in it, and what they read is escaped: no value is ever markup. */
type Values = Readonly<Record<string, string>>

function put(piece: keyof typeof pieces, values: Values): string {
  return pieces[piece].replace(/\[\[(\w+)\]\]/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`mail layout: "${piece}" needs "${name}"`)
    return escapeHtml(value)
  })
}

function toHtml(content: MailContent, brand: MailLook, feet: Foot[]): string {
  const { language, subject, heading, paragraphs, card, items = [], action, note } = content
  const dir = directionOf(language)
  const always = {
    lang: language,
    dir,
    start: dir === 'rtl' ? 'right' : 'left',
    subject,
    preview: paragraphs[1] ?? paragraphs[0] ?? subject,
    brandName: brand.name,
    accent: brand.accent,
    onAccent: brand.onAccent,
  }
  const piece = (name: keyof typeof pieces, values: Values = {}) => put(name, { ...always, ...values })
  const { logoUrl, logoDarkUrl } = brand
  return [
    piece('open'),
    logoUrl ? piece('logo', { logoUrl, logoDarkUrl: logoDarkUrl ?? logoUrl }) : piece('name'),
    piece('sheet'),
    ...(heading ? [piece('heading', { text: heading })] : []),
    ...paragraphs.map((text) => piece('paragraph', { text })),
    ...(card ? [piece('cardTitle', { text: card.title })] : []),
    ...(card?.rows ?? []).map(([label, value]) => piece('row', { label, value })),
    ...(card ? [piece('note', { text: card.note ?? '' })] : []),
    ...items.map(({ title, text, url }) => piece('item', { title, text, url })),
    ...(action ? [piece('action', action)] : []),
    ...(note ? [piece('note', { text: note })] : []),
    piece('foot'),
    ...footTexts(brand).map((text) => piece('footText', { text })),
    ...feet.map((foot) => piece('footLink', { ...foot })),
    piece('close'),
  ].join('')
}
