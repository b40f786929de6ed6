/** Ways in for whoever has the mailbox: a new password, a link that signs in, and the proof that it is theirs. */
import { violationOf } from '../db/violation.ts'
import { atDesk, nobody, type Desk } from './desk.ts'
import { useToken } from './email-tokens.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { mailJob } from './mail-person.ts'
import { sendMailTo } from '../mail/send-mail-to.ts'
import { DmError } from '@dramac/contract/wire/errors'
import { hashPassword, requireGoodPassword } from './passwords.ts'
import { getPerson, addressOf } from './people.ts'
import * as people from './person-queries.ts'
import { admit, type Admission } from './sign-in.ts'

export const requestReset = (desk: Desk, given: { email: string }): Promise<void> =>
  atDesk(desk, { userId: nobody }, (tx) => scheduleJob(tx, mailJob('reset', given)))

export const requestMagicLink = (desk: Desk, given: { email: string; next?: string }): Promise<void> =>
  atDesk(desk, { userId: nobody }, (tx) => scheduleJob(tx, mailJob('magic', given)))

/** Whoever had a session has none now, and no other link works any more. */
export async function confirmReset(
  desk: Desk,
  { token, password }: { token: string; password: string },
): Promise<Admission> {
  await requireGoodPassword(password, desk.breached)
  const passwordHash = await hashPassword(password)
  return useToken(desk, { token, purpose: 'reset' }, async (tx, emit, { userId, email }) => {
    await tx.run(people.updatePasswordHash, [userId, passwordHash, tx.now])
    await tx.run(people.deleteSessions, [userId, null])
    await tx.run(people.spendEmailTokens, [userId, tx.now])
    const person = await getPerson(tx, userId)
    if (person.email === email) await tx.run(people.proveEmail, [userId, email, tx.now])
    await emit('identity.password.changed', { userId, by: 'reset' })
    const facts = { name: person.name, at: tx.now, link: desk.shared.links.app('/account') }
    await sendMailTo(tx, 'identity.password_changed', { ...addressOf(person), facts })
    return admit({ tx, emit, desk }, { userId, by: 'password_reset' })
  })
}

export const confirmMagicLink = (desk: Desk, { token }: { token: string }): Promise<Admission> =>
  useToken(desk, { token, purpose: 'magic' }, async (tx, emit, { userId, email, next }) => {
    const person = await getPerson(tx, userId)
    if (person.email === email) await tx.run(people.proveEmail, [userId, email, tx.now])
    return admit({ tx, emit, desk }, { userId, by: 'magic_link', next })
  })

/** Of a new address, too: it becomes the account's only now. @throws CONFLICT `identity.email_taken`. */
export async function confirmEmail(desk: Desk, { token }: { token: string }): Promise<{ email: string }> {
  try {
    return await useToken(desk, { token, purpose: 'verify' }, async (tx, emit, { userId, email }) => {
      const before = await getPerson(tx, userId)
      await tx.run(people.proveEmail, [userId, email, tx.now])
      await emit('identity.email.verified', { userId }, { before: { email: before.email }, after: { email } })
      return { email }
    })
  } catch (error) {
    if (violationOf(error).constraint === 'users_email_key')
      throw new DmError('CONFLICT', 'identity.email_taken', {}, { cause: error })
    throw error
  }
}
