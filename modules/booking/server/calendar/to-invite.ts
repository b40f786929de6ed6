/** A booking as an iCalendar object (RFC 5545) that calendars file under one identity, however often it changes (RFC 5546). */
import { offsetAt, wallAt } from '@dramac/core/kernels/schedule/zones'

export interface Invite {
  readonly uid: string
  /** Raised with every change: a calendar keeps the highest. */
  readonly sequence: number
  readonly method: 'REQUEST' | 'CANCEL'
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

export function toInvite(invite: Invite): string {
  const { uid, sequence, method, startsAt, endsAt, zone, summary, description, url, organizer, attendee, now } = invite
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//dm//booking//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    ...zoneLines(zone, startsAt, endsAt),
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART;TZID=${zone}:${local(zone, startsAt)}`,
    `DTEND;TZID=${zone}:${local(zone, endsAt)}`,
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `URL:${url}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:OPAQUE',
    `ORGANIZER;CN=${quote(organizer.name)}:mailto:${address(organizer.email)}`,
    `ATTENDEE;CN=${quote(attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:${address(attendee.email)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map(fold).join('\r\n') + '\r\n'
}

const escapeText = (text: string): string =>
  text
    .replace(/[\\;,]/g, (letter) => `\\${letter}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, '')

/** A parameter value in quotes cannot hold a quote or a control character (RFC 6868 is not read everywhere). */
const quote = (text: string): string => `"${text.replace(/"/g, "'").replace(/[\u0000-\u001f\u007f]/g, ' ')}"`
const address = (email: string): string => email.replace(/[\s\u0000-\u001f\u007f]/g, '')

const compact = (iso: string): string => iso.replace(/[-:]|\.\d{3}/g, '')
const utc = (at: Date): string => compact(at.toISOString())
const local = (zone: string, at: Date): string =>
  compact(new Date(wallAt(zone, at.getTime())).toISOString()).slice(0, 15)

/** The zone's offsets around the event, each change with its moment: exact for the event, whatever the zone's rules. */
function zoneLines(zone: string, startsAt: Date, endsAt: Date): string[] {
  const yearMs = 366 * 86_400_000
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
      // The onset is written in the local time that was valid before it.
      const onset = compact(new Date(at + before).toISOString()).slice(0, 15)
      return [
        `BEGIN:${kind}`,
        `DTSTART:${onset}`,
        `TZOFFSETFROM:${offset(before)}`,
        `TZOFFSETTO:${offset(to)}`,
        `END:${kind}`,
      ]
    }),
    'END:VTIMEZONE',
  ]
}

/** Moments at which the offset changes, found by halving days whose ends differ. */
function changesBetween(zone: string, from: number, to: number): number[] {
  const changes: number[] = []
  const day = 86_400_000
  for (let at = from; at < to; at += day) {
    let [low, high] = [at, Math.min(at + day, to)]
    if (offsetAt(zone, low) === offsetAt(zone, high)) continue
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(zone, middle) === offsetAt(zone, low)) low = middle
      else high = middle
    }
    changes.push(high)
  }
  return changes
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
