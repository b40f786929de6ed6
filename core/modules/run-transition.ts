/** A move of a module's record: the module's own operation where it has one, else the kernel's bare move. */
import { moveRecord, transitionOf } from '../kernels/state-machine.ts'
import type { Context } from '../context.ts'
import type { Module } from './module.ts'
import { openRecords } from './records.ts'

export interface TransitionRequest {
  readonly entity: string
  readonly id: string
  readonly transition: string
  readonly body: unknown
}

export async function runTransition(
  ctx: Context,
  { manifest, server }: Module,
  request: TransitionRequest,
): Promise<object> {
  const { entity, id, transition } = request
  const operation = server.transitions?.[entity]?.[transition]
  if (operation) return (await operation(ctx, { ...(request.body as object), id } as never)) as object // the module's own door
  const { event } = transitionOf(manifest, entity, transition)
  return ctx.transaction(async (tx, emit) => {
    const moved = await moveRecord(tx, { manifest, records: openRecords(manifest), entity, id, transition })
    await emit(event, { [`${entity}Id`]: id })
    return moved as object
  })
}
