/** What exports and imports have alike: they are listed, and moved along a table of states with an event. */
import type { StateMachine, Transition } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import type { Emit } from '../events/emit.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import type { WorkStatements } from './queries.ts'

/** What the rows of exports and imports have alike. */
export interface Work {
  readonly id: string
  readonly state: string
  readonly attempt: number
  readonly rowsTotal: number | null
  readonly rowsDone: number
  readonly bytes: number | null
  readonly error: string | null
  readonly requestedBy: string
  readonly createdAt: string
  readonly finishedAt: string | null
  readonly expiresAt: string | null
}

export interface WorkKind<M extends StateMachine> {
  readonly noun: 'export' | 'import'
  readonly machine: M
  readonly statements: WorkStatements
}

export interface WorkMove<M extends StateMachine> {
  readonly id: string
  readonly transition: Extract<keyof M['transitions'], string>
  /** Only while this attempt is the latest: of two workers that both believe to be at it, one ends in vain. */
  readonly attempt?: number
  readonly isNewAttempt?: boolean
  readonly patch?: {
    readonly rowsTotal?: number
    readonly rowsDone?: number
    readonly bytes?: number
    readonly error?: string
    readonly isFinished?: boolean
    readonly expiresAt?: Date
  }
}

/** Another worker has taken over, or the work was deleted: what is done here is for nobody. */
export class Superseded extends Error {}

export const unknownWork = (noun: 'export' | 'import') => new DmError('NOT_FOUND', `core.${noun}_unknown`)

/** Throws CONFLICT with the state and its exits, or NOT_FOUND. */
export async function moveWork<M extends StateMachine, Row extends Work>(
  { tx, emit }: { tx: TenantTx; emit: Emit },
  kind: WorkKind<M>,
  { id, transition, attempt, isNewAttempt = false, patch = {} }: WorkMove<M>,
): Promise<Row> {
  const { from, to, event }: Transition = kind.machine.transitions[transition]!
  const moved = await tx.row<Row>(kind.statements.move, [
    tx.agencyId, tx.siteId, id, to, [...from], attempt ?? null, tx.now, isNewAttempt ? 1 : 0, patch.error ?? null,
    patch.rowsTotal ?? null, patch.rowsDone ?? null, patch.bytes ?? null, patch.isFinished ? tx.now : null,
    patch.expiresAt ?? null,
  ]) // prettier-ignore
  if (!moved) throw await explain(tx, kind, { id, isAttempt: attempt !== undefined })
  await emit(event, { [`${kind.noun}Id`]: id })
  return moved
}

async function explain<M extends StateMachine>(
  tx: TenantTx,
  { noun, machine, statements }: WorkKind<M>,
  { id, isAttempt }: { id: string; isAttempt: boolean },
): Promise<Error> {
  if (isAttempt) return new Superseded(id)
  const current = await tx.row<Work>(statements.find, [tx.agencyId, tx.siteId, id])
  if (!current) return unknownWork(noun)
  const leaving = Object.entries<Transition>(machine.transitions).filter(([, { from }]) => from.includes(current.state))
  return new DmError('CONFLICT', `core.${noun}_transition_refused`, {
    state: current.state,
    allowed: leaving.filter(([, { internal }]) => !internal).map(([name]) => name),
    nextStates: [...new Set(leaving.map(([, { to }]) => to))],
  })
}

export interface WorkQuery {
  readonly limit: number
  readonly cursor?: string
}

/** Newest first. */
export async function listWork<M extends StateMachine, Row extends Work>(
  ctx: Context,
  { noun, statements }: WorkKind<M>,
  { limit, cursor }: WorkQuery,
) {
  const { at, id } = openCursor(ctx, `${noun}s`, cursor)
  const { agencyId, siteId } = ctx.tenant
  const rows = await ctx.rows<Row & { place: string }>(statements.list, [agencyId, siteId, at, id, limit + 1])
  const page = toPage(ctx, `${noun}s`, { rows, limit, markOf: (row) => ({ at: row.place, id: row.id }) })
  return { ...page, data: page.data.map(({ place: _place, ...row }) => row) }
}

export async function getWork<M extends StateMachine, Row extends Work>(
  ctx: Context,
  { noun, statements }: WorkKind<M>,
  id: string,
): Promise<Row> {
  const { agencyId, siteId } = ctx.tenant
  const [row] = await ctx.rows<Row>(statements.find, [agencyId, siteId, id])
  if (!row) throw unknownWork(noun)
  return row
}
