/** One module's rows in another's hands, with two modules that call a table alike: what was granted of the one is not of the other. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defineManifest } from '@dramac/contract/manifest'
import type { Context, Tenant } from '@dramac/core/context'
import { createContext } from '@dramac/core/create-context'
import { createDatabase, createPool, transactPlain, type Database } from '@dramac/core/db/database'
import { startEmbedded, type Embedded } from '@dramac/core/db/embedded/start-embedded'
import { prepareDatabase } from '@dramac/core/db/prepare'
import { newLabel } from '@dramac/core/identity/secrets'
import { createSealer } from '@dramac/core/identity/sealer'
import { createModuleGrant, revokeModuleGrant, type NewGrant } from '@dramac/core/modules/across/grants'
import { listModuleAccesses } from '@dramac/core/modules/across/list-accesses'
import { readOther } from '@dramac/core/modules/across/read-other'
import { writeOther } from '@dramac/core/modules/across/write-other'
import { openRecords } from '@dramac/core/modules/records'
import { createSite } from '@dramac/core/sites/create-site'

const declare = (slug: string) =>
  defineManifest({
    slug,
    version: '1.0.0',
    label: slug,
    description: slug,
    permissions: { [`${slug}:read`]: 'See', [`${slug}:write`]: 'Change' },
    entities: {
      contact: {
        label: 'Contact',
        plural: 'contacts',
        fields: {
          name: { type: 'text', required: true },
          phone: { type: 'phone' },
          pass: { type: 'text', secret: true },
          score: { type: 'integer', readonly: true },
        },
        access: { read: `${slug}:read`, write: `${slug}:write` },
      },
    },
    actions: {},
    reads: {},
    events: {},
    jobs: {},
    widgets: {},
    screens: {},
  })

const [people, stores] = [declare('people'), declare('stores')]
const catalogue = new Map([people, stores].map((manifest) => [manifest.slug, { manifest }]))
const day = 86_400_000
const start = Date.parse('2030-01-01T00:00:00.000Z')

let folder: string
let embedded: Embedded
let admin: pg.Pool
let db: Database
let site: Tenant

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dm-module-access-'))
  chmodSync(folder, 0o711)
  embedded = await startEmbedded({ dir: join(folder, 'db') })
  const urls = await prepareDatabase({
    adminUrl: embedded.superuserUrl,
    secret: 'a secret of this test',
    database: 'module_access',
    migrations: resolve(import.meta.dirname, '../../migrations'),
    manifests: [people, stores],
  })
  admin = createPool({ url: urls.admin, name: 'test', max: 1 })
  db = createDatabase(createPool({ url: urls.worker, name: 'test', max: 2 }))
})
afterAll(async () => {
  await Promise.all([admin.end(), db.close()])
  await embedded.stop()
  const note = join(folder, 'db/place')
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8'), { recursive: true })
  rmSync(folder, { recursive: true })
})

function addSite(): Promise<Tenant> {
  const slug = newLabel(10)
  const made = {
    agency: { slug, name: slug },
    client: { slug, name: slug },
    site: { slug, name: slug, zone: 'UTC', locale: 'en' },
    key: { key: `dm_pk_test_${slug}`, frameLabel: slug, mode: 'test' as const },
    people: [],
    modules: ['people', 'stores', 'mailer'].map((module) => ({ slug: module, version: '1.0.0' })),
  }
  return transactPlain(admin, (tx) => createSite(tx, made, new Date()))
}

/** Of a module's own job. */
function open(of: Tenant = site, at = start): Context {
  const links = { visitorPage: () => '', app: () => '', mailAddress: '' }
  const shared = { db, sealer: createSealer('a secret of this test'), links }
  const { agencyId, siteId } = of
  return createContext(shared, {
    principal: { kind: 'job', job: 'mailer:send' },
    tenant: { agencyId, siteId },
    requestId: 'test',
    at: new Date(at),
  })
}

beforeEach(async () => {
  site = await addSite()
  for (const manifest of [people, stores])
    await open().transaction((tx) =>
      openRecords(manifest).insert(tx, 'contact', {
        name: `of ${manifest.slug}`,
        phone: '1',
        pass: 'secret',
        score: 1,
      }),
    )
})

const wish: NewGrant = {
  source: 'mailer',
  target: 'people',
  tables: ['contact'],
  operations: ['read', 'write'],
  fields: ['name', 'score'],
  reason: 'Letters',
}
const grant = (change: Partial<NewGrant> = {}, of: Tenant = site) =>
  createModuleGrant(open(of), { ...wish, ...change }, catalogue)
const crossing = { catalogue, source: 'mailer', target: 'people', table: 'contact' }
const denied = { code: 'FORBIDDEN', reason: 'core.access_denied' }

