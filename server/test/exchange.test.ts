/** A site leaves whole, comes in whole somewhere else, and nobody else's comes along. */
import { createHash } from 'node:crypto'
import { createNewId } from '@dramac/core/exchange/copy-ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  exportSite,
  fetchBytes,
  fillSite,
  finishExport,
  importSite,
  rowsOf,
  startExport,
  sumsOf,
  unpack,
  type ShownExport,
  type Unpacked,
} from './exchange-stand.ts'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let other: TestSite
let filled: Awaited<ReturnType<typeof fillSite>>
let shown: ShownExport
let archive: Unpacked
let zip: Buffer

beforeAll(async () => {
  stand = openStand()
  ;[site, other] = await Promise.all([stand.newSite(), stand.newSite()])
  filled = await fillSite(site)
  await fillSite(other)
  ;({ shown, zip } = await exportSite(site))
  archive = await unpack(zip)
})
afterAll(() => stand.close())

describe('an export', () => {
  it('has every table of the site with all of its rows, and says how to know them', () => {
    const { manifest, files } = archive
    expect(manifest).toMatchObject({
      format: 'dramac-site',
      version: 1,
      rowFormat: 'json',
      media: [],
      excludedTables: [],
    })
    expect(manifest.site).toEqual({
      id: site.siteId,
      slug: site.slug,
      name: expect.any(String),
      zone: 'Europe/Berlin',
      locale: 'en',
    })
    expect(manifest.modules).toEqual([{ slug: 'booking', version: '1.0.0' }])
    const counts = Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows]))
    expect(counts).toEqual({
      'dp.site_modules': 1,
      'dramac.site_domains': 1,
      'mod_booking.schedules': 1,
      'mod_booking.services': 1,
      'mod_booking.resources': 2,
      'mod_booking.service_resources': 2,
      'mod_booking.time_offs': 1,
      'mod_booking.bookings': 3,
      'mod_booking.allocations': 3,
    })
    for (const { file, sha256, bytes } of manifest.tables) {
      const content = files.get(file)!
      expect([file, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([file, bytes, sha256])
    }
    expect([...files.keys()].sort()).toEqual(['manifest.json', ...manifest.tables.map(({ file }) => file)].sort())
  })

  it('keeps large numbers, odd characters and ranges as they are', () => {
    expect(rowsOf(archive, 'mod_booking.services')[0]).toMatchObject({
      price_minor: '123456789012345',
      price_currency: 'EUR',
    })
    expect(rowsOf(archive, 'mod_booking.time_offs')[0]).toMatchObject({ reason: '“Müde”\n\t\\ 🙂' })
    expect(
      rowsOf(archive, 'mod_booking.bookings')
        .map((row) => row['id'])
        .sort(),
    ).toEqual([...filled.bookings].sort())
    expect(rowsOf(archive, 'mod_booking.allocations')[0]!['busy']).toMatch(/^\["2031-03-04 /)
  })

  it('has nothing of another site, no secret and no tenant', () => {
    const all = [...archive.files.values()].map(String).join('\n')
    for (const word of [
      other.siteId,
      other.agencyId,
      site.agencyId,
      site.key,
      site.publicKey,
      'agency_id',
      'secret_hash',
    ])
      expect(all).not.toContain(word)
    expect(Object.keys(rowsOf(archive, 'dramac.site_domains')[0]!)).toEqual([
      'pattern',
      'kind',
      'created_at',
      'updated_at',
    ])
  })

  it('is the same twice, as long as the site is', async () => {
    expect(sumsOf(await unpack((await exportSite(site)).zip))).toEqual(sumsOf(archive))
  })

  it('leaves out what it was told to, and makes tables for spreadsheets that run nothing', async () => {
    const { zip: csv } = await exportSite(site, { format: 'csv', excludeTables: ['mod_booking.allocations'] })
    const { manifest, files } = await unpack(csv)
    expect(manifest.excludedTables).toEqual(['mod_booking.allocations'])
    expect(manifest.tables.map(({ name }) => name)).not.toContain('mod_booking.allocations')
    const text = files.get('rows/mod_booking.bookings.csv')!.toString()
    expect(text.split('\r\n')[0]).toBe(
      manifest.tables
        .find(({ name }) => name === 'mod_booking.bookings')!
        .columns.map(({ name }) => name)
        .join(','),
    )
    expect(text).toContain(`"'=Ada ""0""`)
  })

  it('says how far it is, how large it became, and until when it is kept', () => {
    expect(shown).toMatchObject({
      state: 'ready',
      rowsTotal: 15,
      rowsDone: 15,
      bytes: zip.length,
      error: null,
      options: { format: 'json' },
    })
    const kept = Date.parse(shown.expiresAt!) - Date.parse(shown.finishedAt!)
    expect(kept).toBe(24 * 3_600_000)
  })

  it('is fetched by its sealed link without a credential, and by no other one', async () => {
    const link = new URL(shown.link!)
    const reply = await fetchBytes(link.pathname + link.search)
    expect([reply.status, reply.type, reply.bytes.equals(zip)]).toEqual([200, 'application/zip', true])
    const forged = `${link.pathname}${link.search.slice(0, -2)}xx`
    expect((await fetchBytes(forged)).status).toBe(404)
    expect((await fetchBytes('/v1/downloads')).status).toBe(404)
  })

  it('of another site is not there, for reading, fetching and deleting', async () => {
    const path = `/v1/sites/${other.slug}/exports/${shown.id}`
    for (const request of [{ path }, { path: `${path}/file` }, { path, method: 'DELETE' }] as const) {
      const reply = await ask({ ...request, key: other.key })
      expect([reply.status, problemOf(reply).reason]).toEqual([404, 'core.export_unknown'])
    }
    const list = await ask<{ data: { id: string }[] }>({ path: `/v1/sites/${other.slug}/exports`, key: other.key })
    expect(list.body.data).toEqual([])
  })

  it('is refused for a table that does not travel', async () => {
    const body = { excludeTables: ['mod_booking.bookings', 'dramac.users'] }
    const reply = await ask({ path: `/v1/sites/${site.slug}/exports`, key: site.key, body })
    expect([reply.status, problemOf(reply).errors.map(({ path }) => path)]).toEqual([422, ['/excludeTables/1']])
  })

  it('is listed page by page, and gone with its file once it is deleted', async () => {
    const id = await startExport(site)
    await finishExport(site, id)
    const path = `/v1/sites/${site.slug}/exports`
    const first = await ask<{ data: { id: string }[]; nextCursor: string }>({ path: `${path}?limit=1`, key: site.key })
    expect(first.body.data.map((one) => one.id)).toEqual([id])
    const second = await ask<{ data: { id: string }[] }>({
      path: `${path}?limit=50&cursor=${first.body.nextCursor}`,
      key: site.key,
    })
    expect(second.body.data.map((one) => one.id)).toContain(shown.id)
    const made = await ask<ShownExport>({ path: `${path}/${id}`, key: site.key })
    const link = new URL(made.body.link!)
    expect((await ask({ path: `${path}/${id}`, method: 'DELETE', key: site.key })).status).toBe(204)
    expect((await ask({ path: `${path}/${id}/file`, key: site.key })).status).toBe(404)
    expect((await fetchBytes(link.pathname + link.search)).status).toBe(410)
  })

  it('is asked for once by a request that is repeated', async () => {
    const send = () =>
      ask<{ id: string }>({
        path: `/v1/sites/${site.slug}/exports`,
        key: site.key,
        body: {},
        headers: { 'Idempotency-Key': 'the same' },
      })
    const [one, two] = [await send(), await send()]
    expect(two.body.id).toBe(one.body.id)
    await finishExport(site, one.body.id)
  })
})

describe('an import into an empty site', () => {
  it('brings everything with its identity, and leaves again as it came', async () => {
    const target = await stand.newSite()
    const { checked, applied } = await importSite(target, zip)
    expect(checked.report).toMatchObject({
      gaps: { missingTables: [], missingColumns: [], versions: [] },
      problems: [],
    })
    expect(applied).toMatchObject({ state: 'applied', rowsDone: 15, done: ['core', 'booking'] })
    expect(sumsOf(await unpack((await exportSite(target)).zip))).toEqual(sumsOf(archive))
  })

  it('with new identities keeps every reference, and is equal once they are mapped back', async () => {
    const target = await stand.newSite()
    const { applied } = await importSite(target, zip, { ids: 'new' })
    expect(applied.state).toBe('applied')
    const copy = await unpack((await exportSite(target)).zip)
    const newId = createNewId(applied.id)
    for (const { name } of archive.manifest.tables.filter((table) => table.key === 'id')) {
      const ids = rowsOf(archive, name).map((row) => String(row['id']))
      let text = rowsOf(copy, name)
        .map((row) => JSON.stringify(row))
        .sort()
        .join('\n')
      const known = archive.manifest.tables
        .filter((table) => table.key === 'id')
        .flatMap((table) => rowsOf(archive, table.name).map((row) => String(row['id'])))
      for (const id of known) text = text.replaceAll(newId(id), id)
      expect([name, ids.some((id) => rowsOf(copy, name).some((row) => row['id'] === id))]).toEqual([name, false])
      expect(text.split('\n').sort()).toEqual(
        rowsOf(archive, name)
          .map((row) => JSON.stringify(row))
          .sort(),
      )
    }
  })

  it('works there as it did at home: the time that was booked is taken', async () => {
    const target = await stand.newSite()
    await importSite(target, zip, { ids: 'new' })
    const slots = async (place: TestSite) =>
      (
        await ask({
          path: `/v1/sites/${place.slug}/modules/booking/slots?service=${filled.service}&from=2031-03-04&to=2031-03-04&zone=UTC`,
          key: place.key,
          headers: { 'Dm-Test-Clock': '2031-03-01T07:00:00.000Z' },
        })
      ).body as unknown as { days: { slots: { startsAt: string; resourceIds: string[] }[] }[] }
    const shape = ({ days }: Awaited<ReturnType<typeof slots>>) =>
      days.flatMap((day) => day.slots.map((slot) => [slot.startsAt, slot.resourceIds.length]))
    expect(shape(await slots(target))).toEqual(shape(await slots(site)))
  })
})
