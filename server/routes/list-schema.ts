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
