/** A person's own row, and mail to them. */
import { DmError } from '@dramac/contract/wire/errors'
import type { TenantTx, Tx } from '../db/tx.ts'
import type { MailKind } from '../mail/mail-types.ts'
import { sendMailTo, type Addressed } from '../mail/send-mail-to.ts'
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
export function writeTo<Kind extends MailKind>(
  tx: TenantTx,
  { email, locale, zone }: Pick<Person, 'email' | 'locale' | 'zone'>,
  mail: { readonly kind: Kind; readonly facts: Addressed<Kind>['facts'] },
): Promise<void> {
  return sendMailTo(tx, mail.kind, { recipient: email, locale, zone, facts: mail.facts })
}

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

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isLocale(locale: string): boolean {
  try {
    return new Intl.Locale(locale).language !== ''
  } catch {
    return false
  }
}
