/** A runner of the queue that gives up is replaced, however it does so. */
import { EventEmitter } from 'node:events'
import type { RunnerOptions } from 'graphile-worker'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { keepRunner, type KeepOptions } from './keep-runner.ts'

type Running = Awaited<ReturnType<KeepOptions['start']>>

/** As far as it is kept: the library's own needs a database to give up. */
function openRunner() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const events = new EventEmitter() as NonNullable<RunnerOptions['events']> // only `stop` is told
  const running: Running = { events, promise, stop: () => Promise.resolve(resolve()) }
  return { running, giveUp: () => events.emit('stop', {} as never), fail: reject }
}

async function keep() {
  const made: ReturnType<typeof openRunner>[] = []
  const start = () => {
    const one = openRunner()
    made.push(one)
    return Promise.resolve(one.running)
  }
  const kept = await keepRunner({ start, log: pino({ level: 'silent' }), endMs: 20 })
  return { made, kept }
}

it('a runner that fails is started again', async () => {
  const { made, kept } = await keep()
  made[0]!.fail(new Error('the database is away'))
  await expect.poll(() => made.length, { timeout: 3_000 }).toBe(2)
  await expect.poll(() => kept.check().then(() => 'well')).toBe('well')
  await kept.stop()
})

it('a runner that gives up and never ends is not waited for', async () => {
  const { made, kept } = await keep()
  made[0]!.giveUp()
  await expect.poll(() => made.length, { timeout: 3_000 }).toBe(2)
  await kept.stop()
  expect(made).toHaveLength(2)
})

it('a runner that is stopped by us is not started again', async () => {
  const { made, kept } = await keep()
  await kept.stop()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(made).toHaveLength(1)
})
