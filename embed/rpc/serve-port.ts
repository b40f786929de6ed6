/**
 * The page's side of a port, small enough for a foreign page: its handlers answer at once, it tells
 * but never asks. `openPeer` speaks the same messages with all the rest.
 */
import { createGate } from './gate.ts'
import { countDrop, type Drops } from './limits.ts'
import {
  CALL,
  CLOSE,
  ERROR,
  RESULT,
  type Argument,
  type Checks,
  type Frame,
  type Methods,
  type Transport,
} from './wire.ts'

export type SyncHandlers<T> = {
  [M in keyof T]: (argument: Argument<T[M]>) => T[M] extends (argument: never) => infer R ? R : never
}

export interface ServedPort<Remote> {
  /** Tells without waiting for an answer; without effect on a closed port. */
  tell<M extends keyof Remote & string>(method: M, argument: Argument<Remote[M]>): void
  close(): void
}

export function servePort<Remote extends Methods<Remote>, Local extends Methods<Local>>(
  transport: Transport,
  { handlers, checks, drops }: { handlers: SyncHandlers<Local>; checks: Checks<Local>; drops: Drops },
): ServedPort<Remote> {
  const refuse = createGate(checks)
  const post = (frame: Frame) => transport.postMessage(frame, [])
  const close = () => {
    post([CLOSE])
    transport.onmessage = null
    transport.close()
  }
  const answerTo = (frame: Frame): Frame => {
    const cause = refuse(frame)
    if (cause) countDrop(drops, cause)
    try {
      // safe: the gate has let the method and its argument pass
      return cause ? [ERROR, frame[1], cause] : [RESULT, frame[1], handlers[frame[2] as keyof Local](frame[3] as never)]
    } catch {
      return [ERROR, frame[1], 'failed']
    }
  }
  transport.onmessage = ({ data }) => {
    const frame: Frame = Object(data)
    if (frame[0] === CLOSE) return close()
    const answer = answerTo(frame)
    // Only a call that waits is answered: an answer to a stray answer would never end.
    if (frame[0] === CALL && frame[1]) post(answer)
  }
  return { tell: (method, argument) => post([CALL, 0, method, argument]), close }
}
