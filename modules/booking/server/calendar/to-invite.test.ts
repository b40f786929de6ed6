import ICAL from 'ical.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInvite, type Invite } from './to-invite.ts'

const inviteOf = (given: Partial<Invite> = {}): Invite => ({
  uid: '018f-1@booking.test',
  sequence: 0,
  method: 'REQUEST',
  isTentative: false,
  startsAt: new Date('2026-07-06T07:00:00.000Z'),
  endsAt: new Date('2026-07-06T07:45:00.000Z'),
  zone: 'Europe/Berlin',
  summary: 'Haircut · Harbor',
  description: 'Haircut, Ada\nhttps://x.test/booking',
  url: 'https://x.test/booking?token=a.b-c_d',
  organizer: { name: 'Harbor', email: 'mail@harbor.test' },
  attendee: { name: 'Grace Hopper', email: 'grace@navy.test' },
  now: new Date('2026-06-01T12:00:00.000Z'),
  ...given,
})

/** Read by a parser that did not write it, with the zone it carries and no other. */
function read(ics: string) {
  const calendar = new ICAL.Component(ICAL.parse(ics))
  const component = calendar.getFirstSubcomponent('vevent')!
  const carried = calendar.getFirstSubcomponent('vtimezone')
  const zone = carried ? new ICAL.Timezone(carried) : ICAL.Timezone.utcTimezone
  const at = (name: string): Date => {
    const time = component.getFirstPropertyValue(name) as ICAL.Time // the type of these properties
    if (time.zone !== ICAL.Timezone.utcTimezone) time.zone = zone
    return time.toJSDate()
  }
  const value = (name: string) => String(component.getFirstPropertyValue(name))
  return {
    calendar,
    component,
    carried,
    event: new ICAL.Event(component),
    startsAt: at('dtstart'),
    endsAt: at('dtend'),
    value,
  }
}

