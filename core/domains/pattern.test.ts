import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDmError } from '@dramac/contract/wire/errors'
import { matchesOrigin, parsePattern } from './pattern.ts'

function refusalOf(input: string): string {
  try {
    return `accepted as ${parsePattern(input).text}`
  } catch (error) {
    if (!isDmError(error) || error.code !== 'VALIDATION_ERROR') throw error
    expect(error.facts.errors?.[0]?.message).toMatch(/^(Write|Only|Serve|Leave|Use|This|Everybody)/)
    return error.reason
  }
}

describe('a domain as people write it', () => {
  it.each([
    ['example.com', 'exact', 'https://example.com'],
    ['  example.com ', 'exact', 'https://example.com'],
    ['https://example.com/', 'exact', 'https://example.com'],
    ['HTTPS://WWW.Example.COM', 'exact', 'https://www.example.com'],
    ['example.com.', 'exact', 'https://example.com'],
    ['example.com:443', 'exact', 'https://example.com'],
    ['bücher.de', 'exact', 'https://xn--bcher-kva.de'],
    ['BÜCHER.de', 'exact', 'https://xn--bcher-kva.de'],
    ['example。com', 'exact', 'https://example.com'],
    ['例え.jp', 'exact', 'https://xn--r8jz45g.jp'],
    ['shop.co.uk', 'exact', 'https://shop.co.uk'],
    ['harbor.github.io', 'exact', 'https://harbor.github.io'],
    ['my_shop.example.com', 'exact', 'https://my_shop.example.com'],
    ['*.example.com', 'wildcard', 'https://*.example.com'],
    ['https://*.BÜCHER.de./', 'wildcard', 'https://*.xn--bcher-kva.de'],
    ['*.harbor.github.io', 'wildcard', 'https://*.harbor.github.io'],
    ['localhost', 'development', 'http://localhost'],
    ['http://localhost:3000', 'development', 'http://localhost:3000'],
    ['https://localhost:3000', 'development', 'https://localhost:3000'],
    ['http://shop.localhost:8080/', 'development', 'http://shop.localhost:8080'],
    ['127.0.0.1:4100', 'development', 'http://127.0.0.1:4100'],
    ['http://127.0.0.1:80', 'development', 'http://127.0.0.1'],
    ['http://2130706433:4100', 'development', 'http://127.0.0.1:4100'],
    ['[::1]:4100', 'development', 'http://[::1]:4100'],
  ])('reads %s as %s %s', (input, kind, text) => {
    const pattern = parsePattern(input)
    expect([pattern.kind, pattern.text]).toEqual([kind, text])
    expect(parsePattern(text), 'what is stored reads back as itself').toEqual(pattern)
  })

  it.each([
    ['', 'domain.empty'],
    ['   ', 'domain.empty'],
    ['http://example.com', 'domain.insecure'],
    ['ftp://example.com', 'domain.scheme'],
    ['javascript://example.com', 'domain.scheme'],
    ['example.com/shop', 'domain.path'],
    ['example.com?x=1', 'domain.path'],
    ['example.com#top', 'domain.path'],
    ['example.com\\@evil.com', 'domain.path'],
    ['owner@example.com', 'domain.user'],
    ['https://user:pass@example.com', 'domain.user'],
    ['example.com:8443', 'domain.port'],
    ['example.com:', 'domain.port'],
    ['example.com:99999', 'domain.port'],
    ['localhost:70000', 'domain.port'],
    ['localhost:3e3', 'domain.port'],
    ['*', 'domain.wildcard'],
    ['shop.*.com', 'domain.wildcard'],
    ['*.*.example.com', 'domain.wildcard'],
    ['*example.com', 'domain.wildcard'],
    ['*.localhost', 'domain.wildcard_local'],
    ['*.127.0.0.1', 'domain.wildcard_local'],
    ['192.168.1.5', 'domain.address'],
    ['8.8.8.8', 'domain.address'],
    ['0.0.0.0', 'domain.address'],
    ['0x08.8.8.8', 'domain.address'],
    ['*.8.8.8.8', 'domain.address'],
    ['[2001:db8::1]', 'domain.address'],
    ['[::ffff:127.0.0.1]', 'domain.address'],
    ['example', 'domain.unreadable'],
    ['exa mple.com', 'domain.unreadable'],
    ['example..com', 'domain.unreadable'],
    ['.example.com', 'domain.unreadable'],
    ['example.com..', 'domain.unreadable'],
    ['-example.com', 'domain.unreadable'],
    ['example.com,evil.com', 'domain.unreadable'],
    ['null', 'domain.unreadable'],
    [`${'a'.repeat(64)}.com`, 'domain.unreadable'],
    [`${'a.'.repeat(130)}com`, 'domain.unreadable'],
    ['com', 'domain.unreadable'],
    ['co.uk', 'domain.public_suffix'],
    ['*.com', 'domain.unreadable'],
    ['*.co.uk', 'domain.public_suffix'],
    ['*.github.io', 'domain.public_suffix'],
    ['*.vercel.app', 'domain.public_suffix'],
    ['*.s3.amazonaws.com', 'domain.public_suffix'],
  ])('refuses %s with %s', (input, reason) => {
    expect(refusalOf(input)).toBe(reason)
  })

  it('answers any text with a pattern or with a refusal, never with a crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.webUrl(), fc.string({ unit: 'binary' })), (input) => {
        expect(refusalOf(input)).toMatch(/^(accepted as https?:\/\/|domain\.)/)
      }),
    )
  })
})

