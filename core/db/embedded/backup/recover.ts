/** Makes a cluster out of a backup and plays the log back, in a folder aside: what is in use is not touched. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { Place } from '../choose-place.ts'
import { superuser } from '../create-cluster.ts'
import { findPort, host, runServer } from '../run-server.ts'
import { restoreCommand } from './archive.ts'
import { give, unpackFiles } from './pack.ts'
import type { Backup } from './store.ts'

export type RecoveryTarget =
  /** The end of the backup itself. */
  | { readonly kind: 'backup' }
  /** The last commit that is known. */
  | { readonly kind: 'end' }
  | { readonly kind: 'time'; readonly at: Date }

export interface Recovery {
  readonly backup: Backup
  /** Where the cluster is made; its `data` must not exist. */
  readonly place: Place
  /** Folders with more of the log than the backup holds, the server's own. */
  readonly logs: readonly string[]
  readonly target: RecoveryTarget
  /** Which history to follow; absent: the newest. */
  readonly timeline?: number
  /** Of the archive, when what is recovered is to be used. */
  readonly settings: Readonly<Record<string, string>>
}

export interface Recovered {
  /** The last commit that is in it; absent when there is none after the backup. */
  readonly lastCommitAt: string | undefined
  /** Rows that were read, by table. */
  readonly rows: ReadonlyMap<string, number>
}

const longestRecoveryMs = 24 * 3_600_000

/** @throws Error with the server's own words when the log does not lead there; the folder is gone then. */
export async function recover(recovery: Recovery): Promise<Recovered> {
  const { backup, place } = recovery
  const log = mkdtempSync(join(dirname(place.data), 'recovery-log-'))
  try {
    await unpack(backup, place, log)
    return await run(recovery, log)
  } catch (error) {
    rmSync(place.data, { recursive: true, force: true })
    throw error
  } finally {
    rmSync(log, { recursive: true, force: true })
  }
}

async function unpack({ folder, manifest }: Backup, { data, user }: Place, log: string): Promise<void> {
  await give(log, user, 0o700)
  for (const name of readdirSync(join(folder, 'wal'))) {
    cpSync(join(folder, 'wal', name), join(log, name))
    await give(join(log, name), user, 0o600)
  }
  mkdirSync(data, { mode: 0o700 })
  await give(data, user, 0o700)
  for (const path of manifest.folders.toSorted()) {
    mkdirSync(join(data, path), { recursive: true, mode: 0o700 })
    await give(join(data, path), user, 0o700)
  }
  await unpackFiles(join(folder, 'files'), manifest.files, { folder: data, user })
  for (const [name, text] of [
    ['backup_label', readFileSync(join(folder, 'backup_label'), 'utf8')],
    ['recovery.signal', ''],
  ] as const) {
    writeFileSync(join(data, name), text)
    await give(join(data, name), user, 0o600)
  }
}

async function run({ place, backup, logs, target, timeline, settings }: Recovery, log: string): Promise<Recovered> {
  const port = await findPort(0)
  const server = await runServer({
    ...place,
    port,
    log: () => {},
    startMs: longestRecoveryMs,
    settings: {
      ...settings,
      hot_standby: 'off',
      restore_command: restoreCommand([...logs, log]),
      recovery_target_action: 'promote',
      recovery_target_timeline: timeline === undefined ? 'latest' : String(timeline),
      ...(target.kind === 'time'
        ? { recovery_target_time: target.at.toISOString().replace('T', ' ').replace('Z', '+00') }
        : {}),
      ...(target.kind === 'backup' ? { recovery_target: 'immediate' } : {}),
    },
  })
  try {
    return await inspect(port, readPassword(backup))
  } finally {
    await server.stop()
  }
}

function readPassword({ folder }: Backup): string {
  const file = join(folder, 'keys', 'password')
  if (!existsSync(file)) throw new Error(`${folder} lacks the password of its database.`)
  return readFileSync(file, 'utf8')
}

/** Reads every row of every database: a page that was damaged says so when it is read. */
async function inspect(port: number, password: string): Promise<Recovered> {
  const connect = async (database: string) => {
    const client = new pg.Client({ host, port, user: superuser, password, database })
    await client.connect()
    return client
  }
  const client = await connect('postgres')
  const { rows: databases } = await client.query<{ name: string; at: Date | null }>(
    'select datname as name, pg_last_xact_replay_timestamp() as at from pg_database where datallowconn and not datistemplate',
  )
  await client.end()
  const rows = new Map<string, number>()
  for (const { name } of databases) {
    const one = await connect(name)
    try {
      for (const [table, count] of await countRows(one)) rows.set(`${name}.${table}`, count)
    } finally {
      await one.end()
    }
  }
  return { lastCommitAt: databases[0]?.at?.toISOString(), rows }
}

async function countRows(client: pg.Client): Promise<[string, number][]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname <> 'information_schema'`,
  )
  const counts: [string, number][] = []
  for (const { name } of tables) {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${name}`)
    counts.push([name, Number(rows[0]!.count)])
  }
  return counts
}
