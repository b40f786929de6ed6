/** Signing in and out. The browser keeps a random token; we keep its hash. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Grant } from '../access/can.ts'
import { listUserGrants } from '../access/queries.ts'
import type { Database } from '../db/database.ts'
import { isPassword } from './passwords.ts'
import * as queries from './queries.ts'
import { hashSecret, newSecret } from './secrets.ts'

const sessionDays = 30

export interface SignIn {
  readonly email: string
  readonly password: string
  readonly userAgent: string | null
}

/** One answer for an unknown address and a wrong password: UNAUTHORIZED `identity.wrong_credentials`. */
export async function signIn(db: Database, { email, password, userAgent }: SignIn, now: Date) {
  const [found] = await db.user(null, (tx) =>
    tx.rows<{ userId: string; passwordHash: string | null }>(queries.findSignIn, [email.trim().toLowerCase()]),
  )
  if (!(await isPassword(found?.passwordHash, password)) || !found) {
    throw new DmError('UNAUTHORIZED', 'identity.wrong_credentials')
  }
  const token = newSecret()
  const expiresAt = new Date(now.getTime() + sessionDays * 86_400_000)
  const { userId } = found
  await db.user(userId, (tx) =>
    tx.run(queries.insertSession, [hashSecret(token), userId, userAgent?.slice(0, 300) ?? null, now, expiresAt]),
  )
  return { token, userId, expiresAt }
}

export async function findSessionUser(db: Database, token: string, now: Date): Promise<string | undefined> {
  const session = await db.user(null, (tx) => tx.row<{ userId: string }>(queries.findSession, [hashSecret(token), now]))
  return session?.userId
}

export async function signOut(db: Database, userId: string, token: string): Promise<void> {
  await db.user(userId, (tx) => tx.run(queries.deleteSession, [userId, hashSecret(token)]))
}

export interface UserSite {
  readonly agencyId: string
  readonly clientId: string
  readonly siteId: string
  readonly slug: string
  readonly name: string
  readonly zone: string
  readonly locale: string
  readonly publicKey: string | null
  /** Slugs of the modules that are installed. */
  readonly modules: readonly string[]
}

export interface UserGrant extends Grant {
  readonly slug: string
  readonly name: string
  readonly state: 'active' | 'suspended'
}

export interface Account {
  readonly user: { readonly id: string; readonly name: string; readonly email: string }
  readonly grants: readonly UserGrant[]
  readonly sites: readonly UserSite[]
}

export function getAccount(db: Database, userId: string): Promise<Account> {
  return db.user(userId, async (tx) => {
    const [user, grants, sites] = await Promise.all([
      tx.row<Account['user']>(queries.findUser, [userId]),
      tx.rows<UserGrant>(listUserGrants, [userId]),
      tx.rows<UserSite>(queries.listUserSites, [userId]),
    ])
    if (!user) throw new DmError('UNAUTHORIZED', 'identity.session_unknown')
    return { user, grants, sites }
  })
}
