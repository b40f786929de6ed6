/**
 * Keeps the queue's runner going. It gives up when the database is away at the wrong moment; nobody would start it
 * again, and its rejection, unheard, would end the process.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Runner } from 'graphile-worker'
import type { Logger } from 'pino'

export interface KeptRunner {
  /** Rejects with why no jobs are taken at this moment. */
  check(): Promise<void>
  /** Lets running jobs end, but waits for no database that is away. */
  stop(): Promise<void>
}

export interface KeepOptions {
  start(): Promise<Pick<Runner, 'events' | 'promise' | 'stop'>>
  readonly log: Logger
  /** How long a runner that gave up may take to end. */
  readonly endMs?: number
}

type Running = Awaited<ReturnType<KeepOptions['start']>>

const [firstWaitMs, longestWaitMs] = [500, 15_000]
const patienceMs = 8_000

/** Rejects when the first start fails: who starts without a queue should know. */
export async function keepRunner({ start, log, endMs = 5_000 }: KeepOptions): Promise<KeptRunner> {
  const stopped = new AbortController()
  let failure: unknown
  let runner = await startOne()

  async function startOne(): Promise<Running> {
    const started = await start()
    failure = undefined
    started.events.on('worker:getJob:error', ({ error }) => (failure = error))
    for (const event of ['worker:getJob:empty', 'job:start'] as const)
      started.events.on(event, () => (failure = undefined))
    return started
  }

  async function again(tries: number): Promise<Running | undefined> {
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** tries)
    await sleep(waitMs, undefined, { signal: stopped.signal }).catch(() => {})
    if (stopped.signal.aborted) return undefined
    try {
      return await startOne()
    } catch (error) {
      failure = error
      return again(tries + 1)
    }
  }

  async function keep(): Promise<void> {
    for (;;) {
      const error = await endOf(runner, endMs)
      if (stopped.signal.aborted) return
      failure = error
      log.warn({ from: 'queue', err: error as Error }, 'the queue stopped, starting it again')
      const next = await again(0)
      if (!next) return
      runner = next
      if (stopped.signal.aborted) await end(runner)
      else log.warn({ from: 'queue' }, 'the queue runs again')
    }
  }

  const kept = keep()
  return {
    async check() {
      if (failure !== undefined) throw failure
    },
    async stop() {
      stopped.abort()
      await Promise.race([end(runner).then(() => kept), sleep(patienceMs, undefined, { ref: false })])
    },
  }
}

/**
 * Why it takes no more jobs. A runner that has given up takes none, and its promise may still wait for ever for something that the
 * lost database was asked: then it is not waited for.
 */
function endOf({ events, promise }: Running, endMs: number): Promise<unknown> {
  const ended = promise.then(
    () => new Error('the runner ended by itself'),
    (thrown: unknown) => thrown,
  )
  const stuck = new Promise<unknown>((settle) => {
    events.once('stop', () => setTimeout(() => settle(new Error('the runner gave up and did not end')), endMs).unref())
  })
  return Promise.race([ended, stuck])
}

/** It may have ended by itself a moment ago. */
const end = (runner: Running): Promise<void> => runner.stop().catch(() => {})
