/** Requests that fit a route's schema by their shape and by nothing else: their identities are anybody's. */
import type { JsonSchema, JsonValue } from '@dramac/contract/wire/json'
import type { Random } from './random.ts'

export interface Pool {
  /** Identities of rows, of every tenant. */
  readonly ids: readonly string[]
  /** Names of places, of every tenant. */
  readonly slugs: readonly string[]
}

export interface Maker {
  readonly random: Random
  readonly pool: Pool
}

/** A value of the schema: required properties always, others sometimes. */
export function sampleOf(schema: JsonSchema, maker: Maker, name = ''): JsonValue {
  const { random } = maker
  if (Array.isArray(schema['enum'])) return random.pick(schema['enum'])
  if ('const' in schema) return schema['const']!
  for (const word of ['oneOf', 'anyOf'] as const) {
    const options = schema[word]
    if (Array.isArray(options)) return sampleOf(random.pick(options) as JsonSchema, maker, name)
  }
  const type = [schema['type']].flat()
  return (samplers[String(random.pick(type.length > 0 ? type : ['string']))] ?? samplers['string']!)(
    schema,
    maker,
    name,
  )
}

type Sampler = (schema: JsonSchema, maker: Maker, name: string) => JsonValue

const samplers: Readonly<Record<string, Sampler>> = {
  null: () => null,
  boolean: (_, { random }) => random.below(2) === 0,
  integer: sampleNumber,
  number: sampleNumber,
  array: sampleArray,
  object: sampleObject,
  string: sampleString,
}

function sampleNumber({ minimum = 0, maximum = 100 }: JsonSchema, { random }: Maker): number {
  const [least, most] = [Number(minimum), Number(maximum)]
  return least + random.below(Math.max(1, most - least + 1))
}

function sampleArray({ items, minItems = 0 }: JsonSchema, maker: Maker, name: string): JsonValue {
  const length = Number(minItems) + maker.random.below(2)
  return Array.from({ length }, () => sampleOf((items ?? {}) as JsonSchema, maker, name)) // a schema's own word
}

function sampleObject({ properties = {}, required = [] }: JsonSchema, maker: Maker): JsonValue {
  const needed = new Set(required as string[]) // a schema's own word
  const chosen = Object.entries(properties as Record<string, JsonSchema>).filter(
    ([property]) => needed.has(property) || maker.random.below(3) === 0,
  )
  return Object.fromEntries(chosen.map(([property, schema]) => [property, sampleOf(schema, maker, property)]))
}

const formats: Readonly<Record<string, (maker: Maker) => string>> = {
  uuid: ({ random, pool }) => random.pick(pool.ids),
  email: ({ random }) => `fuzz-${random.below(1e6)}@example.com`,
  date: () => '2027-03-01',
  'date-time': () => '2027-03-01T09:00:00.000Z',
  uri: () => 'https://example.com/',
}

function sampleString({ format, minLength = 1, maxLength = 40 }: JsonSchema, maker: Maker, name: string): string {
  const { random, pool } = maker
  const made = formats[String(format)]
  if (made) return made(maker)
  if (/ids?$/i.test(name)) return random.pick(pool.ids)
  if (name === 'site' || name === 'agency') return random.pick(pool.slugs)
  const text = `fuzz ${random.below(1e6)}`
  return text.padEnd(Number(minLength), 'x').slice(0, Number(maxLength))
}
