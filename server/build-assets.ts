/** Brings `cdn/dist` up to date in a process of its own: a compiler's memory is no part of a server's. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CdnManifest } from '@dramac/contract/wire/assets'

export async function buildAssets(root: string): Promise<CdnManifest> {
  await new Promise<void>((resolve, reject) => {
    const build = spawn(process.execPath, [join(root, 'cdn/build.ts')], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [build.stdout, build.stderr]) stream.on('data', (text) => (said += String(text)))
    build.once('error', reject)
    build.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`what browsers load could not be built:\n${said}`)),
    )
  })
  return JSON.parse(await readFile(join(root, 'cdn/dist/manifest.json'), 'utf8')) as CdnManifest // written by the build
}
