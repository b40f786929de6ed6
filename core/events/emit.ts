import type { JsonValue } from '@dramac/contract/wire/json'

/** Writes an event in the transaction of its cause. Payloads carry ids, not copies. */
export type Emit = (type: string, payload: Record<string, JsonValue>) => Promise<void>
