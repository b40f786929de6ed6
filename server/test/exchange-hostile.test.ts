/** An archive comes from anywhere: whatever is in it, it does no more than an import may, and what is refused leaves nothing. */
import { deflateRawSync, crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  exportSite,
  fillSite,
  finishImport,
  importSite,
  pack,
  repack,
  rowsOf,
  sumsOf,
  unpack,
  upload,
  type Unpacked,
} from './exchange-stand.ts'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite
let target: TestSite
let zip: Buffer
let archive: Unpacked

beforeAll(async () => {
  stand = openStand()
  ;[site, target] = await Promise.all([stand.newSite(), stand.newSite()])
  await fillSite(site)
  zip = (await exportSite(site)).zip
  archive = await unpack(zip)
})
afterAll(() => stand.close())

const services = 'rows/mod_booking.services.ndjson'
const bookings = 'rows/mod_booking.bookings.ndjson'
const textOf = (name: string) => archive.files.get(name)!.toString()

/** Rows of all module tables and domains of a site. */
async function count({ siteId }: TestSite): Promise<number> {
  const { rows } = await stand.admin.query<{ n: string }>(
    `select (select count(*) from mod_booking.services where site_id = $1) + (select count(*) from mod_booking.bookings where site_id = $1)
       + (select count(*) from mod_booking.resources where site_id = $1) + (select count(*) from mod_booking.allocations where site_id = $1)
       + (select count(*) from dramac.site_domains where site_id = $1) as n`,
    [siteId],
  )
  return Number(rows[0]!.n)
}

/** One stored or deflated entry, with a name and sizes of its own choosing. */
function rawZip(name: string, content: Buffer, lie: { unpacked?: number } = {}): Buffer {
  const packed = deflateRawSync(content)
  const file = Buffer.from(name)
  const head = (mark: number, extra: Buffer[]) => {
    const body = Buffer.alloc(26)
    body.writeUInt16LE(20, 0)
    body.writeUInt16LE(0x800, 2)
    body.writeUInt16LE(8, 4)
    body.writeUInt32LE(crc32(content), 10)
    body.writeUInt32LE(packed.length, 14)
    body.writeUInt32LE(lie.unpacked ?? content.length, 18)
    body.writeUInt16LE(file.length, 22)
    const start = Buffer.alloc(4)
    start.writeUInt32LE(mark)
    return Buffer.concat([start, ...(mark === 0x02014b50 ? [Buffer.from([20, 0])] : []), body, ...extra])
  }
  const local = Buffer.concat([head(0x04034b50, []), file, packed])
  const central = Buffer.concat([head(0x02014b50, [Buffer.alloc(14)]), file])
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

describe('an upload is refused at once', () => {
  const filesWith = (more: Record<string, string>) =>
    pack(new Map<string, Buffer | string>([...archive.files, ...Object.entries(more)]))
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    [
      'when it is no zip',
      () => Buffer.from('not a zip at all, but long enough to be looked through'),
      'core.archive_unreadable',
    ],
    ['when it is empty', () => Buffer.alloc(0), 'core.archive_unreadable'],
    ['when its end is missing', () => zip.subarray(0, zip.length - 100), 'core.archive_unreadable'],
    ['when it leads out of its folder', () => rawZip('../../etc/passwd', Buffer.from('x')), 'core.archive_unreadable'],
    ['when it names a place of the machine', () => rawZip('/etc/passwd', Buffer.from('x')), 'core.archive_unreadable'],
    ['when it is written for another system', () => rawZip('..\\..\\x', Buffer.from('x')), 'core.archive_unreadable'],
    [
      'when it unpacks to a thousand times its size',
      () => rawZip('manifest.json', Buffer.alloc(40 * 1024 * 1024)),
      'core.archive_too_large',
    ],
    [
      'when it says that it unpacks to little, and does not',
      () => rawZip('manifest.json', Buffer.alloc(40 * 1024 * 1024), { unpacked: 100 }),
      'core.archive_unreadable',
    ],
    ['when its manifest is missing', () => pack(new Map([[services, 'x']])), 'core.archive_unreadable'],
    ['when its manifest is no JSON', () => filesWith({ 'manifest.json': '{' }), 'core.archive_manifest_refused'],
    [
      'when its manifest is another’s',
      () => filesWith({ 'manifest.json': '{"format":"other"}' }),
      'core.archive_manifest_refused',
    ],
    ['when it has a file that nobody named', () => filesWith({ 'rows/extra.ndjson': '' }), 'core.archive_unreadable'],
    [
      'when it is newer than we are',
      () => repack(archive, {}, (manifest) => void (manifest.version = 2)),
      'core.archive_newer',
    ],
    [
      'when it is made for spreadsheets',
      () => repack(archive, {}, (manifest) => void (manifest.rowFormat = 'csv')),
      'core.archive_not_importable',
    ],
    [
      'when a table is there twice',
      () => repack(archive, {}, ({ tables }) => void tables.push(tables[0]!)),
      'core.archive_unreadable',
    ],
    [
      'when a table’s name is a statement',
      () => repack(archive, {}, ({ tables }) => void (tables[0]!.name = 'dp.site; drop table x')),
      'core.archive_manifest_refused',
    ],
    [
      'when its zone is none',
      () => repack(archive, {}, (manifest) => void (manifest.site.zone = 'Nowhere/Land')),
      'core.zone_unknown',
    ],
    [
      'when a file has another size than was said',
      () => repack(archive, {}, ({ tables }) => void (tables[2]!.bytes += 1)),
      'core.archive_damaged',
    ],
  ])('%s', async (_title, make, reason) => {
    const reply = await upload(target, await make())
    expect([reply.status, problemOf(reply).reason, problemOf(reply).errors.length > 0]).toEqual([422, reason, true])
    const list = await ask<{ data: unknown[] }>({ path: `/v1/sites/${target.slug}/imports`, key: target.key })
    expect(list.body.data).toEqual([])
  })

  it('when it is of another type, or has no type that is read', async () => {
    const path = `/v1/sites/${target.slug}/imports`
    const reply = await ask({ path, key: target.key, body: zip, headers: { 'Content-Type': 'application/gzip' } })
    expect([reply.status, problemOf(reply).reason]).toEqual([415, 'core.json_only'])
    const json = await ask({ path, key: target.key, body: {} })
    expect([json.status, problemOf(json).reason]).toEqual([415, 'core.upload_only'])
    const elsewhere = await ask({
      path: `/v1/sites/${target.slug}/domains`,
      key: target.key,
      body: zip,
      headers: { 'Content-Type': 'application/zip' },
    })
    expect(elsewhere.status).toBe(415)
  })
})

