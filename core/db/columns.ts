/** How a manifest's field is stored: its columns, their types, and how PostgreSQL writes it as JSON. */
import type { Field } from '@dramac/contract/manifest'
import type { JsonValue } from '@dramac/contract/wire/json'
import type { SqlValue } from './tx.ts'

export interface Column {
  readonly name: string
  readonly type: string
  /** Condition of a check constraint, without its parentheses. */
  readonly check?: string
  readonly default?: string
  readonly required: boolean
}

export const toSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** ISO 8601 in UTC with milliseconds: what `Date.toISOString` writes. */
export const instantJson = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const textTypes: Record<string, { maxLength: number; check?: (column: string) => string }> = {
  text: { maxLength: 10_000 },
  slug: { maxLength: 80, check: (column) => `${column} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'` },
  email: { maxLength: 254, check: (column) => `position('@' in ${column}) > 1` },
  phone: { maxLength: 40 },
  zone: { maxLength: 64 },
  locale: { maxLength: 35 },
  color: { maxLength: 9, check: (column) => `${column} ~ '^#[0-9a-fA-F]{6}$'` },
}

export function columnsOf(name: string, field: Field): Column[] {
  const column = toSnake(name)
  const required = field.required === true
  const byDefault = field.default === undefined ? {} : { default: defaultOf(field) }
  const one = (type: string, check?: string): Column[] => [
    {
      name: column,
      type,
      required: required || field.default !== undefined,
      ...byDefault,
      ...(check ? { check } : {}),
    },
  ]
  switch (field.type) {
    case 'integer':
    case 'minutes':
      return one('integer', rangeCheck(column, field.min, field.max))
    case 'boolean':
      return one('boolean')
    case 'date':
      return one('date')
    case 'instant':
      return one('timestamptz')
    case 'reference':
      return one('uuid')
    case 'json':
      return one('jsonb')
    case 'choice':
      return one('text', `${column} in (${field.options.map(literal).join(', ')})`)
    case 'money':
      return [
        { name: `${column}_minor`, type: 'bigint', required },
        {
          name: `${column}_currency`,
          type: 'text',
          required,
          check: `(${column}_minor is null) = (${column}_currency is null) and ${column}_currency ~ '^[A-Z]{3}$'`,
        },
      ]
    default: {
      const rule = textTypes[field.type]!
      const maxLength = field.type === 'text' ? (field.maxLength ?? rule.maxLength) : rule.maxLength
      const length = `char_length(${column}) <= ${maxLength}`
      return one('text', rule.check ? `${length} and ${rule.check(column)}` : length)
    }
  }
}

function rangeCheck(column: string, min?: number, max?: number): string | undefined {
  const tests = [
    ...(min === undefined ? [] : [`${column} >= ${min}`]),
    ...(max === undefined ? [] : [`${column} <= ${max}`]),
  ]
  return tests.length ? tests.join(' and ') : undefined
}

function defaultOf(field: Field): string {
  if (field.type === 'json') return `${literal(JSON.stringify(field.default))}::jsonb`
  return typeof field.default === 'string' ? literal(field.default) : String(field.default)
}

/** The field as an SQL expression whose JSON form is what the API shows. */
export function jsonOf(name: string, field: Field): string {
  const column = toSnake(name)
  if (field.type === 'instant') return instantJson(column)
  if (field.type === 'money') {
    return `case when ${column}_minor is null then null else json_build_object('minor', ${column}_minor, 'currency', ${column}_currency) end`
  }
  return column
}

/** The values of a field's columns, in their order. */
export function valuesOf(field: Field, value: unknown): SqlValue[] {
  if (field.type === 'money') {
    const money = value as { minor: number; currency: string } | null | undefined // validated by the manifest's schema
    return money ? [money.minor, money.currency] : [null, null]
  }
  if (value === undefined || value === null) return [null]
  return [field.type === 'json' ? JSON.stringify(value as JsonValue) : (value as SqlValue)] // validated likewise
}
