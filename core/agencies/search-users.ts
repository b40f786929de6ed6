import type { Context } from '../context.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import { toLike } from '../lists/like.ts'
import * as queries from './queries.ts'

export interface FoundUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly createdAt: string
  readonly agencies: readonly { readonly id: string; readonly name: string; readonly role: string }[]
}

export interface UserQuery {
  /** In names and addresses. */
  readonly q?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'users'

/** Of the whole platform. */
export async function searchUsers(ctx: Context, { q, limit = 20, cursor }: UserQuery) {
  const after = openCursor(ctx, list, cursor)
  const rows = await ctx.rows<FoundUser>(queries.searchUsers, [toLike(q), after.at, after.id, limit + 1])
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}
