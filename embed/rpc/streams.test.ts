import { afterEach, describe, expect, it } from 'vitest'
import { data, shape, within } from './checks.ts'
import { createPair } from './pair.ts'
import { openPeer, type Peer } from './peer.ts'
import { createStreams } from './streams.ts'

interface Methods {
  count: (to: { to: number }) => AsyncIterable<number>
  fail: (nothing: object) => AsyncIterable<number>
}
type None = Record<never, never>
const none = { handlers: {}, checks: {} }

let produced = 0
let stopped = 0
const opened: Peer<None>[] = []
afterEach(() => opened.splice(0).forEach((peer) => peer.close()))

function open() {
  const [near, far] = createPair()
  produced = stopped = 0
  const serving = createStreams<None, Methods>({
    checks: { count: shape({ to: within(0, 1e6) }), fail: data },
    handlers: {
      async *count({ to }) {
        try {
          for (let i = 1; i <= to; i++) {
            produced++
            yield i
          }
        } finally {
          stopped++
        }
      },
      async *fail() {
        yield 1
        throw new Error('secret')
      },
    },
  })
  const streams = createStreams<Methods, None>(none)
  const server = openPeer<None, None>(far, { ...none, streams: serving })
  const consumer = openPeer<None, None>(near, { ...none, streams })
  opened.push(server, consumer)
  return { streams, server }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 50))

describe('a stream', () => {
  it('gives every chunk in order', async () => {
    const { streams } = open()
    const got: number[] = []
    for await (const value of streams.open('count', { to: 500 })) got.push(value)
    expect(got).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
  })

  it('produces no more than the credit while nobody reads', async () => {
    const { streams } = open()
    const reading = streams.open('count', { to: 500 })
    expect(await reading.next()).toEqual({ value: 1, done: false })
    await settle()
    expect(produced).toBeLessThanOrEqual(18)
    await reading.return(undefined)
    await settle()
    expect(stopped).toBe(1)
  })

  it('ends with the words of the error', async () => {
    const { streams } = open()
    const reading = streams.open('fail', {})
    await reading.next()
    await expect(reading.next()).rejects.toMatchObject({ code: 'SERVER_ERROR', reason: 'rpc.failed' })
    await expect(streams.open('count', { to: -1 }).next()).rejects.toMatchObject({ reason: 'rpc.bad_argument' })
  })

  it('ends when the port closes', async () => {
    const { streams, server } = open()
    const reading = streams.open('count', { to: 500 })
    await reading.next()
    server.close()
    const rest = (async () => {
      for await (const _ of { [Symbol.asyncIterator]: () => reading });
    })()
    await expect(rest).rejects.toMatchObject({ reason: 'rpc.closed' })
  })
})
