/** Identities made in the application: UUIDv7 for rows, so that lists sort by time, v4 for tenants. */
import { randomUUID } from 'node:crypto'

export const newTenantId = (): string => randomUUID()

/** RFC 9562 version 7: 48 bits of milliseconds, then 74 random bits, which `randomUUID` draws in stock. */
export function newUuidV7(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** The least identity that could have been made at this time. */
export const firstUuidV7 = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** When a UUIDv7 was made, in ms. */
export const timeOfUuidV7 = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
