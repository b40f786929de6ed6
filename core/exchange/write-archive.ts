/** A site as a zip: a file of rows for each table, and a manifest that proves them. */
import { createHash } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { manifestName, type ArchiveManifest, type ArchiveTable } from './archive-manifest.ts'
import { csvHeader, toCsvLine } from './csv.ts'
import { readRows, type RowSource } from './read-rows.ts'
import type { ExchangeTable } from './tables.ts'

export interface ArchiveOrder {
  readonly source: RowSource
  readonly tables: readonly ExchangeTable[]
  /** All of the manifest but its tables, whose sums are known at the end. */
  readonly facts: Omit<ArchiveManifest, 'tables'>
  /** After each batch of rows; what it throws ends the archive. */
  readonly onRows: (rows: number) => Promise<void>
}

/** The bytes of the zip, as they are read: nothing of it is held. */
export function writeArchive(order: ArchiveOrder): Readable {
  const zip = new ZipFile()
  const written: ArchiveTable[] = []
  const out = new PassThrough()
  // The same site makes the same files, whenever.
  const options = { mtime: new Date(order.facts.createdAt), compressionLevel: 6 }
  const add = (name: string, content: () => AsyncIterable<Buffer>) =>
    zip.addReadStreamLazy(name, options, (give) => give(null, Readable.from(content(), { objectMode: false })))
  zip.on('error', (error: Error) => out.destroy(error))
  for (const table of order.tables) add(fileOf(table, order), () => renderTable(order, table, written))
  // Asked for when everything before it is written.
  add(manifestName, async function* () {
    yield Buffer.from(`${JSON.stringify({ ...order.facts, tables: written } satisfies ArchiveManifest, null, 2)}\n`)
  })
  zip.outputStream.pipe(out)
  zip.end()
  return out
}

const fileOf = ({ name }: ExchangeTable, { facts }: ArchiveOrder): string =>
  `rows/${name}.${facts.rowFormat === 'csv' ? 'csv' : 'ndjson'}`

async function* renderTable(
  order: ArchiveOrder,
  table: ExchangeTable,
  written: ArchiveTable[],
): AsyncGenerator<Buffer> {
  const { facts, source, onRows } = order
  const { name, module, key, columns, withheld } = table
  const hash = createHash('sha256')
  let [rows, bytes] = [0, 0]
  const count = (text: string): Buffer => {
    const part = Buffer.from(text)
    hash.update(part)
    bytes += part.length
    return part
  }
  if (facts.rowFormat === 'csv') yield count(csvHeader(columns))
  for await (const lines of readRows(source, table)) {
    rows += lines.length
    yield count(
      facts.rowFormat === 'csv' ? lines.map((line) => toCsvLine(line, columns)).join('') : `${lines.join('\n')}\n`,
    )
    await onRows(lines.length)
  }
  written.push({
    name,
    module,
    key,
    file: fileOf(table, order),
    columns: [...columns],
    withheld: [...withheld],
    rows,
    bytes,
    sha256: hash.digest('hex'),
  })
}
