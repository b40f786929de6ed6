import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from './sealer.ts'

const now = new Date('2030-05-06T07:08:09.010Z')
const later = new Date(now.getTime() + 60_000)
const sealer = createSealer('a secret of the installation')

describe('sealed tokens', () => {
  it('gives back the facts that were sealed, whatever they say', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
        fc.constantFrom('', 'a', 'ü 2'),
        (facts, purpose) => {
          const token = sealer.seal(purpose, facts, later)
          expect(token).toMatch(/^[\w.-]+$/)
          expect(sealer.open(purpose, token, now)).toEqual(JSON.parse(JSON.stringify(facts)))
        },
      ),
    )
  })

  it('stays within a thousand characters for the facts of a link or a widget', () => {
    const facts = {
      siteId: 'x'.repeat(36),
      origin: `https://${'x'.repeat(253)}`,
      widget: 'booking/manage',
      nonce: 'x'.repeat(44),
    }
    expect(sealer.seal('frame', facts, later).length).toBeLessThanOrEqual(1000)
  })

  it('refuses a token from the moment of its expiry on', () => {
    const token = sealer.seal('hold', { id: '1' }, now)
    expect(sealer.open('hold', token, new Date(now.getTime() - 1))).toEqual({ id: '1' })
    expect(sealer.open('hold', token, now)).toBeUndefined()
    expect(sealer.open('hold', token, later)).toBeUndefined()
  })

  it('opens an expired token at a time in its past', () => {
    expect(sealer.open('hold', sealer.seal('hold', { id: '1' }, now), new Date(0))).toEqual({ id: '1' })
  })

  it('opens a token without an expiry at any time', () => {
    const token = sealer.seal('link', { id: '1' })
    expect(sealer.open('link', token, new Date(8.64e15))).toEqual({ id: '1' })
  })

  it('refuses a token of another purpose or another installation', () => {
    const token = sealer.seal('booking.hold', { id: '1' })
    expect(sealer.open('booking.manage', token, now)).toBeUndefined()
    expect(createSealer('another secret').open('booking.hold', token, now)).toBeUndefined()
  })

  it('refuses a token in which any character was changed, dropped or added', () => {
    const token = sealer.seal('link', { bookingId: 'b-1' }, later)
    fc.assert(
      fc.property(fc.nat(token.length), fc.constantFrom(...'Aaz09-_.='), fc.nat(2), (at, letter, dropped) => {
        const changed = token.slice(0, at) + letter + token.slice(at + dropped)
        fc.pre(changed !== token)
        expect(sealer.open('link', changed, now)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  it('refuses every truncation', () => {
    const token = sealer.seal('link', { bookingId: 'b-1' })
    for (let end = 0; end < token.length; end++) expect(sealer.open('link', token.slice(0, end), now)).toBeUndefined()
  })

  it('refuses other facts under a known signature', () => {
    const [body] = sealer.seal('link', { bookingId: 'mine' }).split('.')
    const [, signature] = sealer.seal('link', { bookingId: 'yours' }).split('.')
    expect(sealer.open('link', `${body}.${signature}`, now)).toBeUndefined()
  })

  it('refuses garbage without throwing', () => {
    for (const token of ['', '.', '..', 'a.b', 'a.b.c', '\u0000', 'e30.', '.e30', '💥.💥'])
      expect(sealer.open('link', token, now)).toBeUndefined()
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (token) => sealer.open('link', token, now) === undefined))
  })
})
