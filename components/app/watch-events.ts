/**
 * What happens on a site, told to who shows it: one line to the server a site, however many listen. The browser
 * takes up a line that broke where it left off; where that cannot be, listeners are told to ask anew (`reset`).
 */
import { resetEvent } from '@dramac/contract/wire/names'

export interface SiteEvent {
  /** `<module>.<entity>.<past participle>`, or `reset`: something may have happened that nobody can tell. */
  readonly type: string
  /** Ids of the rows it happened to. It may be told twice. */
  readonly payload: Readonly<Record<string, string>>
}

export type SiteListener = (event: SiteEvent) => void

/** Nobody looks at a page that was hidden for this long, and a browser has few lines to one server. */
const hiddenMs = 30_000
/** When the server refused, which the browser takes for its last word. */
const [firstWaitMs, longestWaitMs] = [2_000, 60_000]

const feeds = new Map<string, Feed>()

/** `address` is that of the site's events. Returns what ends the listening. */
export function watchEvents(address: string, listener: SiteListener): () => void {
  const feed = feeds.get(address) ?? openFeed(`${address}?name=message`, () => feeds.delete(address))
  feeds.set(address, feed)
  return feed.add(listener)
}

interface Feed {
  add(listener: SiteListener): () => void
}

/** `onEmpty` when nobody listens any more; the feed is of no use then. */
function openFeed(address: string, onEmpty: () => void): Feed {
  const listeners = new Set<SiteListener>()
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = firstWaitMs
  /** The line has been down without the browser keeping its place. */
  let isBehind = false

  function open(): void {
    close()
    source = new EventSource(address)
    source.onopen = () => {
      waitMs = firstWaitMs
      if (isBehind) tellAll(listeners, { type: resetEvent, payload: {} })
      isBehind = false
    }
    // safe: the shape that the server writes
    source.onmessage = ({ data }) => tellAll(listeners, JSON.parse(String(data)) as SiteEvent)
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return
      isBehind = true
      if (document.visibilityState === 'hidden') return // who comes back opens it again
      later(open, waitMs)
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    }
  }

  function later(what: () => void, ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(what, ms)
  }

  function close(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }

  function look(): void {
    if (document.visibilityState === 'hidden') return later(hide, hiddenMs)
    clearTimeout(timer)
    if (!source || source.readyState === EventSource.CLOSED) open()
  }

  function hide(): void {
    close()
    isBehind = true
  }

  return {
    add(listener) {
      const own: SiteListener = (event) => listener(event) // the same function may listen twice
      if (listeners.size === 0) {
        document.addEventListener('visibilitychange', look)
        open()
        look()
      }
      listeners.add(own)
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return
        document.removeEventListener('visibilitychange', look)
        close()
        onEmpty()
      }
    },
  }
}

function tellAll(listeners: Iterable<SiteListener>, event: SiteEvent): void {
  for (const listener of listeners) {
    try {
      listener(event)
    } catch (error) {
      reportError(error) // one listener's fault is not the others'
    }
  }
}
