/** The one rule of who may do what where. Screens hide by it, doors decide by it, the database proves the place behind it. */
import type { Principal, Tenant } from '../context.ts'
import { corePermissions, permissionsOfRole, placeOf, type Role } from './permissions.ts'
import { isAgency, isPlatform } from './places.ts'

/** What a person was given, and where: the whole agency, or one client or site of it. */
export interface Grant {
  readonly agencyId: string
  readonly clientId: string | null
  readonly siteId: string | null
  readonly role: Role
  /** Of the agency's own role, or of a client's portal; null for the platform's roles. */
  readonly permissions: readonly string[] | null
}

export function can(principal: Principal, permission: string, resource: Tenant): boolean {
  switch (principal.kind) {
    case 'user':
      return principal.grants.some(
        (grant) => covers(grant, resource, placeOf(permission) === 'list') && holds(grant, permission),
      )
    case 'key':
      return principal.siteId === resource.siteId && principal.permissions.has(permission)
    case 'visitor':
      return principal.siteId === resource.siteId && principal.calls.has(permission)
    case 'job':
      return true
  }
}

/** Whether the grant reaches the resource at all: of what it does not reach, its holder learns nothing. */
export function covers(grant: Grant, resource: Tenant, asList = true): boolean {
  if (isPlatform(grant)) return true
  if (grant.agencyId !== resource.agencyId) return false
  if (isAgency(resource)) return grant.role !== 'client' && (asList || !isBound(grant))
  if (grant.siteId !== null) return grant.siteId === resource.siteId
  return grant.clientId === null || grant.clientId === resource.clientId
}

const isBound = ({ clientId, siteId }: Grant): boolean => clientId !== null || siteId !== null

export function holds({ role, permissions }: Grant, permission: string): boolean {
  if (role === 'custom') return permissions?.includes(permission) === true
  const held = permissionsOfRole(role)
  // What is opened to a portal comes on top of what every client may do.
  if (role === 'client') return held.has(permission) || permissions?.includes(permission) === true
  return (
    held.has(permission) || (!Object.hasOwn(corePermissions, permission) && held.has(permission.replace(/^[^:]+/, '*')))
  )
}
