/**
 * Data of the active site or agency: asked anew when another one is switched to. What was asked for the one before is
 * dropped whenever it arrives, and each place has its own drawer of the cache, so that neither is shown for the other.
 */
import type { ReactiveControllerHost } from 'lit'
import { Resource, type ResourceCache } from '../resource.ts'
import type { TenantAgency, TenantSite } from './tenant.ts'
import type { TenantController } from './tenant-controller.ts'

interface Places {
  readonly site: TenantSite
  readonly agency: TenantAgency
}

export interface TenantQueryOptions<T, Of extends keyof Places> {
  /** Whose data it is. */
  readonly of: Of
  readonly tenant: TenantController
  cache(): ResourceCache
  /** What is asked for, with all that it depends on; another name is other data. Undefined: nothing to ask yet. */
  name(): string | undefined
  ask(place: Places[Of], signal: AbortSignal): Promise<T>
  readonly tags: readonly string[]
}

export class TenantQuery<T, Of extends keyof Places = 'site'> extends Resource<T> {
  constructor(host: ReactiveControllerHost, { of, tenant, cache, name, ask, tags }: TenantQueryOptions<T, Of>) {
    const place = () => tenant[of] as Places[Of] | undefined // a controller has both
    super(host, {
      cache,
      key: () => {
        const [at, what] = [place(), name()]
        return at && what !== undefined ? `${at.id} ${what}` : undefined
      },
      ask: (signal) => ask(place()!, signal),
      tags,
    })
  }
}

export interface Page<Row> {
  readonly data: readonly Row[]
  readonly nextCursor: string | null
}

/** A list that goes on where its last page ended. */
export class TenantList<Row, Of extends keyof Places = 'site'> extends TenantQuery<Page<Row>, Of> {
  isGoingOn = false
  readonly #host: ReactiveControllerHost
  readonly #ask: (cursor: string) => Promise<Page<Row>>

  constructor(
    host: ReactiveControllerHost,
    {
      ask,
      ...options
    }: Omit<TenantQueryOptions<Page<Row>, Of>, 'ask'> & {
      ask(place: Places[Of], cursor: string | undefined, signal?: AbortSignal): Promise<Page<Row>>
    },
  ) {
    super(host, { ...options, ask: (place, signal) => ask(place, undefined, signal) })
    this.#host = host
    this.#ask = (cursor) => ask(options.tenant[options.of] as Places[Of], cursor) // there is a page of it
  }

  /** Rejects when the next page does not come; what is shown stays. */
  async more(): Promise<void> {
    const before = this.data
    if (this.isGoingOn || !before?.nextCursor) return
    this.isGoingOn = true
    this.#host.requestUpdate()
    try {
      const { data, nextCursor } = await this.#ask(before.nextCursor)
      // Another place or a list begun anew: these rows belong to neither.
      if (this.data === before) this.mutate(() => ({ data: [...before.data, ...data], nextCursor }))
    } finally {
      this.isGoingOn = false
      this.#host.requestUpdate()
    }
  }
}
