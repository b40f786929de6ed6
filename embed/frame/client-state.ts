/** What the page has told the widget so far, kept current by the calls the page makes. */
import type { FrameInit, FrameMethods } from '@dramac/contract/wire/frame'
import type { Handlers } from '@dramac/postmessage-rpc'
import type { ClientChange } from './client.ts'
import { toLocale } from './to-locale.ts'

export interface ClientState {
  readonly init: FrameInit
  /** Serves the page. */
  handlers: Handlers<FrameMethods>
  subscribe(listener: (change: ClientChange) => void): () => void
}

export function createClientState(first: FrameInit): ClientState {
  const listeners = new Set<(change: ClientChange) => void>()
  let init = { ...first, locale: toLocale(first.locale) }
  const tell = (change: ClientChange) => listeners.forEach((listener) => listener(change))
  const replace = (change: ClientChange & keyof FrameInit, part: Partial<FrameInit>) => {
    // The page sends the whole state when any of it has changed.
    if (JSON.stringify(init[change]) === JSON.stringify(part[change])) return
    init = { ...init, ...part }
    tell(change)
  }
  return {
    get init() {
      return init
    },
    handlers: {
      'widget.setAppearance': (appearance) => replace('appearance', { appearance }),
      'widget.setLocale': ({ locale }) => replace('locale', { locale: toLocale(locale) }),
      'widget.setProps': ({ props }) => replace('props', { props }),
      'widget.setContext': ({ context }) => replace('context', { context }),
      'widget.setConsent': ({ consent }) => replace('consent', { consent }),
      'widget.focus': () => tell('focus'),
      'widget.destroy': () => tell('destroy'),
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
