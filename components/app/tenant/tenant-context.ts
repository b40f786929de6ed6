import { createContext } from '@lit/context'
import type { ActivePlace, TenantSession } from './tenant.ts'

/** What a provider tells those below it. Replaced, never changed. */
export interface Tenant extends ActivePlace {
  /** Undefined until it has been loaded, or when nobody is signed in. */
  readonly session: TenantSession | undefined
  readonly loading: boolean
  /** Of the latest try to load it. */
  readonly error: unknown
  /** By slug. @returns false for a site that the person may not open, and when a listener prevented it. */
  switchSite(slug: string): boolean
  switchAgency(slug: string): boolean
  /** Asks for the session again; never rejects. */
  refresh(): Promise<void>
}

/** Each consumer hears the nearest provider above it, so several of them can stand on one page. */
export const tenantContext = createContext<Tenant>(Symbol('dm-tenant'))
