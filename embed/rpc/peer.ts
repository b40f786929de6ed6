/** One side of an open port: serves its own table of methods and calls the other side's. */
import { createCaller, type CallOptions } from './caller.ts'
import { defaultLimits, type Drops, type Limits } from './limits.ts'
import { createServer, type Handlers } from './server.ts'
import type { Streams } from './streams.ts'
import { CLOSE, type Answer, type Argument, type Checks, type Frame, type Methods, type Transport } from './wire.ts'

export interface PeerOptions<Local> {
  handlers: Handlers<Local>
  /** One for every method. */
  checks: Checks<Local>
  limits?: Partial<Limits>
  /** Counters to add to; several peers may share them. */
  drops?: Drops
  /** Time for an answer; 10,000 when absent. */
  timeoutMs?: number
  /** Made by `createStreams`; a peer without it has no streams. */
  streams?: Pick<Streams<never>, 'take' | 'attach' | 'stop'>
  /** Runs once, when either side has closed. */
  closed?: () => void
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

export function openPeer<Remote extends Methods<Remote>, Local extends Methods<Local>>(
  transport: Transport,
  options: PeerOptions<Local>,
): Peer<Remote> {
  const { handlers, checks, streams, drops = {}, timeoutMs = 10_000 } = options
  const limits = { ...defaultLimits, ...options.limits }
  const send = (frame: Frame, transfer: Transferable[] = []) => transport.postMessage(frame, transfer)
  const caller = createCaller(send, { ...limits, timeoutMs })
  const server = createServer<Local>(send, { handlers, checks, limits, drops })
  streams?.attach(caller.post)
  let open = true

  const close = () => {
    if (!open) return
    open = false
    send([CLOSE])
    transport.onmessage = null
    transport.close()
    server.stop()
    caller.stop()
    streams?.stop()
    options.closed?.()
  }

  transport.onmessage = ({ data }) => {
    const frame: Frame = Object(data)
    if (frame[0] === CLOSE) close()
    else if (!caller.take(frame) && !streams?.take(frame)) server.receive(frame)
  }

  return {
    // safe: the other side's table gives the answer its type
    call: (method, argument, callOptions) => caller.call(method, argument, callOptions) as never,
    tell: (method, argument) => caller.tell(method, argument),
    close,
    drops,
  }
}
