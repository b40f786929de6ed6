/** What the platform does with an agency. Told in both places: the agency sees what was done to it, and by whom. */
import { DmError } from '@dramac/contract/wire/errors'
import type { JsonValue } from '@dramac/contract/wire/json'
import { agencyPlace } from '../access/places.ts'
import type { Context } from '../context.ts'
import type { MovableTx, TenantTx } from '../db/tx.ts'
import type { Emit } from '../events/emit.ts'
import type { Agency, PlannedAgency } from './get-agency.ts'
import * as queries from './queries.ts'

interface Transition {
  readonly from: readonly Agency['state'][]
  readonly to: Agency['state']
  readonly event: string
}

export type AgencyTransition = 'suspend' | 'resume' | 'close'

const transitions: Record<AgencyTransition, Transition> = {
  suspend: { from: ['active'], to: 'suspended', event: 'core.agency.suspended' },
  resume: { from: ['suspended'], to: 'active', event: 'core.agency.resumed' },
  close: { from: ['active', 'suspended'], to: 'closed', event: 'core.agency.closed' },
}

async function findAgency(tx: TenantTx, id: string): Promise<PlannedAgency> {
  const found = await tx.row<PlannedAgency>(queries.findAnyAgency, [id])
  if (!found) throw new DmError('NOT_FOUND', 'core.agency_unknown')
  return found
}

export const getAnyAgency = (ctx: Context, id: string): Promise<PlannedAgency> =>
  ctx.transaction((tx) => findAgency(tx, id))

export interface Judgement {
  readonly id: string
  readonly transition: AgencyTransition
  /** Shown to the agency while it is suspended. */
  readonly reason?: string
}

export function changeAgencyState(ctx: Context, { id, transition, reason = '' }: Judgement): Promise<PlannedAgency> {
  const { from, to, event } = transitions[transition]
  return ctx.transaction(async (tx, emit) => {
    const { state } = await findAgency(tx, id)
    if (!from.includes(state))
      throw new DmError('CONFLICT', 'core.transition_refused', {
        state,
        allowed: Object.entries(transitions).flatMap(([name, one]) => (one.from.includes(state) ? [name] : [])),
      })
    await tx.run(queries.setAgencyState, [id, to, to === 'suspended' ? reason : null, tx.now])
    await tell(tx, emit, { event, id, before: { state }, after: { state: to, reason } })
    return findAgency(tx, id)
  })
}

export interface PlanChange {
  readonly id: string
  readonly plan: string
  readonly version: number
}

/** What there is beyond a smaller plan stays; more of it cannot be made. */
export function changePlan(ctx: Context, { id, plan, version }: PlanChange): Promise<PlannedAgency> {
  return ctx.transaction(async (tx, emit) => {
    const current = await findAgency(tx, id)
    if (current.version !== version) throw new DmError('PRECONDITION_FAILED', 'core.version_changed', { current })
    if (!(await tx.row(queries.findPlan, [plan]))) {
      const errors = [{ path: '/plan', rule: 'unknown', message: 'is no plan' }]
      throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
    }
    await tx.run(queries.setPlan, [id, plan, tx.now])
    await tell(tx, emit, { event: 'core.agency.planned', id, before: { plan: current.plan }, after: { plan } })
    return findAgency(tx, id)
  })
}

interface Deed {
  readonly event: string
  readonly id: string
  readonly before: Record<string, JsonValue>
  readonly after: Record<string, JsonValue>
}

async function tell(tx: MovableTx, emit: Emit, { event, id, before, after }: Deed): Promise<void> {
  await emit(event, { agencyId: id }, { before, after })
  await tx.inPlace(agencyPlace(id), (_there, emitThere) => emitThere(event, { agencyId: id }, { before, after }))
}
