/** Whoever gets mail that they can do without says so by its link, without an account: the link itself is their proof. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context, Links, Sealer, Tenant } from '../context.ts'
import type { Database } from '../db/database.ts'
import { addJob } from '../jobs/queries.ts'
import type { Category } from './mail-type.ts'
import { deleteStop, insertStop } from './queries.ts'

const purpose = 'mail.stop'

export interface Stop {
  readonly tenant: Tenant
  /** The address in lower case. */
  readonly recipient: string
  readonly category: string
}

export interface LinkMaker {
  readonly sealer: Sealer
  readonly links: Links
}

export const isStoppable = (category: Category): boolean => category === 'optional' || category === 'marketing'

/** Good as long as the mail is kept: nobody is asked to sign in, or to hurry, to be left alone. */
export function stopUrl({ sealer, links }: LinkMaker, { tenant, recipient, category }: Stop): string {
  const facts = { a: tenant.agencyId, s: tenant.siteId, r: recipient.toLowerCase(), c: category }
  return links.app(`/mail/stop?token=${sealer.seal(purpose, facts)}`)
}

/** @throws NOT_FOUND for a link that is none of ours. */
export function openStop(sealer: Sealer, token: string, now: Date): Stop {
  const facts = sealer.open(purpose, token, now)
  if (!facts) throw new DmError('NOT_FOUND', 'core.mail_link_unknown')
  return { tenant: { agencyId: facts['a']!, siteId: facts['s']! }, recipient: facts['r']!, category: facts['c']! }
}

/** Kept at once and done by the queue: whoever has the link is nobody in the tenant that sent it. */
export async function requestStop(db: Database, { tenant, recipient, category }: Stop, isOn: boolean): Promise<void> {
  const { agencyId, siteId } = tenant
  const body = JSON.stringify({ agencyId, siteId, recipient, category, isOn })
  const key = `mail-stop:${siteId}:${category}:${recipient}`
  await db.user(null, (tx) => tx.run(addJob, ['mail-stop', body, null, key, 25]))
}

export interface StopChange {
  readonly recipient: string
  readonly category: string
  /** Whether mail of the category is wanted. */
  readonly isOn: boolean
}

export function changeStop(ctx: Context, { recipient, category, isOn }: StopChange): Promise<void> {
  return ctx.transaction(async (tx, emit) => {
    const values = [tx.agencyId, tx.siteId, recipient, category]
    const changed = isOn ? await tx.run(deleteStop, values) : await tx.run(insertStop, [...values, tx.now])
    if (changed === 0) return
    const type = isOn ? 'core.mail.resumed' : 'core.mail.stopped'
    await emit(type, { placeId: tx.siteId }, { after: { recipient, category } })
  })
}
