/** Where files lie: written whole or not at all, sealed at rest, read in any part. */

export interface StoredFile {
  readonly bytes: number
  /** From `start` up to, not including, `end`. */
  read(start: number, end: number): AsyncIterable<Buffer>
  close(): Promise<void>
}

/** Names are paths of a few plain words: `<folder>/<site>/<id>/<part>`. */
export interface FileStore {
  /** The bytes that were written. A failure on the way leaves no file. */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<number>
  open(name: string): Promise<StoredFile | undefined>
  /** The file, or every file below a folder; also when there is none. */
  remove(name: string): Promise<void>
}
