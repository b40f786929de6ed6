/**
 * How a page and its frame find each other, in one round trip; see contract/wire/frame.ts.
 * The only two `window.postMessage` calls of the tree stand here, each with one exact origin.
 */
import { DmError } from '@dramac/contract/wire/errors'
import { protocolVersion, type FrameInit, type Hello, type Refusal, type Welcome } from '@dramac/contract/wire/frame'
import type { EmbedErrorCode } from '@dramac/contract/wire/names'
import { countDrop, createRate, type Drops } from './limits.ts'

/** A frame greets once per document; more a second than this is an attack on the page's memory. */
const greetingsPerSecond = 5

/** `Init`: what the frame is given first, of this product unless said otherwise. */
export interface Doorkeeper<Init = FrameInit> {
  /** The frame's window, looked up at each message: it changes when the element moves. */
  frame: () => Window | null
  /** The one origin the frame may have. */
  origin: string
  nonce: string
  /** Asked at each greeting, so that a reloaded frame gets the present state. */
  init: () => Init
  /** A new port. The caller closes the one it had before: the document behind it is gone. */
  connected: (port: MessagePort) => void
  refused: (code: EmbedErrorCode) => void
  drops: Drops
}

/**
 * Waits on `window` for the frame's greeting and answers it with a port; again after each reload of
 * the frame. Returns the end of it.
 */
export function awaitGreeting<Init = FrameInit>(door: Doorkeeper<Init>): () => void {
  const allow = createRate(greetingsPerSecond)
  const listener = ({ source, origin, data }: MessageEvent) => {
    // Other people's messages are none of our business; those that pose as ours are counted.
    if (Object(data).k !== 'dm') return
    const frame = door.frame()
    const { err, n, v } = data
    // A message without a source must not pass for a frame without a window.
    if (!frame || source !== frame || origin !== door.origin || n !== door.nonce || !allow())
      countDrop(door.drops, 'handshake')
    else if (typeof err === 'string')
      door.refused(err as EmbedErrorCode) // safe: the word of our own frame
    // Newest first; a frame speaks its own version and the one before.
    else if (v?.[0] !== protocolVersion && v?.[1] !== protocolVersion) door.refused('E_VERSION')
    else {
      const { port1, port2 } = new MessageChannel()
      const welcome: Omit<Welcome, 'init'> & { init: Init } = { k: 'dm', v: protocolVersion, n, init: door.init() }
      frame.postMessage(welcome, origin, [port2])
      door.connected(port1)
    }
  }
  addEventListener('message', listener)
  return () => removeEventListener('message', listener)
}

export interface Greeting {
  /** The page's origin, as the server checked it. */
  origin: string
  nonce: string
  timeoutMs?: number
  signal?: AbortSignal
}

/**
 * From inside a frame: greets the page and waits for its port.
 * Errors: TIMEOUT `rpc.no_welcome` when no page of that origin answers; the signal's reason.
 */
export function greetPage<Init = FrameInit>(greeting: Greeting): Promise<{ port: MessagePort; init: Init }> {
  const { origin, nonce, timeoutMs = 10_000, signal } = greeting
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('message', listener)
      signal?.removeEventListener('abort', abort)
    }
    const abort = () => {
      end()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      end()
      reject(new DmError('TIMEOUT', 'rpc.no_welcome'))
    }, timeoutMs)
    const listener = ({ source, origin: from, data, ports }: MessageEvent) => {
      if (source !== parent || from !== origin || Object(data) !== data) return
      const port = ports[0]
      if (data.k !== 'dm' || data.n !== nonce || data.v !== protocolVersion || !port) return
      end()
      resolve({ port, init: data.init })
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort)
    addEventListener('message', listener)
    const hello: Hello = { k: 'dm', v: [protocolVersion], n: nonce }
    parent.postMessage(hello, origin)
  })
}

/** From a document that will not serve: tells the page why, and nothing else. */
export function refusePage(origin: string, nonce: string, err: EmbedErrorCode): void {
  const refusal: Refusal = { k: 'dm', err, n: nonce }
  parent.postMessage(refusal, origin)
}
