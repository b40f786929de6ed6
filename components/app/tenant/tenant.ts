/** Whose data a page shows: the agency and the site that are active, out of those that a person may open. */

export interface TenantUser {
  readonly id: string
  readonly name: string
  readonly email: string
}

export interface TenantAgency {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly state: string
  readonly role: string
  readonly permissions: readonly string[]
}

export interface TenantSite {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly agencyId: string
  readonly permissions: readonly string[]
}

export interface TenantSession {
  readonly user: TenantUser
  readonly agencies: readonly TenantAgency[]
  readonly sites: readonly TenantSite[]
}

/** Slugs. */
export interface TenantWish {
  readonly site?: string | undefined
  readonly agency?: string | undefined
}

export interface ActivePlace<Agency extends TenantAgency = TenantAgency, Site extends TenantSite = TenantSite> {
  readonly agency: Agency | undefined
  readonly site: Site | undefined
}

interface Places<Agency extends TenantAgency, Site extends TenantSite> {
  readonly agencies: readonly Agency[]
  readonly sites: readonly Site[]
}

/**
 * What an address names wins over what this browser remembers, and that over what comes first. A named place that the
 * person may not open is nothing: another one in its stead would show what nobody asked for.
 */
export function choosePlace<Agency extends TenantAgency, Site extends TenantSite>(
  { agencies, sites }: Places<Agency, Site>,
  wish: TenantWish,
  remembered: TenantWish,
): ActivePlace<Agency, Site> {
  const agencyOf = (site: Site | undefined) => agencies.find(({ id }) => id === site?.agencyId)
  if (wish.site !== undefined) {
    const site = sites.find(({ slug }) => slug === wish.site)
    return { site, agency: agencyOf(site) }
  }
  if (wish.agency !== undefined) {
    const agency = agencies.find(({ slug }) => slug === wish.agency)
    const own = sites.filter(({ agencyId }) => agencyId === agency?.id)
    return { agency, site: own.find(({ slug }) => slug === remembered.site) ?? own[0] }
  }
  const site = sites.find(({ slug }) => slug === remembered.site)
  if (site) return { site, agency: agencyOf(site) }
  const agency = agencies.find(({ slug }) => slug === remembered.agency) ?? agencyOf(sites[0]) ?? agencies[0]
  return { agency, site: sites.find(({ agencyId }) => agencyId === agency?.id) }
}

/** `key` of the browser's storage; empty: nothing is kept. */
export function recallPlace(key: string): TenantWish {
  if (key === '') return {}
  try {
    const kept = Object(JSON.parse(localStorage.getItem(key) ?? '{}')) as Record<string, unknown> // each member is tested
    const slug = (name: string) => (typeof kept[name] === 'string' ? kept[name] : undefined)
    return { site: slug('site'), agency: slug('agency') }
  } catch {
    return {}
  }
}

/** A browser that keeps nothing is no failure. */
export function rememberPlace(key: string, { agency, site }: ActivePlace): void {
  if (key === '') return
  try {
    localStorage.setItem(key, JSON.stringify({ site: site?.slug, agency: agency?.slug }))
  } catch {}
}
