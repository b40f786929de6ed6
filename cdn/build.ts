/** Builds what browsers load into `cdn/dist`: run as a script, or called at the start of the server's own start. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AssetEntry, CdnManifest } from '@dramac/contract/wire/assets'
import type { OutputChunk } from 'rollup'
import { checkBudgets, type Weights } from './check-budgets.ts'
import { stampSources } from './source-stamp.ts'
import { pruneAssets, toBrotli, toGzip, writeCompressed, writeWhole } from './write-files.ts'

export interface BuildOptions {
  readonly root: string
  readonly dist: string
  readonly log?: (line: string) => void
}

/**
 * The manifest of the built files; builds only when a source changed. Throws when a file is over its
 * budget, and leaves what was there. The chunks of the build before stay: pages that are open may want them.
 */
export async function buildCdn({ root, dist, log = () => {} }: BuildOptions): Promise<CdnManifest> {
  const stamp = stampSources(root)
  const previous = findCdnManifest(dist)
  if (previous && findText(dist, '.stamp') === stamp) return previous
  const started = performance.now()
  const { manifest, files, weights } = await build(root)
  for (const line of checkBudgets(root, weights)) log(line)
  // The manifest names only files that are there, and the stamp speaks for all of it: each comes last.
  for (const [path, code] of files) writeCompressed(join(dist, path), code)
  writeWhole(join(dist, 'manifest.json'), JSON.stringify(manifest))
  writeWhole(join(dist, '.stamp'), stamp)
  pruneAssets(dist, Object.keys({ ...previous?.integrity, ...manifest.integrity }))
  log(`built in ${Math.round(performance.now() - started)} ms`)
  return manifest
}

const findText = (dist: string, name: string): string | undefined =>
  existsSync(join(dist, name)) ? readFileSync(join(dist, name), 'utf8') : undefined

function findCdnManifest(dist: string): CdnManifest | undefined {
  const text = findText(dist, 'manifest.json')
  return text === undefined ? undefined : (JSON.parse(text) as CdnManifest) // written above, whole
}

interface Built {
  readonly manifest: CdnManifest
  /** Path below `dist` to content. */
  readonly files: readonly (readonly [string, string])[]
  readonly weights: Weights
}

async function build(root: string): Promise<Built> {
  const { version } = JSON.parse(readFileSync(join(root, 'embed/loader/package.json'), 'utf8')) as { version: string } // ours
  // Not before it is known that there is something to build: the compiler takes longer to load than all the rest.
  const { bundleGraph, bundleScript } = await import('./bundle.ts')
  const entries = findEntries(root)
  const script = (file: string) => bundleScript({ root, file, version })
  const [embed, boot, refuse, chunks] = await Promise.all([
    script('embed/loader/embed.ts'),
    script('embed/frame/boot.ts'),
    script('embed/frame/refuse.ts'),
    bundleGraph({ root, entries: Object.fromEntries(entries.map(({ name, file }) => [name, file])) }),
  ])
  const ofKind = (kind: Entry['kind']) =>
    Object.fromEntries(
      entries.filter((one) => one.kind === kind).map(({ slug, name }) => [slug, toAsset(chunks, name)]),
    )
  const manifest: CdnManifest = {
    embed: { ...addressesOf(version), integrity: sriOf(embed) },
    boot,
    refuse,
    widgets: ofKind('widgets'),
    screens: ofKind('screens'),
    dashboard: ofKind('dashboard')['dashboard'] ?? null,
    integrity: Object.fromEntries(chunks.map((chunk) => [`/${chunk.fileName}`, sriOf(chunk.code)])),
  }
  const files = [
    ...chunks.map((chunk) => [chunk.fileName, chunk.code] as const),
    [manifest.embed.exact.slice(1), embed] as const,
    ['versions.json', versionsOf(manifest)] as const,
  ]
  return { manifest, files, weights: weigh({ manifest, chunks, embed }) }
}

const addressesOf = (version: string) => {
  const [major, minor] = version.split('.')
  const [exact, channel] = [`/embed/${version}/embed.js`, `/embed/v${major}.js`]
  return { version, exact, minor: `/embed/v${major}.${minor}.js`, channel }
}

/** What the server answers at `/embed/versions.json`, and the dashboard's snippet is made of. */
function versionsOf({ embed }: CdnManifest): string {
  const versions = [{ version: embed.version, url: embed.exact, integrity: embed.integrity }]
  return JSON.stringify({ latest: embed.version, channel: embed.channel, minor: embed.minor, versions })
}

interface Entry {
  readonly kind: 'widgets' | 'screens' | 'dashboard'
  readonly slug: string
  /** Of the chunk. */
  readonly name: string
  readonly file: string
}

/** By what stands in the tree: a new module needs no line here. */
function findEntries(root: string): Entry[] {
  const slugs = readdirSync(join(root, 'modules'))
  const kinds = ['widgets', 'screens'] as const
  const found: Entry[] = [
    ...slugs.flatMap((slug) =>
      kinds.map((kind) => ({ kind, slug, name: `${slug}-${kind}`, file: `modules/${slug}/widgets/define-${kind}.ts` })),
    ),
    { kind: 'dashboard', slug: 'dashboard', name: 'dashboard', file: 'components/dashboard/main.ts' },
  ]
  return found.filter(({ file }) => existsSync(join(root, file)))
}

function toAsset(chunks: readonly OutputChunk[], name: string): AssetEntry {
  const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === name)! // each entry is a chunk of its name
  const imports = listImports(chunks, entry)
  const bytes = [entry, ...imports].reduce((sum, chunk) => sum + toBrotli(chunk.code).length, 0)
  return { url: `/${entry.fileName}`, imports: imports.map((chunk) => `/${chunk.fileName}`), bytes }
}

/** Static imports, transitively. */
function listImports(chunks: readonly OutputChunk[], entry: OutputChunk): OutputChunk[] {
  const found = new Set<OutputChunk>()
  const visit = (chunk: OutputChunk): void => {
    for (const next of chunks) {
      if (!chunk.imports.includes(next.fileName) || next === entry || found.has(next)) continue
      found.add(next)
      visit(next)
    }
  }
  visit(entry)
  return [...found]
}

interface Weighed {
  readonly manifest: CdnManifest
  readonly chunks: readonly OutputChunk[]
  readonly embed: string
}

function weigh({ manifest, chunks, embed }: Weighed): Weights {
  const { dashboard, screens, widgets, boot } = manifest
  const gzipOf = new Map(chunks.map((chunk) => [`/${chunk.fileName}`, toGzip(chunk.code).length]))
  const urlsOf = (entry: AssetEntry | null) => (entry ? [entry.url, ...entry.imports] : [])
  const sum = (urls: readonly string[]) => urls.reduce((total, url) => total + (gzipOf.get(url) ?? 0), 0)
  const shell = new Set(urlsOf(dashboard))
  const perModule = (entries: Readonly<Record<string, AssetEntry>>, bytesOf: (entry: AssetEntry) => number) =>
    Object.fromEntries(Object.entries(entries).map(([slug, entry]) => [slug, bytesOf(entry)]))
  const bootBytes = toBrotli(boot).length
  return {
    embed: toBrotli(embed).length,
    frames: perModule(widgets, (entry) => entry.bytes + bootBytes),
    dashboard: sum([...shell]),
    screens: perModule(screens, (entry) => sum(urlsOf(entry).filter((url) => !shell.has(url)))),
  }
}

const sriOf = (code: string): string => `sha384-${createHash('sha384').update(code).digest('base64')}`

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  await buildCdn({ root, dist: join(root, 'cdn/dist'), log: (line) => console.log(line) })
}
