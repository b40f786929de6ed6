/** Counts requests by caller and kind, in memory or in Redis when several nodes share the count. */
import type { LimitName } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import { limits } from '@dramac/core/limits/limits'
import { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'

export interface Limiter {
  /** The headers of the count; throws RATE_LIMITED with `retryAfterSeconds`. */
  count(limit: LimitName, who: string, isKey: boolean): Promise<Record<string, string>>
  close(): Promise<void>
}

export interface LimiterOptions {
  readonly redisUrl: string | undefined
  /** Multiplies every limit. */
  readonly scale: number
}

export function createLimiter({ redisUrl, scale }: LimiterOptions): Limiter {
  const redis = redisUrl ? new Redis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false }) : undefined
  redis?.on('error', () => {}) // the memory limiter stands in; readiness reports it
  const counters = new Map<string, RateLimiterAbstract>()

  function counterOf(name: LimitName, isKey: boolean): RateLimiterAbstract {
    const called = `${name}${isKey ? ':key' : ''}`
    const known = counters.get(called)
    if (known) return known
    const { requests, keyRequests, windowSeconds } = limits[name]
    const options = { keyPrefix: called, points: scale * (isKey ? keyRequests : requests), duration: windowSeconds }
    const counter = redis
      ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: new RateLimiterMemory(options) })
      : new RateLimiterMemory(options)
    counters.set(called, counter)
    return counter
  }

  return {
    async count(limit, who, isKey) {
      const counter = counterOf(limit, isKey)
      try {
        const left = await counter.consume(who)
        return headersOf(limit, counter.points, left)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
        throw new DmError('RATE_LIMITED', 'core.too_many_requests', { retryAfterSeconds })
      }
    },
    close: async () => void (await redis?.quit().catch(() => redis.disconnect())),
  }
}

/** draft-ietf-httpapi-ratelimit-headers. */
const headersOf = (limit: LimitName, points: number, left: RateLimiterRes): Record<string, string> => ({
  'RateLimit-Policy': `"${limit}";q=${points};w=${limits[limit].windowSeconds}`,
  RateLimit: `"${limit}";r=${left.remainingPoints};t=${Math.ceil(left.msBeforeNext / 1000)}`,
})
