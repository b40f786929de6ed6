/** Identities made in the application: UUIDv7 for rows, so that lists sort by time, v4 for tenants. */
import { randomBytes, randomUUID } from 'node:crypto'

export const newTenantId = (): string => randomUUID()

/** RFC 9562 version 7: 48 bits of milliseconds, then 74 random bits. */
export function newUuidV7(nowMs: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The least identity that could have been made at this time. */
export const firstUuidV7 = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** When a UUIDv7 was made, in ms. */
export const timeOfUuidV7 = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
