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

export function createCaller(send: Post, limits: Limits & { timeoutMs: number }): Caller {
  const waiting = new Map<unknown, (frame?: Frame) => void>()
  let lastId = 0
  let open = true

  const post: Post = (frame, transfer) => {
    if (weigh(frame, limits.messageBytes, weighSpecial) < 0) throw refusalError('size')
    try {
      send(frame, transfer)
    } catch (cause) {
      throw new DmError('VALIDATION_ERROR', 'rpc.not_cloneable', {}, { cause })
    }
  }

  const call: Caller['call'] = (method, argument, options = {}) =>
    new Promise((resolve, reject) => {
      const { signal, timeoutMs = limits.timeoutMs, transfer } = options
      if (signal?.aborted) return reject(signal.reason)
      if (!open) return reject(errorOf(closed))
      if (waiting.size >= limits.callsInFlight) return reject(refusalError('busy'))
      const id = ++lastId
      const end = () => {
        waiting.delete(id)
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      }
      const giveUp = (error: unknown) => {
        end()
        reject(error)
        send([CANCEL, id])
      }
      const abort = () => giveUp(signal!.reason)
      const timer = setTimeout(() => giveUp(new DmError('TIMEOUT', 'rpc.no_answer', { method })), timeoutMs)
      signal?.addEventListener('abort', abort)
      waiting.set(id, (frame = closed) => {
        end()
        if (frame[0] === ERROR) reject(errorOf(frame))
        else resolve(frame[2])
      })
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
      const settle = frame[0] === RESULT || frame[0] === ERROR ? waiting.get(frame[1]) : undefined
      const isHeavy = settle && weigh(frame, limits.messageBytes, weighSpecial) < 0
      settle?.(isHeavy ? [ERROR, frame[1], 'size'] : frame)
      return !!settle
    },
    stop() {
      open = false
      waiting.forEach((settle) => settle())
    },
  }
}
