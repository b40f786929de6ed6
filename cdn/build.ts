/** Builds what browsers load into `cdn/dist`: run as a script, or called at the start of the server's own start. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { AssetEntry, CdnManifest } from '@dramac/contract/wire/assets'
import type { OutputChunk } from 'rollup'
import { bundleGraph, bundleScript } from './bundle.ts'
import { checkBudgets, type Weights } from './check-budgets.ts'

export interface BuildOptions {
  readonly root: string
  readonly dist: string
  readonly log?: (line: string) => void
}

const sources = ['contract/wire', 'contract/document', 'embed', 'components', 'modules', 'cdn']
const entryFiles = { widgets: 'define-widgets.ts', screens: 'define-screens.ts' } as const

/** The manifest of the built files; builds only when a source changed. */
export async function buildCdn({ root, dist, log = () => {} }: BuildOptions): Promise<CdnManifest> {
  const stamp = hashSources(root)
  const stampFile = join(dist, '.stamp')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return readCdnManifest(dist)
  const started = performance.now()
  // Built beside and moved into place: a crash half way leaves the old files or none.
  const fresh = `${dist}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const { manifest, weights } = await build(root, fresh)
  for (const line of checkBudgets(root, weights)) log(line)
  writeFileSync(join(fresh, '.stamp'), stamp)
  rmSync(dist, { recursive: true, force: true })
  renameSync(fresh, dist)
  log(`built in ${Math.round(performance.now() - started)} ms`)
  return manifest
}

export function readCdnManifest(dist: string): CdnManifest {
  return JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as CdnManifest // written below
}

async function build(root: string, dist: string): Promise<{ manifest: CdnManifest; weights: Weights }> {
  const { version } = JSON.parse(readFileSync(join(root, 'embed/loader/package.json'), 'utf8')) as { version: string } // ours
  const entries = findEntries(root)
  const [embed, boot, refuse] = await Promise.all(
    ['embed/loader/embed.ts', 'embed/frame/boot.ts', 'embed/frame/refuse.ts'].map((file) =>
      bundleScript({ root, file, version }),
    ),
  )
  const chunks = await bundleGraph({ root, entries })
  for (const chunk of chunks) write(dist, chunk.fileName, chunk.code)
  const exact = `/embed/${version}/embed.js`
  write(dist, exact.slice(1), embed!)
  const entryOf = (name: string): AssetEntry | undefined => toEntry(chunks, name)
  const bySlug = (kind: keyof typeof entryFiles) =>
    Object.fromEntries(
      Object.keys(entries).flatMap((name) => {
        const [slug, of] = name.split('-').length === 2 ? (name.split('-') as [string, string]) : ['', '']
        const entry = of === kind ? entryOf(name) : undefined
        return entry ? [[slug, entry]] : []
      }),
    )
  const manifest: CdnManifest = {
    embed: {
      version,
      exact,
      minor: `/embed/v${version.split('.').slice(0, 2).join('.')}.js`,
      channel: `/embed/v${version.split('.')[0]}.js`,
      integrity: sriOf(embed!),
    },
    boot: boot!,
    refuse: refuse!,
    widgets: bySlug('widgets'),
    screens: bySlug('screens'),
    dashboard: entryOf('dashboard') ?? null,
    integrity: Object.fromEntries(chunks.map((chunk) => [`/${chunk.fileName}`, sriOf(chunk.code)])),
  }
  writeFileSync(join(dist, 'manifest.json'), JSON.stringify(manifest))
  write(dist, 'versions.json', versionsOf(manifest))
  return { manifest, weights: weigh({ manifest, chunks, embed: embed!, boot: boot! }) }
}

/** What the server answers at `/embed/versions.json`, and the dashboard's snippet is made of. */
function versionsOf({ embed }: CdnManifest): string {
  const versions = [{ version: embed.version, url: embed.exact, integrity: embed.integrity }]
  return JSON.stringify({ latest: embed.version, channel: embed.channel, minor: embed.minor, versions })
}

function findEntries(root: string): Record<string, string> {
  const entries: Record<string, string> = {}
  for (const slug of readdirSync(join(root, 'modules'))) {
    for (const [kind, file] of Object.entries(entryFiles)) {
      const path = `modules/${slug}/widgets/${file}`
      if (existsSync(join(root, path))) entries[`${slug}-${kind}`] = path
    }
  }
  if (existsSync(join(root, 'components/dashboard/main.ts'))) entries['dashboard'] = 'components/dashboard/main.ts'
  return entries
}

function toEntry(chunks: readonly OutputChunk[], name: string): AssetEntry | undefined {
  const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === name)
  if (!entry) return undefined
  const imports = closure(chunks, entry)
  const bytes = [entry, ...imports].reduce((sum, chunk) => sum + brotliSize(chunk.code), 0)
  return { url: `/${entry.fileName}`, imports: imports.map((chunk) => `/${chunk.fileName}`), bytes }
}

function closure(chunks: readonly OutputChunk[], entry: OutputChunk): OutputChunk[] {
  const found = new Map<string, OutputChunk>()
  const visit = (chunk: OutputChunk): void => {
    for (const file of chunk.imports) {
      const next = chunks.find((one) => one.fileName === file)
      if (!next || found.has(file)) continue
      found.set(file, next)
      visit(next)
    }
  }
  visit(entry)
  return [...found.values()]
}

function weigh({
  manifest,
  chunks,
  embed,
  boot,
}: {
  manifest: CdnManifest
  chunks: readonly OutputChunk[]
  embed: string
  boot: string
}): Weights {
  const gzipOf = (entry: AssetEntry, without: readonly string[] = []) =>
    [entry.url, ...entry.imports]
      .filter((url) => !without.includes(url))
      .reduce((sum, url) => sum + gzipSync(chunks.find((chunk) => `/${chunk.fileName}` === url)!.code).length, 0)
  const shell = manifest.dashboard ? [manifest.dashboard.url, ...manifest.dashboard.imports] : []
  return {
    embed: brotliSize(embed),
    frames: Object.fromEntries(
      Object.entries(manifest.widgets).map(([slug, entry]) => [slug, entry.bytes + brotliSize(boot)]),
    ),
    dashboard: manifest.dashboard ? gzipOf(manifest.dashboard) : 0,
    screens: Object.fromEntries(Object.entries(manifest.screens).map(([slug, entry]) => [slug, gzipOf(entry, shell)])),
  }
}

const brotli = (code: string): Buffer =>
  brotliCompressSync(code, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length },
  })
const brotliSize = (code: string): number => brotli(code).length
const sriOf = (code: string): string => `sha384-${createHash('sha384').update(code).digest('base64')}`

function write(dist: string, path: string, code: string): void {
  const file = join(dist, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
  writeFileSync(`${file}.br`, brotli(code))
  writeFileSync(`${file}.gz`, gzipSync(code, { level: 9 }))
}

function hashSources(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  const visit = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      if (name === 'node_modules' || name.startsWith('dist') || name === 'server' || /\.(test|wtr)\.ts$/.test(name))
        continue
      const file = join(path, name)
      if (statSync(file).isDirectory()) visit(file)
      else hash.update(file.slice(root.length)).update(readFileSync(file))
    }
  }
  for (const folder of sources) visit(join(root, folder))
  return hash.digest('hex')
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  await buildCdn({ root, dist: join(root, 'cdn/dist'), log: (line) => console.log(line) })
}
