/** What the dashboard hands to a module's screen, so that a screen knows neither addresses nor the shell. */
import type { Api } from './api.ts'
import type { ResourceCache } from './resource.ts'
import type { ToastOptions } from './toasts.ts'
import { watchEvents, type SiteListener } from './watch-events.ts'

export interface ScreenSite {
  readonly id: string
  readonly slug: string
  readonly name: string
  /** IANA. */
  readonly zone: string
  /** BCP 47. */
  readonly locale: string
}

/** Values of a query, as they stand in an address. */
export type ScreenQuery = Readonly<Record<string, string>>

/** Every failure is a DmError; `facts.requestId` names it in the server's log. */
export interface ScreenClient {
  readonly site: ScreenSite
  /** Of the person who looks, BCP 47. */
  readonly locale: string
  /** Of the session, so that a screen opened again is there at once. Keys and tags start with the module's slug. */
  readonly cache: ResourceCache
  can(permission: string): boolean
  /** `plural` is the entity's, in kebab-case. */
  list<Row>(
    plural: string,
    query?: ScreenQuery,
    signal?: AbortSignal,
  ): Promise<{ data: Row[]; nextCursor: string | null }>
  get<Row>(plural: string, id: string, signal?: AbortSignal): Promise<Row>
  create<Row>(plural: string, body: object): Promise<Row>
  /** PRECONDITION_FAILED when the row has another version by now. */
  update<Row>(plural: string, id: string, patch: object, version: number): Promise<Row>
  remove(plural: string, id: string): Promise<void>
  transition<Answer>(plural: string, id: string, name: string, body?: object): Promise<Answer>
  read<Answer>(name: string, query: ScreenQuery, signal?: AbortSignal): Promise<Answer>
  action<Answer>(name: string, body: unknown): Promise<Answer>
  /** What happens on the site from now on, of all modules; `reset` says to ask anew. Returns what ends the watch. */
  watch(listener: SiteListener): () => void
  toast(text: string, options?: ToastOptions): void
  /** Another screen of the same module by its name, or any address of the dashboard that starts with a slash. */
  navigate(path: string): void
}

export interface ScreenClientParts {
  readonly api: Api
  readonly site: ScreenSite
  readonly module: string
  readonly locale: string
  readonly cache: ResourceCache
  readonly permissions: readonly string[]
  toast(text: string, options?: ToastOptions): void
  navigate(path: string): void
}

export function createScreenClient(parts: ScreenClientParts): ScreenClient {
  const { api, site, locale, cache, permissions, toast, navigate } = parts
  const base = `/v1/sites/${site.slug}/modules/${parts.module}`
  const at = (...segments: string[]) => [base, ...segments.map(encodeURIComponent)].join('/')
  return {
    site,
    locale,
    cache,
    can: (permission) => permissions.includes(permission),
    list: (plural, query, signal) => api.get(at(plural), { query, signal }),
    get: (plural, id, signal) => api.get(at(plural, id), { signal }),
    create: (plural, body) => api.post(at(plural), body),
    update: (plural, id, patch, version) => api.patch(at(plural, id), patch, version),
    remove: (plural, id) => api.delete(at(plural, id)),
    transition: (plural, id, name, body = {}) => api.post(at(plural, id, name), body),
    read: (name, query, signal) => api.get(at(name), { query, signal }),
    action: (name, body) => api.post(at('actions', name), body),
    watch: (listener) => watchEvents(`/v1/sites/${site.slug}/events`, listener),
    toast,
    navigate,
  }
}
