/** A person, their agency and that it is theirs: one transaction, or nothing. */
import { sendMailTo } from '../mail/send-mail-to.ts'
import { violationOf } from '../db/violation.ts'
import { toSlug } from '../agencies/to-slug.ts'
import { insertDataSite } from '../sites/queries.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { atDesk, atFounding, nobody, type Desk } from './desk.ts'
import { issueToken, tokenMinutes } from './email-tokens.ts'
import { newTenantId } from './ids.ts'
import { mailJob } from './mail-person.ts'
import { hashPassword, requireGoodPassword } from './passwords.ts'
import { requireWishes, addressOf } from './people.ts'
import * as people from './person-queries.ts'
import { newLabel } from './secrets.ts'

export interface SignUp {
  readonly agencyName: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly zone?: string
  readonly locale?: string
}

const plan = 'growth'

/**
 * The same work and the same answer for every address: whether it has an account is told to its mailbox. That it is free is
 * decided by the constraint, not by looking first.
 */
export async function signUp(desk: Desk, given: SignUp): Promise<void> {
  requireWishes(given)
  await requireGoodPassword(given.password, desk.breached)
  const passwordHash = await hashPassword(given.password)
  const slug = toSlug(given.agencyName)
  const slugs = [slug, `${slug}-${newLabel(5)}`, newLabel(12)].filter((one) => /^[a-z0-9]/.test(one))
  for (const one of slugs) {
    const taken = await found(desk, given, { slug: one, passwordHash })
    if (taken === 'slug') continue
    if (taken === 'email')
      await atDesk(desk, { userId: nobody }, (tx) => scheduleJob(tx, mailJob('already_registered', given)))
    return
  }
}

interface Prepared {
  readonly slug: string
  readonly passwordHash: string
}

async function found(
  desk: Desk,
  given: SignUp,
  { slug, passwordHash }: Prepared,
): Promise<'slug' | 'email' | undefined> {
  const [agencyId, userId] = [newTenantId(), newTenantId()]
  const { agencyName, name, zone = 'UTC', locale = 'en' } = given
  const email = given.email.trim()
  const { now, shared } = desk
  try {
    await atFounding(desk, agencyId, userId, async (tx, emit) => {
      await tx.run(people.insertFoundedAgency, [agencyId, slug, agencyName.trim(), plan, zone, locale, now])
      await tx.run(insertDataSite, [agencyId, agencyId])
      await tx.run(people.insertPerson, [
        userId,
        email,
        name.trim(),
        passwordHash,
        null,
        locale,
        zone,
        'staff',
        null,
        now,
      ])
      await tx.run(people.insertFounder, [agencyId, tx.newId(), userId, now])
      const token = await issueToken(tx, { userId, purpose: 'verify', email })
      const facts = { name, link: shared.links.app(`/verify#${token}`), expiresInHours: tokenMinutes.verify / 60 }
      await sendMailTo(tx, 'identity.verify_email', { ...addressOf({ email, locale, zone }), facts })
      await emit('core.agency.created', { agencyId, plan })
      await emit('identity.user.created', { userId })
    })
  } catch (error) {
    const { constraint } = violationOf(error)
    if (constraint === 'agencies_slug_key') return 'slug'
    if (constraint === 'users_email_key') return 'email'
    throw error
  }
  return undefined
}
