/** Limits over HTTP: two programs that share a Redis, and who is slowed down by what. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '@dramac/contract/wire/errors'
import type { HealthReport } from '../health/health.ts'
import { startProgram, type Program } from '../../test/setup/global.ts'
import { openRedisServer, type RedisServer } from '../../test/setup/redis.ts'

let redis: RedisServer
let one: Program
let other: Program

// A proxy in front tells the visitor's address: each test has addresses of its own.
const mailSecret = 'signs what a provider tells'
const start = () =>
  startProgram({ DRAMAC_REDIS_URL: redis.url, DRAMAC_PROXY_HOPS: '1', DRAMAC_MAIL_EVENTS_SECRET: mailSecret })
let networks = 0
const newAddress = () => `203.0.113.${(networks += 1)}`

beforeAll(async () => {
  redis = await openRedisServer()
  ;[one, other] = await Promise.all([start(), start()])
})
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()])
  await redis.stop()
})

interface Attempt {
  readonly email?: string
  readonly password?: string
  readonly from: string
}

const signIn = ({ port }: Program, { email = 'nobody@example.com', password = 'wrong', from }: Attempt) =>
  fetch(`http://localhost:${port}/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Dm-Request': '1', 'X-Forwarded-For': from },
    body: JSON.stringify({ email, password }),
  })
const statuses = async (replies: Promise<Response>[]) =>
  (await Promise.all(replies)).map(({ status }) => status).toSorted()
const owner = { email: 'owner@northwind.test', password: 'demo-password' }

describe('signing in from one address', () => {
  it('may be tried five times a minute, at all programs together', async () => {
    const from = newAddress()
    const email = () => `${crypto.randomUUID()}@example.com`
    const tries = Array.from({ length: 12 }, (_, index) => signIn(index % 2 ? one : other, { from, email: email() }))
    expect(await statuses(tries)).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429, 429, 429])
    const reply = await signIn(one, { from, ...owner })
    expect(reply.status).toBe(429)
    const problem = (await reply.json()) as Problem
    expect(problem).toMatchObject({ code: 'RATE_LIMITED', reason: 'core.too_many_requests', limit: 'sign-in' })
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(reply.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(reply.headers.get('ratelimit-policy')).toBe('"sign-in";q=5;w=60')
    expect(reply.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/)
  })

  it('stays counted when a program starts anew', async () => {
    const from = newAddress()
    for (let index = 0; index < 5; index++) await signIn(other, { from, email: `${index}@example.com` })
    await other.stop()
    other = await start()
    expect((await signIn(other, { from, ...owner })).status).toBe(429)
  })

  it('is no matter for another address', async () => {
    expect((await signIn(one, { from: newAddress(), ...owner })).status).toBe(200)
  })
})

describe('signing in to one account', () => {
  it.each([
    ['that exists', 'client@harbor.test'],
    ['that does not', 'unknown@example.com'],
  ])('%s may fail five times in a quarter of an hour, from wherever', async (_, email) => {
    const tries = Array.from({ length: 7 }, (_each, index) =>
      signIn(index % 2 ? one : other, { from: newAddress(), email }),
    )
    expect(await statuses(tries)).toEqual([401, 401, 401, 401, 401, 429, 429])
    // The right password is no way around it: it would tell which guess was right.
    const reply = await signIn(one, { from: newAddress(), email: email.toUpperCase(), password: 'demo-password' })
    expect(reply.status).toBe(429)
    expect(reply.headers.get('ratelimit-policy')).toBe('"sign-in-account";q=5;w=900')
  })

  it('that succeeds is not counted against it', async () => {
    for (let index = 0; index < 8; index++)
      expect((await signIn(one, { from: newAddress(), ...owner })).status).toBe(200)
  })
})

describe('a service that tells of mails', () => {
  const tell = ({ port }: Program, from: string, secret: string) => {
    const [id, at, body] = [crypto.randomUUID(), Math.floor(Date.now() / 1000), '{"type":"mail.delivered"}']
    const signature = createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64')
    return fetch(`http://localhost:${port}/v1/mail/events/standard`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Forwarded-For': from,
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': `v1,${signature}`,
      },
      body,
    })
  }

  it('may tell as much as it signs, and thirty times a minute what it does not', async () => {
    const from = newAddress()
    for (let index = 0; index < 70; index++)
      expect((await tell(index % 2 ? one : other, from, mailSecret)).status).toBe(204)
    const unsigned = Array.from({ length: 35 }, (_, index) => tell(index % 2 ? one : other, from, 'guessed'))
    expect(await statuses(unsigned)).toEqual([...Array<number>(30).fill(401), ...Array<number>(5).fill(429)])
  })
})

describe('a Redis that is gone', () => {
  it('is said once and stops nobody who reads, but nobody signs in until it is back', async () => {
    const ready = async ({ port }: Program) => {
      const reply = await fetch(`http://localhost:${port}/readyz`)
      const { connections } = (await reply.json()) as HealthReport
      return `${reply.status} ${connections['redis']?.state}`
    }
    expect(await ready(one)).toBe('200 ok')
    await redis.stop()
    const from = newAddress()
    const read = ({ port }: Program) =>
      fetch(`http://localhost:${port}/v1/site/modules/booking/services`, {
        headers: { Authorization: 'Bearer dm_sk_test_harbor', 'X-Forwarded-For': from },
      })
    for (const reply of await Promise.all([read(one), read(one), read(other)])) {
      expect(reply.status).toBe(200)
      expect(reply.headers.get('ratelimit-policy')).toMatch(/^"staff-read";q=\d+;w=60$/)
    }
    const reply = await signIn(one, { from, ...owner })
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await reply.json()).toMatchObject({ code: 'UNAVAILABLE', reason: 'core.limits_away', limit: 'sign-in' })
    await expect.poll(() => ready(one)).toBe('200 away')
    expect(one.said().match(/Redis is unreachable/g)).toHaveLength(1)
    redis = await redis.restart()
    await expect.poll(() => ready(one), { timeout: 10_000 }).toBe('200 ok')
    expect((await signIn(one, { from, ...owner })).status).toBe(200)
  })

  it('keeps no program from ending well', async () => {
    await redis.stop()
    const ended = new Promise((settle) => other.child.once('exit', (code) => settle(code)))
    other.child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})
