/** Ten thousand transactions of many tenants through few connections, half of them failing somewhere: none ever meets another's context. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase, createPool, transactPlain, type Database, type Scope } from '@dramac/core/db/database'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { newLabel } from '@dramac/core/identity/secrets'
import { createSite } from '@dramac/core/sites/create-site'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

const iterations = 10_000
const atOnce = 50
const tenants = 20

let admin: pg.Pool
let urls: ConnectionUrls
let scopes: Scope[]

beforeAll(async () => {
  urls = JSON.parse(readFileSync(join(inject('dataDir'), 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
  admin = createPool({ url: urls.admin, name: 'test leak admin', max: 2 })
  scopes = await Promise.all(Array.from({ length: tenants }, newTenant))
})
afterAll(() => admin.end())

async function newTenant(): Promise<Scope> {
  const label = newLabel(12)
  const key = { key: `dm_pk_test_${label}`, frameLabel: label, mode: 'test' as const }
  const named = (slug: string) => ({ slug, name: slug })
  const site = { ...named(`site-${label}`), zone: 'UTC', locale: 'en' }
  const made = { agency: named(`agency-${label}`), client: named('client'), site, key, people: [], modules: [] }
  const tenant = await transactPlain(admin, (tx) => createSite(tx, made, new Date()))
  const id = newUuidV7(Date.now())
  await admin.query(
    `insert into dramac.api_keys (agency_id, site_id, id, label, prefix, secret_hash, mode, permissions)
     values ($1, $2, $3, 'x', 'x', $4, 'test', '{}')`,
    [tenant.agencyId, tenant.siteId, id, Buffer.from(label)],
  )
  return { kind: 'key', id, agencyId: tenant.agencyId, siteId: tenant.siteId }
}

interface Seen {
  readonly agency: string | null
  readonly site: string | null
  readonly principal: string | null
  readonly rows: number
}
const look = {
  name: 'leak_look',
  text: `select dramac.current_agency() as agency, dramac.current_site() as site, dramac.current_principal_id() as principal,
           (select count(*) from dp.site) as rows`,
}

/** Every step of a transaction at which something may go wrong. */
const failures: readonly ((db: Database, scope: Scope) => Promise<unknown>)[] = [
  (db, scope) => db.read(scope, { text: 'select 1/0' }),
  (db, scope) => db.read({ ...scope, siteId: crypto.randomUUID() }, look),
  (db, scope) => db.look(scope, (tx) => tx.row({ text: 'select * from nowhere' })),
  (db, scope) => db.tenant(scope, (tx) => tx.run({ text: 'insert into dp.site (agency_id) values (null)' })),
  async (db, scope) =>
    db.tenant(scope, async (tx) => {
      await tx.row(look)
      throw new Error('changed its mind')
    }),
  (db, scope) =>
    db.tenant(scope, async (tx) => void (await Promise.all([tx.row(look), tx.row({ text: 'select 1/0' })]))),
  (db, scope) => db.user(scope.id, () => Promise.reject(new Error('not this person'))),
]

const readers: readonly ((db: Database, scope: Scope) => Promise<Seen | undefined>)[] = [
  async (db, scope) => (await db.read<Seen>(scope, look))[0],
  (db, scope) => db.look(scope, (tx) => tx.row<Seen>(look)),
  (db, scope) => db.tenant(scope, (tx) => tx.row<Seen>(look)),
]

async function countLeaks(connections: number): Promise<{ wrong: unknown[]; seen: number; failed: number }> {
  const pool = createPool({ url: urls.app, name: `test leak ${connections}`, max: connections })
  const db = createDatabase(pool)
  const wrong: unknown[] = []
  let [next, seen, failed] = [0, 0, 0]
  const worker = async () => {
    for (let index = next++; index < iterations; index = next++) {
      const scope = scopes[(index * 7) % tenants]!
      if (index % 2 === 1) {
        await failures[(index >> 1) % failures.length]!(db, scope).catch(() => failed++)
        continue
      }
      const found = await readers[(index >> 1) % readers.length]!(db, scope)
      const own = { agency: scope.agencyId, site: scope.siteId, principal: scope.id, rows: 1 }
      if (JSON.stringify(found) !== JSON.stringify(own)) wrong.push({ index, found, own })
      seen++
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, worker))
    const after = await db.user(null, (tx) => tx.row<Seen>(look))
    if (after?.agency !== null || after.rows !== 0) wrong.push(after)
    return { wrong: wrong.slice(0, 5), seen, failed }
  } finally {
    await pool.end()
  }
}

describe('ten thousand transactions of twenty tenants, fifty at once, every other one failing', () => {
  it.each([1, 5])('through %d connections read nothing of each other', async (connections) => {
    expect(await countLeaks(connections)).toEqual({ wrong: [], seen: iterations / 2, failed: iterations / 2 })
  })
})
