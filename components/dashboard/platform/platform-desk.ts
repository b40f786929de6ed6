/** What the pages of the console share: words, addresses, lists that go on. The server asks who it is each time. */
import { html, nothing, type ReactiveElement } from 'lit'
import type { Query } from '../../app/api.ts'
import { Speech } from '../../app/area-words.ts'
import { Resource } from '../../app/resource.ts'
import type { Page } from '../../app/tenant/tenant-query.ts'
import type { Words } from '../../app/words.ts'
import type { DeskApp } from '../site-app.ts'
import { platformWords, type PlatformMessage } from './platform-words.ts'

type Host = ReactiveElement & { readonly app: DeskApp }

export const platformPath = (...segments: string[]): string => ['/v1/platform', ...segments].join('/')

/** What runs changes by itself. */
const pollMs = 15_000

export class PlatformDesk {
  readonly #host: Host
  readonly #speech: Speech<PlatformMessage>

  constructor(host: Host) {
    this.#host = host
    this.#speech = new Speech(host, platformWords, () => host.app.words.locale)
  }

  get words(): Words<PlatformMessage> {
    return this.#speech.words
  }

  record<Row>(path: string): Resource<Row> {
    return new Resource<Row>(this.#host, {
      cache: () => this.#host.app.cache,
      key: () => platformPath(path),
      ask: (signal) => this.#host.app.api.get<Row>(platformPath(path), { signal }),
      tags: ['platform'],
      pollMs,
    })
  }

  list<Row>(path: string, query: () => Query = () => ({})): PlatformList<Row> {
    return new PlatformList<Row>(this.#host, { path, query })
  }

  invalidate(): void {
    this.#host.app.cache.invalidate('platform')
  }
}

export class PlatformList<Row> extends Resource<Page<Row>> {
  #isGoingOn = false
  readonly #host: Host
  readonly #ask: (cursor?: string, signal?: AbortSignal) => Promise<Page<Row>>

  constructor(host: Host, { path, query }: { path: string; query(): Query }) {
    const ask = (cursor?: string, signal?: AbortSignal) =>
      host.app.api.get<Page<Row>>(platformPath(path), { query: { ...query(), cursor }, signal })
    super(host, {
      cache: () => host.app.cache,
      key: () => `${platformPath(path)}?${JSON.stringify(query())}`,
      ask: (signal) => ask(undefined, signal),
      tags: ['platform'],
    })
    this.#host = host
    this.#ask = ask
  }

  /** `onFailure` hears when the next page does not come. */
  renderMore(words: Words<PlatformMessage>, onFailure: (problem: unknown) => void): unknown {
    if (!this.data?.nextCursor) return nothing
    return html`<button
      type="button"
      class="button more"
      aria-disabled=${this.#isGoingOn}
      @click=${() => void this.#more().catch(onFailure)}
    >
      ${words.say(this.#isGoingOn ? 'loading' : 'showMore')}
    </button>`
  }

  async #more(): Promise<void> {
    const before = this.data
    if (this.#isGoingOn || !before?.nextCursor) return
    this.#isGoingOn = true
    this.#host.requestUpdate()
    try {
      const { data, nextCursor } = await this.#ask(before.nextCursor)
      if (this.data === before) this.mutate(() => ({ data: [...before.data, ...data], nextCursor }))
    } finally {
      this.#isGoingOn = false
      this.#host.requestUpdate()
    }
  }
}
