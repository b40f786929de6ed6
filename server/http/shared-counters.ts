/** The connection to the Redis in which nodes count together: says once when it is lost, and once when it is back. */
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Line } from '../health/health.ts'

export interface SharedCounters {
  readonly redis: Redis
  isAway(): boolean
  /** What a request found, which may be sooner than the connection knows. */
  lose(error: unknown): void
  found(): void
  close(): Promise<void>
}

export interface Watch {
  readonly log: Logger
  readonly line: Line
}

/** A start waits so long for Redis, and no request longer than the second. */
const connectMs = 3000
const answerMs = 500

export async function openSharedCounters(url: string, { log, line }: Watch): Promise<SharedCounters> {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: connectMs,
    commandTimeout: answerMs,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  })
  let isLost = false
  const lose = (error: unknown) => {
    line.away(error)
    if (!isLost)
      log.error(
        { cause: error instanceof Error ? error.message : String(error) },
        'rate limits: Redis is unreachable; signing in is refused, everything else is counted in memory',
      )
    isLost = true
  }
  const found = () => {
    if (!isLost) return
    log.info('rate limits: Redis is back')
    line.ok()
    isLost = false
  }
  redis.on('error', lose)
  redis.on('ready', found)
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
  const close = async () => void (await redis.quit().catch(() => redis.disconnect()))
  return { redis, isAway: () => isLost || redis.status !== 'ready', lose, found, close }
}
