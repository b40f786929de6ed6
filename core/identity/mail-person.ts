/**
 * Mail that was asked for at an address, by whoever typed it. The request only queues a job, with the address and whether or not
 * anybody has it; the job looks, so neither the answer nor its time tells.
 */
import { sendMailTo } from '../mail/send-mail-to.ts'
import type { JsonValue } from '@dramac/contract/wire/json'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import type { NewJob } from '../jobs/schedule-job.ts'
import { become } from './desk.ts'
import { issueToken, tokenMinutes, type TokenPurpose } from './email-tokens.ts'
import { getPerson, addressOf, type Person } from './people.ts'
import { listSignIns } from './person-queries.ts'
import { newSecret } from './secrets.ts'
import { emailKeyOf, type Candidate } from './sign-in.ts'

export const mailPersonTask = 'identity-mail'

type Wanted = 'reset' | 'magic' | 'already_registered'

interface Payload {
  readonly wanted: Wanted
  readonly email: string
  readonly next?: string
}

export const mailJob = (wanted: Wanted, { email, next }: { email: string; next?: string }): NewJob => {
  const payload: Record<string, JsonValue> = {
    wanted,
    email: emailKeyOf(email),
    ...(next === undefined ? {} : { next }),
  }
  return { task: mailPersonTask, payload, key: `${mailPersonTask}:${newSecret()}` }
}

/** To each account of the address: what is the same person to us is not one account to them. */
export function mailPerson(ctx: Context, payload: Payload): Promise<void> {
  const { wanted, email } = payload
  const realm = wanted === 'already_registered' ? 'staff' : null
  return ctx.transaction(async (tx) => {
    const accounts = await tx.rows<Candidate>(listSignIns, [email, realm, null])
    for (const { userId } of accounts) {
      await become(tx, userId)
      await mailOne(tx, ctx, { person: await getPerson(tx, userId), payload })
    }
  })
}

async function mailOne(tx: TenantTx, { links }: Context, { person, payload }: { person: Person; payload: Payload }) {
  const { name, email, id: userId } = person
  const issue = (purpose: TokenPurpose) => issueToken(tx, { userId, purpose, email, next: payload.next })
  switch (payload.wanted) {
    case 'reset': {
      const link = links.app(`/reset#${await issue('reset')}`)
      const facts = { name, link, expiresInMinutes: tokenMinutes.reset }
      return sendMailTo(tx, 'identity.reset_password', { ...addressOf(person), facts })
    }
    case 'magic': {
      const link = links.app(`/magic#${await issue('magic')}`)
      const facts = { name, link, expiresInMinutes: tokenMinutes.magic }
      return sendMailTo(tx, 'identity.magic_link', { ...addressOf(person), facts })
    }
    case 'already_registered':
      return sendMailTo(tx, 'identity.already_registered', {
        ...addressOf(person),
        facts: { name, link: links.app('/') },
      })
  }
}
