import { describe, expect, it } from 'vitest'
import { fillMail } from './fill-mail.ts'
import { layOutMail } from './lay-out-mail.ts'
import { defineMail, languages, type FactKinds, type FactsOf, type MailType } from './mail-type.ts'
import { mailTypes, type MailKind } from './mail-types.ts'

const brand = { name: 'Harbor Salon', fromName: 'Harbor Salon', accent: '#1f2937', onAccent: '#ffffff' }
const table: Readonly<Record<string, MailType>> = mailTypes
const kinds = Object.keys(table)

/** As a customer of an agency sees it. */
function render(kind: string, locale: string, given: object = table[kind]!.sample) {
  const facts = given as FactsOf<FactKinds> // or what a test says is wrong with them
  const content = fillMail(kind, table[kind]!, { locale, zone: 'Europe/Berlin', facts })
  return { content, ...layOutMail(content, brand, 'https://app.example/mail/unsubscribe?token=a.b') }
}

describe.each(kinds)('%s', (kind) => {
  it.each(languages)('says everything of its example in %s, and leaves no place empty', (locale) => {
    const { content, text, html } = render(kind, locale)
    expect(html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"`)
    expect(html).not.toMatch(/\[\[|\{\w+\}|undefined|null|NaN|Invalid Date|text-align:\]|piece:/)
    expect(content.subject + text).not.toMatch(/[{}]|\[\[|undefined|null|NaN|Invalid Date/)
    expect(content.subject.length).toBeGreaterThan(3)
    if (content.action) expect(text).toContain(content.action.url)
  })

  it('has words of its own in every language', () => {
    expect(new Set(languages.map((locale) => render(kind, locale).text)).size).toBe(languages.length)
  })

  it.each(Object.keys(table[kind]!.facts))('is never sent without its fact "%s"', (name) => {
    for (const value of [undefined, null, Number.NaN, new Date(Number.NaN), {}]) {
      const facts = { ...table[kind]!.sample, [name]: value }
      expect(() => render(kind, 'en', facts)).toThrow(`"${name}" is missing`)
    }
  })

  it('names no product but the brand', () => {
    for (const locale of languages) {
      const { content, text, html } = render(kind, locale)
      expect(content.subject + text + html).not.toMatch(/dramac|mjml|googleapis/i)
    }
  })

  it('says nothing twice about what it was told: every fact is spoken, linked or listed', () => {
    const words = Object.values(table[kind]!.words)
    for (const name of Object.keys(table[kind]!.facts)) {
      const isSaid = words.every((one) => JSON.stringify(one).includes(`{${name}}`))
      expect([name, isSaid || ['name', 'link', 'items'].includes(name)]).toEqual([name, true])
    }
  })
})

describe('a mail', () => {
  const facts = mailTypes['agency.invitation'].sample

  it('tells instants in the zone and the manner of its reader, and says the zone', () => {
    const at = { ...facts, expiresAt: new Date('2027-07-01T22:30:00Z') }
    const say = (locale: string, zone: string) =>
      fillMail('agency.invitation', mailTypes['agency.invitation'], { locale, zone, facts: at })
        .paragraphs.join(' ')
        .replace(/\s/g, ' ')
    expect(say('en-US', 'America/New_York')).toContain('July 1, 2027 at 6:30 PM EDT')
    expect(say('de-DE', 'Europe/Berlin')).toContain('2. Juli 2027 um 00:30 MESZ')
    expect(() => say('en', 'Mars/Olympus')).toThrow(RangeError)
  })

  it('speaks English to whom it cannot speak otherwise', () => {
    for (const locale of ['fr', 'xx-YY', '', 'de_DE', '\0', 'constructor'])
      expect(render('agency.invitation', locale).content.subject).toContain('invites you')
  })

  it('lets no name be markup, a header, another paragraph or another direction', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&\r\nBcc: all@evil.test\u2028\u202e{link}[[accent]]'
    for (const locale of languages) {
      const { content, text, html } = render('agency.invitation', locale, {
        ...facts,
        inviterName: evil,
        agencyName: evil,
      })
      expect(content.subject).not.toMatch(/[\r\n\u2028\u202e]/)
      expect(text).not.toMatch(/^Bcc/m)
      expect(html).not.toContain('<img')
      expect(html).toContain('[[accent]]')
      expect(content.subject).toContain('{link}')
    }
  })

  it.each([
    'javascript:alert(1)',
    '/relative',
    '',
    'https://x.test/"><b>',
    'data:text/html,x',
    'https://x.test/\nBcc:a',
  ])('leads nowhere but to an absolute web address: not to %j', (link) => {
    expect(() => render('agency.invitation', 'en', { ...facts, link })).toThrow('"link" is missing')
  })

  it('whose words name a fact that there is not is refused', () => {
    const { words } = mailTypes['site.import_done']
    const sample = { name: 'Ada' }
    const type = defineMail({ audience: 'staff', category: 'transactional', facts: { name: 'text' }, sample, words })
    expect(() => fillMail('x', type, { locale: 'en', zone: 'UTC', facts: sample })).toThrow('"siteName"')
  })

  it('is a table of kinds that are one word of a module and one of its own', () => {
    expect(kinds.filter((kind) => !/^[a-z]+\.[a-z_]+$/.test(kind))).toEqual([])
    const kind: MailKind = 'identity.reset_password'
    expect(kinds).toContain(kind)
  })
})