describe('an invite', () => {
  it('says who, what, when and where to change it', () => {
    const { calendar, event, startsAt, endsAt, value, component } = read(toInvite(inviteOf()))
    expect(String(calendar.getFirstPropertyValue('method'))).toBe('REQUEST')
    expect(String(calendar.getFirstPropertyValue('version'))).toBe('2.0')
    expect(event.uid).toBe('018f-1@booking.test')
    expect(event.summary).toBe('Haircut · Harbor')
    expect(event.description).toBe('Haircut, Ada\nhttps://x.test/booking')
    expect(value('url')).toBe('https://x.test/booking?token=a.b-c_d')
    expect(value('status')).toBe('CONFIRMED')
    expect(value('dtstamp')).toBe('2026-06-01T12:00:00Z')
    expect([startsAt, endsAt]).toEqual([inviteOf().startsAt, inviteOf().endsAt])
    expect(value('organizer')).toBe('mailto:mail@harbor.test')
    expect(value('attendee')).toBe('mailto:grace@navy.test')
    expect(component.getFirstProperty('attendee')!.getParameter('cn')).toBe('Grace Hopper')
  })

  it('keeps its identity and raises its sequence when it changes or is cancelled', () => {
    const { event, calendar, value } = read(toInvite(inviteOf({ method: 'CANCEL', sequence: 3 })))
    expect([event.uid, event.sequence, value('status')]).toEqual(['018f-1@booking.test', 3, 'CANCELLED'])
    expect(String(calendar.getFirstPropertyValue('method'))).toBe('CANCEL')
  })

  it('is written in the zone of the visitor, with a definition of that zone', () => {
    const ics = toInvite(inviteOf())
    expect(ics).toContain('DTSTART;TZID=Europe/Berlin:20260706T090000\r\n')
    expect(read(ics).carried!.getFirstPropertyValue('tzid')).toBe('Europe/Berlin')
  })

  it('means the right moments in every zone, at any time of the year and around every change', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Europe/Dublin',
      'America/St_Johns',
      'America/Santiago',
      'Africa/Casablanca',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
      'Pacific/Apia',
      '+05:30',
    ]
    const quarter = 900_000
    const moment = fc.oneof(
      fc.integer({ min: Date.UTC(2000) / quarter, max: Date.UTC(2045) / quarter }).map((at) => at * quarter),
      fc
        .integer({ min: -12, max: 12 })
        .chain((at) =>
          fc
            .constantFrom(
              Date.UTC(2026, 2, 29, 1),
              Date.UTC(2026, 9, 25, 1),
              Date.UTC(2026, 3, 4, 15),
              Date.UTC(2011, 11, 30, 10),
            )
            .map((change) => change + at * quarter),
        ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, fc.integer({ min: 1, max: 100 }), (zone, start, length) => {
        const [startsAt, endsAt] = [new Date(start), new Date(start + length * quarter)]
        const found = read(toInvite(inviteOf({ zone, startsAt, endsAt })))
        expect([found.startsAt, found.endsAt]).toEqual([startsAt, endsAt])
      }),
      { numRuns: 300 },
    )
  })

  it('is told in UTC when it starts or ends in an hour that comes twice', () => {
    const told = (startsAt: string, endsAt: string) =>
      toInvite(inviteOf({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) })).match(/^DT(START|END).*$/gm)
    expect(told('2026-10-25T01:30Z', '2026-10-25T02:30Z')).toEqual([
      'DTSTART:20261025T013000Z',
      'DTEND:20261025T023000Z',
    ])
    expect(told('2026-10-24T22:30Z', '2026-10-25T00:30Z')).toEqual([
      'DTSTART:20261024T223000Z',
      'DTEND:20261025T003000Z',
    ])
  })

  it('folds every line at 75 octets without cutting a character', () => {
    const summary = 'Überprüfung für 張偉 und 👩‍👩‍👧‍👦 '.repeat(12).trim()
    const ics = toInvite(inviteOf({ summary, description: 'é'.repeat(300) }))
    expect(ics.endsWith('END:VCALENDAR\r\n')).toBe(true)
    for (const line of ics.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toMatch(/[\r\n\uFFFD]/)
    }
    expect(read(ics).event.summary).toBe(summary)
    expect(read(ics).event.description).toBe('é'.repeat(300))
  })

  it('gives text back as it was, whatever signs it holds', () => {
    const text = fc.string({ unit: 'grapheme' }).map((drawn) => drawn.replace(/\p{Cc}/gu, ''))
    fc.assert(
      fc.property(text, text, (summary, description) => {
        const { event } = read(toInvite(inviteOf({ summary, description })))
        expect([event.summary ?? '', event.description ?? '']).toEqual([summary, description])
      }),
    )
    expect(read(toInvite(inviteOf({ summary: 'a\\nb; c, d\\' }))).event.summary).toBe('a\\nb; c, d\\')
  })

  it('lets no value start a line or a parameter of its own', () => {
    const evil = 'x\r\nATTENDEE:mailto:evil@evil.test\nBEGIN:VALARM\r"; X="\u0000'
    const ics = toInvite(
      inviteOf({
        uid: evil,
        summary: evil,
        description: evil,
        url: `https://x.test/${evil}`,
        organizer: { name: evil, email: evil },
        attendee: { name: evil, email: evil },
      }),
    )
    const { component } = read(ics)
    expect(component.getAllSubcomponents()).toEqual([])
    expect(component.getAllProperties('attendee')).toHaveLength(1)
    expect(component.getAllProperties().map(({ name }) => name)).toEqual(
      read(toInvite(inviteOf()))
        .component.getAllProperties()
        .map(({ name }) => name),
    )
    expect(component.getFirstProperty('attendee')!.toJSON()[1]).toEqual({
      cn: expect.any(String),
      role: 'REQ-PARTICIPANT',
      partstat: 'ACCEPTED',
    })
  })

  it('names no attendee who has no address', () => {
    expect(
      read(toInvite(inviteOf({ attendee: { name: '', email: '' } }))).component.getAllProperties('attendee'),
    ).toEqual([])
  })

  it('refuses a zone that does not exist', () => {
    expect(() => toInvite(inviteOf({ zone: 'x\r\nBEGIN:VEVENT' }))).toThrow(RangeError)
  })
})
