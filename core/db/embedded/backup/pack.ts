/** Copies the files of a running cluster into a backup, and out of one again. Torn pages are mended by the log that travels along. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, chown, mkdir, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { ServerUser } from '../server-user.ts'
import { BrokenBackup, type StoredFile } from './store.ts'

/** Made anew at every start. */
const emptied = /^(pg_wal|pg_stat_tmp|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_subtrans)\/./
const left =
  /(^|\/)(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|recovery\.signal|standby\.signal|pg_internal\.init.*|pgsql_tmp.*|t\d+_\d+(_\w+)?(\.\d+)?|.*\.tmp)$/
const control = 'global/pg_control'
const atOnce = 4

export interface Packed {
  readonly folders: string[]
  readonly files: StoredFile[]
  readonly storedBytes: number
}

/** The control file last: what it says must not be newer than what was copied. */
export async function packCluster(data: string, target: string): Promise<Packed> {
  const folders: string[] = []
  const paths: string[] = []
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
      .slice(data.length + 1)
      .replaceAll('\\', '/')
    if (path.startsWith('pg_tblspc/')) throw new Error('This database has tablespaces, which a backup does not hold.')
    if (entry.isDirectory()) {
      if (!emptied.test(path) || path === 'pg_wal/archive_status' || path === 'pg_wal/summaries') folders.push(path)
    } else if (entry.isFile() && !emptied.test(path) && !left.test(path) && path !== control) paths.push(path)
  }
  const packed = await inParallel(paths, (path) => packFile(data, path, target))
  packed.push(await packFile(data, control, target))
  const files = packed.flatMap((one) => (one ? [one.file] : []))
  return { folders, files, storedBytes: packed.reduce((sum, one) => sum + (one?.stored ?? 0), 0) }
}

/** Undefined for a file that was removed meanwhile: the log says so as well. */
async function packFile(from: string, path: string, target: string) {
  const source = join(from, path)
  const to = join(target, `${path}.gz`)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  try {
    return { file: { path, ...(await pump(source, to, 'pack')) }, stored: (await stat(to)).size }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // errors of node:fs carry a code
    throw error
  }
}

/** @throws BrokenBackup when a file is not as it was packed. `target` absent: only looks. */
export async function unpackFiles(
  from: string,
  files: readonly StoredFile[],
  target?: { readonly folder: string; readonly user: ServerUser },
): Promise<void> {
  await inParallel(files, async ({ path, bytes, sha256 }) => {
    const to = target && join(target.folder, path)
    const found = await pump(join(from, `${path}.gz`), to, 'unpack').catch((error: Error) => {
      throw new BrokenBackup(`${join(from, path)}.gz cannot be read: ${error.message}. The backup is damaged.`)
    })
    if (found.sha256 !== sha256 || found.bytes !== bytes)
      throw new BrokenBackup(`${join(from, path)}.gz is not what was backed up. The backup is damaged.`)
    if (to && target) await give(to, target.user, 0o600)
  })
}

export async function give(path: string, user: ServerUser, mode: number): Promise<void> {
  await chmod(path, mode)
  if ('uid' in user) await chown(path, user.uid, user.gid)
}

async function pump(from: string, to: string | undefined, kind: 'pack' | 'unpack') {
  const hash = createHash('sha256')
  let bytes = 0
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const sink =
    to === undefined
      ? new Transform({ transform: (_chunk, _encoding, done) => done() }).resume()
      : createWriteStream(to, { mode: 0o600 })
  if (kind === 'pack') await pipeline(createReadStream(from), counting, createGzip({ level: 1 }), sink)
  else await pipeline(createReadStream(from), createGunzip(), counting, sink)
  return { bytes, sha256: hash.digest('hex') }
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index]!)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
