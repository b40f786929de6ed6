/** Makes an empty or older database ready to serve: roles, queue, core schema, modules' tables. */
import type { Manifest } from '@dramac/contract/manifest'
import { runMigrations } from 'graphile-worker'
import { migrateUp } from './migrate.ts'
import { provisionModules } from './provision.ts'
import { prepareRoles, roleUrl, type LoginRole } from './roles.ts'

export interface Preparation {
  readonly adminUrl: string
  readonly secret: string
  readonly database: string
  readonly migrations: string
  readonly manifests: readonly Manifest[]
}

export type ConnectionUrls = Readonly<Record<LoginRole, string>>

export async function prepareDatabase({
  adminUrl,
  secret,
  database,
  migrations,
  manifests,
}: Preparation): Promise<ConnectionUrls> {
  const options = { secret, database }
  await prepareRoles(adminUrl, options)
  const url = (role: LoginRole) => roleUrl(adminUrl, role, options)
  // The worker role owns the queue: it runs it, and the two functions that fill it are its own.
  await runMigrations({ connectionString: url('worker') })
  await migrateUp({ ownerUrl: url('owner'), folder: migrations })
  await provisionModules(url('owner'), manifests)
  return { owner: url('owner'), app: url('app'), worker: url('worker'), admin: url('admin') }
}
