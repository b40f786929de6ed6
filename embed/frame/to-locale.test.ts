import { expect, it } from 'vitest'
import { toLocale } from './to-locale.ts'

it.each([
  ['de-at', 'de-AT'],
  ['ar', 'ar'],
  ['zh-hans-cn', 'zh-Hans-CN'],
  ['en-US@posix', 'en-US'],
  ['de_DE.UTF-8', 'de-DE'],
  [' fr ', 'fr'],
  ['', 'en'],
  ['C', 'en'],
  ['not a language', 'en'],
])('makes of the wish for %j a language that dates can be written in: %s', (wished, locale) => {
  expect(toLocale(wished)).toBe(locale)
  expect(() => new Intl.DateTimeFormat(toLocale(wished))).not.toThrow()
})
