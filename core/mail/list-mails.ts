/** The log of a place's mail, newest first: to whom, of what kind, and what became of it. Not what it said. */
import type { Context } from '../context.ts'
import { openCursor, toPage } from '../lists/cursor.ts'
import type { MailState } from './mail-state.ts'
import * as queries from './queries.ts'

interface LoggedMail {
  readonly id: string
  readonly kind: string
  readonly category: string
  readonly sender: string
  readonly recipient: string
  readonly subject: string
  readonly state: MailState
  readonly attempts: number
  readonly error: string | null
  readonly providerId: string | null
  readonly createdAt: string
  readonly sentAt: string | null
  readonly deliveredAt: string | null
}

export interface MailQuery {
  readonly state?: MailState
  readonly kind?: string
  readonly recipient?: string
  readonly limit?: number
  readonly cursor?: string
}

const list = 'mails'

export async function listMails(ctx: Context, { state, kind, recipient, limit = 20, cursor }: MailQuery) {
  const { agencyId, siteId } = ctx.tenant
  const after = openCursor(ctx, list, cursor)
  const wanted = [state ?? null, kind ?? null, recipient ?? null]
  const values = [agencyId, siteId, ...wanted, after.at, after.id, limit + 1]
  const rows = await ctx.rows<LoggedMail>(queries.listMails, values)
  return toPage(ctx, list, { rows, limit, markOf: ({ createdAt, id }) => ({ at: createdAt, id }) })
}
