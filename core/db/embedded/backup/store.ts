/** A backup is a folder: every file of the cluster compressed by itself, the log it needs, the keys, and a manifest with the hash of each. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'

export interface StoredFile {
  readonly path: string
  readonly bytes: number
  /** Of its contents, unpacked. */
  readonly sha256: string
}

export interface Manifest {
  readonly format: 1
  readonly id: string
  readonly label: string
  /** Of the server, as it says it. */
  readonly version: string
  readonly systemId: string
  readonly timeline: number
  readonly startLsn: string
  readonly stopLsn: string
  readonly startedAt: string
  /** The earliest instant that can be restored. */
  readonly stoppedAt: string
  readonly bytes: number
  readonly storedBytes: number
  readonly folders: readonly string[]
  readonly files: readonly StoredFile[]
  readonly wal: readonly StoredFile[]
}

export interface Backup {
  readonly folder: string
  readonly manifest: Manifest
}

export class BrokenBackup extends Error {}

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

export function writeManifest(folder: string, manifest: Manifest): void {
  const text = JSON.stringify(manifest, undefined, 1)
  writeFileSync(join(folder, 'manifest.json'), text, { mode: 0o600 })
  writeFileSync(join(folder, 'manifest.sha256'), sha256(text), { mode: 0o600 })
}

/** @throws BrokenBackup when it is not whole, or was changed. */
export function readBackup(folder: string): Backup {
  const file = join(folder, 'manifest.json')
  if (!existsSync(file)) throw new BrokenBackup(`${folder} is no backup: it has no manifest.`)
  const text = readFileSync(file, 'utf8')
  const seal = join(folder, 'manifest.sha256')
  if (!existsSync(seal) || readFileSync(seal, 'utf8') !== sha256(text))
    throw new BrokenBackup(`The manifest of ${folder} was changed: the backup cannot be trusted.`)
  return { folder, manifest: JSON.parse(text) as Manifest } // written by us, as its hash says
}

export const backupsFolder = (dir: string): string => join(dir, 'backups')

/** By its id among the installation's own, or by its folder. */
export function openBackup(dir: string, name: string): Backup {
  const own = join(backupsFolder(dir), name)
  return readBackup(!isAbsolute(name) && existsSync(own) ? own : resolve(name))
}

/** Newest first; what is not whole is left out. */
export function listBackups(dir: string): Backup[] {
  const folder = backupsFolder(dir)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'manifest.json')))
    .map((name) => readBackup(join(folder, name)))
    .toSorted((one, other) => other.manifest.startedAt.localeCompare(one.manifest.startedAt))
}

export interface Keep {
  readonly count: number
  readonly days: number
}

/** Removes what is neither among the newest nor young. @returns what stays. */
export function pruneBackups(dir: string, { count, days }: Keep, now: Date): Backup[] {
  const oldest = new Date(now.getTime() - days * 86_400_000).toISOString()
  const all = listBackups(dir)
  const isKept = ({ manifest }: Backup, index: number) => index < Math.max(1, count) || manifest.startedAt > oldest
  for (const [index, backup] of all.entries()) if (!isKept(backup, index)) rmSync(backup.folder, { recursive: true })
  return all.filter(isKept)
}
