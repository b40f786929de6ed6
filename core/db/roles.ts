/**
 * The roles of the database and who may do what. The owner migrates and serves no request; the app
 * role owns nothing and cannot pass row security.
 */
import { createHmac } from 'node:crypto'
import pg from 'pg'

export type LoginRole = 'owner' | 'app' | 'worker' | 'admin'

/** `dramac_search` defines the few functions that look across tenants; nobody logs in as it. */
const roles: readonly [name: string, options: string][] = [
  ['dramac_owner', 'login nobypassrls'],
  ['dramac_app', 'login nobypassrls'],
  ['dramac_worker', 'login nobypassrls'],
  ['dramac_admin', 'login bypassrls'],
  ['dramac_search', 'nologin bypassrls'],
]

/** Every node derives the same passwords from the installation's secret, so none is stored. */
export function rolePassword(secret: string, role: LoginRole): string {
  return createHmac('sha256', secret).update(`database role ${role}`).digest('base64url')
}

export function roleUrl(adminUrl: string, role: LoginRole, options: { secret: string; database: string }): string {
  const url = new URL(adminUrl)
  url.username = `dramac_${role}`
  url.password = rolePassword(options.secret, role)
  url.pathname = `/${options.database}`
  return url.href
}

const oldestMajor = 15

/** `versionNumber` as the server says it, 180004 for 18.4. Unique keys over nulls, which older ones lack, keep memberships single. */
export function requireVersion(versionNumber: number): void {
  const major = Math.floor(versionNumber / 10_000)
  if (major < oldestMajor) throw new Error(`This is PostgreSQL ${major}; ${oldestMajor} or newer is needed.`)
}

/** Creates roles and the database where they are missing; safe to run on every start, on every node. */
export async function prepareRoles(adminUrl: string, options: { secret: string; database: string }): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    requireVersion(Number(rows[0]!.server_version_num))
    await client.query('select pg_advisory_lock(7710001)')
    const known = new Set((await client.query('select rolname from pg_roles')).rows.map((row) => row.rolname as string))
    for (const [name, flags] of roles) {
      const password = flags.startsWith('login')
        ? ` password ${pg.escapeLiteral(rolePassword(options.secret, name.slice('dramac_'.length) as LoginRole))}` // the names above
        : ''
      await client.query(`${known.has(name) ? 'alter' : 'create'} role ${name} ${flags}${password}`)
    }
    // The owner hands functions to these two, so it must be able to become them.
    for (const role of ['dramac_search', 'dramac_worker']) await client.query(`grant ${role} to dramac_owner`)
    const database = pg.escapeIdentifier(options.database)
    const exists = await client.query('select 1 from pg_database where datname = $1', [options.database])
    if (exists.rowCount === 0) {
      await client.query('grant dramac_owner to current_user')
      await client.query(`create database ${database} owner dramac_owner`)
    }
    await client.query(`revoke all on database ${database} from public`)
    await client.query(`grant connect on database ${database} to dramac_app, dramac_worker, dramac_admin`)
    await client.query(`grant create, connect on database ${database} to dramac_owner, dramac_worker`)
  } finally {
    await client.end()
  }
}
