/** The answering half of a peer: handlers may take their time and be cancelled. */
import { createGate } from './gate.ts'
import { countDrop, weighSpecial, type DropCause, type Drops, type Limits } from './limits.ts'
import type { Post } from './caller.ts'
import { CALL, CANCEL, ERROR, RESULT, errorFrame, type Answer, type Argument, type Checks, type Frame } from './wire.ts'

export type Handlers<T> = {
  [M in keyof T]: (argument: Argument<T[M]>, signal: AbortSignal) => Answer<T[M]> | Promise<Answer<T[M]>>
}

const transfers = new WeakMap<object, Transferable[]>()

/** Says of a handler's answer what moves with it instead of being copied. */
export function withTransfer<Value extends object>(value: Value, transfer: Transferable[]): Value {
  transfers.set(value, transfer)
  return value
}

export interface Server {
  receive(frame: Frame): void
  /** Aborts what runs. */
  stop(): void
}

export interface ServerOptions<Local> {
  handlers: Handlers<Local>
  checks: Checks<Local>
  limits: Limits
  drops: Drops
}

export function createServer<Local>(send: Post, options: ServerOptions<Local>): Server {
  const { handlers, checks, limits, drops } = options
  const refuse = createGate(checks, limits, weighSpecial)
  const running = new Map<unknown, AbortController>()

  const admit = (frame: Frame): DropCause | undefined => {
    const cause = refuse(frame)
    if (cause) return cause
    if (running.size >= limits.callsInFlight) return 'busy'
    return running.has(frame[1]) ? 'frame' : undefined
  }

  async function receive(frame: Frame) {
    const id = frame[1]
    const control = new AbortController()
    // Only a call that waits is answered: an answer to a stray answer would never end.
    const answer = (words: Frame, transfer?: Transferable[]) => {
      if (id && frame[0] === CALL && !control.signal.aborted) send(words, transfer)
    }
    const cause = admit(frame)
    if (cause) {
      countDrop(drops, cause)
      return answer([ERROR, id, cause])
    }
    running.set(id || control, control)
    try {
      // safe: the gate has let the method and its argument pass
      const value = await handlers[frame[2] as keyof Local](frame[3] as never, control.signal)
      answer([RESULT, id, value], transfers.get(value as object)) // safe: get() takes anything
    } catch (error) {
      answer(errorFrame(ERROR, id, error))
    }
    running.delete(id || control)
  }

  return {
    receive(frame) {
      if (frame[0] === CANCEL) running.get(frame[1])?.abort()
      else void receive(frame)
    },
    stop() {
      running.forEach((control) => control.abort())
    },
  }
}
