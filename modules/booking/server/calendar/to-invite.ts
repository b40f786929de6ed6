/** A booking as an iCalendar object (RFC 5545) that calendars file under one identity, however often it changes (RFC 5546). */
import { changesBetween, momentOf, offsetAt, wallAt } from '@dramac/core/kernels/schedule/zones'

export interface Invite {
  readonly uid: string
  /** Raised with every change: a calendar keeps the highest. */
  readonly sequence: number
  readonly method: 'REQUEST' | 'CANCEL'
  /** Asked for, but not yet confirmed. */
  readonly isTentative: boolean
  readonly startsAt: Date
  readonly endsAt: Date
  /** IANA; times are written in it, with its definition. */
  readonly zone: string
  readonly summary: string
  readonly description: string
  readonly url: string
  readonly organizer: Party
  readonly attendee: Party
  readonly now: Date
}

interface Party {
  readonly name: string
  readonly email: string
}

/** An object with one event. An attendee without an address is left out. */
export function toInvite(invite: Invite): string {
  const { uid, sequence, method, zone, summary, description, url, organizer, attendee, now } = invite
  const local = hasLocalTimes(invite)
  const time = (at: Date): string => (local ? `;TZID=${zoneId(zone)}:${localTime(zone, at)}` : `:${utcTime(at)}`)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//dm//booking//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    ...(local ? zoneLines(invite) : []),
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utcTime(now)}`,
    `DTSTART${time(invite.startsAt)}`,
    `DTEND${time(invite.endsAt)}`,
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `URL:${escapeUri(url)}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : invite.isTentative ? 'TENTATIVE' : 'CONFIRMED'}`,
    'TRANSP:OPAQUE',
    `ORGANIZER;CN=${quote(organizer.name)}:${mailto(organizer.email)}`,
    ...(attendee.email
      ? [`ATTENDEE;CN=${quote(attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:${mailto(attendee.email)}`]
      : []),
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map(fold).join('\r\n') + '\r\n'
}

/** A local time that comes twice is read as its first pass by some calendars and as its second by others: UTC is one thing. */
const hasLocalTimes = ({ zone, startsAt, endsAt }: Invite): boolean =>
  [startsAt, endsAt].every((at) => {
    const wallMs = wallAt(zone, at.getTime())
    return momentOf(zone, wallMs, 'earlier') === momentOf(zone, wallMs, 'later')
  })

const escapeText = (text: string): string =>
  text
    .replace(/[\\;,]/g, (letter) => `\\${letter}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, '')

/** A parameter value in quotes cannot hold a quote or a control character (RFC 6868 is not read everywhere). */
const quote = (text: string): string => `"${text.replace(/"/g, "'").replace(/[\u0000-\u001f\u007f]/g, ' ')}"`
const escapeUri = (uri: string): string => uri.replace(/[\s\u0000-\u001f\u007f"<>]/g, encodeURIComponent)
const mailto = (email: string): string => `mailto:${escapeUri(email.replace(/[%?#&]/g, encodeURIComponent))}`
/** Zones by offset alone, as `+02:00`, hold a colon. */
const zoneId = (zone: string): string => (/[:;,]/.test(zone) ? `"${zone}"` : zone)

/** In UTC. */
const utcTime = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '')
const wallTime = (wallMs: number): string => utcTime(new Date(wallMs)).slice(0, 15)
const localTime = (zone: string, at: Date): string => wallTime(wallAt(zone, at.getTime()))

const yearMs = 366 * 86_400_000

/** The zone's offsets around the event, each change with its moment: exact for the event, whatever the zone's rules. */
function zoneLines({ zone, startsAt, endsAt }: Invite): string[] {
  const from = startsAt.getTime() - yearMs
  const changes = [from, ...changesBetween(zone, from, endsAt.getTime() + yearMs)]
  const standard = Math.min(...changes.map((at) => offsetAt(zone, at)))
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...changes.flatMap((at, index) => {
      const to = offsetAt(zone, at)
      const before = index === 0 ? to : offsetAt(zone, at - 1)
      const kind = to > standard ? 'DAYLIGHT' : 'STANDARD'
      return [
        `BEGIN:${kind}`,
        // The onset is written in the local time that was valid before it.
        `DTSTART:${wallTime(at + before)}`,
        `TZOFFSETFROM:${offset(before)}`,
        `TZOFFSETTO:${offset(to)}`,
        `END:${kind}`,
      ]
    }),
    'END:VTIMEZONE',
  ]
}

function offset(ms: number): string {
  const seconds = Math.abs(Math.round(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const rest = seconds % 60
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}${two(Math.floor(seconds / 60) % 60)}${rest ? two(rest) : ''}`
}

/** Lines of at most 75 octets, never cut inside a character. */
function fold(line: string): string {
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const letter of line) {
    const size = Buffer.byteLength(letter)
    if (octets + size > 75) {
      parts.push(part)
      part = ' '
      octets = 1
    }
    part += letter
    octets += size
  }
  return [...parts, part].join('\r\n')
}
