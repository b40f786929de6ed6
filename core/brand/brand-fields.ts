/** What a place may say about how it looks. Nothing here can carry markup, a style or a second header. */
import type { JsonSchema } from '@dramac/contract/wire/json'

export interface BrandFields {
  readonly displayName?: string
  readonly logoUrl?: string
  readonly logoDarkUrl?: string
  readonly accent?: string
  /** Legible on the accent; computed where nobody chose it. */
  readonly onAccent?: string
  readonly fromName?: string
  readonly replyTo?: string
  readonly footerText?: string
  readonly footerAddress?: string
  readonly supportEmail?: string
  readonly supportUrl?: string
  readonly privacyUrl?: string
  readonly termsUrl?: string
  /** How much of the platform shows: its name on public pages, none, or none with hosts and styles of one's own. */
  readonly level?: 'basic' | 'full' | 'custom'
}

/** Null unsets a field, which then is inherited again. */
export type BrandPatch = { readonly [Name in keyof BrandFields]?: BrandFields[Name] | null }

const line = (maxLength: number): JsonSchema => ({
  type: ['string', 'null'],
  minLength: 1,
  maxLength,
  pattern: '^[^\\p{Cc}\\p{Bidi_Control}\\u2028\\u2029]+$',
})
/** A sender that is called like an address passes itself off as it. */
const sender: JsonSchema = { ...line(80), pattern: '^[^\\p{Cc}\\p{Bidi_Control}\\u2028\\u2029@<>"]+$' }
const url: JsonSchema = {
  type: ['string', 'null'],
  maxLength: 500,
  pattern: '^https://[^\\s"\'<>\\\\(){}]+$',
  format: 'uri',
}
const color: JsonSchema = { type: ['string', 'null'], pattern: '^#[0-9a-fA-F]{6}$' }
const email: JsonSchema = { type: ['string', 'null'], maxLength: 254, format: 'email', pattern: '^[^\\s,;<>"]+$' }

export const brandPatch: JsonSchema = {
  type: 'object',
  minProperties: 1,
  properties: {
    displayName: sender,
    logoUrl: url,
    logoDarkUrl: url,
    accent: color,
    onAccent: color,
    fromName: sender,
    replyTo: email,
    footerText: line(300),
    footerAddress: line(300),
    supportEmail: email,
    supportUrl: url,
    privacyUrl: url,
    termsUrl: url,
    level: { type: ['string', 'null'], enum: ['basic', 'full', 'custom', null] },
  },
}

export function applyPatch(fields: BrandFields, patch: BrandPatch): BrandFields {
  return Object.fromEntries(Object.entries({ ...fields, ...patch }).filter(([, value]) => value !== null))
}
