/**
 * What one module may do with another's rows: data, which people of the site or of its agency decide. Whoever may decide grants
 * at once; everybody else's wish waits for them.
 */
import { DmError, type FieldError } from '@dramac/contract/wire/errors'
import type { Manifest } from '@dramac/contract/manifest'
import { can } from '../../access/can.ts'
import type { Context } from '../../context.ts'
import { actorOf } from '../../create-context.ts'
import { openCursor, toPage } from '../../lists/cursor.ts'
import * as queries from './queries.ts'

export type Operation = 'read' | 'write'
export type GrantState = 'requested' | 'granted' | 'revoked'

export interface NewGrant {
  /** Slug of the module that asks. */
  readonly source: string
  /** Slug of the module whose rows they are; `*` for every one. */
  readonly target: string
  /** Its entities; `*` for all. */
  readonly tables: readonly string[]
  readonly operations: readonly Operation[]
  /** Of those entities; `*` for all that hold no secret. */
  readonly fields: readonly string[]
  readonly reason: string
  readonly expiresAt?: string
}

export interface ModuleGrant extends Omit<NewGrant, 'expiresAt'> {
  readonly id: string
  readonly scope: 'site' | 'agency'
  readonly state: GrantState
  readonly requestedBy: string
  readonly grantedBy: string | null
  readonly expiresAt: string | null
  readonly createdAt: string
  readonly decidedAt: string | null
}

/** The modules of the installation, by slug. */
export type Catalogue = ReadonlyMap<string, { readonly manifest: Manifest }>

export interface GrantQuery {
  readonly state?: GrantState
  readonly limit?: number
  readonly cursor?: string
}

const list = 'module-grants'
const mayDecide = 'modules:write'

/** At a site also those of its agency, which hold there. */
export async function listModuleGrants(ctx: Context, { state, limit = 20, cursor }: GrantQuery) {
  const after = openCursor(ctx, list, cursor)
  const rows = await ctx.rows<ModuleGrant>(queries.listGrants, [state ?? null, after.at, after.id, limit + 1])
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

/** @throws NOT_FOUND `core.module_grant_unknown`. */
export async function getModuleGrant(ctx: Context, id: string): Promise<ModuleGrant> {
  const [found] = await ctx.rows<ModuleGrant>(queries.findGrant, [id])
  if (!found) throw unknown()
  return found
}

export function createModuleGrant(ctx: Context, input: NewGrant, catalogue: Catalogue): Promise<ModuleGrant> {
  const errors = listErrors(input, { catalogue, now: ctx.now() })
  if (errors.length > 0) throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
  const { source, target, tables, operations, fields, reason, expiresAt = null } = input
  const actor = actorOf(ctx.principal)
  const decided = can(ctx.principal, mayDecide, ctx.tenant)
  return ctx.transaction(async (tx, emit) => {
    const made = await tx.row<ModuleGrant>(queries.insertGrant, [
      tx.agencyId, tx.siteId, tx.newId(), source, target, tables, operations, fields, reason,
      decided ? 'granted' : 'requested', actor, decided ? actor : null, expiresAt, tx.now, decided ? tx.now : null,
    ]) // prettier-ignore
    const what = { source, target, tables: [...tables], operations: [...operations], fields: [...fields] }
    await emit(`core.module_grant.${decided ? 'granted' : 'requested'}`, { moduleGrantId: made!.id }, { after: what })
    return made! // `returning` the one row
  })
}

export const approveModuleGrant = (ctx: Context, id: string): Promise<ModuleGrant> =>
  decide(ctx, { id, from: ['requested'], to: 'granted' })

/** Refuses what was asked for, and ends what was granted. */
export const revokeModuleGrant = (ctx: Context, id: string): Promise<ModuleGrant> =>
  decide(ctx, { id, from: ['requested', 'granted'], to: 'revoked' })

interface Decision {
  readonly id: string
  readonly from: readonly GrantState[]
  readonly to: GrantState
}

/** Where it stands: a site does not decide over what its agency granted. */
function decide(ctx: Context, { id, from, to }: Decision): Promise<ModuleGrant> {
  const granter = to === 'granted' ? actorOf(ctx.principal) : null
  return ctx.transaction(async (tx, emit) => {
    const values = [tx.agencyId, tx.siteId, id, from, to, granter, tx.now]
    const decided = await tx.row<ModuleGrant>(queries.decideGrant, values)
    if (!decided) throw await explain(tx.row<ModuleGrant>(queries.findGrant, [id]), tx.agencyId === tx.siteId)
    await emit(`core.module_grant.${to}`, { moduleGrantId: id })
    return decided
  })
}

async function explain(looking: Promise<ModuleGrant | undefined>, atAgency: boolean): Promise<DmError> {
  const found = await looking
  if (found?.scope !== (atAgency ? 'agency' : 'site')) return unknown()
  return new DmError('CONFLICT', 'core.module_grant_decided', { state: found.state })
}

const unknown = (): DmError => new DmError('NOT_FOUND', 'core.module_grant_unknown')

/** Of the whole platform only everything can be granted, and only to be read: nobody knows what its tables will be. */
function listErrors(grant: NewGrant, { catalogue, now }: { catalogue: Catalogue; now: Date }): FieldError[] {
  const { source, target, tables, operations, fields, expiresAt } = grant
  const isAll = (names: readonly string[]) => names.length === 1 && names[0] === '*'
  const error = (path: string, rule: string, message: string): FieldError => ({ path, rule, message })
  const errors = [
    ...(source === target ? [error('/target', 'other', 'is another module than the source')] : []),
    ...(expiresAt !== undefined && new Date(expiresAt) <= now ? [error('/expiresAt', 'future', 'is over')] : []),
  ]
  if (target === '*')
    return [
      ...errors,
      ...(isAll(tables) ? [] : [error('/tables', 'all', 'is ["*"] where the target is every module')]),
      ...(isAll(fields) ? [] : [error('/fields', 'all', 'is ["*"] where the target is every module')]),
      ...(operations.includes('write') ? [error('/operations', 'read', 'is ["read"] for every module')] : []),
    ]
  const entities = catalogue.get(target)?.manifest.entities
  if (!entities) return [...errors, error('/target', 'unknown', 'is no module that there is')]
  const known = (name: string) => Object.hasOwn(entities, name)
  const among = isAll(tables) ? Object.keys(entities) : tables.filter(known)
  const open = new Set(among.flatMap((name) => listOpenFields(entities[name]!)))
  const wrong = (path: string, names: readonly string[], isKnown: (name: string) => boolean) =>
    names.flatMap((name, index) => (isKnown(name) ? [] : [error(`${path}/${index}`, 'unknown', 'is not known')]))
  return [
    ...errors,
    ...(isAll(tables) ? [] : wrong('/tables', tables, known)),
    ...(isAll(fields) ? [] : wrong('/fields', fields, (name) => open.has(name))),
  ]
}

/** What a grant can open of an entity: no secret, whoever grants it. */
export function listOpenFields({ fields, states }: Manifest['entities'][string]): string[] {
  const open = Object.entries(fields).filter(([, field]) => !field.secret)
  return [...open.map(([name]) => name), ...(states ? ['state'] : [])]
}
