/** A file store in a folder of this machine. */
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FileStore, StoredFile } from './file-store.ts'
import {
  contentBytes,
  createSeal,
  headerBytes,
  lastIndexOf,
  openContent,
  openSeal,
  rangeOf,
  sealContent,
  startOfPiece,
  type FileSeal,
} from './sealed-file.ts'

export interface LocalFilesOptions {
  readonly dir: string
  /** The installation's: without it nothing of the folder can be read. */
  readonly secret: string
}

export function openLocalFiles({ dir, secret }: LocalFilesOptions): FileStore {
  const pathOf = (name: string): string => {
    if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name)) throw new Error(`not the name of a file: ${name}`)
    return join(dir, name)
  }
  return {
    async write(name, content) {
      const path = pathOf(name)
      const part = `${path}.part`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const { seal, header } = createSeal(secret, name)
      let bytes = 0
      async function* counted() {
        for await (const piece of content) {
          bytes += piece.length
          yield piece
        }
      }
      async function* sealed() {
        yield header
        yield* sealContent(seal, counted())
      }
      try {
        // Flushed before it gets its name: a name stands for a whole file, also after a power cut.
        await pipeline(
          Readable.from(sealed(), { objectMode: false }),
          createWriteStream(part, { mode: 0o600, flush: true }),
        )
        await rename(part, path)
        return bytes
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    async open(name) {
      const handle = await open(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return handle && openStored({ handle, secret, name })
    },
    remove: (name) => rm(pathOf(name), { recursive: true, force: true }),
  }
}

interface OpenFile {
  readonly handle: FileHandle
  readonly secret: string
  readonly name: string
}

async function openStored({ handle, secret, name }: OpenFile): Promise<StoredFile> {
  try {
    const { size } = await handle.stat()
    const { buffer } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
    const seal = openSeal(secret, name, buffer)
    return {
      bytes: contentBytes(size),
      read: (start, end) => readRange({ handle, seal, size }, start, end),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

const readBytes = 1024 * 1024

async function* readRange(
  { handle, seal, size }: { handle: FileHandle; seal: FileSeal; size: number },
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const { first, from, to } = rangeOf(start, end)
  let at = startOfPiece(first)
  for await (const piece of openContent(seal, readFile(handle, from, Math.min(to, size)), {
    first,
    lastIndex: lastIndexOf(size),
  })) {
    const wanted = piece.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += piece.length
    if (wanted.length > 0) yield wanted
  }
}

async function* readFile(handle: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(readBytes, to - at)), 0, null, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
