/** Nobody gives what they do not have, or manages who stands above them. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Principal } from '../context.ts'
import { holds } from './can.ts'
import { permissionsOfRole, systemRoles, type Role } from './permissions.ts'
import { isPlatform } from './places.ts'

/** An agency's own roles stand beside its members, whatever they hold. */
const rankOfRole = (role: Role): number => systemRoles[role === 'custom' ? 'member' : role].rank

/** @throws FORBIDDEN `core.role_above_yours` for a role above every one that the principal has in the agency. */
export function requireRank(principal: Principal, agencyId: string, role: Role): void {
  const own = grantsIn(principal, agencyId)?.map((grant) => rankOfRole(grant.role))
  if (own && Math.max(-1, ...own) < rankOfRole(role)) throw new DmError('FORBIDDEN', 'core.role_above_yours', { role })
}

/** @throws FORBIDDEN `core.permission_not_yours` for the first that the principal does not hold in all of the agency. */
export function requireHeld(principal: Principal, agencyId: string, permissions: Iterable<string>): void {
  const own = grantsIn(principal, agencyId)
  if (!own) return
  for (const permission of permissions)
    if (!own.some((grant) => holds(grant, permission)))
      throw new DmError('FORBIDDEN', 'core.permission_not_yours', { permission })
}

/** To give somebody a role, one stands as high and holds all that it holds. What a portal opens, its client's row says. */
export function requireMayGive(
  principal: Principal,
  agencyId: string,
  { role, permissions }: { role: Role; permissions: readonly string[] | null },
): void {
  requireRank(principal, agencyId, role)
  if (role === 'client') return
  requireHeld(principal, agencyId, role === 'custom' ? (permissions ?? []) : permissionsOfRole(role))
}

/** Of the whole agency; undefined for the platform's own jobs, which nobody restrains. */
function grantsIn(principal: Principal, agencyId: string) {
  if (principal.kind === 'job') return undefined
  if (principal.kind !== 'user') return []
  return principal.grants.filter(
    (grant) => isPlatform(grant) || (grant.agencyId === agencyId && grant.clientId === null && grant.siteId === null),
  )
}
