/**
 * An archive as somebody sent it: nothing of it is believed. Its size, its entries and what they unpack to have
 * caps; only files that its manifest names are read, each to the byte that it was said to have.
 */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { DmError } from '@dramac/contract/wire/errors'
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import type { StoredFile } from '../files/file-store.ts'
import {
  archiveManifest,
  archiveVersion,
  manifestName,
  type ArchiveManifest,
  type ArchiveTable,
} from './archive-manifest.ts'

/** What an archive may be at most. */
export const archiveCaps = {
  /** Of the zip. */
  bytes: 256 * 1024 * 1024,
  entries: 1000,
  manifestBytes: 1024 * 1024,
  /** Of all entries, unpacked. */
  unpackedBytes: 4 * 1024 * 1024 * 1024,
  /** Unpacked to packed, of an entry over a megabyte: rows that are alike come to some dozens. */
  ratio: 200,
  /** Of one row. */
  lineBytes: 2 * 1024 * 1024,
}

export interface Batch {
  /** Counted from 1. */
  readonly firstLine: number
  readonly lines: readonly string[]
}

export interface Archive {
  readonly manifest: ArchiveManifest
  /** @throws DmError when they are not the ones that the manifest tells of. */
  rows(table: ArchiveTable): AsyncGenerator<Batch>
  close(): void
}

/** Names the archive's own place of the trouble. */
export const archiveRefused = (reason: string, path: string, message: string) =>
  new DmError('VALIDATION_ERROR', `core.archive_${reason}`, { errors: [{ path: `/${path}`, rule: reason, message }] })

class ContentReader extends RandomAccessReader {
  readonly #file: StoredFile

  constructor(file: StoredFile) {
    super()
    this.#file = file
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#file.read(start, end), { objectMode: false })
  }

  override close(done: (error: Error | null) => void): void {
    done(null)
  }
}

/** @throws DmError for what is no archive of ours. */
export async function openArchive(file: StoredFile): Promise<Archive> {
  const zip = await fromRandomAccessReaderPromise(new ContentReader(file), file.bytes, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  }).catch((cause: unknown) => {
    throw unreadable(cause)
  })
  try {
    const entries = await listEntries(zip)
    const manifest = await readManifest(zip, entries)
    matchEntries(manifest, entries)
    return {
      manifest,
      rows: (table) => readTable({ zip, entry: entries.get(table.file)!, table }),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

const unreadable = (cause: unknown): DmError =>
  cause instanceof DmError
    ? cause
    : archiveRefused('unreadable', '', cause instanceof Error ? cause.message : 'is not a zip file')

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > archiveCaps.entries) throw archiveRefused('too_large', '', 'has too many entries')
  const entries = new Map<string, Entry>()
  let unpacked = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, compressedSize, uncompressedSize } = entry
      unpacked += uncompressedSize
      const isBomb = uncompressedSize > 1024 * 1024 && uncompressedSize > compressedSize * archiveCaps.ratio
      if (isBomb || unpacked > archiveCaps.unpackedBytes)
        throw archiveRefused('too_large', fileName, 'unpacks to more than an archive may')
      if (entries.has(fileName)) throw archiveRefused('unreadable', fileName, 'is there twice')
      if (entry.isEncrypted() || !entry.canDecodeFileData())
        throw archiveRefused('unreadable', fileName, 'is packed in a way that is not read here')
      entries.set(fileName, entry)
    }
  } catch (error) {
    throw unreadable(error)
  }
  return entries
}

