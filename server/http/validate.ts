/** Checks input against a JSON Schema and says which field is wrong, by which rule. */
import type { JsonSchema, JsonValue } from '@dramac/contract/wire/json'
import { DmError, type FieldError } from '@dramac/contract/wire/errors'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const ajv = new Ajv2020({
  allErrors: true,
  useDefaults: true,
  coerceTypes: false,
  strict: false,
  removeAdditional: false,
})
formats.default(ajv)
const lenient = new Ajv2020({ allErrors: true, useDefaults: true, coerceTypes: true, strict: false })
formats.default(lenient)

const compiled = new WeakMap<JsonSchema, Partial<Record<'body' | 'query', ValidateFunction>>>()

/** Bodies keep their types; query strings are text and may become numbers. Unknown fields are refused in both. */
export function validate<T>(schema: JsonSchema, input: unknown, from: 'body' | 'query'): T {
  const known = compiled.get(schema) ?? {}
  const check = (known[from] ??= (from === 'body' ? ajv : lenient).compile(close(schema)))
  compiled.set(schema, known)
  const value = structuredClone(input ?? {})
  if (check(value)) return value as T // the schema says so
  throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors: check.errors!.map(toFieldError) })
}

/** Every object that lists its properties has no others, however deep it lies. */
function close(schema: JsonSchema): JsonSchema {
  const inside = Object.fromEntries(Object.entries(schema).map(([word, value]) => [word, closeValue(value)]))
  return schema['type'] === 'object' && 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inside, additionalProperties: false }
    : (inside as JsonSchema) // its own words, each closed
}

const closeValue = (value: JsonValue): JsonValue =>
  Array.isArray(value) ? value.map(closeValue) : typeof value === 'object' && value !== null ? close(value) : value

function toFieldError({ instancePath, keyword, message, params }: ErrorObject): FieldError {
  const named = params as { missingProperty?: string; additionalProperty?: string } // ajv's parameters of these keywords
  const property = named.missingProperty ?? named.additionalProperty
  return {
    path: property === undefined ? instancePath : `${instancePath}/${property}`,
    rule: keyword,
    message:
      keyword === 'required'
        ? 'is missing'
        : keyword === 'additionalProperties'
          ? 'is not known'
          : (message ?? 'is not right'),
  }
}
