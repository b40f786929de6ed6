/** A site's domain as `GET /v1/sites/{site}/domains` lists it, and how the list is asked for. */
import { Resource } from '../../app/resource.ts'
import type { ReactiveControllerHost } from 'lit'
import { sitePath, type SiteApp } from '../site-app.ts'

export interface Domain {
  readonly id: string
  /** An origin, or one with `*.` for all names below. */
  readonly pattern: string
  readonly kind: 'exact' | 'wildcard' | 'development'
  readonly state: 'pending' | 'verified' | 'failed' | 'revoked'
  /** What the last check found: one sentence a method, in English. */
  readonly lastSeen: string | null
  readonly lastCheckedAt: string | null
  /** Of development addresses only. */
  readonly expiresAt: string | null
  readonly proofs: Proofs
}

/** What its owner puts where; one of them is enough. */
export interface Proofs {
  /** Absent for names that no DNS knows. */
  readonly dns: { readonly name: string; readonly value: string } | null
  readonly meta: { readonly tag: string }
  readonly file: { readonly path: string; readonly content: string }
}

export type DomainList = Resource<readonly Domain[]>

/** Oldest first; asked only for who may see it. */
export function listDomains(host: ReactiveControllerHost, app: () => SiteApp): DomainList {
  return new Resource<readonly Domain[]>(host, {
    cache: () => app().cache,
    key: () => (app().can('domains:read') ? sitePath(app(), 'domains') : undefined),
    ask: async (signal) =>
      (await app().api.get<{ data: readonly Domain[] }>(sitePath(app(), 'domains'), { signal })).data,
    tags: ['domains'],
  })
}

/** As people write it: without the scheme that all but development addresses share. */
export const nameOf = ({ pattern }: Domain): string => pattern.replace(/^https:\/\//, '')

/** Where a proof is looked for: of a wildcard, on the domain itself. */
export const originOf = ({ pattern }: Domain): string => pattern.replace('://*.', '://')

/** The last check method by method. */
export const sentencesOf = (seen: string): string[] => seen.split(/(?<=\.) (?=(?:DNS|Home page|File): )/)
