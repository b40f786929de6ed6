import type { JsonSchema } from '@dramac/contract/wire/json'

/** What every list reads of its query string, and its own filters. */
export const listSchema = (filters: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties: {
    ...filters,
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', maxLength: 600 },
  },
})

export const tagsSchema: JsonSchema = {
  type: 'array',
  maxItems: 20,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 40, pattern: '\\S' },
}

/** IANA; that there is such a zone, the operation looks up. */
export const zoneSchema: JsonSchema = { type: 'string', minLength: 1, maxLength: 60 }
/** BCP 47, as far as its look goes. */
export const localeSchema: JsonSchema = {
  type: 'string',
  maxLength: 35,
  pattern: '^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$',
}
/** ISO 4217. */
export const currencySchema: JsonSchema = { type: ['string', 'null'], pattern: '^[A-Z]{3}$' }