describe('the trial refuses', () => {
  it.each<[string, (copy: Unpacked) => Promise<Buffer>]>([
    [
      'rows that are not the ones of the manifest',
      (copy) =>
        repack(copy, {}, ({ tables }) => void (tables.find(({ file }) => file === services)!.sha256 = '0'.repeat(64))),
    ],
    [
      'another number of rows than was said',
      (copy) => repack(copy, {}, ({ tables }) => void (tables.find(({ file }) => file === services)!.rows = 7)),
    ],
    [
      'what is no text',
      async (copy) =>
        repack(copy, {}, () => {}).then(async (whole) => {
          const files = new Map<string, Buffer>((await unpack(whole)).files)
          const bytes = Buffer.from(files.get(services)!)
          bytes[10] = 0xff
          files.set(services, bytes)
          return pack(files)
        }),
    ],
  ])('an archive with %s', async (_title, make) => {
    const reply = await upload(target, await make(archive))
    expect(reply.status).toBe(202)
    const refused = await finishImport(target, reply.body.id)
    expect(refused).toMatchObject({ state: 'refused', error: 'core.archive_damaged' })
    expect(refused.report!.problems[0]).toMatchObject({ table: `/${services}` })
    const apply = await ask({
      path: `/v1/sites/${target.slug}/imports/${reply.body.id}/apply`,
      key: target.key,
      body: {},
    })
    expect([apply.status, problemOf(apply)['allowed']]).toEqual([409, []])
    expect(await count(target)).toBe(0)
  })
})

