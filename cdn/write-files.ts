/** Puts built files where a running server reads them: each whole or not at all. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export const toBrotli = (code: string): Buffer =>
  brotliCompressSync(code, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(code) },
  })

export const toGzip = (code: string): Buffer => gzipSync(code, { level: 9 })

/** The file with its compressed twins, which come first: who finds the file finds them. */
export function writeCompressed(file: string, code: string): void {
  writeWhole(`${file}.br`, toBrotli(code))
  writeWhole(`${file}.gz`, toGzip(code))
  writeWhole(file, code)
}

/** Two builds at once write the same bytes under names of their own; each rename is one step. */
export function writeWhole(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

/** Takes away what no page of this build, nor of the one before, can ask for. `urls` start with `/assets/`. */
export function pruneAssets(dist: string, urls: readonly string[]): void {
  const wanted = new Set(urls.map((url) => url.slice('/assets/'.length)))
  const folder = join(dist, 'assets')
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (!wanted.has(name.replace(/\.(br|gz)$/, ''))) rmSync(join(folder, name), { force: true })
  }
}
