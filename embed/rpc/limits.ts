/** What bounds a port, and what it counts. Whoever is at the other end may be hostile. */

export interface Limits {
  /** Calls of one direction that wait for their answer at the same time. */
  callsInFlight: number
  /** Weight of one message in bytes, see `weigh`. */
  messageBytes: number
  /** Incoming calls and strays a second; answers we asked for do not count. */
  messagesPerSecond: number
}

export const defaultMessageBytes = 262_144
export const defaultMessagesPerSecond = 200

export const defaultLimits: Limits = {
  callsInFlight: 64,
  messageBytes: defaultMessageBytes,
  messagesPerSecond: defaultMessagesPerSecond,
}

/**
 * Why a message was thrown away: a greeting from the wrong window, origin or nonce; too many a second;
 * too heavy; not a message or an answer nobody waits for; too many calls in flight; no such method; a bad argument.
 */
export type DropCause = 'handshake' | 'rate' | 'size' | 'frame' | 'busy' | 'method' | 'argument'

/** How many were thrown away, by cause; absent is none. */
export type Drops = Partial<Record<DropCause, number>>

export function countDrop(drops: Drops, cause: DropCause): void {
  drops[cause] = (drops[cause] ?? 0) + 1
}

/** Says at most `perSecond` times a second that one more is allowed. */
export function createRate(perSecond: number): () => boolean {
  let start = 0
  let count = 0
  return () => {
    const now = performance.now()
    if (now > start + 1000) {
      start = now
      count = 0
    }
    return ++count <= perSecond
  }
}

/** Bytes of something that is neither plain object nor array. */
export type WeighSpecial = (value: object) => number

/** Buffers and blobs by their size, maps and sets too heavy, all else (ports, dates, …) nothing. */
export const weighSpecial: WeighSpecial = (value) => {
  // safe: read only
  const { byteLength, size, forEach } = value as { byteLength?: unknown; size?: unknown; forEach?: unknown }
  return Number(byteLength ?? (forEach ? Infinity : (size ?? 0)))
}

/**
 * Bytes left of `left` after `value`, negative when it is too heavy or nested deeper than 32 levels.
 * Two bytes a character, 8 a node. Without `special` only plain data passes, what JSON can say.
 * Stops as soon as nothing is left: a hostile value costs no more than the limit, and a cycle ends.
 */
export function weigh(value: unknown, left: number, special: WeighSpecial = () => Infinity, depth = 0): number {
  left -= 8
  if (typeof value === 'string') return left - 2 * value.length
  if (Object(value) !== value) return left
  // safe: an object, whose members are only read
  const object = value as Record<string, unknown>
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain) return left - special(object)
  if (depth > 32) return -1
  const keys = Object.keys(object)
  for (let i = 0; i < keys.length && left >= 0; i++)
    left = weigh(object[keys[i]!], left - 2 * keys[i]!.length, special, depth + 1)
  return left
}