describe('the trial tells of rows, with their places,', () => {
  const problemsOf = async (text: string, file = services) => {
    const { checked, applied } = await importSite(target, await repack(archive, { [file]: text }))
    expect(checked.state).toBe('checked')
    return { problems: checked.report!.problems, applied }
  }
  const [first] = ['']
  it.each<[string, (line: Record<string, unknown>) => string, string]>([
    ['that are no JSON', () => 'nonsense', 'json'],
    ['that are no object', () => '[]', 'json'],
    ['that bring a tenant of their own', (row) => JSON.stringify({ ...row, agency_id: first }), 'column'],
    ['whose identity is none', (row) => JSON.stringify({ ...row, id: 'x' }), 'identity'],
    ['that lack a value', (row) => JSON.stringify({ ...row, name: null }), 'name'],
    ['whose value is not allowed', (row) => JSON.stringify({ ...row, slug: 'NOT A SLUG' }), 'services_slug_check'],
    [
      'whose JSON has another shape',
      (row) => JSON.stringify({ ...row, weekly_hours: [{ weekday: 9 }] }),
      'weekly_hours',
    ],
    ['of a zone that there is not', (row) => JSON.stringify({ ...row, zone: 'Nowhere/Land' }), 'zone'],
    ['whose value is of another type', (row) => JSON.stringify({ ...row, duration_minutes: 'soon' }), 'type'],
    ['that are there twice', (row) => `${JSON.stringify(row)}\n${JSON.stringify(row)}`, 'order'],
  ])('%s, and nothing of their module comes in', async (_title, change, rule) => {
    const table = ['weekly_hours', 'zone'].includes(rule) ? 'mod_booking.schedules' : 'mod_booking.services'
    const text = `${change(rowsOf(archive, table)[0]!)}\n`
    const { problems, applied } = await problemsOf(text, `rows/${table}.ndjson`)
    expect(problems[0]).toMatchObject({ table, rule })
    expect(problems[0]!.line).toBe(rule === 'order' ? 2 : 1)
    expect(applied).toMatchObject({ state: 'failed', error: 'core.rows_refused', done: ['core'] })
    const { rows } = await stand.admin.query('select 1 from mod_booking.services where site_id = $1', [target.siteId])
    expect(rows).toEqual([])
    await stand.admin.query('delete from dramac.site_domains where site_id = $1', [target.siteId])
  })

  it('one among many, that refers to nothing', async () => {
    const lines = textOf(bookings).split('\n').filter(Boolean)
    const wrong = JSON.stringify({ ...(JSON.parse(lines[1]!) as object), service_id: crypto.randomUUID() })
    const { problems } = await problemsOf(`${[lines[0], wrong, lines[2]].join('\n')}\n`, bookings)
    expect(problems[0]).toEqual({
      table: 'mod_booking.bookings',
      line: 2,
      rule: 'bookings_service_id_fk',
      message: 'refers to a row that is not there',
    })
    await stand.admin.query('delete from dramac.site_domains where site_id = $1', [target.siteId])
  })
})

describe('what an archive cannot do', () => {
  it('is write to a table that does not travel, switch on a module that is not here, or prove a domain', async () => {
    const own = await stand.newSite()
    const key = {
      ...archive.manifest.tables[0]!,
      name: 'dramac.api_keys',
      file: 'rows/dramac.api_keys.ndjson',
      rows: 1,
      bytes: 3,
    }
    const modules = `${textOf('rows/dp.site_modules.ndjson')}${JSON.stringify({ module: 'unknown', version: '1.0.0', settings: {} })}\n`
    const domains = JSON.stringify({ ...rowsOf(archive, 'dramac.site_domains')[0], state: 'verified', token: 'mine' })
    const made = await repack(
      archive,
      { 'rows/dp.site_modules.ndjson': modules, 'rows/dramac.site_domains.ndjson': `${domains}\n` },
      (manifest) => {
        manifest.tables.push(key)
        manifest.modules.push({ slug: 'unknown', version: '1.0.0' })
        const columns = manifest.tables.find(({ name }) => name === 'dramac.site_domains')!.columns
        columns.push({ name: 'state', type: 'text' }, { name: 'token', type: 'text' })
      },
    )
    const files = new Map<string, Buffer | string>((await unpack(made)).files)
    files.set(key.file, '{}\n')
    const { checked, applied } = await importSite(own, await pack(files))
    expect(checked.report!.gaps).toEqual({
      missingTables: ['dramac.api_keys'],
      missingColumns: ['dramac.site_domains.state', 'dramac.site_domains.token'],
      versions: [{ module: 'unknown', archive: '1.0.0', here: null, isTaken: false }],
    })
    expect(applied.state).toBe('applied')
    const { rows } = await stand.admin.query('select state, token from dramac.site_domains where site_id = $1', [
      own.siteId,
    ])
    expect(rows).toEqual([{ state: 'pending', token: expect.not.stringMatching('mine') }])
    const { rows: on } = await stand.admin.query('select module from dp.site_modules where site_id = $1', [own.siteId])
    expect(on).toEqual([{ module: 'booking' }])
  })

  it('is bring rows of a module whose shape has changed since', async () => {
    const own = await stand.newSite()
    const older = await repack(archive, {}, ({ modules }) => void (modules[0]!.version = '0.9.0'))
    const { applied } = await importSite(own, older)
    expect(applied).toMatchObject({ state: 'applied', done: ['core'] })
    expect(applied.report!.gaps.versions).toEqual([
      { module: 'booking', archive: '0.9.0', here: '1.0.0', isTaken: false },
    ])
  })

  it('is reach another site: its import is not there for others', async () => {
    const reply = await upload(site, zip)
    await finishImport(site, reply.body.id)
    const path = `/v1/sites/${target.slug}/imports/${reply.body.id}`
    for (const request of [{ path }, { path: `${path}/apply`, body: {} }, { path, method: 'DELETE' }]) {
      const answer = await ask({ ...request, key: target.key })
      expect([answer.status, problemOf(answer).reason]).toEqual([404, 'core.import_unknown'])
    }
    expect(
      (await ask({ path: `/v1/sites/${site.slug}/imports/${reply.body.id}`, method: 'DELETE', key: site.key })).status,
    ).toBe(204)
  })
})

