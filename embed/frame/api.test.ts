import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWidgetApi } from './api.ts'
import { createToken } from './token.ts'

let server: Server
let base = ''
let seen: { url: string; method: string; headers: Record<string, unknown>; body: string }[] = []
let valid = 'first'
let refreshes = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    // The answer is written by the server; nothing hangs on what this returns.
    request.on('end', (): unknown => {
      const { url = '', method = '', headers } = request
      seen.push({ url, method, headers, body })
      const json = (status: number, value: unknown) =>
        response
          .writeHead(status, { 'Content-Type': 'application/problem+json', 'Retry-After': '7' })
          .end(JSON.stringify(value))
      if (url === '/refresh') {
        refreshes++
        return json(200, { token: (valid = 'second'), tokenExpiresAt: new Date(Date.now() + 600_000).toISOString() })
      }
      if (headers.authorization !== `Bearer ${valid}`)
        return json(401, { code: 'TOKEN_EXPIRED', reason: 'embed.token' })
      if (url.startsWith('/taken') || url.startsWith('/actions/taken'))
        return json(409, {
          type: 'x',
          title: 'x',
          status: 409,
          code: 'CONFLICT',
          reason: 'booking.slot_taken',
          alternatives: [1],
        })
      if (url.startsWith('/proxy')) return response.writeHead(502).end('<html>Bad gateway')
      if (url.startsWith('/busy')) return json(429, 'no problem at all')
      if (url.startsWith('/empty')) return response.writeHead(204).end()
      if (url.startsWith('/slow')) return undefined
      return json(200, { ok: true })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
  valid = 'first'
  refreshes = 0
})

function open(livesMs = 600_000) {
  const tokenExpiresAt = new Date(Date.now() + livesMs).toISOString()
  const token = createToken({ token: 'first', tokenExpiresAt, refresh: `${base}/refresh` })
  return createWidgetApi({ base, headers: token.headers, renew: token.renew })
}

describe('the calls of a widget', () => {
  it('read with a query that leaves out what is absent, and the token', async () => {
    expect(await open().get('slots', { service: 'a&b', from: '2030-01-01', resource: undefined })).toEqual({ ok: true })
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/slots?service=a%26b&from=2030-01-01' })
    expect(seen[0]!.headers['authorization']).toBe('Bearer first')
  })

  it('post an action with its idempotency key', async () => {
    await open().post('hold', { service: 'x' }, { idempotencyKey: 'k1' })
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/actions/hold', body: '{"service":"x"}' })
    expect(seen[0]!.headers['idempotency-key']).toBe('k1')
  })

  it('fail with the words and facts of the problem', async () => {
    const error = { code: 'CONFLICT', reason: 'booking.slot_taken', facts: { alternatives: [1], retryAfter: 7 } }
    await expect(open().post('taken', {})).rejects.toMatchObject(error)
    await expect(open().get('proxy')).rejects.toMatchObject({ code: 'SERVER_ERROR', reason: 'http.502' })
    await expect(open().get('busy')).rejects.toMatchObject({ code: 'RATE_LIMITED', facts: { retryAfter: 7 } })
    expect(await open().get('empty')).toBe(null)
  })

  it('renew the token ahead of its end, once for many', async () => {
    const api = open(30_000)
    await Promise.all([api.get('a'), api.get('b'), api.get('c')])
    expect(refreshes).toBe(1)
    expect(seen.filter(({ url }) => url !== '/refresh').map(({ headers }) => headers['authorization'])).toEqual(
      Array(3).fill('Bearer second'),
    )
  })

  it('renew it when the server says so, and repeat the request once', async () => {
    valid = 'other'
    expect(await open().post('hold', { a: 1 }, { idempotencyKey: 'same' })).toEqual({ ok: true })
    const posts = seen.filter(({ url }) => url === '/actions/hold')
    expect(posts.map(({ headers, body }) => [headers['idempotency-key'], body])).toEqual(
      Array(2).fill(['same', '{"a":1}']),
    )
  })

  it('say offline when nothing answers, and reject with the reason of the signal', async () => {
    const api = createWidgetApi({ base: 'http://127.0.0.1:1', headers: () => ({}) })
    await expect(api.get('slots')).rejects.toMatchObject({ code: 'NETWORK_ERROR', reason: 'offline' })
    const control = new AbortController()
    const slow = open().get('slow', {}, control.signal)
    setTimeout(() => control.abort(new Error('left')), 30)
    await expect(slow).rejects.toThrow('left')
  })
})
