import type { Context } from '../context.ts'
import { nothing } from './queries.ts'

/** Opens the context's place once more: rejects when its principal may no longer be there. */
export async function proveAccess(ctx: Context): Promise<void> {
  await ctx.rows(nothing, [])
}
