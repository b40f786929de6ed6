/** A base backup of the running embedded database: nobody who writes or reads is held up. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { choosePlace } from '../choose-place.ts'
import { superuser } from '../create-cluster.ts'
import { findHolder } from '../folder-lock.ts'
import { locateServer } from '../locate-server.ts'
import { host } from '../run-server.ts'
import { archiveFolder, listArchive, pruneArchive, wantArchive } from './archive.ts'
import { readControlFile } from './control-file.ts'
import { packCluster } from './pack.ts'
import {
  backupsFolder,
  pruneBackups,
  sha256,
  writeManifest,
  type Backup,
  type Keep,
  type Manifest,
  type StoredFile,
} from './store.ts'
import { isSegment, numberOf, numberOfLsn } from './wal.ts'

export interface BackupOptions {
  /** The installation's data folder. */
  readonly dir: string
  /** Instead of the installation's own folder of backups; what stands there is never pruned. */
  readonly to?: string | undefined
  readonly label: string
  readonly keep: Keep
  readonly now: () => Date
}

/** How long PostgreSQL may take to hand over its last segment. */
const archiveMs = 5 * 60_000

/** @throws Error when no embedded database runs in the folder. */
export async function takeBackup({ dir, to, label, keep, now }: BackupOptions): Promise<Backup> {
  if (process.platform === 'win32') throw new Error('Backups of the embedded database need a system with a shell.')
  const holder = findHolder(dir)
  if (!holder?.port) throw new Error(`No embedded database runs in ${dir}. Run npm start first.`)
  const startedAt = now()
  const id = startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const folder = to === undefined ? join(backupsFolder(dir), id) : resolve(to)
  if (existsSync(folder)) throw new Error(`${folder} is there already.`)
  const place = choosePlace(resolve(dir), await locateServer(), () => {})
  const archive = archiveFolder(place)
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true, mode: 0o700 })
  try {
    wantArchive(archive)
    const taken = await copyRunning({ dir, data: place.data, port: holder.port, label: `${label || id}`, partial })
    const wal = copyWal(archive, taken, join(partial, 'wal'))
    copyKeys(dir, join(partial, 'keys'))
    const { systemId, timeline } = readControlFile(place.data)
    const ends = { startedAt: startedAt.toISOString(), stoppedAt: taken.stoppedAt }
    const manifest: Manifest = {
      format: 1, id, label, version: place.binaries.version, systemId, timeline,
      startLsn: taken.startLsn, stopLsn: taken.stopLsn, ...ends,
      bytes: taken.files.reduce((sum, file) => sum + file.bytes, 0), storedBytes: taken.storedBytes,
      folders: taken.folders, files: taken.files, wal,
    } // prettier-ignore
    writeManifest(partial, manifest)
    renameSync(partial, folder)
    prune(dir, archive, { keep, now: now() })
    return { folder, manifest }
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw error
  }
}

interface Copying {
  readonly dir: string
  readonly data: string
  readonly port: number
  readonly label: string
  readonly partial: string
}

async function copyRunning({ dir, data, port, label, partial }: Copying) {
  const password = readFileSync(join(dir, 'password'), 'utf8')
  const client = new pg.Client({
    host,
    port,
    user: superuser,
    password,
    database: 'postgres',
    application_name: 'dramac backup',
  })
  await client.connect()
  try {
    await client.query(`set statement_timeout = ${archiveMs}`)
    const { rows: started } = await client.query<{ lsn: string }>('select pg_backup_start($1, true)::text as lsn', [
      label,
    ])
    const packed = await packCluster(data, join(partial, 'files'))
    const { rows } = await client.query<{ lsn: string; labelfile: string; at: Date }>(
      'select lsn::text, labelfile, clock_timestamp() as at from pg_backup_stop(true)',
    )
    const { lsn: stopLsn, labelfile, at } = rows[0]! // it answers one row
    writeFileSync(join(partial, 'backup_label'), labelfile, { mode: 0o600 })
    return { ...packed, startLsn: started[0]!.lsn, stopLsn, stoppedAt: at.toISOString() }
  } finally {
    await client.end()
  }
}

/** What the copied files need to become a database again, whatever happens to the archive. */
function copyWal(
  archive: string,
  { startLsn, stopLsn }: { startLsn: string; stopLsn: string },
  to: string,
): StoredFile[] {
  mkdirSync(to, { mode: 0o700 })
  const [first, last] = [numberOfLsn(startLsn), numberOfLsn(stopLsn)]
  const needed = listArchive(archive).filter(
    ({ name }) => name.endsWith('.history') || (isSegment(name) && numberOf(name) >= first && numberOf(name) <= last),
  )
  const numbers = new Set(needed.filter(({ name }) => isSegment(name)).map(({ name }) => numberOf(name)))
  for (let number = first; number <= last; number += 1n)
    if (!numbers.has(number)) throw new Error(`The archive in ${archive} lacks a segment of this backup.`)
  return needed.map(({ name, path }) => {
    copyFileSync(path, join(to, `${name}.gz`))
    const contents = gunzipSync(readFileSync(path))
    return { path: name, bytes: contents.length, sha256: sha256(contents) }
  })
}

/** Without them nobody could sign in to what is restored on another machine. */
function copyKeys(dir: string, to: string): void {
  mkdirSync(to, { mode: 0o700 })
  for (const name of ['password', 'secret']) if (existsSync(join(dir, name))) cpSync(join(dir, name), join(to, name))
}

function prune(dir: string, archive: string, { keep, now }: { keep: Keep; now: Date }): void {
  const kept = pruneBackups(dir, keep, now)
  const starts = kept.map(({ manifest }) => numberOfLsn(manifest.startLsn)).toSorted((a, b) => Number(a - b))
  pruneArchive(archive, { before: starts[0], olderThan: new Date(now.getTime() - keep.days * 86_400_000) })
}
