import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFolder, listArchive, reachFrom } from '@dramac/core/db/embedded/backup/archive'
import { verifyBackup } from '@dramac/core/db/embedded/backup/restore-backup'
import { listBackups, openBackup, type Backup } from '@dramac/core/db/embedded/backup/store'
import { takeBackup } from '@dramac/core/db/embedded/backup/take-backup'
import { numberOfLsn } from '@dramac/core/db/embedded/backup/wal'
import { choosePlace } from '@dramac/core/db/embedded/choose-place'
import { locateServer } from '@dramac/core/db/embedded/locate-server'
import { readConfig } from '@dramac/server/config/env'

type Options = Readonly<Record<string, string | undefined>>

/** @throws Error when the installation's database is not the embedded one. */
export function embeddedFolder(): string {
  const { dataDir, dbUrl } = readConfig()
  if (dbUrl !== undefined)
    throw new Error('DRAMAC_DB_URL names a database of yours: back it up and restore it with its own tools.')
  return dataDir
}

export async function makeBackup({ to, label = '' }: Options): Promise<void> {
  const { backups } = readConfig()
  const began = performance.now()
  const backup = await takeBackup({ dir: embeddedFolder(), to, label, keep: backups, now: () => new Date() })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${describe(backup)}\n  in ${backup.folder}, made in ${seconds} s`)
}

export async function listOwnBackups(): Promise<void> {
  const dir = embeddedFolder()
  const backups = listBackups(dir)
  if (backups.length === 0) return console.log('There is no backup yet. Make one with: npm run dramac -- backup')
  for (const backup of backups) console.log(describe(backup))
  const { data } = choosePlace(dir, await locateServer(), () => {})
  if (!existsSync(join(data, 'PG_VERSION'))) return
  const archived = listArchive(archiveFolder({ data }))
  const bytes = archived.reduce((sum, one) => sum + one.bytes, 0)
  const until = reachFrom(numberOfLsn(backups[0]!.manifest.stopLsn), archived)
  console.log(
    `The log since then takes ${megabytes(bytes)}${until ? ` and reaches until ${until.toISOString()}` : ''}.`,
  )
}

export async function verifyOwnBackup({ from }: Options): Promise<void> {
  const dir = embeddedFolder()
  const backup = from === undefined ? listBackups(dir)[0] : openBackup(dir, from)
  if (!backup) throw new Error('There is no backup yet. Make one with: npm run dramac -- backup')
  const began = performance.now()
  const { rows } = await verifyBackup({ dir, backup })
  const total = [...rows.values()].reduce((sum, count) => sum + count, 0)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `${backup.manifest.id} is whole: restored aside, ${total} rows of ${rows.size} tables read in ${seconds} s.`,
  )
}

function describe({ manifest, folder }: Backup): string {
  const { id, label, stoppedAt, bytes, storedBytes } = manifest
  const age = statSync(folder).isDirectory() ? `finished ${stoppedAt}` : ''
  return `${id}  ${age}  ${megabytes(bytes)}, stored as ${megabytes(storedBytes)}${label ? `  "${label}"` : ''}`
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`
