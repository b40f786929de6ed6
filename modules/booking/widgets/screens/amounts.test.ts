import { describe, expect, it } from 'vitest'
import { formatAmount, parseMoney, toFreeSlug, toSlug, toUnit } from './amounts.ts'

describe('parseMoney', () => {
  it.each([
    ['48', 4800],
    ['48,5', 4850],
    ['48.50', 4850],
    ['1.200,00', 120_000],
    ['1,200.00', 120_000],
    ['1 200,00', 120_000],
    ['1.200.000', 120_000_000],
    ['٤٨٫٥', 4850],
    ['0', 0],
  ])('reads %s', (text, minor) => expect(parseMoney(text, 'EUR')).toBe(minor))

  it('follows the digits of the currency', () => {
    expect(parseMoney('1200', 'JPY')).toBe(1200)
    expect(parseMoney('1.5', 'JPY')).toBeUndefined()
    expect(parseMoney('1.234', 'KWD')).toBe(1234)
  })

  it('refuses what is no amount, and never rounds', () => {
    for (const text of ['', 'abc', '-5', '1.005', '48 EUR', '1e5']) expect(parseMoney(text, 'EUR')).toBeUndefined()
  })

  it('reads back what it writes', () => {
    for (const locale of ['en', 'de', 'ar']) {
      for (const minor of [0, 4800, 4850, 120_005])
        expect(parseMoney(formatAmount({ minor, currency: 'EUR' }, locale), 'EUR')).toBe(minor)
    }
  })
})

it('says minutes in the largest whole unit', () => {
  expect(toUnit(1440)).toEqual({ amount: 1, unit: 'days' })
  expect(toUnit(90)).toEqual({ amount: 90, unit: 'minutes' })
  expect(toUnit(120)).toEqual({ amount: 2, unit: 'hours' })
  expect(toUnit(0)).toEqual({ amount: 0, unit: 'minutes' })
})

describe('toSlug', () => {
  it('writes names of many languages as addresses', () => {
    expect(toSlug('Färben & Föhnen')).toBe('faerben-foehnen')
    expect(toSlug('  Crème brûlée! ')).toBe('creme-brulee')
    expect(toSlug('قص الشعر')).toBe('')
  })

  it('gives what nobody else has, and always something', () => {
    expect(toFreeSlug('Haircut', ['haircut', 'haircut-2'], 'service')).toBe('haircut-3')
    expect(toFreeSlug('قص الشعر', [], 'service')).toBe('service')
  })
})
