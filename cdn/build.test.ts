import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CdnManifest } from '@dramac/contract/wire/assets'
import { buildCdn } from './build.ts'

const repository = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'cdn-test-'))

afterAll(() => rmSync(folder, { recursive: true }))

/** Every file below a folder, as paths that start with a slash. */
const listFiles = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dist.length))
    .toSorted()

const isScript = (path: string) => path.endsWith('.js')
const sriOf = (content: Buffer) => `sha384-${createHash('sha384').update(content).digest('base64')}`

describe('the build of this repository', () => {
  const dist = join(folder, 'real')
  let manifest: CdnManifest
  const read = (path: string) => readFileSync(join(dist, path))

  beforeAll(async () => {
    manifest = await buildCdn({ root: repository, dist })
  })

  it('writes down in its manifest what it returns', () => {
    expect(JSON.parse(read('/manifest.json').toString())).toEqual(manifest)
  })

  it('names the digest of every chunk and of the loader', () => {
    const chunks = listFiles(join(dist, 'assets')).filter(isScript)
    expect(Object.keys(manifest.integrity).toSorted()).toEqual(chunks.map((path) => `/assets${path}`))
    for (const [url, integrity] of Object.entries(manifest.integrity)) expect(sriOf(read(url))).toBe(integrity)
    expect(sriOf(read(manifest.embed.exact))).toBe(manifest.embed.integrity)
  })

  it('puts equal compressed files beside each', () => {
    const plain = listFiles(dist).filter((path) => isScript(path) || path === '/versions.json')
    expect(plain.length).toBeGreaterThan(4)
    for (const path of plain) {
      expect(brotliDecompressSync(read(`${path}.br`)).equals(read(path)), path).toBe(true)
      expect(gunzipSync(read(`${path}.gz`)).equals(read(path)), path).toBe(true)
    }
  })

  it('says where each version of the loader is', () => {
    const { version, exact, minor, channel, integrity } = manifest.embed
    const [major, second] = version.split('.')
    expect({ exact, minor, channel }).toEqual({
      exact: `/embed/${version}/embed.js`,
      minor: `/embed/v${major}.${second}.js`,
      channel: `/embed/v${major}.js`,
    })
    expect(JSON.parse(read('/versions.json').toString())).toEqual({
      latest: version,
      channel,
      minor,
      versions: [{ version, url: exact, integrity }],
    })
  })

  it('keeps lit in one file that everything shares', () => {
    const holders = Object.keys(manifest.integrity).filter((url) => read(url).includes('litHtmlVersions'))
    expect(holders).toHaveLength(1)
    for (const entry of Object.values(manifest.widgets)) expect(entry.imports).toContain(holders[0])
    expect(manifest.boot + manifest.refuse + String(read(manifest.embed.exact))).not.toContain('litHtmlVersions')
  })

  it('lists the static imports of an entry, and leaves languages for later', () => {
    const { booking } = manifest.widgets
    expect(booking).toBeDefined()
    for (const url of [booking!.url, ...booking!.imports]) expect(manifest.integrity).toHaveProperty([url])
    expect(booking!.imports.filter((url) => /\/(de|ar)\./.test(url))).toEqual([])
    const sizes = [booking!.url, ...booking!.imports].map((url) => statSync(join(dist, `${url}.br`)).size)
    expect(booking!.bytes).toBe(sizes.reduce((sum, size) => sum + size))
  })

  it('gives away no path of the machine that built it', () => {
    for (const path of listFiles(dist)) {
      if (/\.(br|gz)$/.test(path)) continue
      for (const place of [repository, folder, 'node_modules', 'sourceMappingURL'])
        expect(read(path).includes(place), `${place} in ${path}`).toBe(false)
    }
  })

  it('keeps to its own scope on a foreign page', () => {
    for (const code of [String(read(manifest.embed.exact)), manifest.boot, manifest.refuse])
      expect(code).toMatch(/^!?\(?(function|\(\)=>|\(\(\)=>)/)
  })
})

describe('a build', () => {
  const root = join(folder, 'tree')
  const dist = join(root, 'cdn/dist')
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const build = async () => {
    const lines: string[] = []
    const manifest = await buildCdn({ root, dist, log: (line) => lines.push(line) })
    return { manifest, lines }
  }
  const widget = (text: string) =>
    `import { LitElement, html } from 'lit'\nexport class X extends LitElement { override render(): unknown { return html\`${text}\` } }\n`
  /** Bytes that no compressor makes fewer. */
  const noise = (length: number) => {
    let text = ''
    for (let part = 0; text.length < length; part++)
      text += createHash('sha256').update(String(part)).digest('base64url')
    return text.slice(0, length)
  }

  beforeAll(() => {
    put('package-lock.json', '{}')
    put('embed/loader/package.json', '{"version":"2.3.4"}')
    put('embed/loader/embed.ts', 'declare const DM_VERSION: string\nconst x: string = DM_VERSION\nconsole.log(x)\n')
    put('embed/frame/boot.ts', 'console.log(1 as number)\n')
    put('embed/frame/refuse.ts', 'console.log(2 as number)\n')
    put('modules/site-search/widgets/define-widgets.ts', widget('search'))
    put('modules/site-search/widgets/define-screens.ts', widget('screen'))
    put('modules/empty/manifest.ts', 'export {}\n')
    put('components/dashboard/main.ts', widget('dashboard'))
    for (const file of ['sizes.json', 'tsconfig.json']) cpSync(join(repository, 'cdn', file), join(root, 'cdn', file))
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction')
  })

  it('finds a new module by its files, under any name', async () => {
    const { manifest, lines } = await build()
    expect(manifest.embed.exact).toBe('/embed/2.3.4/embed.js')
    expect(readFileSync(join(dist, 'embed/2.3.4/embed.js'), 'utf8')).toContain('2.3.4')
    expect(Object.keys(manifest.widgets)).toEqual(['site-search'])
    expect(Object.keys(manifest.screens)).toEqual(['site-search'])
    expect(manifest.dashboard?.url).toMatch(/^\/assets\/dashboard\.[\w-]{8,}\.js$/)
    expect(lines.join('\n')).toMatch(/frame of site-search \(brotli\): \d+ of \d+ bytes/)
  })

  it('happens once as long as nothing changes', async () => {
    const before = listFiles(dist).map((path) => statSync(join(dist, path)).mtimeMs)
    put('modules/site-search/widgets/x.test.ts', 'changed')
    put('modules/site-search/server/list.ts', 'changed')
    const { manifest, lines } = await build()
    expect(lines).toEqual([])
    expect(manifest.widgets).toHaveProperty('site-search')
    expect(listFiles(dist).map((path) => statSync(join(dist, path)).mtimeMs)).toEqual(before)
  })

  it('happens again for a changed source, lock or missing file', async () => {
    const first = await build()
    put('modules/site-search/widgets/define-widgets.ts', widget('find'))
    const second = await build()
    expect(second.lines).not.toEqual([])
    expect(second.manifest.widgets['site-search']?.url).not.toBe(first.manifest.widgets['site-search']?.url)
    put('package-lock.json', '{ }')
    rmSync(join(dist, 'manifest.json'))
    expect((await build()).lines).not.toEqual([])
    put('package-lock.json', '{}')
    expect((await build()).lines).not.toEqual([])
  })

  it('keeps the chunks of the build before for pages that are open, and no older ones', async () => {
    const urls: string[] = []
    for (const word of ['one', 'two', 'three']) {
      put('modules/site-search/widgets/define-widgets.ts', widget(word))
      urls.push((await build()).manifest.widgets['site-search']!.url)
    }
    const kept = listFiles(dist).filter((path) => path.startsWith('/assets/site-search-widgets.') && isScript(path))
    expect(kept).toEqual([urls[1], urls[2]].toSorted())
    expect(listFiles(dist).filter((path) => path.endsWith('.tmp'))).toEqual([])
  })

  it.each([
    ['embed/loader/embed.ts', 4096, /OVER +embed\.js \(brotli\): \d+ of 4096 bytes/],
    ['modules/site-search/widgets/define-widgets.ts', 40_000, /OVER +frame of site-search/],
    ['embed/frame/boot.ts', 40_000, /OVER +frame of site-search/],
    ['modules/site-search/widgets/define-screens.ts', 31_000, /OVER +screens of site-search/],
    ['components/dashboard/main.ts', 62_000, /OVER +dashboard/],
  ])('fails when %s grows by %d bytes, and leaves what was there', async (path, bytes, complaint) => {
    const source = readFileSync(join(root, path), 'utf8')
    const before = listFiles(dist)
    put(path, `${source}console.log('${noise(Math.ceil(bytes * 1.34))}')\n`)
    await expect(build()).rejects.toThrow(complaint)
    expect(listFiles(dist)).toEqual(before)
    put(path, source)
  })

  it('fails for an import that leads nowhere', async () => {
    put('embed/frame/boot.ts', `import { x } from './missing.ts'\nconsole.log(x)\n`)
    await expect(build()).rejects.toThrow(/missing/)
    put('embed/frame/boot.ts', 'console.log(1)\n')
  })
})
