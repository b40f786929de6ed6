/** What the server says of who is signed in: `GET /v1/session`. */
import type { Screen, Widget } from '@dramac/contract/manifest'

export interface Session {
  readonly user: SessionUser
  /** Somebody else acts as this person. */
  readonly impersonation: { readonly byName: string; readonly endsAt: string } | null
  readonly agencies: readonly {
    readonly id: string
    readonly name: string
    readonly slug: string
    readonly role: string
  }[]
  readonly sites: readonly SessionSite[]
}

export interface SessionUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly emailVerified: boolean
  /** Nothing else is open to them before they have one. */
  readonly mustEnrolSecondFactor: boolean
}

export interface SessionSite {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly agencyId: string
  readonly zone: string
  readonly locale: string
  readonly publicKey: string
  readonly permissions: readonly string[]
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
