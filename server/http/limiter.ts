/**
 * Counts requests by caller and kind, in memory or in Redis when several nodes share the count. A Redis
 * that is gone stops nobody: each node then counts for itself, says so once, and goes back when it can.
 */
import { DmError, type ErrorFacts } from '@dramac/contract/wire/errors'
import { limits, type LimitKind } from '@dramac/core/limits/limits'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Line } from '../health/health.ts'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'

export interface Limiter {
  /** The headers of the count; throws RATE_LIMITED with the facts that `limitHeaders` reads. */
  count(limit: LimitKind, who: string, isKey?: boolean): Promise<Record<string, string>>
  /** Takes one count back. */
  forgive(limit: LimitKind, who: string): Promise<void>
  /** Where it counts at this moment. */
  place(): 'memory' | 'redis' | 'memory, redis is unreachable'
  close(): Promise<void>
}

export interface LimiterOptions {
  readonly redisUrl: string | undefined
  /** Multiplies every limit. */
  readonly scale: number
  readonly log: Logger
  /** Of Redis. */
  readonly line: Line
}

/** A start waits so long for Redis, and no request longer than the second. */
const connectMs = 3000
const answerMs = 500

export async function openLimiter({ redisUrl, scale, log, line }: LimiterOptions): Promise<Limiter> {
  const redis = redisUrl === undefined ? undefined : await openRedis(redisUrl, { log, line })
  const counters = new Map<string, RateLimiterAbstract>()

  function counterOf(name: LimitKind, isKey: boolean): RateLimiterAbstract {
    const called = `dm:limit:${name}${isKey ? ':key' : ''}`
    const known = counters.get(called)
    if (known) return known
    const { requests, keyRequests, windowSeconds } = limits[name]
    const points = Math.max(1, Math.round(scale * (isKey ? keyRequests : requests)))
    const options = { keyPrefix: called, points, duration: windowSeconds }
    const counter = redis
      ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: new RateLimiterMemory(options) })
      : new RateLimiterMemory(options)
    counters.set(called, counter)
    return counter
  }

  return {
    async count(limit, who, isKey = false) {
      const counter = counterOf(limit, isKey)
      try {
        const left = await counter.consume(who)
        return headersOf({ limit, quota: counter.points, left: left.remainingPoints, seconds: secondsOf(left) })
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        const retryAfterSeconds = Math.max(1, secondsOf(refusal))
        throw new DmError('RATE_LIMITED', 'core.too_many_requests', { limit, quota: counter.points, retryAfterSeconds })
      }
    },
    forgive: async (limit, who) => void (await counterOf(limit, false).reward(who)),
    place: () => (!redis ? 'memory' : redis.status === 'ready' ? 'redis' : 'memory, redis is unreachable'),
    close: async () => void (await redis?.quit().catch(() => redis.disconnect())),
  }
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.ceil(msBeforeNext / 1000)

async function openRedis(url: string, { log, line }: Pick<LimiterOptions, 'log' | 'line'>): Promise<Redis> {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: connectMs,
    commandTimeout: answerMs,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  })
  let isLost = false
  const lose = (error: Error) => {
    line.away(error)
    if (!isLost) log.warn({ cause: error.message }, 'rate limits: Redis is unreachable, counting in memory')
    isLost = true
  }
  redis.on('error', lose)
  redis.on('ready', () => {
    if (isLost) log.info('rate limits: Redis is back')
    line.ok()
    isLost = false
  })
  // What is counted before the first connection would be counted apart from the other nodes.
  await new Promise<void>((settle) => {
    const late = setTimeout(() => {
      lose(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }))
      settle()
    }, connectMs)
    for (const event of ['ready', 'error'] as const)
      redis.once(event, () => {
        clearTimeout(late)
        settle()
      })
  })
  return redis
}

interface Counted {
  readonly limit: LimitKind
  readonly quota: number
  readonly left: number
  readonly seconds: number
}

/** draft-ietf-httpapi-ratelimit-headers. */
const headersOf = ({ limit, quota, left, seconds }: Counted): Record<string, string> => ({
  'RateLimit-Policy': `"${limit}";q=${quota};w=${limits[limit].windowSeconds}`,
  RateLimit: `"${limit}";r=${left};t=${seconds}`,
})

/** Of a refusal that `count` threw; none for another error. */
export function limitHeaders({ limit, quota, retryAfterSeconds }: ErrorFacts): Record<string, string> {
  if (typeof retryAfterSeconds !== 'number') return {}
  const wait = { 'Retry-After': String(retryAfterSeconds) }
  if (typeof limit !== 'string' || !isLimit(limit) || typeof quota !== 'number') return wait
  return { ...wait, ...headersOf({ limit, quota, left: 0, seconds: retryAfterSeconds }) }
}

const isLimit = (name: string): name is LimitKind => Object.hasOwn(limits, name)