async function readManifest(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<ArchiveManifest> {
  const entry = entries.get(manifestName)
  if (!entry) throw archiveRefused('unreadable', manifestName, 'is missing: this is not an export of a site')
  if (entry.uncompressedSize > archiveCaps.manifestBytes)
    throw archiveRefused('too_large', manifestName, 'is too large')
  const parts: Buffer[] = []
  try {
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part)
  } catch (error) {
    throw unreadable(error)
  }
  const parsed = archiveManifest.safeParse(parseJson(Buffer.concat(parts).toString('utf8')))
  if (!parsed.success) {
    const errors = parsed.error.issues.slice(0, 20).map(({ path, code, message }) => ({
      path: `/${[manifestName, ...path].join('/')}`,
      rule: code,
      message,
    }))
    throw new DmError('VALIDATION_ERROR', 'core.archive_manifest_refused', { errors })
  }
  const { version, rowFormat } = parsed.data
  if (version > archiveVersion)
    throw archiveRefused('newer', `${manifestName}/version`, 'is newer than this installation')
  if (rowFormat !== 'json')
    throw archiveRefused('not_importable', `${manifestName}/rowFormat`, 'is for reading; export as JSON to import')
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the manifest does not name has no business in an archive, and the other way round. */
function matchEntries({ tables, media }: ArchiveManifest, entries: ReadonlyMap<string, Entry>): void {
  const named = [...tables.map(({ file }) => file), ...media.map(({ file }) => file)]
  if (new Set(tables.map(({ name }) => name)).size < tables.length || new Set(named).size < named.length)
    throw archiveRefused('unreadable', `${manifestName}/tables`, 'names a table or a file twice')
  for (const { file, bytes } of tables) {
    const entry = entries.get(file)
    if (!entry) throw archiveRefused('damaged', file, 'is missing')
    if (entry.uncompressedSize !== bytes) throw archiveRefused('damaged', file, 'has another size than was said')
  }
  for (const name of entries.keys())
    if (name !== manifestName && !named.includes(name))
      throw archiveRefused('unreadable', name, 'is not named by the manifest')
}

/** Lines that a batch has at most: what is held of a file at any time. */
const linesPerBatch = 500

interface TableFile {
  readonly zip: ZipFile
  readonly entry: Entry
  readonly table: ArchiveTable
}

async function* readTable({ zip, entry, table }: TableFile): AsyncGenerator<Batch> {
  const hash = createHash('sha256')
  let line = 1
  try {
    const stream = await zip.openReadStreamPromise(entry)
    for await (const lines of batchLines(stream, { file: table.file, onBytes: (part) => hash.update(part) })) {
      yield { firstLine: line, lines }
      line += lines.length
    }
  } catch (error) {
    throw error instanceof DmError ? error : damaged(error, table.file)
  }
  if (hash.digest('hex') !== table.sha256) throw archiveRefused('damaged', table.file, 'is not what was exported')
  if (line - 1 !== table.rows) throw archiveRefused('damaged', table.file, 'has another number of rows than was said')
}

/** An error of the zip's is the archive's; one that has a code is the database's or the disk's, and ours to look at. */
function damaged(error: unknown, file: string): unknown {
  const { code } = Object(error) as { code?: unknown } // only read
  const isOfZip = error instanceof Error && (code === undefined || String(code).startsWith('Z_'))
  return isOfZip ? archiveRefused('damaged', file, error.message) : error
}

interface LineFile {
  readonly file: string
  readonly onBytes: (part: Buffer) => void
}

async function* batchLines(stream: AsyncIterable<Buffer>, { file, onBytes }: LineFile): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (part?: Buffer): string => {
    try {
      return part ? decoder.decode(part, { stream: true }) : decoder.decode()
    } catch {
      throw archiveRefused('damaged', file, 'is not text')
    }
  }
  let rest = ''
  let lines: string[] = []
  for await (const part of stream) {
    onBytes(part)
    const found = (rest + decode(part)).split('\n')
    rest = found.pop()!
    if (rest.length > archiveCaps.lineBytes) throw archiveRefused('too_large', file, 'has a row without end')
    lines.push(...found)
    while (lines.length >= linesPerBatch) {
      yield lines.slice(0, linesPerBatch)
      lines = lines.slice(linesPerBatch)
    }
  }
  rest += decode()
  if (rest !== '') lines.push(rest)
  if (lines.length > 0) yield lines
}
