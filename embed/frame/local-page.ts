/** A page without a frame: serves a widget that stands in our own document, or one that nobody answered. */
import type { HostMethods } from '@dramac/contract/wire/frame'
import type { JsonValue } from '@dramac/contract/wire/json'
import { createPair, hostChecks, openPeer, type Handlers, type Peer, type Transport } from '@dramac/postmessage-rpc'
import type { FrameMethods } from '@dramac/contract/wire/frame'

/** Hears what a foreign page would hear as DOM events: `dm-ready`, `dm-booked`, …, and `announce`. */
export type OnEvent = (name: string, detail: JsonValue) => void

const serve = (onEvent: OnEvent): Handlers<HostMethods> => ({
  'frame.resize': ({ height }) => onEvent('dm-resize', { height }),
  'frame.close': ({ reason }) => onEvent('dm-close', { reason }),
  'frame.ready': ({ storage }) => onEvent('dm-ready', { storage }),
  'event.raise': ({ name, detail }) => onEvent(name, detail),
  'event.track': ({ name, properties }) => onEvent('dm-track', { name, properties }),
  'page.navigate': ({ url }) => {
    onEvent('dm-navigate', { url })
    return { allowed: false }
  },
  'page.announce': ({ text }) => onEvent('announce', { text }),
  'page.getInfo': () => ({ url: location.origin + location.pathname, title: document.title }),
})

export interface LocalPage {
  /** For the widget's side. */
  transport: Transport
  /** For the page's side: `page.call('widget.setLocale', …)`. Close it to end both. */
  page: Peer<FrameMethods>
}

export function openLocalPage(onEvent: OnEvent): LocalPage {
  const [near, far] = createPair()
  const page = openPeer<FrameMethods, HostMethods>(near, { handlers: serve(onEvent), checks: hostChecks })
  return { transport: far, page }
}
