/** Wall times of a zone to instants and back, by Intl alone: a polyfill would weigh more than the screen. */

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(zone, format)
  return format
}

/** The wall clock of a zone at an instant, as if it were UTC. */
function wallMs(zone: string, ms: number): number {
  const parts = formatOf(zone).formatToParts(ms)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/** What a zone is ahead of UTC at an instant, to the second. */
const offsetAt = (zone: string, ms: number): number => wallMs(zone, ms) - Math.floor(ms / 1000) * 1000

/**
 * The instant of a wall time `YYYY-MM-DDTHH:mm`. A time that a clock change skips counts from before the change, so
 * 02:30 becomes 03:30; of a time that happens twice it is the first. Undefined for what is no time.
 */
export function toInstant(wall: string, zone: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return undefined
  const asUtc = Date.parse(`${wall}:00Z`)
  if (Number.isNaN(asUtc)) return undefined
  const offsets = [offsetAt(zone, asUtc - dayMs), offsetAt(zone, asUtc + dayMs)]
  const candidates = offsets.map((offset) => asUtc - offset).toSorted((a, b) => a - b)
  const real = candidates.find((ms) => wallMs(zone, ms) === asUtc)
  return new Date(real ?? asUtc - offsets[0]!)
}

/** `YYYY-MM-DDTHH:mm`, as a `datetime-local` input takes it. */
export const toWall = (instant: string, zone: string): string =>
  new Date(wallMs(zone, Date.parse(instant))).toISOString().slice(0, 16)

/** The first moment of a date in a zone; where midnight is skipped, the first that there is. */
export const startOfDay = (date: string, zone: string): Date => toInstant(`${date}T00:00`, zone)!

/** Minutes since midnight on the wall clock. */
export function minutesOfDay(instant: string, zone: string): number {
  const wall = toWall(instant, zone)
  return Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16))
}
