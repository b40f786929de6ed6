/** What the server says of an agency: `/v1/agencies/{agency}/…`. */

export interface Agency {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly state: string
  readonly planName: string
  readonly zone: string
  readonly locale: string
  readonly currency: string
  readonly requiresSecondFactor: boolean
  readonly version: number
}

export interface Usage {
  readonly plan: string
  readonly metrics: readonly { readonly metric: string; readonly used: number; readonly limit: number | null }[]
}

export interface Client {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly company: string | null
  readonly contactEmail: string | null
  readonly contactPhone: string | null
  readonly notes: string | null
  readonly tags: readonly string[]
  readonly portalEnabled: boolean
  readonly state: 'active' | 'archived'
  readonly purgeAt: string | null
  readonly sites: number
  readonly version: number
}

export interface Site {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly clientId: string
  readonly clientName: string
  readonly state: 'active' | 'suspended' | 'archived'
  readonly zone: string
  readonly locale: string
  readonly currency: string
  readonly purgeAt: string | null
  readonly version: number
}

export interface Member {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly roleId: string | null
  readonly roleName: string | null
  readonly clientIds: readonly string[] | null
  readonly siteIds: readonly string[] | null
  readonly lastSeenAt: string | null
  readonly hasSecondFactor: boolean
}

export interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly roleId: string | null
  readonly expiresAt: string
}

/** One of the platform's has no id. */
export interface AgencyRole {
  readonly id: string | null
  readonly slug: string | null
  readonly name: string
  readonly isSystem: boolean
  readonly permissions: readonly string[]
  readonly members: number
  readonly version: number
}

export interface Permission {
  readonly name: string
  readonly label: string
  readonly of: 'site' | 'agency' | 'list'
}

export interface Audit {
  readonly id: string
  readonly at: string
  readonly siteName: string | null
  readonly actor: string
  readonly actorName: string | null
  readonly impersonatorName: string | null
  readonly action: string
  readonly resource: string | null
  readonly result: string
  readonly requestId: string | null
}

export interface OwnershipOffer {
  readonly id: string
  readonly toUserId: string
  readonly toName: string | null
  readonly expiresAt: string
}
