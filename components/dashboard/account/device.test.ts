import { describe, expect, it } from 'vitest'
import { readDevice } from './device.ts'

const mozilla = 'Mozilla/5.0'

describe('the device of a session', () => {
  it.each([
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36 Edg/139.0`,
      'Edge',
      'Windows',
    ],
    [
      `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/153.0 Safari/537.36`,
      'Chrome',
      'Linux',
    ],
    [
      `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15`,
      'Safari',
      'macOS',
    ],
    [
      `${mozilla} (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/139.0 Mobile/15E148 Safari/604.1`,
      'Chrome',
      'iPhone',
    ],
    [`${mozilla} (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0`, 'Firefox', 'Android'],
    ['curl/8.9', undefined, undefined],
    [null, undefined, undefined],
  ])('is read from %s', (userAgent, browser, system) => {
    expect(readDevice(userAgent)).toEqual({ browser, system })
  })
})
