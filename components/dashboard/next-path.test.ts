import { describe, expect, it } from 'vitest'
import { toOwnPath } from './next-path.ts'

const origin = 'https://app.example'

describe('the way after signing in', () => {
  it.each([
    '/',
    '/sites/harbor/keys',
    '/oauth/authorize?client_id=1&redirect_uri=https%3A%2F%2Fx.test',
    '/a#b',
    '/a//b',
  ])('is %s as it stands', (path) => {
    expect(toOwnPath(path, origin)).toBe(path)
  })

  it.each([
    '',
    'sites',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    'https://evil.test',
    'https://app.example/sites',
    'javascript:alert(1)',
    '/\t/evil.test',
    ' //evil.test',
    '/a\nb',
    '/.//evil.test',
    '/x/..//evil.test',
  ])('is never %j', (path) => {
    expect(toOwnPath(path, origin)).toBeUndefined()
  })
})
