/**
 * Counts requests by caller and kind, in memory or in Redis when several nodes share the count. What holds while that Redis
 * is gone is said of each kind in `limits`.
 */
import { DmError, type ErrorFacts } from '@dramac/contract/wire/errors'
import { header } from '@dramac/contract/wire/names'
import { isLimitKind, limits, type LimitKind } from '@dramac/core/limits/limits'
import type { Logger } from 'pino'
import type { Line } from '../health/health.ts'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { openSharedCounters, type SharedCounters } from './shared-counters.ts'

export interface Limiter {
  /** The headers of the count; throws RATE_LIMITED or UNAVAILABLE with the facts that `limitHeaders` reads. */
  count(limit: LimitKind, who: string, rules?: CountRules): Promise<Record<string, string>>
  /** Takes one count back. */
  forgive(limit: LimitKind, who: string): Promise<void>
  /** What is counted of somebody at this moment: the larger of what they sent as themselves and as a key. */
  find(limit: LimitKind, who: string): Promise<Count>
  /** Throws UNAVAILABLE while the shared counters are: they would come back as they were. */
  reset(limit: LimitKind, who: string): Promise<void>
  /** Of a kind, as this installation is set. */
  quotaOf(limit: LimitKind, rules?: CountRules): number
  /** Where it counts at this moment. */
  place(): 'memory' | 'redis' | 'memory, redis is unreachable'
  close(): Promise<void>
}

export interface CountRules {
  readonly isKey?: boolean
}

export interface Count {
  readonly used: number
  readonly quota: number
  readonly resetsInSeconds: number
}

export interface LimiterOptions {
  readonly redisUrl: string | undefined
  /** Multiplies every limit. */
  readonly scale: number
  /** That share the Redis. */
  readonly nodes: number
  readonly log: Logger
  /** Of Redis. */
  readonly line: Line
}

interface Counter {
  /** Undefined where nothing is shared. */
  readonly shared: RateLimiterRedis | undefined
  readonly own: RateLimiterMemory
}

/** By then Redis is back, or its connection has been tried again. */
const outageSeconds = 5

/** Made at their first use: one of a kind and quota. */
function createCounters(common: SharedCounters | undefined, { scale, nodes }: Pick<LimiterOptions, 'scale' | 'nodes'>) {
  const counters = new Map<string, Counter>()

  function quotaOf(name: LimitKind, { isKey = false }: CountRules = {}): number {
    const { requests, keyRequests } = limits[name]
    return Math.max(1, Math.round(scale * (isKey ? keyRequests : requests)))
  }

  function counterOf(name: LimitKind, rules: CountRules = {}): Counter {
    const keyPrefix = `dm:limit:${name}${rules.isKey ? ':key' : ''}`
    const points = quotaOf(name, rules)
    const called = `${keyPrefix} ${points}`
    const known = counters.get(called)
    if (known) return known
    const { outage, windowSeconds: duration } = limits[name]
    const alone = common && outage === 'share' ? Math.max(1, Math.floor(points / nodes)) : points
    const counter = {
      shared: common && new RateLimiterRedis({ keyPrefix, points, duration, storeClient: common.redis }),
      own: new RateLimiterMemory({ keyPrefix, points: alone, duration }),
    }
    counters.set(called, counter)
    return counter
  }

  return { quotaOf, counterOf }
}

