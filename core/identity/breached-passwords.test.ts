import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRangeBreaches, localBreaches } from './breached-passwords.ts'

describe('the list that ships with the program', () => {
  it.each(['password', 'Password123!', 'QWERTYUIOP', 'welcome2026', 'aaaaaaaaaaaa', '0123456789', 'iloveyou!!'])(
    'knows %s',
    async (password) => expect(await localBreaches.has(password)).toBe(true),
  )
  it.each(['demo-password', 'correct battery horse', 'a quite good secret', 'Zx9#kd02LqPm'])(
    'does not know %s',
    async (password) => expect(await localBreaches.has(password)).toBe(false),
  )
})

describe('a service of breached passwords', () => {
  let server: Server
  let url: string
  const asked: string[] = []
  const hashOf = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!)
      response.end([`${hashOf('a leaked secret').slice(5)}:12`, `${hashOf('only padding').slice(5)}:0`].join('\r\n'))
    }).listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range` // it listens on a port
  })
  afterAll(() => server.close())

  it('is told five digits of a hash, and what it says counts', async () => {
    const breaches = createRangeBreaches(url)
    expect(await breaches.has('a leaked secret')).toBe(true)
    expect(await breaches.has('only padding')).toBe(false)
    expect(await breaches.has('not leaked at all')).toBe(false)
    expect(asked).toHaveLength(3)
    for (const path of asked) expect(path).toMatch(/^\/range\/[0-9A-F]{5}$/)
  })

  it('that does not answer keeps nobody out, and the local list still counts', async () => {
    const breaches = createRangeBreaches('http://127.0.0.1:9')
    expect(await breaches.has('a leaked secret')).toBe(false)
    expect(await breaches.has('password123')).toBe(true)
  })
})
