/**
 * Puts a backup in the place of the database, brought to an instant if one is named. Everything is made and tried aside; the
 * database that was there is moved, never removed, and only when its successor has run.
 */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  cpSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { choosePlace, type Place } from '../choose-place.ts'
import { findHolder, lockFolder } from '../folder-lock.ts'
import { locateServer } from '../locate-server.ts'
import { endOrphan } from '../run-server.ts'
import { archiveFolder, listArchive, openArchive, reachFrom } from './archive.ts'
import { readControlFile } from './control-file.ts'
import { give, unpackFiles } from './pack.ts'
import { recover, type Recovered, type Recovery, type RecoveryTarget } from './recover.ts'
import type { Backup } from './store.ts'
import { isSegment, numberOf, numberOfLsn } from './wal.ts'

export interface RestoreOptions {
  readonly dir: string
  readonly backup: Backup
  readonly target: RecoveryTarget
  readonly now: () => Date
}

export interface Restored extends Recovered {
  /** Where the database that was there is now; absent when there was none. */
  readonly replaced: string | undefined
}

/** @throws Error with a message for people, and everything as it was. */
export async function restoreBackup({ dir: given, backup, target, now }: RestoreOptions): Promise<Restored> {
  const dir = resolve(given)
  mkdirSync(dir, { recursive: true, mode: 0o711 })
  const holder = findHolder(dir)
  if (holder)
    throw new Error(`A server runs in ${dir} (process ${holder.pid}). Stop it first: what it writes now would be lost.`)
  const lock = lockFolder(dir)
  try {
    const place = choosePlace(dir, await locateServer(), () => {})
    await endOrphan(place.data)
    requireVersion(backup, place)
    await checkBackup(backup)
    return await replace({ dir, place, backup, target, now })
  } finally {
    lock.release()
  }
}

/** Restores into a folder aside, reads everything and throws it away. */
export async function verifyBackup({ dir, backup }: Pick<RestoreOptions, 'dir' | 'backup'>): Promise<Recovered> {
  const place = choosePlace(resolve(dir), await locateServer(), () => {})
  requireVersion(backup, place)
  await checkBackup(backup)
  const data = `${place.data}.verifying-${process.pid}`
  try {
    return await recover({ backup, place: { ...place, data }, logs: [], target: { kind: 'backup' }, settings: {} })
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

async function checkBackup({ folder, manifest }: Backup): Promise<void> {
  await unpackFiles(join(folder, 'files'), manifest.files)
  await unpackFiles(join(folder, 'wal'), manifest.wal)
}

function requireVersion({ manifest }: Backup, { binaries }: Place): void {
  const [made, ours] = [manifest.version, binaries.version].map((version) => Number.parseInt(version))
  if (made !== ours) throw new Error(`This backup is of PostgreSQL ${made}; this one is ${ours} and cannot open it.`)
}

interface Replacing extends RestoreOptions {
  readonly place: Place
}

async function replace({ dir, place, backup, target, now }: Replacing): Promise<Restored> {
  const made = `${place.data}.restoring`
  rmSync(made, { recursive: true, force: true })
  const existing = existsSync(join(place.data, 'PG_VERSION')) ? readControlFile(place.data) : undefined
  const isOurs = existing?.systemId === backup.manifest.systemId
  const rest = await saveLog(place)
  try {
    const archive = archiveFolder(place, backup.manifest.systemId)
    const logs = [archive, rest]
    const goal = aim(backup, target, logs)
    // The settings of the archive come from the copy, which has the identity that the archive is kept by.
    const recovery = {
      backup,
      place: { ...place, data: made },
      logs,
      ...(isOurs && existing ? { timeline: existing.timeline } : {}),
    }
    const recovered = await recoverTo({
      ...recovery,
      target: goal,
      settings: openArchive(place, backup.manifest.systemId),
    })
    const replaced = existing && swap(dir, place, now())
    renameSync(made, place.data)
    takeKeys(dir, backup)
    return { ...recovered, replaced }
  } finally {
    rmSync(rest, { recursive: true, force: true })
    rmSync(made, { recursive: true, force: true })
  }
}

/** A time after the last commit is reached by playing everything: `aim` has made sure that nothing is missing until then. */
async function recoverTo(recovery: Recovery): Promise<Recovered> {
  try {
    return await recover(recovery)
  } catch (error) {
    const isBeyond = /recovery ended before configured recovery target was reached/.test(String(error))
    if (recovery.target.kind !== 'time' || !isBeyond) throw error
    return recover({ ...recovery, target: { kind: 'end' } })
  }
}

/** Says before anything is made that the log does not lead to the instant. */
function aim({ manifest }: Backup, target: RecoveryTarget, logs: readonly string[]): RecoveryTarget {
  if (target.kind !== 'time') return target
  if (target.at.toISOString() < manifest.stoppedAt)
    throw new Error(
      `This backup was finished at ${manifest.stoppedAt}. For ${target.at.toISOString()} take an older one.`,
    )
  const reach = reachFrom(numberOfLsn(manifest.stopLsn), logs.flatMap(listArchive))
  if (reach && target.at <= reach) return target
  const until = reach ? `reaches until ${reach.toISOString()}` : 'holds nothing after this backup'
  throw new Error(`The log ${until}: ${target.at.toISOString()} cannot be restored. Nothing was changed.`)
}

/** What the stopped database had not handed over: its last, unfinished segment, or more after a crash. */
async function saveLog({ data, user }: Place): Promise<string> {
  const folder = mkdtempSync(join(dirname(data), 'last-log-'))
  await give(folder, user, 0o700)
  const from = join(data, 'pg_wal')
  if (!existsSync(from)) return folder
  const archived = new Set(listArchive(archiveFolder({ data })).map(({ name }) => name))
  const newest = Math.max(...[...archived].filter(isSegment).map((name) => Number(numberOf(name))), -1)
  for (const name of readdirSync(from)) {
    if (archived.has(name) || !/^[0-9A-F]{8}(\.history|[0-9A-F]{16})$/.test(name)) continue
    // Older ones are kept for reuse: their contents belong to other names.
    if (isSegment(name) && Number(numberOf(name)) < newest) continue
    const [source, to] = [join(from, name), join(folder, `${name}.gz`)]
    await pipeline(createReadStream(source), createGzip({ level: 1 }), createWriteStream(to))
    const { atime, mtime } = statSync(source)
    utimesSync(to, atime, mtime)
    await give(to, user, 0o600)
  }
  return folder
}

function swap(dir: string, { data }: Place, now: Date): string {
  const aside = join(dirname(data), 'replaced')
  mkdirSync(aside, { recursive: true, mode: 0o711 })
  const replaced = join(aside, now.toISOString().replaceAll(/[-:]|\.\d+/g, ''))
  renameSync(data, replaced)
  if (existsSync(join(dir, 'password'))) cpSync(join(dir, 'password'), `${replaced}.password`)
  return replaced
}

/** The superuser's password is the backup's; the secret stays the installation's where it has one. */
function takeKeys(dir: string, { folder }: Backup): void {
  cpSync(join(folder, 'keys', 'password'), join(dir, 'password'))
  const secret = join(folder, 'keys', 'secret')
  if (!existsSync(join(dir, 'secret')) && existsSync(secret)) cpSync(secret, join(dir, 'secret'))
}
