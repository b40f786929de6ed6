/** Joins what a widget is given: state, calls to the page, calls to the module. */
import type { HostMethods } from '@dramac/contract/wire/frame'
import type { Peer } from '@dramac/postmessage-rpc'
import type { ClientState } from './client-state.ts'
import type { EarlyChoice, WidgetApi, WidgetBoot, WidgetClient } from './client.ts'

export interface ClientParts {
  boot: WidgetBoot
  state: ClientState
  page: Peer<HostMethods>
  api: WidgetApi
  earlyChoice?: EarlyChoice | undefined
}

export function createWidgetClient({ boot, state, page, api, earlyChoice }: ClientParts): WidgetClient {
  return {
    boot,
    get init() {
      return state.init
    },
    api,
    earlyChoice,
    // safe: the argument and the answer are those of the method, which the two types spell differently
    call: (method, argument, signal) => page.call(method, argument as never, { signal }) as never,
    raise: (name, detail) => page.tell('event.raise', { name, detail }),
    track: (name, properties = {}) => page.tell('event.track', { name, properties }),
    announce: (text) => page.tell('page.announce', { text: text.slice(0, 4096) }),
    close: (reason = 'request') => page.tell('frame.close', { reason }),
    subscribe: state.subscribe,
  }
}
