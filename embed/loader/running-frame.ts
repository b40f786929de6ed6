/**
 * One frame from its insertion to its end: greeting, silence, retries. A frame that is blocked by a
 * header still fires `load`, so silence after it is the sign.
 */
import type { FrameInit, FrameMethods, HostMethods } from '@dramac/contract/wire/frame'
import type { EmbedErrorCode } from '@dramac/contract/wire/names'
import { awaitGreeting, hostChecks, servePort, type ServedPort, type SyncHandlers } from '@dramac/postmessage-rpc'
import { make } from './make.ts'
import { drops } from './page.ts'

const loadMs = 8000
const silenceMs = 1500
const maxTries = 3

const sandbox =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads'

export interface Seat {
  /** Where the frame is put. */
  place: Element
  origin: string
  /** `<module>/<widget>`. */
  path: string
  title: string
  /** Permissions-Policy features the page grants; the frame's own header narrows them. */
  allow: string
  init(): FrameInit
  handlers: SyncHandlers<HostMethods>
  /** `again`: another try follows. */
  failed(code: EmbedErrorCode, again: boolean): void
}

export interface RunningFrame {
  iframe: HTMLIFrameElement
  port: ServedPort<FrameMethods> | undefined
  /** Expects a greeting: the document has moved the frame, which loads it anew. */
  expect(): void
  /** The widget is usable. */
  settle(): void
  end(): void
}

/** With all its attributes before the insertion, or the first document would live without them. */
const createIframe = ({ origin, path, title, allow }: Seat, nonce: string) =>
  make('iframe', {
    part: 'frame',
    title,
    sandbox,
    allow,
    referrerpolicy: 'strict-origin',
    inert: '',
    src: `${origin}/f/${path}?o=${encodeURIComponent(location.origin)}&n=${nonce}&v=1`,
  })

export function runFrame(seat: Seat): RunningFrame {
  let stopWaiting: () => void
  let timer: ReturnType<typeof setTimeout>
  let tries = 0

  const later = (ms: number, work: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(work, ms)
  }
  const wait = (ms: number, code: EmbedErrorCode) => later(ms, () => fail(navigator.onLine ? code : 'E_OFFLINE'))
  const disconnect = () => {
    frame.port?.close()
    frame.port = undefined
  }
  const fail = (code: EmbedErrorCode) => {
    frame.end()
    const again = ++tries < maxTries && /_[BNO]/.test(code) // blocked, network, offline
    if (again) later(1000 * 3 ** tries, start)
    seat.failed(code, again)
  }
  const start = () => {
    // Not randomUUID: a page without TLS has none.
    const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-')
    const iframe = (frame.iframe = createIframe(seat, nonce))
    iframe.onload = () => frame.port || wait(silenceMs, 'E_BLOCKED')
    stopWaiting = awaitGreeting({
      ...seat,
      frame: () => iframe.contentWindow,
      nonce,
      drops,
      refused: fail,
      connected(port) {
        frame.expect()
        frame.port = servePort<FrameMethods, HostMethods>(port, { handlers: seat.handlers, checks: hostChecks, drops })
      },
    })
    frame.expect()
    seat.place.append(iframe)
  }
  const frame = {
    expect() {
      disconnect()
      wait(loadMs, 'E_NETWORK')
    },
    settle() {
      tries = 0
      clearTimeout(timer)
    },
    end() {
      clearTimeout(timer)
      stopWaiting()
      disconnect()
      frame.iframe.remove()
    },
  } as RunningFrame // safe: start() sets the iframe
  start()
  return frame
}
