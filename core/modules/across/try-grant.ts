/** For people who decide over grants: what a module gets to see and may do by one, tried as that module. */
import type { Entity } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import { can } from '../../access/can.ts'
import type { Context } from '../../context.ts'
import { getModuleGrant, type Catalogue, type Operation } from './grants.ts'
import type { Crossing } from './open-table.ts'

export interface Trial {
  readonly id: string
  readonly table: string
  /** Where the grant is of every module, whose table it is. */
  readonly target?: string
}

export interface Tried {
  readonly crossing: Crossing
  /** Undefined for a table that there is not, as the trial will say. */
  readonly entity: Entity | undefined
}

/** Nobody gets by a grant to what they may not see or change themselves. */
export async function tryGrant(
  ctx: Context,
  catalogue: Catalogue,
  { id, table, target: named, operation }: Trial & { operation: Operation },
): Promise<Tried> {
  const grant = await getModuleGrant(ctx, id)
  const target = grant.target === '*' ? named : grant.target
  if (target === undefined || (named !== undefined && named !== target)) throw targetRefused(grant.target)
  const entities: Readonly<Record<string, Entity>> = catalogue.get(target)?.manifest.entities ?? {}
  const entity = Object.hasOwn(entities, table) ? entities[table] : undefined
  const permission = entity?.access[operation]
  if (permission !== undefined && !can(ctx.principal, permission, ctx.tenant))
    throw new DmError('FORBIDDEN', 'core.permission_missing', { permission })
  return { crossing: { catalogue, source: grant.source, target, table }, entity }
}

const targetRefused = (target: string): DmError =>
  new DmError('VALIDATION_ERROR', 'core.input_refused', {
    errors: [
      { path: '/target', rule: 'target', message: target === '*' ? 'names the module' : `is ${target}, or left out` },
    ],
  })
