/** Mistakes of ours, each once, however often they happen. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import type { Described, Surface } from './describe-error.ts'
import * as queries from './queries.ts'

export type ErrorState = 'open' | 'resolved' | 'ignored'

export interface ErrorGroup extends Described {
  readonly count: number
  readonly state: ErrorState
  readonly release: string
  readonly firstRelease: string
  readonly firstSeenAt: string
  readonly lastSeenAt: string
  readonly agencyId: string | null
  readonly siteId: string | null
  /** By which the log tells of the last few. */
  readonly requestIds: readonly string[]
}

/** How often one happened since the last batch. */
export interface SeenError extends Described {
  readonly count: number
  readonly at: Date
  readonly release: string
  readonly agencyId: string | null
  readonly siteId: string | null
  readonly requestIds: readonly string[]
}

export async function addErrors(db: Database, seen: readonly SeenError[]): Promise<void> {
  const rows = seen.map(({ agencyId, siteId, requestIds, ...row }) => ({
    ...row,
    agency_id: agencyId,
    site_id: siteId,
    request_ids: requestIds,
  }))
  await db.user(null, (tx) => tx.run(queries.addErrors, [JSON.stringify(rows)]))
}

export interface ErrorQuery {
  readonly state?: ErrorState
  readonly surface?: Surface
  readonly limit?: number
  readonly cursor?: string
}

const list = 'errors'

/** Of the whole platform, what happened last first. */
export async function listErrors(ctx: Context, { state, surface, limit = 20, cursor }: ErrorQuery) {
  const after = openCursor(ctx, list, cursor)
  const values = [state ?? null, surface ?? null, after.at, after.id, limit + 1]
  const rows = await ctx.rows<ErrorGroup>(queries.listErrors, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ lastSeenAt, id }) => ({ at: lastSeenAt, id }) })
}

export const errorMoves = {
  resolve: { from: ['open', 'ignored'], to: 'resolved' },
  ignore: { from: ['open', 'resolved'], to: 'ignored' },
  reopen: { from: ['resolved', 'ignored'], to: 'open' },
} as const satisfies Record<string, { from: readonly ErrorState[]; to: ErrorState }>

export type ErrorMove = keyof typeof errorMoves

export function moveError(ctx: Context, { id, move }: { id: string; move: ErrorMove }): Promise<ErrorGroup> {
  const { from, to } = errorMoves[move]
  return ctx.transaction(async (tx, emit) => {
    const moved = await tx.row<ErrorGroup>(queries.moveError, [id, to, from, ctx.now()])
    if (!moved) {
      const found = await tx.row<{ state: ErrorState }>(queries.findErrorState, [id])
      if (!found) throw new DmError('NOT_FOUND', 'core.error_unknown')
      const allowed = (Object.keys(errorMoves) as ErrorMove[]).filter((one) =>
        (errorMoves[one].from as readonly ErrorState[]).includes(found.state),
      )
      throw new DmError('CONFLICT', 'core.error_state', { state: found.state, allowed })
    }
    await emit(`platform.error.${to === 'open' ? 'reopened' : to}`, { errorId: id })
    return moved
  })
}
