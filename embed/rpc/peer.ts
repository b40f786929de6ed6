/** One side of an open port: serves its own table of methods and calls the other side's. */
import { createCaller, type CallOptions } from './caller.ts'
import { defaultLimits, weighSpecial, type Drops } from './limits.ts'
import { servePort, type Served } from './serve-port.ts'
import type { Streams } from './streams.ts'
import type { Answer, Argument, Frame, Methods, Transport } from './wire.ts'

export type PeerOptions<Local> = Pick<Served<Local>, 'handlers' | 'checks' | 'limits' | 'closed'> & {
  drops?: Drops
  /** Time for an answer; 10,000 when absent. */
  timeoutMs?: number
  /** Made by `createStreams`; a peer without it has no streams. */
  streams?: Pick<Streams<never>, 'take' | 'attach' | 'stop'>
}

export interface Peer<Remote> {
  /**
   * Errors: those of the method; TIMEOUT `rpc.no_answer`; RATE_LIMITED `rpc.calls_in_flight` or `rpc.rate`;
   * PAYLOAD_TOO_LARGE `rpc.message`; VALIDATION_ERROR `rpc.bad_argument` or `rpc.not_cloneable`;
   * NOT_FOUND `rpc.unknown_method`; NETWORK_ERROR `rpc.closed`; the signal's reason.
   */
  call<M extends keyof Remote & string>(
    method: M,
    argument: Argument<Remote[M]>,
    options?: CallOptions,
  ): Promise<Answer<Remote[M]>>
  /** Tells without waiting for an answer; without effect on a closed peer. Throws as `call` rejects for a bad message. */
  tell<M extends keyof Remote & string>(method: M, argument: Argument<Remote[M]>): void
  /** Rejects what waits, aborts what runs, tells the other side. */
  close(): void
  readonly drops: Drops
}

const transfers = new WeakMap<object, Transferable[]>()

/** Says of a handler's answer what moves with it instead of being copied. */
export function withTransfer<Value extends object>(value: Value, transfer: Transferable[]): Value {
  transfers.set(value, transfer)
  return value
}

export function openPeer<Remote extends Methods<Remote>, Local extends Methods<Local>>(
  transport: Transport,
  options: PeerOptions<Local>,
): Peer<Remote> {
  const { streams, drops = {}, timeoutMs = 10_000 } = options
  const limits = { ...defaultLimits, ...options.limits }
  const send = (frame: Frame, transfer?: Transferable[]) => port.post(frame, transfer)
  const caller = createCaller(send, { ...limits, timeoutMs })
  const port = servePort<Remote, Local>(transport, {
    ...options,
    drops,
    special: weighSpecial,
    transfersOf: (answer) => transfers.get(answer as object), // safe: get() takes anything
    take: (frame) => caller.take(frame) || streams?.take(frame),
    closed() {
      caller.stop()
      streams?.stop()
      options.closed?.()
    },
  })
  streams?.attach(caller.post)
  return {
    // safe: the other side's table gives the answer its type
    call: (method, argument, callOptions) => caller.call(method, argument, callOptions) as never,
    tell: (method, argument) => caller.tell(method, argument),
    close: port.close,
    drops,
  }
}
