/**
 * Bytes of what is sent, as it is built for browsers: embed.js on a foreign page, whose budget is 4,096 with brotli 11,
 * and what every frame carries; against the scripts that others put on the same page.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { buildCdn } from '../../cdn/build.ts'
import { root } from '../run-program.ts'
import type { Measure } from './measure.ts'

export const name = 'embed-bytes'

const others = {
  '@typeform/embed': '@typeform/embed/build/embed.js',
  '@calcom/embed-core': '@calcom/embed-core/dist/embed/embed.js',
}

export async function run(): Promise<Measure[]> {
  const dist = join(root, 'cdn/dist')
  const { embed, boot } = await buildCdn({ root, dist })
  const scripts = { 'embed.js': readFileSync(join(dist, embed.exact), 'utf8'), 'frame boot': boot }
  const bytes = brotliCompressSync(scripts['embed.js']).length
  return [
    ...Object.entries(scripts).flatMap(([script, code]) => [
      { name: `embed-bytes ${script} minified`, value: Buffer.byteLength(code), unit: 'B' },
      { name: `embed-bytes ${script} gzip`, value: gzipSync(code, { level: 9 }).length, unit: 'B' },
      { name: `embed-bytes ${script} brotli`, value: brotliCompressSync(code).length, unit: 'B' },
    ]),
    ...Object.entries(others).map(([baseline, file]) => {
      const theirs = brotliCompressSync(readFileSync(join(root, 'node_modules', file))).length
      const ratio = Number((bytes / theirs).toFixed(3))
      return { name: 'embed-bytes embed.js brotli', value: bytes, unit: 'B', ratio, baseline }
    }),
  ]
}
