/** Whom an agency works for. */
import { DmError } from '@dramac/contract/wire/errors'
import type { JsonValue } from '@dramac/contract/wire/json'
import { reachOf } from '../access/reach.ts'
import { toSlug } from '../agencies/to-slug.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { violationOf } from '../db/violation.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import { toLike } from '../lists/like.ts'
import { newTenantId } from '../identity/ids.ts'
import { newLabel } from '../identity/secrets.ts'
import { purgeTimeOf } from '../retention/restorable.ts'
import { faultOfSlug, requireSlug, slugTaken } from '../sites/slugs.ts'
import * as queries from './queries.ts'

export interface NewClient {
  readonly name: string
  /** Of the name when absent. */
  readonly slug?: string
  readonly company?: string | null
  readonly contactEmail?: string | null
  readonly contactPhone?: string | null
  readonly notes?: string | null
  readonly tags?: readonly string[]
  /** Whether its people may come in at all. */
  readonly portalEnabled?: boolean
  /** What they may do there beside looking. */
  readonly portalPermissions?: readonly string[]
}

interface ClientRow {
  readonly id: string
  readonly slug: string
  readonly state: 'active' | 'archived'
  readonly archivedAt: string | null
  readonly version: number
  readonly createdAt: string
}

export interface Client extends ClientRow, Omit<Required<NewClient>, 'slug'> {
  /** When it is gone for good; null while it is not archived. */
  readonly purgeAt: string | null
  /** That are not archived. */
  readonly sites: number
}

export interface ClientQuery {
  readonly state?: Client['state']
  readonly q?: string
  readonly tag?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'clients'
export const toClient = (row: Client): Client => ({ ...row, purgeAt: purgeTimeOf(row.archivedAt) })

export async function listClients(ctx: Context, { state = 'active', q, tag, limit = 20, cursor }: ClientQuery) {
  const after = openCursor(ctx, list, cursor)
  const { clientIds } = reachOf(ctx)
  const values = [ctx.tenant.agencyId, clientIds, state, toLike(q), tag ?? null, after.at, after.id, limit + 1]
  const rows = (await ctx.rows<Client>(queries.listClients, values)).map(toClient)
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}

/** @throws NOT_FOUND also for one that the asker's grants do not cover. */
export async function getClient(ctx: Context, id: string): Promise<Client> {
  const [row] = await ctx.rows<Client>(queries.findClient, [ctx.tenant.agencyId, id, reachOf(ctx).clientIds])
  if (!row) throw new DmError('NOT_FOUND', 'core.client_unknown')
  return toClient(row)
}

/** As the transaction has left it. */
export async function showClient(tx: TenantTx, id: string): Promise<Client> {
  const row = await tx.row<Client>(queries.findClient, [tx.agencyId, id, null])
  if (!row) throw new DmError('NOT_FOUND', 'core.client_unknown')
  return toClient(row)
}

export function createClient(ctx: Context, input: NewClient): Promise<Client> {
  const { name, slug, company = null, contactEmail = null, contactPhone = null, notes = null } = input
  const { tags = [], portalEnabled = true, portalPermissions = [] } = input
  if (slug !== undefined) requireSlug(slug)
  return ctx.transaction(async (tx, emit) => {
    const id = newTenantId()
    const chosen = slug ?? chooseSlug(name)
    await tx.run(queries.insertClient, [
      tx.agencyId, id, chosen, name, company, contactEmail, contactPhone, notes, tags, portalEnabled, portalPermissions, tx.now,
    ]).catch(refuseTaken(chosen)) // prettier-ignore
    await emit('core.client.created', { clientId: id }, { after: { name, slug: chosen } })
    return showClient(tx, id)
  })
}

/** One that is no name gets some letters more. */
function chooseSlug(name: string): string {
  const wanted = toSlug(name).slice(0, 57).replace(/-$/, '')
  return faultOfSlug(wanted) ? `${wanted || 'client'}-${newLabel(5)}` : wanted
}

export const refuseTaken = (slug: string) => (error: unknown) => {
  const { code, constraint } = violationOf(error)
  if (code === '23505' && constraint?.includes('slug')) throw slugTaken(slug)
  throw error
}

export interface Patch<Fields> {
  readonly id: string
  readonly patch: Partial<Fields>
  /** That was read. */
  readonly version: number
}

export function updateClient(ctx: Context, { id, patch, version }: Patch<NewClient>): Promise<Client> {
  if (patch.slug !== undefined) requireSlug(patch.slug)
  return ctx.transaction(async (tx, emit) => {
    const before = await showClient(tx, id)
    const changed = await tx
      .run(queries.updateClient, [tx.agencyId, id, version, JSON.stringify(patch), tx.now])
      .catch(refuseTaken(patch.slug ?? ''))
    if (changed === 0) throw refusalOf(before.archivedAt === null ? await showClient(tx, id) : before)
    await emit('core.client.updated', { clientId: id }, changeOf(before, patch))
    return showClient(tx, id)
  })
}

const refusalOf = (current: Client): DmError =>
  current.archivedAt === null
    ? new DmError('PRECONDITION_FAILED', 'core.version_changed', { current })
    : new DmError('CONFLICT', 'core.client_archived')

/** The fields that a change names, as they were and as they are. */
export function changeOf(before: object, patch: object) {
  const were: Readonly<Record<string, unknown>> = { ...before }
  const names = Object.keys(patch)
  return {
    before: Object.fromEntries(names.map((name) => [name, (were[name] ?? null) as JsonValue])), // rows of ours hold JSON
    after: { ...patch } as Record<string, JsonValue>, // validated JSON
  }
}
