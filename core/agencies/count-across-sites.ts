/** How many rows an agency's sites have, of every entity of the modules that are installed on them: site by site, and together. */
import type { Manifest } from '@dramac/contract/manifest'
import { can } from '../access/can.ts'
import type { Context, Principal, Tenant } from '../context.ts'
import * as queries from './queries.ts'

export interface Count {
  total: number
  /** Of an entity with states, those that its rows are in. */
  byState?: Record<string, number>
}

/** By `<module>.<entity>`. */
type Counts = Record<string, Count>

export interface AcrossSites {
  readonly data: readonly { readonly siteId: string; readonly siteName: string; readonly counts: Counts }[]
  readonly totals: Counts
}

interface SiteName extends Tenant {
  readonly name: string
}

interface CountRow {
  readonly siteId: string
  readonly module: string
  readonly entity: string
  readonly state: string | null
  readonly count: number
}

/** Of each site, what its caller may read there: the sites that they are bound to, and those modules that their role opens. */
export async function countAcrossSites(ctx: Context, manifests: readonly Manifest[]): Promise<AcrossSites> {
  const asker = asTeam(ctx.principal)
  const entities = new Map(manifests.flatMap(listEntities).map((one) => [`${one.module}.${one.entity}`, one]))
  const [sites, rows] = await ctx.read(async (tx) => {
    const all = await tx.rows<SiteName>(queries.listSiteNames, [tx.agencyId])
    const seen = all.filter((site) => can(asker, 'site:read', site))
    const ids = seen.map(({ siteId }) => siteId)
    return [seen, await tx.rows<CountRow>(queries.countRows, [ids, JSON.stringify([...entities.values()])])] as const
  })
  const bySite = Map.groupBy(rows, ({ siteId }) => siteId)
  const totals: Counts = {}
  const data = sites.map((site) => {
    const counts: Counts = {}
    for (const { module, entity, state, count } of bySite.get(site.siteId) ?? []) {
      const name = `${module}.${entity}`
      const counted = entities.get(name)!
      if (!can(asker, counted.read, site)) continue
      for (const into of [counts, totals]) add((into[name] ??= empty(counted)), state, count)
    }
    return { siteId: site.siteId, siteName: site.name, counts }
  })
  return { data, totals }
}

/** What somebody holds as a client's person opens that client's portal, and no view of the agency. */
const asTeam = (principal: Principal): Principal =>
  principal.kind === 'user'
    ? { ...principal, grants: principal.grants.filter(({ role }) => role !== 'client') }
    : principal

const listEntities = ({ slug, entities }: Manifest) =>
  Object.entries(entities).map(([entity, { plural, states, access }]) => ({
    module: slug,
    entity,
    plural,
    stated: states !== undefined,
    read: access.read,
  }))

const empty = ({ stated }: { stated: boolean }): Count => ({ total: 0, ...(stated ? { byState: {} } : {}) })

function add(into: Count, state: string | null, count: number): void {
  into.total += count
  if (state !== null && into.byState) into.byState[state] = (into.byState[state] ?? 0) + count
}
