/** From the document's boot data to a widget's client: greets the page and serves it. */
import type { FrameBoot, FrameMethods, HostMethods } from '@dramac/contract/wire/frame'
import { frameChecks, greetPage, openPeer, type Peer } from '@dramac/postmessage-rpc'
import { createWidgetApi } from './api.ts'
import { createClientState, type ClientState } from './client-state.ts'
import type { EarlyChoice, WidgetClient } from './client.ts'
import { defaultInit } from './local-client.ts'
import { openLocalPage } from './local-page.ts'
import { createToken } from './token.ts'
import { createWidgetClient } from './widget-client.ts'

/** A page without our script never answers: the widget then stands alone in its frame. */
const greetingMs = 3000

export interface Connection {
  client: WidgetClient
  page: Peer<HostMethods>
  state: ClientState
}

export function readBoot(): FrameBoot {
  // safe: our own server wrote it into this document
  return JSON.parse(document.getElementById('dm-boot')!.textContent!) as FrameBoot
}

export async function connect(boot: FrameBoot, takeChoice: () => EarlyChoice | undefined): Promise<Connection> {
  const alone = () => ({ port: openLocalPage(() => {}).transport, init: defaultInit() })
  // A visitor's own page stands in no frame: there is nobody to greet.
  const greeted =
    parent === window
      ? alone()
      : await greetPage({ origin: boot.origin, nonce: boot.nonce, timeoutMs: greetingMs }).catch(alone)
  const state = createClientState(greeted.init)
  const page = openPeer<HostMethods, FrameMethods>(greeted.port, { handlers: state.handlers, checks: frameChecks })
  const { site, module, widget, element, data } = boot
  const token = createToken(boot)
  const client = createWidgetClient({
    boot: { site, module, widget, element, data },
    state,
    page,
    api: createWidgetApi({ base: boot.api, headers: token.headers, renew: token.renew }),
  })
  // Asked for as late as the widget reads it: a click may come while its code still loads.
  Object.defineProperty(client, 'earlyChoice', { get: takeChoice })
  return { client, page, state }
}
