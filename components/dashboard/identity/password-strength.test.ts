import { describe, expect, it } from 'vitest'
import { rateStrength } from './password-strength.ts'

describe('the strength of a password', () => {
  it.each([
    ['short', 'Xk8#q'],
    ['repeated', 'aaaaaaaaaaaaaa'],
    ['counted up', 'abcdefghijklmno'],
    ['of the first that anyone would try', 'password1234'],
  ])('is none when it is %s', (_what, password) => {
    expect(rateStrength(password)).toBe(0)
  })

  it('counts for nothing what others know of the person', () => {
    expect(rateStrength('northwindnora')).toBeGreaterThan(0)
    expect(rateStrength('northwindnora', ['Nora North', 'nora@northwind.test'])).toBe(0)
  })

  it('grows with length and with variety', () => {
    const grades = ['tablewoods', 'tablewoods7X', 'TableWoods7!lamp', 'correct horse battery staple'].map((one) =>
      rateStrength(one),
    )
    expect(grades).toEqual([...grades].sort((a, b) => a - b))
    expect(grades[0]).toBeLessThan(3)
    expect(grades.at(-1)).toBe(4)
  })

  it('knows other scripts', () => {
    expect(rateStrength('حصان صحيح بطارية مشبك')).toBe(4)
  })
})
