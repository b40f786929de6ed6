/** What pages are given. Replaced, never changed, when site, language or session change. */
import type { Api } from '../app/api.ts'
import type { ResourceCache } from '../app/resource.ts'
import type { ToastOptions } from '../app/toasts.ts'
import type { DashboardWords } from './dashboard-words.ts'
import type { SessionSite } from './session.ts'

/** Origins other than the page's own. */
export interface Origins {
  /** Of the public files. */
  readonly cdn: string
  /** Below which each site has its own. */
  readonly frames: string
}

/** Of a page that belongs to no site. */
export interface DeskApp {
  readonly api: Api
  readonly cache: ResourceCache
  readonly words: DashboardWords
  toast(text: string, options?: ToastOptions): void
  go(path: string): void
}

export interface SiteApp extends DeskApp {
  readonly site: SessionSite
  readonly origins: Origins
  can(permission: string): boolean
}

export const sitePath = ({ site }: SiteApp, ...segments: string[]): string =>
  ['/v1/sites', site.slug, ...segments].join('/')

/** What the pages keep in the cache; after the same person's return all of it is asked again. */
export const pageTags = [
  'domains',
  'keys',
  'versions',
  'records',
  'me',
  'sessions',
  'passkeys',
  'agency',
  'requests',
  'notifications',
  'platform',
] as const
