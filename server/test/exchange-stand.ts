/** A site with data of every kind, and what a program does to take it out, look into it and bring it in. */
import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import type { ArchiveManifest } from '@dramac/core/exchange/archive-manifest'
import type { SiteExport } from '@dramac/core/exchange/exports'
import type { SiteImport } from '@dramac/core/exchange/imports'
import { inject } from 'vitest'
import { addService, ask, visitor, type Reply, type TestSite } from './site.ts'

export interface Place {
  readonly slug: string
  readonly key: string
}

/** Services, people, hours, time off, a domain, bookings in several states, and odd characters in all texts. */
export async function fillSite(site: TestSite): Promise<{ service: string; resources: string[]; bookings: string[] }> {
  const { service, resources } = await addService(site, {
    people: 2,
    price: { minor: 123_456_789_012_345, currency: 'EUR' },
  })
  await ask({ path: `/v1/sites/${site.slug}/domains`, key: site.key, body: { pattern: 'https://shop.example.com' } })
  const body = {
    resourceId: resources[0],
    startsAt: '2031-03-03T10:00:00.000Z',
    endsAt: '2031-03-03T11:00:00.000Z',
    reason: '“Müde”\n\t\\ 🙂',
  }
  await ask({ path: `/v1/sites/${site.slug}/modules/booking/time-offs`, key: site.key, body })
  const bookings: string[] = []
  for (const [index, hour] of [9, 10, 11].entries())
    bookings.push(
      await reserve(site, {
        service,
        startsAt: `2031-03-04T${String(hour).padStart(2, '0')}:00:00.000Z`,
        customerName: `=Ada "${index}"\n`,
      }),
    )
  await ask({
    path: `/v1/sites/${site.slug}/modules/booking/bookings/${bookings[2]}/cancel`,
    key: site.key,
    body: {},
    headers: clock,
  })
  return { service, resources, bookings }
}

export const clock = { 'Dm-Test-Clock': '2031-03-01T07:00:00.000Z' }

export async function reserve(site: TestSite, change: object): Promise<string> {
  const path = `/v1/sites/${site.slug}/modules/booking/actions/reserve`
  const reply = await ask<{ id: string }>({ path, key: site.key, body: { ...visitor, ...change }, headers: clock })
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.body.id
}

const at = ({ slug }: Place, rest: string) => `/v1/sites/${slug}/${rest}`

/** Until it stands in none of these states. */
async function waitFor<W extends { state: string }>(site: Place, path: string, busy: readonly string[]): Promise<W> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const { body, status, text } = await ask<W>({ path: at(site, path), key: site.key })
    if (status !== 200) throw new Error(text)
    if (!busy.includes(body.state)) return body
    await new Promise((settle) => setTimeout(settle, 50))
  }
  throw new Error(`${path} takes too long`)
}

export type ShownExport = SiteExport & { readonly link: string | null }

export async function startExport(site: Place, body: object = {}): Promise<string> {
  const reply = await ask<{ id: string }>({ path: at(site, 'exports'), key: site.key, body })
  if (reply.status !== 202) throw new Error(reply.text)
  return reply.body.id
}

export const finishExport = (site: Place, id: string): Promise<ShownExport> =>
  waitFor(site, `exports/${id}`, ['queued', 'running'])

export async function exportSite(site: Place, body: object = {}): Promise<{ shown: ShownExport; zip: Buffer }> {
  const shown = await finishExport(site, await startExport(site, body))
  if (shown.state !== 'ready') throw new Error(JSON.stringify(shown))
  const { status, bytes } = await fetchBytes(at(site, `exports/${shown.id}/file`), site.key)
  if (status !== 200) throw new Error(bytes.toString())
  return { shown, zip: bytes }
}

export function fetchBytes(path: string, key?: string): Promise<{ status: number; bytes: Buffer; type: string }> {
  const port = inject('port')
  return new Promise((settle, reject) => {
    const headers = { Host: `localhost:${port}`, ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }) }
    request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      buffer(response).then(
        (bytes) => settle({ status: response.statusCode ?? 0, bytes, type: String(response.headers['content-type']) }),
        reject,
      )
    })
      .on('error', reject)
      .end()
  })
}

export async function upload(site: Place, zip: Buffer, query = ''): Promise<Reply<{ id: string }>> {
  return ask({
    path: at(site, `imports${query}`),
    key: site.key,
    body: zip,
    headers: { 'Content-Type': 'application/zip' },
  })
}

export const finishImport = (site: Place, id: string): Promise<SiteImport> =>
  waitFor(site, `imports/${id}`, ['checking', 'applying'])

/** The trial's report, and the row after the real thing. */
export async function importSite(
  site: Place,
  zip: Buffer,
  choice: { strategy?: string; ids?: string } = {},
): Promise<{ checked: SiteImport; applied: SiteImport }> {
  const query = new URLSearchParams(choice).toString()
  const reply = await upload(site, zip, query ? `?${query}` : '')
  if (reply.status !== 202) throw new Error(reply.text)
  const checked = await finishImport(site, reply.body.id)
  if (checked.state !== 'checked') return { checked, applied: checked }
  const applying = await ask({ path: at(site, `imports/${checked.id}/apply`), key: site.key, body: choice })
  if (applying.status !== 202) throw new Error(applying.text)
  return { checked, applied: await finishImport(site, checked.id) }
}

export interface Unpacked {
  readonly manifest: ArchiveManifest
  readonly files: ReadonlyMap<string, Buffer>
}

export async function unpack(zip: Buffer): Promise<Unpacked> {
  const files = new Map<string, Buffer>()
  const file = await fromBufferPromise(zip, { lazyEntries: true })
  for await (const entry of file.eachEntry())
    files.set(entry.fileName, await buffer(await file.openReadStreamPromise(entry)))
  return { manifest: JSON.parse(files.get('manifest.json')!.toString()) as ArchiveManifest, files }
}

export const rowsOf = ({ files }: Unpacked, table: string): Record<string, unknown>[] =>
  files
    .get(`rows/${table}.ndjson`)!
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

export const sumsOf = ({ manifest }: Unpacked): Record<string, string> =>
  Object.fromEntries(manifest.tables.map(({ name, rows, sha256 }) => [name, `${rows} ${sha256}`]))

export function pack(files: ReadonlyMap<string, Buffer | string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of files) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  const out = new PassThrough()
  zip.outputStream.pipe(out)
  return buffer(out)
}

/** An archive with some files exchanged, and a manifest that knows of it. */
export function repack(
  unpacked: Unpacked,
  changed: Readonly<Record<string, string>>,
  change: (manifest: ArchiveManifest) => void = () => {},
): Promise<Buffer> {
  const files = new Map<string, Buffer | string>(unpacked.files)
  const manifest = structuredClone(unpacked.manifest)
  for (const [name, text] of Object.entries(changed)) {
    files.set(name, text)
    const table = manifest.tables.find(({ file }) => file === name)
    if (!table) continue
    table.bytes = Buffer.byteLength(text)
    table.rows = text.split('\n').filter(Boolean).length
    table.sha256 = createHash('sha256').update(text).digest('hex')
  }
  change(manifest)
  files.set('manifest.json', JSON.stringify(manifest))
  return pack(files)
}
