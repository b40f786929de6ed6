/** An agency of a test's own, and people of it who ask over HTTP. */
import { newUuidV7 } from '@dramac/core/identity/ids'
import { hashPassword } from '@dramac/core/identity/passwords'
import { insertSession } from '@dramac/core/identity/person-queries'
import { hashSecret, newLabel, newSecret } from '@dramac/core/identity/secrets'
import type { Role } from '@dramac/core/access/permissions'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { ask, type Ask, type Reply, type Stand, type TestSite } from './site.ts'

export interface Person {
  readonly userId: string
  readonly email: string
  readonly headers: Readonly<Record<string, string>>
  /** Below `/v1/`. */
  ask<T = Record<string, never>>(path: string, rest?: Omit<Ask, 'path'>): Promise<Reply<T>>
}

export interface Bond {
  readonly role: Role
  readonly roleId?: string
  readonly clientId?: string
  readonly siteId?: string
}

/** Signed in without a password: sign-in has limits, and tests of its own. */
export async function openPerson(admin: pg.Pool, userId: string, email: string): Promise<Person> {
  const token = newSecret()
  const now = new Date()
  const until = new Date(now.getTime() + 86_400_000)
  const row = [newUuidV7(now.getTime()), hashSecret(token), userId, 'test', null, now, until, now, null]
  await admin.query(insertSession.text, row)
  const headers = { Cookie: `dm_session=${token}`, 'Dm-Request': '1' }
  return {
    userId,
    email,
    headers,
    ask: (path, rest = {}) => ask({ ...rest, path: `/v1/${path}`, headers: { ...headers, ...rest.headers } }),
  }
}

let passwordHash: Promise<string> | undefined

/** Somebody new, bound to an agency in none, one or several ways. */
export async function addPerson(admin: pg.Pool, agencyId: string, ...bonds: readonly Bond[]): Promise<Person> {
  passwordHash ??= hashPassword('a password of tests')
  const userId = randomUUID()
  const email = `${bonds[0]?.role ?? 'nobody'}-${newLabel(8)}@people.test`
  const isClient = bonds.some(({ role }) => role === 'client')
  await admin.query(
    `insert into dramac.users (user_id, email, name, password_hash, email_verified_at, realm, realm_agency_id)
     values ($1, $2, $3, $4, now(), $5, $6)`,
    [userId, email, `Name of ${email}`, await passwordHash, isClient ? 'portal' : 'staff', isClient ? agencyId : null],
  )
  for (const bond of bonds) await bind(admin, { agencyId, userId, ...bond })
  return openPerson(admin, userId, email)
}

export async function bind(admin: pg.Pool, bond: Bond & { agencyId: string; userId: string }): Promise<void> {
  const { agencyId, userId, role, roleId = null, clientId = null, siteId = null } = bond
  await admin.query(
    `insert into dramac.memberships (agency_id, id, user_id, role, role_id, client_id, site_id) values ($1, $2, $3, $4, $5, $6, $7)`,
    [agencyId, newUuidV7(Date.now()), userId, role, roleId, clientId, siteId],
  )
}

export interface TestAgency extends TestSite {
  readonly owner: TestSite['owner']
  readonly boss: Person
  readonly clientId: string
}

/** With its owner signed in. */
export async function newAgency(stand: Stand): Promise<TestAgency> {
  const site = await stand.newSite()
  const { rows } = await stand.admin.query<{ user_id: string; client_id: string }>(
    `select m.user_id, s.client_id from dramac.memberships m join dramac.sites s using (agency_id)
     where m.agency_id = $1 and m.role = 'owner'`,
    [site.agencyId],
  )
  const boss = await openPerson(stand.admin, rows[0]!.user_id, site.owner.email)
  return { ...site, boss, clientId: rows[0]!.client_id }
}

/** As if everything that is archived in the agency had been so for some days. */
export async function archivedDaysAgo({ admin }: Stand, agencyId: string, days: number): Promise<void> {
  for (const [table, isArchived] of [
    ['sites', `state = 'archived'`],
    ['clients', 'archived_at is not null'],
  ])
    await admin.query(
      `update dramac.${table} set archived_at = now() - make_interval(days => $2) where agency_id = $1 and ${isArchived}`,
      [agencyId, days],
    )
}
