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
