/** The state machine kernel: only declared transitions happen, each once, decided by a compare-and-swap. */
import type { Manifest, RecordOf, StateMachine, Transition } from '@dramac/contract/manifest'
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx } from '../db/tx.ts'
import type { RecordChange, Records } from '../modules/records.ts'

type Name<M extends Manifest> = Extract<keyof M['entities'], string>

export function transitionOf(manifest: Manifest, entity: string, name: string): Transition {
  const transition = machineOf(manifest, entity).transitions[name]
  if (!transition) throw new DmError('NOT_FOUND', `${manifest.slug}.transition_unknown`)
  return transition
}

function machineOf(manifest: Manifest, entity: string): StateMachine {
  const machine = manifest.entities[entity]?.states
  if (!machine) throw new DmError('NOT_FOUND', `${manifest.slug}.transition_unknown`)
  return machine
}

/** What may happen from a state: transitions that have an endpoint, and the states that any transition leads to. */
export interface Exits {
  readonly state: string
  readonly allowed: readonly string[]
  readonly nextStates: readonly string[]
}

export function exitsOf(manifest: Manifest, entity: string, state: string): Exits {
  const leaving = Object.entries(machineOf(manifest, entity).transitions).filter(([, { from }]) => from.includes(state))
  return {
    state,
    allowed: leaving.filter(([, { internal }]) => !internal).map(([name]) => name),
    nextStates: [...new Set(leaving.map(([, { to }]) => to))],
  }
}

export interface Move<M extends Manifest, E extends Name<M>> {
  readonly manifest: M
  readonly records: Records<M>
  readonly entity: E
  readonly id: string
  readonly transition: string
  readonly patch?: RecordChange<M, E>['patch']
}

/** Throws CONFLICT `<module>.transition_refused` with the state and its exits. */
export async function moveRecord<M extends Manifest, E extends Name<M>>(
  tx: TenantTx,
  { manifest, records, entity, id, transition, patch }: Move<M, E>,
): Promise<RecordOf<M, E>> {
  const { from, to } = transitionOf(manifest, entity, transition)
  const moved = await records.update(tx, entity, {
    id,
    patch: { ...patch, state: to } as unknown as RecordChange<M, E>['patch'], // the entity has states, or transitionOf had thrown
    states: from,
  })
  if (moved) return moved
  const current = await records.get(tx, entity, id)
  const { state } = current as unknown as { state: string } // as above
  throw new DmError('CONFLICT', `${manifest.slug}.transition_refused`, { ...exitsOf(manifest, entity, state) })
}
