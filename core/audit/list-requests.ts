/** The request log of a site, newest first: also what was refused, to whom and why. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import * as queries from './queries.ts'

export interface LoggedRequest {
  readonly id: string
  readonly at: string
  readonly principal: string
  readonly method: string
  readonly route: string
  readonly origin: string | null
  readonly status: number
  readonly reason: string | null
  readonly requestId: string
  readonly ms: number
}

export interface RequestQuery {
  /** Only answers of 400 or more. */
  readonly refused?: boolean
  readonly limit?: number
  readonly cursor?: string
}

const purpose = 'cursor:requests'

export async function listRequests(ctx: Context, { refused = false, limit = 20, cursor }: RequestQuery) {
  const { agencyId, siteId } = ctx.tenant
  const after = cursor === undefined ? undefined : ctx.sealer.open(purpose, cursor, ctx.now())
  if (cursor !== undefined && !after) throw cursorUnknown()
  const place = [after?.['at'] ?? null, after?.['id'] ?? null]
  const values = [agencyId, siteId, refused ? 400 : 0, ...place, limit + 1]
  const rows = await ctx.rows<LoggedRequest>(queries.listRequests, values)
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  const nextCursor = rows.length > limit && last ? ctx.sealer.seal(purpose, { at: last.at, id: last.id }) : null
  return { data, nextCursor }
}

const cursorUnknown = () =>
  new DmError('VALIDATION_ERROR', 'core.input_refused', {
    errors: [{ path: '/cursor', rule: 'unknown', message: 'is not a cursor of this list' }],
  })
