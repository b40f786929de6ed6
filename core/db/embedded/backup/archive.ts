/**
 * The continuous archive: PostgreSQL hands over every segment of its log as soon as it is full, and each minute in which
 * something was written. A segment keeps the time of its last write, which is how far the archive is known to reach.
 *
 * Until the first backup nothing is kept: without one, nothing could be restored from it.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Place } from '../choose-place.ts'
import { readControlFile } from './control-file.ts'
import { isHistory, isSegment, numberOf } from './wal.ts'

/** What may be lost with the disk: whoever writes steadily fills a segment sooner. */
const timeoutSeconds = 60
const marker = 'wanted'

/** Beside the database, one folder a cluster: a new one begins its names anew. */
export function archiveFolder({ data }: Pick<Place, 'data'>, systemId = readControlFile(data).systemId): string {
  return join(dirname(data), 'archive', systemId)
}

/** Makes the folder. @returns settings of the server; none where there is no shell to run the command. */
export function openArchive(place: Place, systemId?: string): Record<string, string> {
  if (process.platform === 'win32') return {}
  const folder = archiveFolder(place, systemId)
  for (const path of [dirname(folder), folder]) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    chmodSync(path, 0o700)
    if ('uid' in place.user) chownSync(path, place.user.uid, place.user.gid)
  }
  return {
    archive_mode: 'on',
    archive_timeout: String(timeoutSeconds),
    archive_command: archiveCommand(folder),
  }
}

/** On the disk before it is said to be archived; a name that is there already was archived by a server that died before it could note it. */
function archiveCommand(folder: string): string {
  const at = `d=${quote(folder)}; f="$d/%f.gz"`
  const sync = `{ dd if=/dev/null of="$f.part" conv=notrunc,fsync 2>/dev/null || sync; }`
  return `${at}; test -e "$d/${marker}" || exit 0; gzip -1 -c < "%p" > "$f.part" && touch -r "%p" "$f.part" && ${sync} && mv -f "$f.part" "$f"`
}

/** Tries the folders in their order. */
export function restoreCommand(folders: readonly string[]): string {
  return `for d in ${folders.map(quote).join(' ')}; do test -f "$d/%f.gz" && exec gzip -dc < "$d/%f.gz" > "%p"; done; exit 1`
}

/** Of a shell, in a setting in which PostgreSQL looks for `%`. */
const quote = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`.replaceAll('%', '%%')

export function wantArchive(folder: string): void {
  if (!existsSync(join(folder, marker))) writeFileSync(join(folder, marker), '')
}

export interface Archived {
  readonly name: string
  readonly path: string
  readonly writtenAt: Date
  readonly bytes: number
}

export function listArchive(folder: string): Archived[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.gz'))
    .map((file) => {
      const path = join(folder, file)
      const { mtime, size } = statSync(path)
      return { name: file.slice(0, -3), path, writtenAt: mtime, bytes: size }
    })
}

/** Everything that was committed until then can be played back from this segment on, without a gap. */
export function reachFrom(first: bigint, archived: readonly Archived[]): Date | undefined {
  const written = new Map<bigint, Date>()
  for (const { name, writtenAt } of archived) {
    if (!isSegment(name)) continue
    const known = written.get(numberOf(name))
    if (!known || known < writtenAt) written.set(numberOf(name), writtenAt)
  }
  let until = 0
  // A segment kept for reuse carries an older time than the one before it.
  for (let next = first; written.has(next); next += 1n) until = Math.max(until, written.get(next)!.getTime())
  return until === 0 ? undefined : new Date(until)
}

/** Removes what is before the segment and older than the day. @returns bytes that became free. */
export function pruneArchive(
  folder: string,
  { before, olderThan }: { before: bigint | undefined; olderThan: Date },
): number {
  let freed = 0
  for (const { name, path, writtenAt, bytes } of listArchive(folder)) {
    const isNeeded = before === undefined || !/^[0-9A-F]{24}/.test(name) || numberOf(name.slice(0, 24)) >= before
    if (isHistory(name) || writtenAt > olderThan || (before !== undefined && isNeeded)) continue
    rmSync(path)
    freed += bytes
  }
  return freed
}
