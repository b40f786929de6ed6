/** The asking half of a peer. */
import { DmError } from '@dramac/contract/wire/errors'
import { weigh, weighSpecial, type Limits } from './limits.ts'
import { CALL, CANCEL, ERROR, RESULT, errorOf, refusalError, type Frame } from './wire.ts'

export interface CallOptions {
  /** Aborting rejects with the signal's reason and tells the other side to stop. */
  signal?: AbortSignal | undefined
  timeoutMs?: number
  transfer?: Transferable[]
}

export type Post = (frame: Frame, transfer?: Transferable[]) => void

export interface Caller {
  call(method: string, argument: unknown, options?: CallOptions): Promise<unknown>
  tell(method: string, argument: unknown): void
  /** Sends a message that the other side would take. Throws PAYLOAD_TOO_LARGE, VALIDATION_ERROR. */
  post: Post
  /** Takes an answer that is waited for. */
  take(frame: Frame): boolean
  /** Rejects everything that waits, now and later. */
  stop(): void
}

/** As the answer of a port that is no more. */
const closed: Frame = [ERROR, 0, 'NETWORK_ERROR', 'rpc.closed']

interface Waiting {
  /** When it is given up, in ms as `performance.now` counts. */
  until: number
  settle(frame?: Frame): void
  late(): void
}

/** One timer for all that waits: one for each would cost a call more than its message does. */
function createTimer(waiting: ReadonlyMap<unknown, Waiting>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let next = Infinity
  const watch = (until: number) => {
    if (until >= next) return
    clearTimeout(timer)
    next = until
    timer = setTimeout(sweep, until - performance.now())
  }
  const sweep = () => {
    const now = performance.now()
    next = Infinity
    waiting.forEach(({ until, late }) => (until > now ? watch(until) : late()))
  }
  return { watch, stop: () => clearTimeout(timer) }
}

const createPost =
  (send: Post, { messageBytes }: Limits): Post =>
  (frame, transfer) => {
    if (weigh(frame, messageBytes, weighSpecial) < 0) throw refusalError('size')
    try {
      send(frame, transfer)
    } catch (cause) {
      throw new DmError('VALIDATION_ERROR', 'rpc.not_cloneable', {}, { cause })
    }
  }

export function createCaller(send: Post, limits: Limits & { timeoutMs: number }): Caller {
  const waiting = new Map<unknown, Waiting>()
  const timer = createTimer(waiting)
  const post = createPost(send, limits)
  let lastId = 0
  let open = true

  const call: Caller['call'] = (method, argument, options = {}) =>
    new Promise((resolve, reject) => {
      const { signal, timeoutMs = limits.timeoutMs, transfer } = options
      if (signal?.aborted) return reject(signal.reason)
      if (!open) return reject(errorOf(closed))
      if (waiting.size >= limits.callsInFlight) return reject(refusalError('busy'))
      const id = ++lastId
      const until = performance.now() + timeoutMs
      const end = () => {
        waiting.delete(id)
        signal?.removeEventListener('abort', abort)
      }
      const giveUp = (error: unknown) => {
        end()
        reject(error)
        send([CANCEL, id])
      }
      const abort = () => giveUp(signal!.reason)
      signal?.addEventListener('abort', abort)
      waiting.set(id, {
        until,
        settle(frame = closed) {
          end()
          if (frame[0] === ERROR) reject(errorOf(frame))
          else resolve(frame[2])
        },
        late: () => giveUp(new DmError('TIMEOUT', 'rpc.no_answer', { method })),
      })
      timer.watch(until)
      try {
        post([CALL, id, method, argument], transfer)
      } catch (error) {
        end()
        reject(error)
      }
    })

  return {
    call,
    post,
    tell: (method, argument) => post([CALL, 0, method, argument]),
    take(frame) {
      const asked = frame[0] === RESULT || frame[0] === ERROR ? waiting.get(frame[1]) : undefined
      const isHeavy = asked && weigh(frame, limits.messageBytes, weighSpecial) < 0
      asked?.settle(isHeavy ? [ERROR, frame[1], 'size'] : frame)
      return !!asked
    },
    stop() {
      open = false
      timer.stop()
      waiting.forEach(({ settle }) => settle())
    },
  }
}
