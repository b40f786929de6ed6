/**
 * Values over time, with credit: the consumer says how many chunks it will take, the producer
 * waits when none is left. A side that never uses streams does not load this file.
 *
 * Open and credit travel from consumer to producer (credit 0 stops), chunk and end the other way,
 * so the two directions may use the same ids.
 */
import { DmError } from '@dramac/contract/wire/errors'
import type { Post } from './caller.ts'
import type { Check } from './checks.ts'
import { createRate } from './limits.ts'
import {
  CHUNK,
  CREDIT,
  END,
  OPEN,
  errorFrame,
  errorOf,
  refusalError,
  type Argument,
  type Checks,
  type Frame,
  type Methods,
} from './wire.ts'

const creditWindow = 16
const maxStreams = 8
const maxCredit = 256
const opensPerSecond = 20

export type StreamHandlers<T> = {
  [M in keyof T]: (argument: Argument<T[M]>, signal: AbortSignal) => AsyncIterable<unknown>
}

type Chunk<F> = F extends (argument: never) => AsyncIterable<infer C> ? C : never

interface AnyStreams {
  handlers: Record<string, (argument: unknown, signal: AbortSignal) => AsyncIterable<unknown>>
  checks: Record<string, Check>
}

export interface Streams<Remote> {
  /**
   * Chunks of the other side's `method`. Leaving the loop stops the producer.
   * Errors: those of the method; NETWORK_ERROR `rpc.closed`; PAYLOAD_TOO_LARGE, VALIDATION_ERROR as with calls.
   */
  open<M extends keyof Remote & string>(method: M, argument: Argument<Remote[M]>): AsyncGenerator<Chunk<Remote[M]>>
  /** For the peer it is given to. */
  take(frame: Frame): boolean
  attach(post: Post): void
  stop(): void
}

/** Tables by method, as with `openPeer`. */
export function createStreams<Remote extends Methods<Remote>, Local extends Methods<Local>>(served: {
  handlers: StreamHandlers<Local>
  checks: Checks<Local>
}): Streams<Remote> {
  let send: Post = () => {
    throw new DmError('NETWORK_ERROR', 'rpc.closed')
  }
  const post: Post = (frame) => send(frame)
  // safe: each method's own check has passed its argument before the handler sees it
  const producers = createProducers(served as unknown as AnyStreams, post)
  const consumers = createConsumers(post)
  return {
    // safe: the other side's table gives the chunks their type
    open: consumers.open as unknown as Streams<Remote>['open'],
    take: (frame) => consumers.receive(frame) || producers.receive(frame),
    attach(to) {
      send = to
    },
    stop() {
      producers.stop()
      consumers.stop()
    },
  }
}

function createProducers({ handlers, checks }: AnyStreams, post: Post) {
  const allow = createRate(opensPerSecond)
  const running = new Map<unknown, { add(credit: number): void; control: AbortController }>()

  async function produce(id: number, frame: Frame) {
    const control = new AbortController()
    const { signal } = control
    let credit = Math.min(Number(frame[4]) || 0, maxCredit)
    let wake = () => {}
    const add = (more: number) => {
      credit = Math.min(credit + more, maxCredit)
      wake()
    }
    running.set(id, { add, control })
    try {
      const method = frame[2] as string // safe: hasOwn takes any key
      if (!Object.hasOwn(handlers, method)) throw refusalError('method')
      if (!checks[method]!(frame[3])) throw refusalError('argument')
      for await (const chunk of handlers[method]!(frame[3], signal)) {
        while (credit < 1 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
        if (signal.aborted) break
        credit--
        post([CHUNK, id, chunk])
      }
      if (!signal.aborted) post([END, id])
    } catch (error) {
      if (!signal.aborted) post(errorFrame(END, id, error))
    }
    running.delete(id)
  }

  function end(id: unknown) {
    const producer = running.get(id)
    producer?.control.abort()
    producer?.add(0)
  }

  function begin(frame: Frame) {
    const id = frame[1]
    if (typeof id !== 'number' || running.has(id) || running.size >= maxStreams || !allow()) return false
    void produce(id, frame)
    return true
  }

  return {
    receive(frame: Frame) {
      if (frame[0] === OPEN) return begin(frame)
      const producer = frame[0] === CREDIT && running.get(frame[1])
      const more = Number(frame[2])
      if (!producer || !(more >= 0)) return false
      if (more) producer.add(more)
      else end(frame[1])
      return true
    },
    stop: () => running.forEach((_, id) => end(id)),
  }
}

interface Consumer {
  credit: number
  take(frame: Frame): void
}

/** As the end of a stream when the port closes. */
const closedFrame = (id: unknown): Frame => [END, id, 'NETWORK_ERROR', 'rpc.closed', {}]

function createConsumers(post: Post) {
  const waiting = new Map<unknown, Consumer>()
  let lastId = 0

  async function* open(method: string, argument: unknown): AsyncGenerator<unknown> {
    const id = ++lastId
    const queue: Frame[] = []
    let wake = () => {}
    let ended = false
    const consumer: Consumer = {
      credit: creditWindow,
      take(frame) {
        queue.push(frame)
        wake()
      },
    }
    post([OPEN, id, method, argument, creditWindow])
    waiting.set(id, consumer)
    try {
      while (true) {
        const frame = queue.shift()
        if (!frame) await new Promise<void>((resolve) => (wake = resolve))
        else if (frame[0] === END) {
          ended = true
          if (frame.length > 2) throw errorOf(frame)
          return
        } else {
          yield frame[2]
          const more = creditWindow - consumer.credit - queue.length
          if (more >= creditWindow / 2) {
            consumer.credit += more
            post([CREDIT, id, more])
          }
        }
      }
    } finally {
      waiting.delete(id)
      if (!ended) post([CREDIT, id, 0])
    }
  }

  return {
    open,
    receive(frame: Frame) {
      const consumer = waiting.get(frame[1])
      const isChunk = frame[0] === CHUNK
      if (!consumer || (!isChunk && frame[0] !== END)) return false
      // A producer that ignores its credit loses the chunk to the rate limit and the count of drops.
      if (isChunk && consumer.credit-- < 1) return false
      consumer.take(frame)
      return true
    },
    stop: () => waiting.forEach((consumer, id) => consumer.take(closedFrame(id))),
  }
}
