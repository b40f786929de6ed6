/** What somebody is given: a role, and where. */
import { DmError } from '@dramac/contract/wire/errors'
import { requireMayGive } from '../access/rank.ts'
import type { Role } from '../access/permissions.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import * as queries from './queries.ts'

export interface Assignment {
  /** Owners are made by an offer that both confirm, never by hand. */
  readonly role: Exclude<Role, 'owner' | 'super_admin'>
  /** Of a custom role. */
  readonly roleId?: string
  /** Without any of both: the whole agency. */
  readonly clientIds?: readonly string[]
  readonly siteIds?: readonly string[]
}

/** Rejects what the principal may not give, what is not in the agency, and what goes with no role. */
export async function requireAssignable(ctx: Context, tx: TenantTx, assignment: Assignment): Promise<void> {
  const { role, roleId, clientIds = [], siteIds = [] } = assignment
  refuseMismatch(assignment)
  const custom =
    roleId === undefined
      ? undefined
      : await tx.row<{ permissions: readonly string[] }>(queries.findRole, [tx.agencyId, roleId])
  if (roleId !== undefined && !custom) throw new DmError('NOT_FOUND', 'core.role_unknown')
  requireMayGive(ctx.principal, tx.agencyId, { role, permissions: custom?.permissions ?? null })
  const [client] = clientIds.length ? await tx.rows(queries.findForeignClients, [tx.agencyId, clientIds]) : []
  if (client) throw new DmError('NOT_FOUND', 'core.client_unknown')
  const [site] = siteIds.length ? await tx.rows(queries.findForeignSites, [tx.agencyId, siteIds]) : []
  if (site) throw new DmError('NOT_FOUND', 'core.site_unknown')
}

function refuseMismatch({ role, roleId, clientIds = [], siteIds = [] }: Assignment): void {
  const refuse = (path: string, rule: string, message: string) => {
    throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors: [{ path, rule, message }] })
  }
  if (role === 'custom' && roleId === undefined) refuse('/roleId', 'required', 'says which of the agency’s own roles')
  if (role !== 'custom' && roleId !== undefined) refuse('/roleId', 'unexpected', 'is only for the agency’s own roles')
  if (role === 'client' && clientIds.length === 0) refuse('/clientIds', 'required', 'says whose portal it is')
  if (role === 'client' && siteIds.length > 0) refuse('/siteIds', 'unexpected', 'follow from the client')
  if (role !== 'admin') return
  if (clientIds.length > 0) refuse('/clientIds', 'unexpected', 'do not bind an admin')
  if (siteIds.length > 0) refuse('/siteIds', 'unexpected', 'do not bind an admin')
}
