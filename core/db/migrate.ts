/** Brings the core schema up to date, one node at a time, as the owner. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import knex, { type Knex } from 'knex'

interface MigrationFile {
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
}

const lockKey = 7710002

export interface MigrateOptions {
  readonly ownerUrl: string
  /** Folder of numbered `NNNN_what.ts` files. */
  readonly folder: string
}

/** Runs `work` with a connection that holds the migration lock; a crashed holder frees it by vanishing. */
async function locked<R>(ownerUrl: string, folder: string, work: (db: Knex) => Promise<R>): Promise<R> {
  const db = knex({
    client: 'pg',
    connection: { connectionString: ownerUrl, application_name: 'dramac migrate' },
    // One for the lock, one to migrate.
    pool: { min: 0, max: 2 },
    migrations: { migrationSource: source(folder), schemaName: 'public', tableName: 'dramac_migrations' },
  })
  try {
    return await db.transaction(async (guard) => {
      await guard.raw('select pg_advisory_xact_lock(?)', [lockKey])
      await db.migrate.forceFreeMigrationsLock()
      return await work(db)
    })
  } finally {
    await db.destroy()
  }
}

/** Names of the migrations that were applied now. */
export function migrateUp({ ownerUrl, folder }: MigrateOptions): Promise<string[]> {
  return locked(ownerUrl, folder, async (db) => (await db.migrate.latest())[1] as string[])
}

/** Takes everything back, newest first; for tests of `down` and for development. */
export function migrateDown({ ownerUrl, folder }: MigrateOptions): Promise<string[]> {
  return locked(ownerUrl, folder, async (db) => (await db.migrate.rollback(undefined, true))[1] as string[])
}

function source(folder: string) {
  return {
    getMigrations: async () =>
      readdirSync(folder)
        .filter((file) => /^\d{4}_[a-z0-9_]+\.ts$/.test(file))
        .sort(),
    getMigrationName: (file: string) => file,
    getMigration: (file: string) => import(pathToFileURL(join(folder, file)).href) as Promise<MigrationFile>,
  }
}

/** One statement a message: what a cluster can forward, and what an error can point at. */
export async function runAll(db: Knex, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await db.raw(statement)
}
