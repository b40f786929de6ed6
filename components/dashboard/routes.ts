/** The dashboard's addresses, and what of a site a person may open. */
import type { RouteTable } from '../app/router.ts'
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

export const screenPath = (site: string, module: string, screen: string): string =>
  `/sites/${site}/modules/${module}/${screen}`

const own: readonly (NavItem & { readonly permission: string })[] = [
  { path: 'domains', icon: 'globe', message: 'domains', permission: 'domains:read' },
  { path: 'embed', icon: 'code', message: 'embed', permission: 'domains:read' },
  { path: 'keys', icon: 'key', message: 'keys', permission: 'keys:read' },
]

/** Only what the person may open; a group without anything is left out. */
export function listNavigation(site: SessionSite, language: string): readonly NavGroup[] {
  const may = ({ permission }: { readonly permission: string }) => site.permissions.includes(permission)
  const modules = site.modules.map((module) => ({
    label: sayLabel(module, module.label, language),
    items: Object.entries(module.screens)
      .filter(([, screen]) => may(screen))
      .map(([name, { icon, label }]) => ({
        path: screenPath(site.slug, module.slug, name),
        icon,
        label: sayLabel(module, label, language),
      })),
  }))
  const website = own.filter(may).map((item) => ({ ...item, path: `/sites/${site.slug}/${item.path}` }))
  return [...modules, { message: 'website' as const, items: website }].filter(({ items }) => items.length > 0)
}
