/** Shows whoever works on a brand what its readers see, in their own inbox. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { sendMailTo } from '../mail/send-mail-to.ts'

export interface Person {
  readonly name: string
  readonly email: string
}

export function sendTestMail(ctx: Context, person: Person | undefined, locale: string): Promise<void> {
  if (!person) throw new DmError('FORBIDDEN', 'core.person_needed')
  const { name, email: recipient } = person
  return ctx.transaction(async (tx, emit) => {
    await sendMailTo(tx, 'brand.test', { recipient, locale, facts: { name, link: ctx.links.app('/') } })
    await emit('core.brand.tested', { placeId: ctx.tenant.siteId })
  })
}
