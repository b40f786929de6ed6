/** The JSON Schema of what a REST write of an entity takes, from its manifest. */
import type { Entity, Field } from '@dramac/contract/manifest'
import type { JsonSchema, JsonValue } from '@dramac/contract/wire/json'

const uuid: JsonSchema = { type: 'string', format: 'uuid' }

/** More digits than these a JSON reader loses without a word. */
const wholeNumber: JsonSchema = {
  type: 'integer',
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
}

const byType: Partial<Record<Field['type'], JsonSchema>> = {
  slug: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 },
  email: { type: 'string', format: 'email', maxLength: 254 },
  phone: { type: 'string', maxLength: 40, pattern: '^[+0-9 ()./-]*$' },
  zone: { type: 'string', minLength: 1, maxLength: 64 },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  color: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' },
  date: { type: 'string', format: 'date' },
  boolean: { type: 'boolean' },
  instant: { type: 'string', format: 'date-time' },
  reference: uuid,
  money: {
    type: 'object',
    required: ['minor', 'currency'],
    additionalProperties: false,
    properties: { minor: wholeNumber, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
  },
}

function schemaOf(field: Field): JsonSchema {
  switch (field.type) {
    case 'text':
      return { type: 'string', maxLength: field.maxLength ?? 10_000, ...(field.required ? { minLength: 1 } : {}) }
    case 'integer':
    case 'minutes':
      return { type: 'integer', minimum: field.min ?? -2_147_483_648, maximum: field.max ?? 2_147_483_647 }
    case 'choice':
      return { type: 'string', enum: [...field.options] }
    case 'json':
      return field.schema
    default:
      return byType[field.type]!
  }
}

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })

/** `new` demands what is required; `patch` takes any part. */
export function recordSchema(entity: Entity, kind: 'new' | 'patch'): JsonSchema {
  const writable = Object.entries(entity.fields).filter(([, field]) => !field.readonly)
  const filled = (field: Field) => field.required === true || field.default !== undefined
  const properties = Object.fromEntries(
    writable.map(([name, field]): [string, JsonValue] => [
      name,
      filled(field) ? schemaOf(field) : orNull(schemaOf(field)),
    ]),
  )
  const required = kind === 'new' ? writable.filter(([, field]) => field.required).map(([name]) => name) : []
  return {
    type: 'object',
    additionalProperties: false,
    required,
    properties,
    ...(kind === 'patch' ? { minProperties: 1 } : {}),
  }
}