describe('the strategies', () => {
  it('replace, merge and skip do what they say, and leave the site whole', async () => {
    const own = await stand.newSite()
    await fillSite(own)
    const before = sumsOf(await unpack((await exportSite(own)).zip))

    const skipped = await importSite(own, zip, { strategy: 'skip', ids: 'new' })
    expect(skipped.applied.state).toBe('applied')
    const report = Object.fromEntries(
      skipped.applied.report!.tables.map((table) => [table.table, [table.inserted, table.skipped]]),
    )
    // The domain and the module are there; everything of booking is another site's and finds its place.
    expect(report).toMatchObject({
      'dp.site_modules': [0, 1],
      'dramac.site_domains': [0, 1],
      'mod_booking.bookings': [3, 0],
    })
    const again = await importSite(own, zip, { strategy: 'skip' })
    expect(again.applied.report!.tables.find(({ table }) => table === 'mod_booking.resources')).toMatchObject({
      existing: 4,
      inserted: 0,
      skipped: 2,
    })

    const merged = await importSite(own, zip, { strategy: 'merge' })
    expect(merged.applied).toMatchObject({ state: 'failed', error: 'core.rows_refused' })
    expect(merged.applied.report!.problems[0]!.rule).toBe('services_slug_key')

    const replaced = await importSite(own, zip, { strategy: 'replace' })
    expect(replaced.applied.state).toBe('applied')
    expect(sumsOf(await unpack((await exportSite(own)).zip))).toEqual(sumsOf(archive))
    expect(before).not.toEqual(sumsOf(archive))

    const same = await importSite(own, zip, { strategy: 'merge' })
    expect(same.applied.report!.tables.find(({ table }) => table === 'mod_booking.bookings')).toMatchObject({
      existing: 3,
      inserted: 0,
      updated: 3,
    })
  })

  it('respect the exclusion of two bookings at one time: who was there first stays', async () => {
    const own = await stand.newSite()
    await importSite(own, zip)
    const allocations = rowsOf(archive, 'mod_booking.allocations')
    const row = allocations.find((one) => one['state'] === 'live')
    const made = allocations.map((one, index) => ({ ...one, id: `ffffffff-ffff-7fff-8fff-00000000000${index}` }))
    const text = `${made.map((one) => JSON.stringify(one)).join('\n')}\n`
    const clash = await repack(archive, { 'rows/mod_booking.allocations.ndjson': text })
    const merged = await importSite(own, clash, { strategy: 'merge' })
    expect(merged.applied.state).toBe('failed')
    expect(merged.applied.report!.problems.map(({ rule }) => rule)).toContain('allocations_overlap')
    const skipped = await importSite(own, clash, { strategy: 'skip' })
    expect(skipped.applied.state).toBe('applied')
    const { rows } = await stand.admin.query(
      'select id from mod_booking.allocations where site_id = $1 and state = $2',
      [own.siteId, 'live'],
    )
    expect(rows.map(({ id }: { id: string }) => id)).toContain(row!['id'])
  })
})
