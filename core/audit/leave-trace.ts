/** What super admins ask for is written down whether anything comes of it or not, reading too. */
import type { Context } from '../context.ts'

export interface Asked {
  readonly method: string
  readonly path: string
}

/** The answer waits until the trace is kept: what cannot be written down is not told. */
export async function leaveTrace<R>(ctx: Context, { method, path }: Asked, work: () => Promise<R>): Promise<R> {
  const leave = (trace: 'ok' | 'failed') =>
    ctx.transaction((_tx, emit) => emit('core.platform.asked', { path, method }, { trace }))
  const result = await work().catch(async (error: unknown) => {
    await leave('failed')
    throw error
  })
  await leave('ok')
  return result
}
