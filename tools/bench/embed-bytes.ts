/** Bytes of embed.js on a foreign page. The budget is 4,096 with brotli 11. */
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bundle } from '../../embed/test/bundle.ts'
import type { Measure } from './measure.ts'

export const name = 'embed-bytes'

export async function run(): Promise<Measure[]> {
  const scripts = {
    'embed.js': await bundle({ file: 'embed/loader/embed.ts' }, 'dmEmbed'),
    'frame boot': await bundle({ file: 'embed/frame/boot.ts' }, 'dmFrame'),
  }
  return Object.entries(scripts).flatMap(([script, code]) => [
    { name: `embed-bytes ${script} minified`, value: Buffer.byteLength(code), unit: 'B' },
    { name: `embed-bytes ${script} gzip`, value: gzipSync(code, { level: 9 }).length, unit: 'B' },
    { name: `embed-bytes ${script} brotli`, value: brotliCompressSync(code).length, unit: 'B' },
  ])
}
