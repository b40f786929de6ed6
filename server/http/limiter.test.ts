/** Limits that nodes share, on a real Redis. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DmError } from '@dramac/contract/wire/errors'
import { limits, type LimitKind } from '@dramac/core/limits/limits'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHealth } from '../health/health.ts'
import { openRedisServer, type RedisServer } from '../../test/setup/redis.ts'
import { limitHeaders, openLimiter, type Limiter } from './limiter.ts'

let redis: RedisServer
const logged: { msg: string }[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line) as { msg: string }) }) // pino's own lines
const line = createHealth({ release: '1', clock: () => new Date() }).tell('redis', { needed: false })
const open = (scale = 1) => openLimiter({ redisUrl: redis.url, scale, nodes: 2, log, line })
const quota = limits['public-write'].requests

/** How many of so many requests at once get through. */
async function countThrough(
  limiters: readonly Limiter[],
  who: string,
  times: number,
  kind: LimitKind = 'public-write',
): Promise<number> {
  const asked = Array.from({ length: times }, (_, index) => limiters[index % limiters.length]!.count(kind, who))
  return (await Promise.allSettled(asked)).filter((one) => one.status === 'fulfilled').length
}

beforeAll(async () => {
  redis = await openRedisServer()
})
afterAll(() => redis.stop())

describe('nodes that share a Redis', () => {
  it('together let through what one may, however many ask at once', async () => {
    const nodes = await Promise.all([open(), open(), open()])
    expect(await countThrough(nodes, 'crowd', quota * 4)).toBe(quota)
    for (const node of nodes) await node.close()
  })

  it('go on counting where one that has ended stopped', async () => {
    const first = await open()
    expect(await countThrough([first], 'restart', quota - 1)).toBe(quota - 1)
    await first.close()
    const second = await open()
    expect(await countThrough([second], 'restart', 10)).toBe(1)
    await second.close()
  })

  it('say what is left, and how long to wait', async () => {
    const node = await open()
    expect(await node.count('public-write', 'words')).toEqual({
      'RateLimit-Policy': `"public-write";q=${quota};w=60`,
      RateLimit: `"public-write";r=${quota - 1};t=60`,
    })
    await countThrough([node], 'words', quota)
    const refusal = await node.count('public-write', 'words').catch((error: unknown) => error as { facts: object })
    const { facts } = refusal as { facts: { retryAfterSeconds: number } } // thrown by `count`
    expect(facts.retryAfterSeconds).toBeGreaterThan(50)
    expect(limitHeaders(facts)).toEqual({
      'Retry-After': String(facts.retryAfterSeconds),
      'RateLimit-Policy': `"public-write";q=${quota};w=60`,
      RateLimit: `"public-write";r=0;t=${facts.retryAfterSeconds}`,
    })
    await node.close()
  })

  it('tell what is counted of somebody, and forget it at all of them', async () => {
    const nodes = await Promise.all([open(), open()])
    await countThrough(nodes, 'found', 7)
    for (let index = 0; index < 9; index++) await nodes[0]!.count('public-write', 'a key', { isKey: true })
    expect(await nodes[1]!.find('public-write', 'found')).toEqual({ used: 7, quota, resetsInSeconds: 60 })
    const { keyRequests } = limits['public-write']
    expect(await nodes[1]!.find('public-write', 'a key')).toMatchObject({ used: 9, quota: keyRequests })
    await nodes[0]!.reset('public-write', 'found')
    expect(await nodes[1]!.find('public-write', 'found')).toEqual({ used: 0, quota, resetsInSeconds: 0 })
    expect(await countThrough(nodes, 'found', quota * 2)).toBe(quota)
    for (const node of nodes) await node.close()
  })

  it('take a count back', async () => {
    const node = await open()
    for (let index = 0; index < 20; index++) {
      await node.count('sign-in-account', 'forgiven')
      await node.forgive('sign-in-account', 'forgiven')
    }
    await node.close()
  })
})

describe('every answer that a page of another website may read', () => {
  it('shows it the count as well', () => {
    const root = resolve(import.meta.dirname, '..')
    const senders = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => readFileSync(join(root, path), 'utf8').includes('Access-Control-Allow-Origin'))
    expect(senders).not.toEqual([])
    for (const path of senders) expect(readFileSync(join(root, path), 'utf8')).toContain('exposedHeaders')
  })
})

describe('a Redis that is gone', () => {
  it('stops nobody who reads: the node counts for itself, says so once, and goes back to it', async () => {
    const node = await open()
    await countThrough([node], 'gone', 3)
    await redis.stop()
    const reads = limits['public-read'].requests
    expect(await countThrough([node], 'gone', reads + 50, 'public-read')).toBe(reads)
    // Of what changes something, each of the two nodes lets half through.
    expect(await countThrough([node], 'gone', quota * 2)).toBe(quota / 2)
    await expect.poll(() => node.place()).toBe('memory, redis is unreachable')
    const warnings = () => logged.filter(({ msg }) => msg.includes('unreachable'))
    await expect.poll(() => warnings().length).toBe(1)
    redis = await redis.restart()
    await expect.poll(() => node.place(), { timeout: 10_000 }).toBe('redis')
    expect(warnings()).toHaveLength(1)
    expect(logged.some(({ msg }) => msg.includes('is back'))).toBe(true)
    expect(await countThrough([node], 'gone', quota * 2)).toBe(quota)
    await node.close()
  })

  it.each(['sign-in', 'sign-in-account', 'auth-misc', 'account-mail'] as const)(
    'refuses %s, for whoever guesses would begin anew at each node',
    async (kind) => {
      const node = await open()
      await redis.stop()
      const refused = { code: 'UNAVAILABLE', reason: 'core.limits_away' }
      const thrown = await node.count(kind, 'guesser').catch((error: unknown) => error)
      expect(thrown).toMatchObject(refused)
      expect(limitHeaders((thrown as DmError).facts)).toEqual({ 'Retry-After': '5' })
      await node.forgive(kind, 'guesser')
      await expect(node.reset(kind, 'guesser')).rejects.toMatchObject(refused)
      await node.close()
      redis = await redis.restart()
    },
  )

  it('that hangs is waited for no longer than a moment', async () => {
    const node = await open()
    redis.child.kill('SIGSTOP')
    expect(await countThrough([node], 'hangs', quota + 5)).toBe(quota / 2)
    expect(node.place()).toBe('memory, redis is unreachable')
    redis.child.kill('SIGCONT')
    await expect.poll(() => node.count('public-read', 'hung').then(() => node.place())).toBe('redis')
    await node.close()
  })

  it('from the start does not keep a node from starting, nor from ending', async () => {
    await redis.stop()
    const node = await open()
    expect(await countThrough([node], 'never', quota * 2)).toBe(quota / 2)
    await node.close()
    redis = await redis.restart()
  })
})
