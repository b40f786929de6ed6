/** Which of an agency's clients and sites a list may answer: what its asker's grants cover, and nothing beside. */
import type { Context } from '../context.ts'
import { isPlatform } from './places.ts'

export interface Reach {
  /** Null for all. */
  readonly clientIds: readonly string[] | null
  /** Beside those of the clients; null for all. */
  readonly siteIds: readonly string[] | null
}

export function reachOf({ principal, tenant }: Context): Reach {
  if (principal.kind !== 'user') return { clientIds: null, siteIds: null }
  const own = principal.grants.filter((grant) => isPlatform(grant) || grant.agencyId === tenant.agencyId)
  if (own.some(({ clientId, siteId }) => clientId === null && siteId === null))
    return { clientIds: null, siteIds: null }
  return {
    clientIds: own.flatMap(({ clientId, siteId }) => (clientId !== null && siteId === null ? [clientId] : [])),
    siteIds: own.flatMap(({ siteId }) => siteId ?? []),
  }
}
