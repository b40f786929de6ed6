/** What screens show of the server: kept by key, shown at once, asked again behind it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

interface Kept {
  data: unknown
  readonly tags: readonly string[]
}

/** One for all screens of a session. */
export class ResourceCache {
  readonly #kept = new Map<string, Kept>()
  readonly #watchers = new Set<(tag: string) => void>()

  get(key: string): unknown {
    return this.#kept.get(key)?.data
  }

  set(key: string, data: unknown, tags: readonly string[]): void {
    this.#kept.set(key, { data, tags })
  }

  /** What carries the tag is asked again where it is shown, and forgotten where it is not. */
  invalidate(tag: string): void {
    for (const [key, { tags }] of this.#kept) if (tags.includes(tag)) this.#kept.delete(key)
    for (const watch of this.#watchers) watch(tag)
  }

  clear(): void {
    this.#kept.clear()
  }

  /** Returns the end of the watch. */
  watch(watcher: (tag: string) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }
}

export interface ResourceOptions<T> {
  /** Asked when the resource loads: the host may not know its cache before. */
  cache(): ResourceCache
  /** Where the data is kept; another key is other data. Undefined: nothing to ask yet. */
  key(): string | undefined
  ask(signal: AbortSignal): Promise<T>
  readonly tags: readonly string[]
  /** Asks again this often while the page is looked at, and at once when it is looked at again. Absent: never. */
  readonly pollMs?: number
}

export class Resource<T> implements ReactiveController {
  data: T | undefined
  /** Of the latest try; the data of an earlier one stays. */
  problem: unknown
  isLoading = false
  readonly #host: ReactiveControllerHost
  readonly #options: ResourceOptions<T>
  #key: string | undefined
  #abort: AbortController | undefined
  #unwatch: (() => void) | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #askedAt = 0

  constructor(host: ReactiveControllerHost, options: ResourceOptions<T>) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('online', this.#retry)
    // Put back into the document, it asks again.
    this.#host.requestUpdate()
    if (this.#options.pollMs === undefined) return
    this.#timer = setInterval(this.#again, this.#options.pollMs)
    document.addEventListener('visibilitychange', this.#again)
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#retry)
    document.removeEventListener('visibilitychange', this.#again)
    clearInterval(this.#timer)
    this.#abort?.abort()
    this.#unwatch?.()
    this.#unwatch = this.#key = undefined
  }

  hostUpdate(): void {
    const key = this.#options.key()
    if (key === this.#key) return
    this.#key = key
    this.problem = undefined
    if (key === undefined) {
      // What is on its way belongs to the key before.
      this.#abort?.abort()
      this.data = undefined
      this.isLoading = false
      return
    }
    const cache = this.#options.cache()
    this.data = cache.get(key) as T | undefined // kept below under the same key
    this.#unwatch ??= cache.watch((tag) => void (this.#options.tags.includes(tag) && this.load()))
    void this.load()
  }

  readonly #retry = (): void => void (this.problem !== undefined && this.load())

  readonly #again = (): void => {
    // What depends on the clock is drawn anew in any case.
    this.#host.requestUpdate()
    const isDue = Date.now() - this.#askedAt >= (this.#options.pollMs ?? 0) * 0.9
    if (document.visibilityState === 'visible' && isDue) void this.load()
  }

  /** Shows it before the server has said so; returns what takes it back. */
  mutate(change: (data: T) => T): () => void {
    const [before, key] = [this.data, this.#key]
    if (before === undefined) return () => {}
    this.#show(change(before))
    return () => void (this.#key === key && this.#show(before))
  }

  /** Never rejects: a failure is `problem`. A later call overtakes this one. */
  async load(): Promise<void> {
    const key = this.#key
    if (key === undefined) return
    this.#abort?.abort()
    const { signal } = (this.#abort = new AbortController())
    this.#askedAt = Date.now()
    this.isLoading = true
    this.#host.requestUpdate()
    try {
      const data = await this.#options.ask(signal)
      if (signal.aborted) return
      this.problem = undefined
      this.#show(data)
    } catch (problem) {
      if (signal.aborted) return
      this.problem = problem
    }
    this.isLoading = false
    this.#host.requestUpdate()
  }

  #show(data: T): void {
    this.data = data
    if (this.#key !== undefined) this.#options.cache().set(this.#key, data, this.#options.tags)
    this.#host.requestUpdate()
  }
}
