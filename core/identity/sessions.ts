/**
 * Who is signed in. The browser keeps a random token, we keep its hash; a token that has come to mean more is exchanged for
 * another one, so that whoever planted or saw the old one gains nothing.
 */
import { DmError } from '@dramac/contract/wire/errors'
import type { Grant } from '../access/can.ts'
import { listUserGrants } from '../access/queries.ts'
import type { Database } from '../db/database.ts'
import type { TenantTx, Tx } from '../db/tx.ts'
import type { Desk } from './desk.ts'
import { mayGoOn } from './may-go-on.ts'
import * as people from './person-queries.ts'
import * as queries from './queries.ts'
import { hashSecret, newSecret } from './secrets.ts'

const dayMs = 86_400_000
/** However much it is used. */
const sessionMs = 30 * dayMs
/** Without being used. */
const idleMs = 7 * dayMs
const touchMs = 60_000
const confirmedMs = 10 * 60_000

export type Realm = 'staff' | 'portal'

export interface LiveSession {
  readonly sessionId: string
  readonly userId: string
  readonly realm: Realm
  /** Whether the person's address is. */
  readonly isVerified: boolean
  readonly impersonatorId: string | null
  /** The agency, or the platform, in which that was started. */
  readonly impersonatedFrom: string | null
  readonly confirmedAt: string | null
  readonly secondFactorAt: string | null
  readonly lastSeenAt: string
  readonly expiresAt: string
  /** Agencies that want a second factor, which this session has not shown. */
  readonly closedTo: readonly string[]
}

const idleSince = (now: Date): Date => new Date(now.getTime() - idleMs)

export async function findSession(db: Database, token: string, now: Date): Promise<LiveSession | undefined> {
  const found = await db.user(null, (tx) =>
    tx.row<LiveSession>(people.findSession, [hashSecret(token), now, idleSince(now)]),
  )
  if (!found || !(await mayGoOn(db, found))) return undefined
  if (now.getTime() - Date.parse(found.lastSeenAt) > touchMs)
    await db.user(found.userId, (tx) => tx.run(people.touchSession, [found.userId, found.sessionId, now]))
  return found
}

export const isConfirmed = ({ confirmedAt }: LiveSession, now: Date): boolean =>
  confirmedAt !== null && now.getTime() - Date.parse(confirmedAt) < confirmedMs

export interface OpenedSession {
  readonly token: string
  readonly sessionId: string
  readonly userId: string
  readonly expiresAt: Date
}

/** How the person has shown who they are, just now. */
export interface Shown {
  readonly userId: string
  /** By a password or a passkey: a link in a mail alone confirms nothing. */
  readonly isConfirmed: boolean
  readonly secondFactor: boolean
}

export async function openSession(tx: TenantTx, desk: Desk, { userId, ...shown }: Shown): Promise<OpenedSession> {
  const { now, networkHash, userAgent } = desk
  const token = newSecret()
  const sessionId = tx.newId()
  const expiresAt = new Date(now.getTime() + sessionMs)
  await tx.run(people.insertSession, [
    sessionId, hashSecret(token), userId, userAgent?.slice(0, 300) ?? null, networkHash, now, expiresAt,
    shown.isConfirmed ? now : null, shown.secondFactor ? now : null,
  ]) // prettier-ignore
  return { token, sessionId, userId, expiresAt }
}

export interface Raised {
  readonly confirmed?: boolean
  readonly secondFactor?: boolean
}

/** The same session under a new token, which may mean more than the old one. */
export async function rotateSession(
  tx: TenantTx,
  { sessionId, userId, expiresAt }: Pick<LiveSession, 'sessionId' | 'userId' | 'expiresAt'>,
  { confirmed, secondFactor }: Raised,
): Promise<OpenedSession> {
  const token = newSecret()
  const changed = await tx.run(people.rotateSession, [
    userId, sessionId, hashSecret(token), confirmed ? tx.now : null, secondFactor ? tx.now : null,
  ]) // prettier-ignore
  if (changed === 0) throw new DmError('UNAUTHORIZED', 'identity.not_signed_in')
  return { token, sessionId, userId, expiresAt: new Date(expiresAt) }
}

export interface SessionRow {
  readonly id: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly userAgent: string | null
  readonly isImpersonation: boolean
}

export async function listSessions(tx: Tx, session: LiveSession, now: Date) {
  const rows = await tx.rows<SessionRow>(people.listSessions, [session.userId, now, idleSince(now)])
  return rows.map((row) => ({ ...row, isCurrent: row.id === session.sessionId }))
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
