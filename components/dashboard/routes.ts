/** The dashboard's addresses, and what of a place a person may open. */
import type { RouteTable } from '../app/router.ts'
import type { TenantAgency } from '../app/tenant/tenant.ts'
import type { Message } from './messages/en.ts'
import { sayLabel, type SessionSite } from './session.ts'

export const routes = {
  start: '/',
  signIn: '/sign-in',
  signUp: '/sign-up',
  forgot: '/forgot',
  reset: '/reset',
  verify: '/verify',
  magic: '/magic',
  invitation: '/invitation',
  account: '/account',
  security: '/account/security',
  site: '/sites/:site',
  screen: '/sites/:site/modules/:module/:screen',
  domains: '/sites/:site/domains',
  embed: '/sites/:site/embed',
  keys: '/sites/:site/keys',
  agency: '/agencies/:agency',
  clients: '/agencies/:agency/clients',
  sites: '/agencies/:agency/sites',
  members: '/agencies/:agency/members',
  roles: '/agencies/:agency/roles',
  audits: '/agencies/:agency/audits',
  settings: '/agencies/:agency/settings',
  brand: '/agencies/:agency/brand',
  requests: '/sites/:site/requests',
  notifications: '/notifications',
  platform: '/platform',
  health: '/platform/health',
  errors: '/platform/errors',
  jobs: '/platform/jobs',
} as const satisfies RouteTable

export type RouteName = keyof typeof routes

export interface NavItem {
  readonly path: string
  readonly icon: string
  /** Of a module, as it names itself. */
  readonly label?: string
  readonly message?: Message
}

export interface NavGroup {
  readonly label?: string
  readonly message?: Message
  readonly items: readonly NavItem[]
}

type Guarded = NavItem & { readonly permission: string }

export const screenPath = (site: string, module: string, screen: string): string =>
  `/sites/${site}/modules/${module}/${screen}`

export const agencyPath = (agency: string, ...rest: string[]): string => ['/agencies', agency, ...rest].join('/')

const ofSite: readonly Guarded[] = [
  { path: 'domains', icon: 'globe', message: 'domains', permission: 'domains:read' },
  { path: 'embed', icon: 'code', message: 'embed', permission: 'domains:read' },
  { path: 'keys', icon: 'key', message: 'keys', permission: 'keys:read' },
  { path: 'requests', icon: 'list', message: 'requestLog', permission: 'requests:read' },
]

/** Of those who run the platform. */
const platformNavigation: readonly NavGroup[] = [
  {
    message: 'platform',
    items: [
      { path: '/platform', icon: 'building', message: 'agencies' },
      { path: '/platform/health', icon: 'pulse', message: 'health' },
      { path: '/platform/errors', icon: 'alert', message: 'errors' },
      { path: '/platform/jobs', icon: 'clock', message: 'jobs' },
    ],
  },
]

const ofAgency: readonly (readonly [message: Message | undefined, items: readonly Guarded[]])[] = [
  [
    undefined,
    [
      { path: '', icon: 'home', message: 'overview', permission: 'agency:read' },
      { path: 'sites', icon: 'globe', message: 'sites', permission: 'sites:read' },
      { path: 'clients', icon: 'building', message: 'clients', permission: 'clients:read' },
      { path: 'members', icon: 'people', message: 'members', permission: 'members:read' },
    ],
  ],
  [
    'administration',
    [
      { path: 'roles', icon: 'lock', message: 'roles', permission: 'members:read' },
      { path: 'audits', icon: 'history', message: 'auditLog', permission: 'audits:read' },
      { path: 'brand', icon: 'palette', message: 'brand', permission: 'brand:read' },
      { path: 'settings', icon: 'gear', message: 'settings', permission: 'agency:write' },
    ],
  ],
]

const allowed = (items: readonly Guarded[], { permissions }: { readonly permissions: readonly string[] }) =>
  items.filter(({ permission }) => permissions.includes(permission))

const filled = (groups: readonly NavGroup[]): readonly NavGroup[] => groups.filter(({ items }) => items.length > 0)

/** Only what the person may open; a group without anything is left out. */
export function listNavigation(site: SessionSite, language: string): readonly NavGroup[] {
  const modules = site.modules.map((module) => ({
    label: sayLabel(module, module.label, language),
    items: Object.entries(module.screens)
      .filter(([, { permission }]) => site.permissions.includes(permission))
      .map(([name, { icon, label }]) => ({
        path: screenPath(site.slug, module.slug, name),
        icon,
        label: sayLabel(module, label, language),
      })),
  }))
  const website = allowed(ofSite, site).map((item) => ({ ...item, path: `/sites/${site.slug}/${item.path}` }))
  return filled([...modules, { message: 'website', items: website }])
}

/** The same of an agency. */
export function listAgencyNavigation(agency: TenantAgency): readonly NavGroup[] {
  return filled(
    ofAgency.map(([message, items]) => ({
      ...(message ? { message } : { label: agency.name }),
      items: allowed(items, agency).map((item) => ({
        ...item,
        path: item.path === '' ? agencyPath(agency.slug) : agencyPath(agency.slug, item.path),
      })),
    })),
  )
}

interface Place {
  readonly site: SessionSite | undefined
  readonly agency: TenantAgency | undefined
}

/** What stands beside the page of an address. */
export function listGroups(path: string, { site, agency }: Place, language: string): readonly NavGroup[] {
  if (path.startsWith('/platform')) return platformNavigation
  if (path.startsWith('/agencies/') || !site) return agency ? listAgencyNavigation(agency) : []
  const overview: NavItem[] = agency?.permissions.includes('agency:read')
    ? [{ path: agencyPath(agency.slug), icon: 'home', message: 'overview' }]
    : []
  return filled([...listNavigation(site, language), { label: agency?.name ?? '', items: overview }])
}

/** Where a person begins who was not sent anywhere; undefined: nowhere is theirs. */
export function findStart({ site, agency }: Place, language: string): string | undefined {
  const groups = [...(site ? listNavigation(site, language) : []), ...(agency ? listAgencyNavigation(agency) : [])]
  return groups[0]?.items[0]?.path
}
