/** Tells the watchers of a site what happened there: in memory, bounded, each on its own. */
import { DmError } from '@dramac/contract/wire/errors'
import type { WatchedEvent } from '@dramac/core/events/watched-event'

export interface Watcher {
  /** Must not throw, nor wait. */
  tell(event: WatchedEvent): void
  /** Something may have happened that nobody can tell. */
  reset(): void
  end(): void
}

export interface Place {
  readonly siteId: string
  /** Who watches, as `<kind>:<id>`. */
  readonly actor: string
}

export interface Hub {
  /** Throws RATE_LIMITED when the site or the one who watches has enough; returns how to leave. */
  join(place: Place, watcher: Watcher): () => void
  tell(siteId: string, event: WatchedEvent): void
  resetAll(): void
  /** Who watches at this moment. */
  count(): number
  /** Ends every watcher and takes no more. */
  close(): void
}

/** A person has a watcher a window, a program one a process. */
const most = { ofSite: 1_000, ofPerson: 24, ofKey: 250 } as const
const retryAfterSeconds = 30

export function createHub(): Hub {
  const sites = new Map<string, Set<Watcher>>()
  const actors = new Map<string, number>()
  const all = () => [...sites.values()].flatMap((watchers) => [...watchers])
  let isClosed = false

  return {
    join({ siteId, actor }, watcher) {
      if (isClosed) throw new DmError('UNAVAILABLE', 'core.shutting_down')
      const watchers = sites.get(siteId) ?? new Set()
      const own = actors.get(actor) ?? 0
      const mostOwn = actor.startsWith('key:') ? most.ofKey : most.ofPerson
      if (watchers.size >= most.ofSite || own >= mostOwn) {
        throw new DmError('RATE_LIMITED', 'core.too_many_watchers', { retryAfterSeconds })
      }
      sites.set(siteId, watchers.add(watcher))
      actors.set(actor, own + 1)
      return () => {
        if (!watchers.delete(watcher)) return
        if (watchers.size === 0) sites.delete(siteId)
        const left = actors.get(actor)! - 1 // counted when it joined
        if (left > 0) actors.set(actor, left)
        else actors.delete(actor)
      }
    },
    tell(siteId, event) {
      for (const watcher of sites.get(siteId) ?? []) watcher.tell(event)
    },
    resetAll() {
      for (const watcher of all()) watcher.reset()
    },
    count: () => all().length,
    close() {
      isClosed = true
      for (const watcher of all()) watcher.end()
    },
  }
}
