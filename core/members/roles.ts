/** The platform's roles, which nobody changes, and an agency's own. */
import { DmError } from '@dramac/contract/wire/errors'
import { corePermissions, permissionsOfRole, systemRoles, type SystemRole } from '../access/permissions.ts'
import { requireHeld } from '../access/rank.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { lockAgency } from '../plans/lock-agency.ts'
import * as queries from './queries.ts'

export interface ShownRole {
  /** Null for the platform's. */
  readonly id: string | null
  /** Null for an agency's own. */
  readonly slug: SystemRole | null
  readonly name: string
  readonly isSystem: boolean
  readonly permissions: readonly string[]
  readonly members: number
  readonly version: number
}

interface RoleRow extends Pick<ShownRole, 'name' | 'permissions' | 'version' | 'members'> {
  readonly id: string
}

const shown = ['owner', 'admin', 'member', 'client'] as const

/** `modulePermissions` are those that the roles' `*` stand for. */
export async function listRoles(ctx: Context, modulePermissions: readonly string[]): Promise<ShownRole[]> {
  const { agencyId } = ctx.tenant
  const [own, counts] = await ctx.read((tx) =>
    Promise.all([
      tx.rows<RoleRow>(queries.listRoles, [agencyId]),
      tx.rows<{ role: string; members: number }>(queries.countByRole, [agencyId]),
    ]),
  )
  const system = shown.map((slug) => ({
    id: null,
    slug,
    name: systemRoles[slug].label,
    isSystem: true,
    permissions: expand(slug, modulePermissions),
    members: counts.find(({ role }) => role === slug)?.members ?? 0,
    version: 1,
  }))
  return [...system, ...own.map(toShown)]
}

const toShown = ({ id, name, permissions, members, version }: RoleRow): ShownRole => ({
  id,
  slug: null,
  name,
  isSystem: false,
  permissions,
  members,
  version,
})

function expand(role: SystemRole, modulePermissions: readonly string[]): string[] {
  const held = permissionsOfRole(role)
  const ofModules = modulePermissions.filter((name) => held.has(name.replace(/^[^:]+/, '*')))
  return [...[...held].filter((name) => Object.hasOwn(corePermissions, name)), ...ofModules]
}

export interface NewRole {
  readonly name: string
  readonly permissions: readonly string[]
}

/** Nobody makes a role that may do what they may not. */
export function createRole(ctx: Context, { name, permissions }: NewRole): Promise<ShownRole> {
  requireHeld(ctx.principal, ctx.tenant.agencyId, permissions)
  return ctx.transaction(async (tx, emit) => {
    const id = tx.newId()
    await tx.run(queries.insertRole, [tx.agencyId, id, name, permissions, tx.now])
    await emit('core.role.created', { roleId: id }, { after: { name, permissions: [...permissions] } })
    return showRole(tx, id)
  })
}

export interface RoleChange {
  readonly id: string
  readonly patch: Partial<NewRole>
  readonly version: number
}

/** A role that may do more than who changes it is above them, and stays as it is. */
export function updateRole(ctx: Context, { id, patch, version }: RoleChange): Promise<ShownRole> {
  const { name = null, permissions = null } = patch
  requireHeld(ctx.principal, ctx.tenant.agencyId, permissions ?? [])
  return ctx.transaction(async (tx, emit) => {
    const before = await showRole(tx, id)
    requireHeld(ctx.principal, tx.agencyId, before.permissions)
    const changed = await tx.run(queries.updateRole, [tx.agencyId, id, version, name, permissions, tx.now])
    if (changed === 0) throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current: before })
    const after = await showRole(tx, id)
    await emit('core.role.updated', { roleId: id }, { before: toFacts(before), after: toFacts(after) })
    return after
  })
}

export async function deleteRole(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    // Whoever gives the role at this moment holds the same lock.
    await lockAgency(tx)
    const before = await showRole(tx, id)
    requireHeld(ctx.principal, tx.agencyId, before.permissions)
    const { uses } = (await tx.row<{ uses: number }>(queries.countRoleUses, [tx.agencyId, id, tx.now]))! // it answers one row
    if (uses > 0) throw new DmError('CONFLICT', 'core.role_in_use', { uses })
    await tx.run(queries.deleteSpentInvitations, [tx.agencyId, id, tx.now])
    await tx.run(queries.deleteRole, [tx.agencyId, id])
    await emit('core.role.deleted', { roleId: id }, { before: toFacts(before) })
  })
}

async function showRole(tx: TenantTx, id: string): Promise<ShownRole> {
  const found = (await tx.rows<RoleRow>(queries.listRoles, [tx.agencyId])).find((role) => role.id === id)
  if (!found) throw new DmError('NOT_FOUND', 'core.role_unknown')
  return toShown(found)
}

const toFacts = ({ name, permissions }: ShownRole) => ({ name, permissions: [...permissions] })
