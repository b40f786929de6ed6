/** What every page of a site is given. Replaced, never changed, when site, language or session change. */
import type { Api } from '../app/api.ts'
import type { ResourceCache } from '../app/resource.ts'
import type { ToastOptions } from '../app/toasts.ts'
import type { DashboardWords } from './dashboard-words.ts'
import type { SessionSite } from './session.ts'

export interface SiteApp {
  readonly api: Api
  readonly cache: ResourceCache
  readonly words: DashboardWords
  readonly site: SessionSite
  /** Origin of the public files. */
  readonly cdn: string
  can(permission: string): boolean
  toast(text: string, options?: ToastOptions): void
  go(path: string): void
}

export const sitePath = ({ site }: SiteApp, ...segments: string[]): string =>
  ['/v1/sites', site.slug, ...segments].join('/')