describe('a module that was granted a table of another', () => {
  it('reads that one’s rows, and not those of a table of the same name', async () => {
    await grant()
    const { data } = await readOther(open(), crossing)
    expect(data).toMatchObject([{ name: 'of people', score: 1 }])
    await expect(readOther(open(), { ...crossing, target: 'stores' })).rejects.toMatchObject(denied)
    await expect(readOther(open(), { ...crossing, table: 'contacts' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      reason: 'core.table_unknown',
    })
  })

  it('gets the fields that were named, and with all of them still no secret', async () => {
    await grant()
    expect(Object.keys((await readOther(open(), crossing)).data[0]!).toSorted()).toEqual([
      'createdAt',
      'id',
      'name',
      'score',
      'updatedAt',
      'version',
    ])
    await grant({ fields: ['*'] })
    const [row] = (await readOther(open(), crossing)).data
    expect(row).toMatchObject({ phone: '1' })
    expect(row).not.toHaveProperty('pass')
    await expect(async () => grant({ fields: ['pass'] })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  it('writes what is granted and open to be written, with the other’s event', async () => {
    await grant()
    const made = await writeOther(open(), { ...crossing, values: { name: 'new' } })
    expect(made).toMatchObject({ name: 'new', version: 1 })
    expect(made).not.toHaveProperty('phone')
    await writeOther(open(), { ...crossing, id: made.id, values: { name: 'changed' } })
    for (const values of [{ phone: '2' }, { score: 9 }, { pass: 'x' }, { agencyId: 'x' }])
      await expect(writeOther(open(), { ...crossing, id: made.id, values })).rejects.toMatchObject(denied)
    const { rows } = await admin.query('select type from dp.events where site_id = $1 and type ~ $2 order by id', [
      site.siteId,
      '^people',
    ])
    expect(rows).toEqual([{ type: 'people.contact.created' }, { type: 'people.contact.updated' }])
  })

  it('is logged where it got something, in the transaction in which it did', async () => {
    await grant()
    await readOther(open(), crossing)
    await expect(writeOther(open(), { ...crossing, id: site.siteId, values: { name: 'x' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      reason: 'people.contact_unknown',
    })
    const { data } = await listModuleAccesses(open(), {})
    expect(data).toMatchObject([
      { source: 'mailer', target: 'people', table: 'contact', operation: 'read', count: 1, actor: 'job:mailer:send' },
    ])
  })

  it('cannot take a line back: no role that serves requests changes the log', async () => {
    const { rows } = await admin.query(
      `select grantee, privilege_type from information_schema.role_table_grants
       where table_schema = 'dp' and table_name = 'module_accesses' and grantee in ('dramac_app', 'dramac_worker')
         and privilege_type not in ('SELECT', 'INSERT')`,
    )
    expect(rows).toEqual([])
  })

  it('has it until the grant ends or is revoked', async () => {
    const { id } = await grant({ expiresAt: new Date(start + day).toISOString() })
    await readOther(open(site, start + day - 1), crossing)
    await expect(readOther(open(site, start + day), crossing)).rejects.toMatchObject(denied)
    await revokeModuleGrant(open(), id)
    await expect(readOther(open(), crossing)).rejects.toMatchObject(denied)
  })

  it('has it for no other operation than that which was granted', async () => {
    await grant({ operations: ['read'] })
    await expect(writeOther(open(), { ...crossing, values: { name: 'x' } })).rejects.toMatchObject(denied)
  })

  it('has it on no other site, unless the agency of that site granted it', async () => {
    await grant()
    const other = await addSite()
    await expect(readOther(open(other), crossing)).rejects.toMatchObject(denied)
    await grant({}, { agencyId: other.agencyId, siteId: other.agencyId })
    expect((await readOther(open(other), crossing)).data).toEqual([])
  })

  it('reads every module’s, and writes none, where all were granted', async () => {
    await grant({ target: '*', tables: ['*'], operations: ['read'], fields: ['*'] })
    for (const target of ['people', 'stores'])
      expect((await readOther(open(), { ...crossing, target })).data).toMatchObject([{ name: `of ${target}` }])
    await expect(writeOther(open(), { ...crossing, values: { name: 'x' } })).rejects.toMatchObject(denied)
  })
})

describe('a module’s records', () => {
  const records = openRecords(people)

  it('stand in the place of their transaction, whatever place their values name', async () => {
    const other = await addSite()
    const forged = { agencyId: other.agencyId, siteId: other.siteId, agency_id: other.agencyId, site_id: other.siteId }
    const values = { name: 'x', ...forged }
    const made = await open().transaction((tx) => records.insert(tx, 'contact', values))
    await open().transaction((tx) => records.update(tx, 'contact', { id: made.id, patch: { name: 'y', ...forged } }))
    const { rows } = await admin.query('select agency_id, site_id, name from mod_people.contacts where id = $1', [
      made.id,
    ])
    expect(rows).toEqual([{ agency_id: site.agencyId, site_id: site.siteId, name: 'y' }])
  })

  it('are not changed or deleted from another place', async () => {
    const made = await open().transaction((tx) => records.insert(tx, 'contact', { name: 'x' }))
    const elsewhere = open(await addSite())
    await elsewhere.transaction(async (tx) => {
      expect(await records.find(tx, 'contact', made.id)).toBeUndefined()
      expect(await records.update(tx, 'contact', { id: made.id, patch: { name: 'y' } })).toBeUndefined()
      expect(await records.remove(tx, 'contact', made.id)).toBe(false)
    })
  })

  it('are on sites alone: in a place that is none, nothing is asked of the database', async () => {
    const { agencyId } = site
    const asked: string[] = []
    for (const siteId of [agencyId, '', undefined as unknown as string]) {
      await open().transaction(async (real) => {
        const watch = (name: 'rows' | 'row' | 'run') => () => Promise.reject(new Error(String(asked.push(name))))
        const tx = { ...real, siteId, rows: watch('rows'), row: watch('row'), run: watch('run') }
        const order = { field: 'createdAt', descending: true }
        for (const call of [
          () => records.find(tx, 'contact', agencyId),
          () => records.getLocked(tx, 'contact', agencyId),
          () => records.list(tx, 'contact', { order, limit: 1 }),
          () => records.insert(tx, 'contact', { name: 'x' }),
          () => records.update(tx, 'contact', { id: agencyId, patch: { name: 'x' } }),
          () => records.remove(tx, 'contact', agencyId),
        ])
          await expect(async () => call()).rejects.toThrow('a module’s records stand on a site')
      })
    }
    expect(asked).toEqual([])
  })
})
