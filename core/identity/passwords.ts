/** argon2id by the OWASP profile of 19 MiB and two passes. */
import { DmError } from '@dramac/contract/wire/errors'
import { hash, verify } from '@node-rs/argon2'
import type { BreachedPasswords } from './breached-passwords.ts'

const profile = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const minPasswordLength = 10

export const hashPassword = (password: string): Promise<string> => hash(password, profile)

/** A hash of nothing anyone knows: an unknown address costs the same time as a wrong password. */
const decoy = hashPassword(crypto.randomUUID())

export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await decoy), password).catch(() => false)
  return matches && typeof stored === 'string'
}

/** Made by another profile: replaced when its password is next at hand. */
export const isOutdated = (stored: string): boolean =>
  !stored.startsWith(`$argon2id$v=19$m=${profile.memoryCost},t=${profile.timeCost},p=${profile.parallelism}$`)

/** Refuses what everybody tries first. Whose password it is to be plays no part, so the answer tells of nobody. */
export async function requireGoodPassword(
  password: string,
  breached: BreachedPasswords,
  path = '/password',
): Promise<void> {
  const rule =
    password.length < minPasswordLength ? 'minLength' : (await breached.has(password)) ? 'breached' : undefined
  if (rule === undefined) return
  const message = rule === 'breached' ? 'is known to many' : `has fewer than ${minPasswordLength} characters`
  throw new DmError('VALIDATION_ERROR', 'identity.password_weak', { errors: [{ path, rule, message }] })
}
