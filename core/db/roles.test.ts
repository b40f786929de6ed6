import { expect, it } from 'vitest'
import { requireVersion } from './roles.ts'

it('takes a server of version 15 or newer and says so to an older one', () => {
  expect(() => requireVersion(150_000)).not.toThrow()
  expect(() => requireVersion(180_004)).not.toThrow()
  expect(() => requireVersion(140_019)).toThrow('This is PostgreSQL 14; 15 or newer is needed.')
  expect(() => requireVersion(90_624)).toThrow('This is PostgreSQL 9; 15 or newer is needed.')
})
