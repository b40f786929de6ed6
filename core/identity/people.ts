/** A person's own row, and mail to them. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Tx } from '../db/tx.ts'
import { isZone } from '../kernels/schedule/zones.ts'
import * as people from './person-queries.ts'
import type { Realm } from './sessions.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly emailVerifiedAt: string | null
  readonly locale: string
  readonly zone: string
  readonly realm: Realm
  readonly passwordHash: string | null
}

export async function getPerson(tx: Tx, userId: string): Promise<Person> {
  const person = await tx.row<Person>(people.findPerson, [userId])
  if (!person) throw new DmError('UNAUTHORIZED', 'identity.session_unknown')
  return person
}

/** In the person's own language and zone. */
export const addressOf = ({ email, locale, zone }: Pick<Person, 'email' | 'locale' | 'zone'>) => ({
  recipient: email,
  locale,
  zone,
})

interface Wishes {
  readonly zone?: string | undefined
  readonly locale?: string | undefined
}

/** @throws VALIDATION_ERROR for a time zone or a language that there is not. */
export function requireWishes({ zone, locale }: Wishes): void {
  const errors = [
    ...(zone === undefined || isZone(zone) ? [] : [{ path: '/zone', rule: 'zone', message: 'is no time zone' }]),
    ...(locale === undefined || isLocale(locale)
      ? []
      : [{ path: '/locale', rule: 'locale', message: 'is no language' }]),
  ]
  if (errors.length > 0) throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
}

function isLocale(locale: string): boolean {
  try {
    return new Intl.Locale(locale).language !== ''
  } catch {
    return false
  }
}