export async function openLimiter({ redisUrl, scale, nodes, log, line }: LimiterOptions): Promise<Limiter> {
  const common = redisUrl === undefined ? undefined : await openSharedCounters(redisUrl, { log, line })
  const { quotaOf, counterOf } = createCounters(common, { scale, nodes })

  /** Throws UNAVAILABLE when nothing answers. */
  async function askShared<R>(limit: LimitKind, work: () => Promise<R>): Promise<R> {
    try {
      const answer = await work()
      common?.found()
      return answer
    } catch (thrown) {
      common?.lose(thrown)
      throw new DmError('UNAVAILABLE', 'core.limits_away', { limit, retryAfterSeconds: outageSeconds })
    }
  }

  async function consume(limit: LimitKind, { shared, own }: Counter, who: string): Promise<Consumed> {
    if (!shared) return take(own, who)
    try {
      return await askShared(limit, () => take(shared, who))
    } catch (unavailable) {
      if (limits[limit].outage === 'refuse') throw unavailable
      return take(own, who)
    }
  }

  async function find(limit: LimitKind, who: string, isKey: boolean): Promise<Count> {
    const { shared, own } = counterOf(limit, { isKey })
    const held = await (shared && !common?.isAway() ? askShared(limit, () => shared.get(who)) : own.get(who))
    const resetsInSeconds = held ? Math.max(0, secondsOf(held)) : 0
    return { quota: quotaOf(limit, { isKey }), used: held?.consumedPoints ?? 0, resetsInSeconds }
  }

  return {
    async count(limit, who, rules) {
      const { isPast, quota, left } = await consume(limit, counterOf(limit, rules), who)
      const seconds = secondsOf(left)
      if (!isPast) return headersOf({ limit, quota, left: left.remainingPoints, seconds })
      const retryAfterSeconds = Math.max(1, seconds)
      throw new DmError('RATE_LIMITED', 'core.too_many_requests', { limit, quota, retryAfterSeconds })
    },
    async forgive(limit, who) {
      const { shared, own } = counterOf(limit)
      // What was done stays done when the count cannot be taken back: it runs out by itself.
      await (shared && !common?.isAway() ? shared : own).reward(who).catch(() => undefined)
    },
    async find(limit, who) {
      const [asThemselves, asKey] = await Promise.all([find(limit, who, false), find(limit, who, true)])
      return asKey.used > asThemselves.used ? asKey : asThemselves
    },
    async reset(limit, who) {
      for (const isKey of [false, true]) {
        const { shared, own } = counterOf(limit, { isKey })
        if (shared) await askShared(limit, () => shared.delete(who))
        await own.delete(who)
      }
    },
    quotaOf,
    place: () => (!common ? 'memory' : common.isAway() ? 'memory, redis is unreachable' : 'redis'),
    close: async () => {
      await common?.close()
    },
  }
}

interface Consumed {
  readonly isPast: boolean
  readonly quota: number
  readonly left: RateLimiterRes
}

/** The library throws a refusal as it answers a consent. */
async function take(counter: RateLimiterAbstract, who: string): Promise<Consumed> {
  const quota = counter.points
  try {
    return { isPast: false, quota, left: await counter.consume(who) }
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown
    return { isPast: true, quota, left: thrown }
  }
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes): number => Math.ceil(msBeforeNext / 1000)

interface Headers {
  readonly limit: LimitKind
  readonly quota: number
  readonly left: number
  readonly seconds: number
}

/** draft-ietf-httpapi-ratelimit-headers. */
const headersOf = ({ limit, quota, left, seconds }: Headers): Record<string, string> => ({
  'RateLimit-Policy': `"${limit}";q=${quota};w=${limits[limit].windowSeconds}`,
  RateLimit: `"${limit}";r=${left};t=${seconds}`,
})

/** Of a refusal that `count` threw; none for another error. */
export function limitHeaders({ limit, quota, retryAfterSeconds }: ErrorFacts): Record<string, string> {
  if (typeof retryAfterSeconds !== 'number') return {}
  const wait = { 'Retry-After': String(retryAfterSeconds) }
  if (typeof limit !== 'string' || !isLimitKind(limit) || typeof quota !== 'number') return wait
  return { ...wait, ...headersOf({ limit, quota, left: 0, seconds: retryAfterSeconds }) }
}

/** What pages of other websites may read of an answer that they may read at all. */
export const exposedHeaders = ['RateLimit', 'RateLimit-Policy', 'Retry-After', header.requestId].join(', ')
