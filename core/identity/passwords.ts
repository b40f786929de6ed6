/** argon2id by the OWASP profile of 19 MiB and two passes. */
import { hash, verify } from '@node-rs/argon2'

const profile = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const hashPassword = (password: string): Promise<string> => hash(password, profile)

/** A hash of nothing anyone knows: an unknown address costs the same time as a wrong password. */
const decoy = hashPassword(crypto.randomUUID())

export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await decoy), password).catch(() => false)
  return matches && typeof stored === 'string'
}
