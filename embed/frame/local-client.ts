/** The same client without a frame: for the dashboard's preview and our own pages. */
import type { FrameInit, FrameMethods, HostMethods } from '@dramac/contract/wire/frame'
import { frameChecks, openPeer, type Peer } from '@dramac/postmessage-rpc'
import { createWidgetApi, type ApiDoor } from './api.ts'
import { createClientState } from './client-state.ts'
import type { WidgetBoot, WidgetClient } from './client.ts'
import { openLocalPage, type OnEvent } from './local-page.ts'
import { createWidgetClient } from './widget-client.ts'

export interface LocalClientOptions {
  boot: WidgetBoot
  init?: Partial<FrameInit>
  /** Where the module's reads and actions are, and what proves the caller. */
  api: ApiDoor
  onEvent?: OnEvent
}

export interface LocalClient {
  client: WidgetClient
  /** What a foreign page would do to the widget: `page.call('widget.setAppearance', …)`. */
  page: Peer<FrameMethods>
  /** Ends both sides; the widget hears nothing more. */
  end(): void
}

export function createLocalClient({ boot, init, api, onEvent = () => {} }: LocalClientOptions): LocalClient {
  const { transport, page } = openLocalPage(onEvent)
  const state = createClientState({ ...defaultInit(), ...init })
  const peer = openPeer<HostMethods, FrameMethods>(transport, { handlers: state.handlers, checks: frameChecks })
  const client = createWidgetClient({ boot, state, page: peer, api: createWidgetApi(api) })
  return { client, page, end: page.close }
}

/** What a widget starts with when no page says anything. */
export const defaultInit = (): FrameInit => ({
  props: {},
  prefill: {},
  appearance: { theme: 'auto', variables: {} },
  locale: navigator.language,
  mode: 'inline',
  consent: 'unknown',
  context: {},
})
