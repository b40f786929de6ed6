/** The service form as a table, and how what was typed becomes a record. */
import type { ServiceRecord } from './records.ts'
import { formatAmount, parseMoney, toUnit, units, type Unit } from './amounts.ts'
import type { ScreenMessage } from './screen-words.ts'

export type FieldKind = 'text' | 'area' | 'slug' | 'minutes' | 'span' | 'integer' | 'money' | 'choice' | 'boolean'

export interface ServiceField {
  readonly name: string
  readonly kind: FieldKind
  readonly label: ScreenMessage
  readonly hint?: ScreenMessage
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly options?: Readonly<Record<string, ScreenMessage>>
}

export interface FieldGroup {
  readonly title: ScreenMessage
  /** Rarely changed: shut at first. */
  readonly folded?: boolean
  readonly fields: readonly ServiceField[]
}

const day = 1440

/** Limits are the manifest's, so that a mistake is named before it is sent. */
export const serviceGroups: readonly FieldGroup[] = [
  {
    title: 'groupOffer',
    fields: [
      { name: 'name', kind: 'text', label: 'serviceName', required: true, max: 120 },
      { name: 'description', kind: 'area', label: 'description', hint: 'descriptionHint', max: 2000 },
      {
        name: 'durationMinutes',
        kind: 'minutes',
        label: 'duration',
        hint: 'durationHint',
        required: true,
        min: 5,
        max: day,
      },
      { name: 'price', kind: 'money', label: 'price', hint: 'priceHint' },
      { name: 'active', kind: 'boolean', label: 'serviceActive', hint: 'serviceActiveHint' },
    ],
  },
  {
    title: 'groupRequests',
    fields: [
      {
        name: 'requiresConfirmation',
        kind: 'boolean',
        label: 'requiresConfirmation',
        hint: 'requiresConfirmationHint',
      },
      { name: 'pendingBlocks', kind: 'boolean', label: 'pendingBlocks', hint: 'pendingBlocksHint' },
    ],
  },
  {
    title: 'groupLimits',
    fields: [
      {
        name: 'minNoticeMinutes',
        kind: 'span',
        label: 'minNotice',
        hint: 'minNoticeHint',
        required: true,
        min: 0,
        max: 365 * day,
      },
      { name: 'horizonDays', kind: 'integer', label: 'horizon', hint: 'horizonHint', required: true, min: 1, max: 730 },
      {
        name: 'changeNoticeMinutes',
        kind: 'span',
        label: 'changeNotice',
        hint: 'changeNoticeHint',
        required: true,
        min: 0,
        max: 365 * day,
      },
    ],
  },
  {
    title: 'groupTimes',
    folded: true,
    fields: [
      { name: 'stepMinutes', kind: 'minutes', label: 'step', hint: 'stepHint', required: true, min: 5, max: day },
      {
        name: 'startGrid',
        kind: 'choice',
        label: 'startGrid',
        hint: 'startGridHint',
        options: { clock: 'gridClock', opening: 'gridOpening' },
      },
      {
        name: 'startOffsetMinutes',
        kind: 'minutes',
        label: 'startOffset',
        hint: 'startOffsetHint',
        required: true,
        min: 0,
        max: 1439,
      },
      {
        name: 'bufferBeforeMinutes',
        kind: 'minutes',
        label: 'bufferBefore',
        hint: 'bufferBeforeHint',
        required: true,
        min: 0,
        max: 480,
      },
      {
        name: 'bufferAfterMinutes',
        kind: 'minutes',
        label: 'bufferAfter',
        hint: 'bufferAfterHint',
        required: true,
        min: 0,
        max: 480,
      },
      { name: 'slug', kind: 'slug', label: 'slug', hint: 'slugHint', required: true, max: 80 },
    ],
  },
]

/** What stands in the controls, all as text; a box is `on` or empty. */
export type Typed = Readonly<Record<string, string>>

const defaults: Typed = {
  name: '',
  slug: '',
  description: '',
  durationMinutes: '30',
  stepMinutes: '30',
  bufferBeforeMinutes: '0',
  bufferAfterMinutes: '0',
  minNoticeMinutes: '1',
  'minNoticeMinutes.unit': 'days',
  horizonDays: '90',
  startGrid: 'clock',
  startOffsetMinutes: '0',
  price: '',
  requiresConfirmation: '',
  pendingBlocks: 'on',
  changeNoticeMinutes: '1',
  'changeNoticeMinutes.unit': 'days',
  active: 'on',
}

const allFields = serviceGroups.flatMap(({ fields }) => fields)

/** A new service's first values, or those of one that is there. */
export function toTyped(
  service: ServiceRecord | undefined,
  { locale, currency }: { locale: string; currency: string },
): Typed {
  if (!service) return { ...defaults, 'price.currency': currency }
  const typed: Record<string, string> = { 'price.currency': service.price?.currency ?? currency }
  const values: Readonly<Record<string, unknown>> = service
  for (const { name, kind } of allFields) {
    const value = values[name]
    if (kind === 'money') typed[name] = service.price ? formatAmount(service.price, locale) : ''
    else if (kind === 'boolean') typed[name] = value ? 'on' : ''
    else if (kind === 'span') {
      const { amount, unit } = toUnit(Number(value))
      typed[name] = String(amount)
      typed[`${name}.unit`] = unit
    } else typed[name] = value === null || value === undefined ? '' : String(value)
  }
  return typed
}

export interface ReadForm {
  readonly values: Readonly<Record<string, unknown>>
  /** Field name to what is wrong with it. */
  readonly wrong: Readonly<Record<string, ScreenMessage>>
}

export function readTyped(typed: Typed): ReadForm {
  const values: Record<string, unknown> = {}
  const wrong: Record<string, ScreenMessage> = {}
  for (const field of allFields) {
    const read = readField(field, typed)
    if ('wrong' in read) wrong[field.name] = read.wrong
    else values[field.name] = read.value
  }
  return { values, wrong }
}

type Read = { readonly value: unknown } | { readonly wrong: ScreenMessage }

function readField(field: ServiceField, typed: Typed): Read {
  const text = (typed[field.name] ?? '').trim()
  if (field.required && text === '') return { wrong: 'needed' }
  switch (field.kind) {
    case 'boolean':
      return { value: text === 'on' }
    case 'money':
      return readMoney(text, typed['price.currency'] ?? 'EUR')
    case 'minutes':
    case 'integer':
    case 'span':
      return readNumber(field, text, units[toUnitName(typed[`${field.name}.unit`])])
    case 'slug':
      return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? { value: text } : { wrong: 'slugWrong' }
    default:
      return { value: text === '' ? null : text }
  }
}

const toUnitName = (text: string | undefined): Unit => (text === 'hours' || text === 'days' ? text : 'minutes')

function readMoney(text: string, currency: string): Read {
  if (text === '') return { value: null }
  const minor = parseMoney(text, currency)
  return minor === undefined ? { wrong: 'priceWrong' } : { value: { minor, currency } }
}

function readNumber({ min = 0, max = Infinity }: ServiceField, text: string, unit: number): Read {
  const value = Number(text) * unit
  return Number.isInteger(value) && value >= min && value <= max ? { value } : { wrong: 'numberWrong' }
}