describe('an exact domain', () => {
  it.each([
    'https://evil-example.com',
    'https://example.com.evil.com',
    'https://evil.com/example.com',
    'https://example.community',
    'https://example.co',
    'https://www.example.com',
    'https://example.com:8443',
    'https://example.com@evil.com',
    'https://user@example.com',
    'https://example.com/',
    'https://example.com.',
    'https://EXAMPLE.com',
    'https://example.com ',
    'http://example.com',
    'https://exаmple.com',
    'null',
    '',
    'about:srcdoc',
    'file://',
    'https://example.com, https://evil.com',
  ])('is not matched by %s', (origin) => {
    expect(matchesOrigin('https://example.com', origin)).toBe(false)
  })

  it('is matched by itself alone', () => {
    expect(matchesOrigin('https://example.com', 'https://example.com')).toBe(true)
    expect(matchesOrigin('http://127.0.0.1:4100', 'http://127.0.0.1:4100')).toBe(true)
    expect(matchesOrigin('http://127.0.0.1:4100', 'http://127.0.0.1:4101')).toBe(false)
    expect(matchesOrigin('http://127.0.0.1:4100', 'http://localhost:4100')).toBe(false)
  })

  it('matches no opaque origin even if one were stored', () => {
    expect(matchesOrigin('null', 'null')).toBe(false)
  })
})

describe('a wildcard', () => {
  it.each(['https://shop.example.com', 'https://a.b.example.com', 'https://xn--bcher-kva.example.com'])(
    'is matched by %s',
    (origin) => {
      expect(matchesOrigin('https://*.example.com', origin)).toBe(true)
    },
  )

  it.each([
    'https://example.com',
    'https://evil-example.com',
    'https://evilexample.com',
    'https://shop.evil-example.com',
    'https://shop.example.com.evil.com',
    'https://example.com.evil.com',
    'https://shop.example.com:8443',
    'http://shop.example.com',
    'https://shop.example.com.',
    'https://shop.example.com/',
    'https://shop.example.org',
    'https://*.example.com',
    'https://com',
    'null',
  ])('is not matched by %s', (origin) => {
    expect(matchesOrigin('https://*.example.com', origin)).toBe(false)
  })

  it('is matched by names below it, and by no other name', () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (wanted, other) => {
        const pattern = `https://*.${wanted}`
        expect(matchesOrigin(pattern, `https://below.${wanted}`)).toBe(true)
        expect(matchesOrigin(pattern, `https://${other}${wanted}`)).toBe(false)
        expect(matchesOrigin(pattern, `https://${wanted}.${other}`)).toBe(`.${wanted}.${other}`.endsWith(`.${wanted}`))
      }),
    )
  })
})
