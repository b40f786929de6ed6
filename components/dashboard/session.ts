/** What the server says of who is signed in: `GET /v1/session`. */
import type { Screen, Widget } from '@dramac/contract/manifest'
import type { TenantAgency, TenantSession, TenantSite, TenantUser } from '../app/tenant/tenant.ts'

export interface Session extends TenantSession {
  readonly user: SessionUser
  /** Somebody else acts as this person. */
  readonly impersonation: { readonly byName: string; readonly endsAt: string } | null
  readonly agencies: readonly TenantAgency[]
  readonly sites: readonly SessionSite[]
}

export interface SessionUser extends TenantUser {
  readonly isSuperAdmin: boolean
  readonly emailVerified: boolean
  /** Nothing else is open to them before they have one. */
  readonly mustEnrolSecondFactor: boolean
}

export interface SessionSite extends TenantSite {
  readonly zone: string
  readonly locale: string
  readonly publicKey: string
  readonly modules: readonly SessionModule[]
}

export interface SessionModule {
  readonly slug: string
  readonly label: string
  /** Registers the module's elements; null when it has none. */
  readonly script: string | null
  readonly screens: Readonly<Record<string, Screen>>
  readonly widgets: Readonly<Record<string, Widget>>
  /** By language and by the label as the module wrote it. */
  readonly translations: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A module's label for whoever reads that language; as it was written when the module does not speak it. */
export function sayLabel({ translations }: SessionModule, label: string, language: string): string {
  const known = Object.hasOwn(translations, language) ? translations[language]! : {}
  return Object.hasOwn(known, label) ? known[label]! : label
}
