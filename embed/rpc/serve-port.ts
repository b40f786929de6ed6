/**
 * The answering half of a port. Nothing that arrives is trusted: rate, weight, shape, method and
 * argument are checked in this order, and what does not pass is counted in `drops`.
 */
import type { Check } from './checks.ts'
import { countDrop, createRate, defaultLimits, weigh, type DropCause, type Drops, type Limits } from './limits.ts'
import type { WeighSpecial } from './limits.ts'
import { CALL, CANCEL, CLOSE, ERROR, RESULT, errorFrame } from './wire.ts'
import type { Answer, Argument, Frame, Methods, Transport } from './wire.ts'

export type Handlers<T> = {
  [M in keyof T]: (argument: Argument<T[M]>, signal: AbortSignal) => Answer<T[M]> | Promise<Answer<T[M]>>
}

export type AnyHandler = (argument: unknown, signal: AbortSignal) => unknown

export interface Served<Local> {
  handlers: Handlers<Local>
  /** One for every method. */
  checks: Record<keyof Local, Check>
  /** Counters to add to; several ports may share them. */
  drops: Drops
  limits?: Partial<Limits>
  /** Sees every message first; true takes it. */
  take?: (frame: Frame) => boolean | undefined
  /** Lets more than plain data in, by its weight. */
  special?: WeighSpecial
  /** What moves with an answer instead of being copied. */
  transfersOf?: (answer: unknown) => Transferable[] | undefined
  /** Runs once, when either side has closed. */
  closed?: () => void
}

export interface ServedPort<Remote> {
  /** Tells without waiting for an answer; without effect on a closed port. */
  tell<M extends keyof Remote & string>(method: M, argument: Argument<Remote[M]>): void
  post(frame: Frame, transfer?: Transferable[]): void
  close(): void
}

export function servePort<Remote extends Methods<Remote>, Local extends Methods<Local>>(
  transport: Transport,
  served: Served<Local>,
): ServedPort<Remote> {
  const { drops, take, special, transfersOf, closed } = served
  // safe: each method's own check has passed its argument before the handler sees it
  const handlers = served.handlers as unknown as Record<string, AnyHandler>
  const checks: Record<string, Check> = served.checks
  const limits = { ...defaultLimits, ...served.limits }
  const allow = createRate(limits.messagesPerSecond)
  const running = new Map<unknown, AbortController>()
  let open = true

  const post = (frame: Frame, transfer: Transferable[] = []) => transport.postMessage(frame, transfer)

  /** Own methods only, so that `toString` or `constructor` is none. */
  const refusal = (frame: Frame, method: string): DropCause | undefined => {
    if (!allow()) return 'rate'
    if (weigh(frame, limits.messageBytes, special) < 0) return 'size'
    if (frame[0] !== CALL || running.has(frame[1])) return 'frame'
    if (running.size >= limits.callsInFlight) return 'busy'
    if (!Object.hasOwn(handlers, method)) return 'method'
    return checks[method]!(frame[3]) ? undefined : 'argument'
  }

  const receive = async (frame: Frame) => {
    const id = frame[1]
    const method = frame[2] as string // safe: hasOwn takes any key
    const control = new AbortController()
    // Only a call that waits is answered: an answer to a stray answer would never end.
    const answer = (words: Frame, transfer?: Transferable[]) => {
      if (id && frame[0] === CALL && !control.signal.aborted) post(words, transfer)
    }
    const cause = refusal(frame, method)
    if (cause) {
      countDrop(drops, cause)
      return answer([ERROR, id, cause])
    }
    running.set(id || control, control)
    try {
      const value = await handlers[method]!(frame[3], control.signal)
      answer([RESULT, id, value], transfersOf?.(value))
    } catch (error) {
      const words = errorFrame(ERROR, id, error)
      try {
        answer(words)
      } catch {
        answer([ERROR, id, words[2], words[3], {}]) // its facts could not be cloned
      }
    }
    running.delete(id || control)
  }

  const close = () => {
    if (!open) return
    open = false
    post([CLOSE])
    transport.onmessage = null
    transport.close()
    running.forEach((control) => control.abort())
    closed?.()
  }

  transport.onmessage = ({ data }) => {
    const frame: Frame = Object(data)
    if (take?.(frame)) return
    if (frame[0] === CANCEL) running.get(frame[1])?.abort()
    else if (frame[0] === CLOSE) close()
    else void receive(frame)
  }

  return { tell: (method, argument) => post([CALL, 0, method, argument]), post, close }
}
