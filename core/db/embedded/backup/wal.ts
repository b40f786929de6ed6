/** Names and positions of PostgreSQL's log: a segment is 16 MiB, its name is timeline, log and number, 8 hexadecimal digits each. */

const segmentBytes = 16n * 1024n * 1024n
const perLog = 0x1_0000_0000n / segmentBytes

const segmentName = /^[0-9A-F]{24}$/
const historyName = /^[0-9A-F]{8}\.history$/

export const isSegment = (name: string): boolean => segmentName.test(name)
export const isHistory = (name: string): boolean => historyName.test(name)

/** Counts segments from the beginning, whatever their timeline. */
export const numberOf = (segment: string): bigint =>
  BigInt(`0x${segment.slice(8, 16)}`) * perLog + BigInt(`0x${segment.slice(16)}`)

/** Of a position like `0/3000028`. */
export function numberOfLsn(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return ((BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)) / segmentBytes
}
