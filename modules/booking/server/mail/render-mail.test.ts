import { describe, expect, it } from 'vitest'
import { layOutMail } from '@dramac/core/mail/lay-out-mail'
import { renderMail as fillMail, type MailFacts, type MailKind } from './render-mail.ts'

const brand = { name: 'Harbor', fromName: 'Harbor', accent: '#1f2937', onAccent: '#ffffff' }
const renderMail = (kind: MailKind, facts: MailFacts) => {
  const content = fillMail(kind, facts)
  return { subject: content.subject, ...layOutMail(content, brand) }
}

const factsOf = (given: Partial<MailFacts> = {}): MailFacts => ({
  locale: 'en-US',
  customerName: 'Grace',
  serviceName: 'Haircut',
  resourceName: 'Ada',
  businessName: 'Harbor',
  startsAt: new Date('2026-07-06T16:00:00.000Z'),
  endsAt: new Date('2026-07-06T16:45:00.000Z'),
  zone: 'America/New_York',
  businessZone: 'Europe/Berlin',
  manageUrl: 'https://x.test/manage?token=a.b&x=1',
  ...given,
})
const kinds: readonly MailKind[] = ['confirmed', 'requested', 'rescheduled', 'cancelled', 'reminder']
/** Spaces of one kind: formatters use narrow ones. */
const plain = (text: string) => text.replace(/\s/g, ' ')

describe('a mail about a booking', () => {
  it('says what, when, with whom and where to change it, as text and as HTML', () => {
    const { subject, text, html } = renderMail('confirmed', factsOf())
    expect(plain(subject)).toBe('Confirmed: Haircut, Mon, Jul 6, 12:00 PM')
    for (const body of [text, html]) {
      expect(plain(body)).toContain('Hello Grace,')
      expect(plain(body)).toContain('Haircut')
      expect(plain(body)).toContain('Ada')
      expect(plain(body)).toMatch(/Monday, July 6, 2026.*12:00 – 12:45 PM \(America\/New York, GMT-4\)/)
    }
    expect(text).toContain('See, move or cancel your booking: https://x.test/manage?token=a.b&x=1')
    expect(html).toContain('href="https://x.test/manage?token=a.b&amp;x=1"')
  })

  it('adds the time at the business when its zone is another, and only then', () => {
    const there = plain(renderMail('confirmed', factsOf()).text)
    expect(there).toMatch(/At Harbor this is Monday, July 6, 2026.*6:00 – 6:45 PM \(Europe\/Berlin, GMT\+2\)/)
    expect(renderMail('confirmed', factsOf({ zone: 'Europe/Berlin' })).text).not.toContain('At Harbor')
  })

  it('tells the two passes of a repeated hour apart', () => {
    const at = (startsAt: string) =>
      renderMail(
        'confirmed',
        factsOf({
          zone: 'Europe/Berlin',
          startsAt: new Date(startsAt),
          endsAt: new Date(Date.parse(startsAt) + 600_000),
        }),
      ).text
    expect(at('2026-10-25T00:30Z')).toContain('(Europe/Berlin, GMT+2)')
    expect(at('2026-10-25T01:30Z')).toContain('(Europe/Berlin, GMT+1)')
  })

  it('names both days of a booking over midnight', () => {
    const text = plain(
      renderMail(
        'confirmed',
        factsOf({
          zone: 'Europe/Berlin',
          startsAt: new Date('2026-07-06T21:30Z'),
          endsAt: new Date('2026-07-06T22:30Z'),
        }),
      ).text,
    )
    expect(text).toMatch(/July 6.*July 7/)
  })

  it.each(['en', 'de', 'ar'])('has words of its own for every occasion in %s', (locale) => {
    const mails = kinds.map((kind) => renderMail(kind, factsOf({ locale })))
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(kinds.length)
    for (const { subject, text, html } of mails) {
      expect(subject + text).not.toMatch(/[{}]\w*name|undefined|\{|null/i)
      expect(html).not.toMatch(/\{\w+\}|\[\[|undefined|null/)
      expect(html).toContain(`<html lang="${locale}"`)
    }
  })

  it('speaks German as Germans write dates', () => {
    const { subject, text } = renderMail('reminder', factsOf({ locale: 'de-AT', zone: 'Europe/Vienna' }))
    expect(plain(subject)).toContain('Erinnerung: Haircut')
    expect(plain(text)).toMatch(/Montag, 6\. Juli 2026.*18:00–18:45 Uhr|Montag, 6\. Juli 2026.*18:00.*18:45/)
  })

  it('runs from right to left in Arabic and keeps foreign names apart', () => {
    const { html, text } = renderMail('confirmed', factsOf({ locale: 'ar' }))
    expect(html).toContain('dir="rtl"')
    expect(text).toContain('\u2068Harbor\u2069')
    expect(renderMail('confirmed', factsOf()).html).toContain('dir="ltr"')
  })

  it.each(['fr', 'xx-YY', '', 'de_DE', 'de-!', '\u0000', 'constructor'])(
    'speaks English to the locale %j',
    (locale) => {
      expect(renderMail('confirmed', factsOf({ locale })).text).toContain('is confirmed')
    },
  )

  it('gives the reason of a cancellation, and offers no more changes', () => {
    const { text } = renderMail('cancelled', factsOf({ reason: 'Ada is ill' }))
    expect(text).toContain('Reason: Ada is ill')
    expect(text).toContain('See your booking: ')
    expect(text).not.toContain('move or cancel')
  })

  it('greets someone without a name', () => {
    expect(renderMail('confirmed', factsOf({ customerName: ' ' })).text.startsWith('Hello,\n')).toBe(true)
  })

  it('escapes what people wrote and keeps it on its line', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&\r\nBcc: all@evil.test\u2028{businessName}'
    const facts = factsOf({
      customerName: evil,
      serviceName: evil,
      resourceName: evil,
      reason: evil,
      manageUrl: 'https://x.test/"><b>',
    })
    for (const locale of ['en', 'ar']) {
      const { subject, text, html } = renderMail('cancelled', { ...facts, locale })
      expect(subject).not.toMatch(/[\r\n\u2028]/)
      expect(text).not.toMatch(/^Bcc/m)
      expect(html).not.toMatch(/<img|<b>/)
      expect(subject).toContain('{businessName}')
    }
  })

  it('lets no name turn the text around it', () => {
    const customerName = 'Bob\u202egnp\u2069\u200f'
    expect(renderMail('confirmed', factsOf({ customerName })).text).not.toMatch(/\p{Bidi_Control}/u)
    const controls = renderMail('confirmed', factsOf({ customerName, locale: 'ar' })).text.match(/\p{Bidi_Control}/gu)!
    expect(controls.join('')).toMatch(/^(\u2068\u2069)+$/)
  })

  it('refuses a zone that does not exist', () => {
    expect(() => renderMail('confirmed', factsOf({ zone: 'Mars/Olympus' }))).toThrow(RangeError)
  })
})
