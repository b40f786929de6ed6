/** An installation from before staff and portals were apart keeps everybody's way in. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type Embedded } from '@dramac/core/db/embedded/start-embedded'
import { migrateDown, migrateUp } from '@dramac/core/db/migrate'
import { prepareRoles, roleUrl } from '@dramac/core/db/roles'

const migrations = resolve(import.meta.dirname, '../../migrations')
const options = { secret: 'a secret of this test', database: 'realms' }
/** Beside the packages that migrations import. */
const before = resolve(import.meta.dirname, '../../.cache/realms-before')
let folder: string
let embedded: Embedded
let admin: pg.Client

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dm-realms-'))
  chmodSync(folder, 0o711)
  embedded = await startEmbedded({ dir: join(folder, 'db') })
  await prepareRoles(embedded.superuserUrl, options)
  await runMigrations({ connectionString: roleUrl(embedded.superuserUrl, 'worker', options) })
})
afterAll(async () => {
  await admin?.end()
  await embedded.stop()
  const note = join(folder, 'db/place')
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8'), { recursive: true })
  rmSync(folder, { recursive: true })
  rmSync(before, { recursive: true, force: true })
})

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`
const [one, other] = [id(1), id(2)]

describe('the way to realms of their own', () => {
  it('moves clients into the portal of their agency, and gives who is more an account in each', async () => {
    for (const file of readdirSync(migrations).filter((name) => /^000[1-8]/.test(name)))
      cpSync(join(migrations, file), join(before, file))
    const ownerUrl = roleUrl(embedded.superuserUrl, 'owner', options)
    await migrateUp({ ownerUrl, folder: before })
    admin = new pg.Client({ connectionString: roleUrl(embedded.superuserUrl, 'admin', options) })
    await admin.connect()
    for (const [index, agency] of [one, other].entries()) {
      await admin.query(`insert into dramac.agencies (agency_id, slug, name) values ($1, $2, 'A')`, [
        agency,
        `a${index}`,
      ])
      await admin.query(`insert into dramac.clients (agency_id, id, slug, name) values ($1, $1, 'c', 'C')`, [agency])
    }
    const people = { owner: id(3), client: id(4), both: id(5), twice: id(6) }
    for (const [name, user] of Object.entries(people))
      await admin.query(
        `insert into dramac.users (user_id, email, name, password_hash) values ($1, $2, $3, 'hash of ' || $3)`,
        [user, `${name}@x.test`, name],
      )
    for (const [agency, user, role] of [
      [one, people.owner, 'owner'],
      [one, people.client, 'client'],
      [one, people.both, 'member'],
      [other, people.both, 'client'],
      [one, people.twice, 'client'],
      [other, people.twice, 'client'],
    ] as const)
      await admin.query(
        `insert into dramac.memberships (agency_id, id, user_id, role, client_id)
         values ($1::uuid, gen_random_uuid(), $2, $3, case when $3 = 'client' then $1::uuid end)`,
        [agency, user, role],
      )
    await migrateUp({ ownerUrl, folder: migrations })
    const { rows } = await admin.query<{ who: string }>(
      `select concat_ws(' ', u.email, u.realm, u.password_hash, u.user_id = $1::uuid, m.role, case m.agency_id when $2 then 'one' else 'other' end) as who
       from dramac.memberships m join dramac.users u using (user_id) order by 1`,
      [people.client, one],
    )
    expect(rows.map(({ who }) => who)).toEqual([
      'both@x.test portal hash of both f client other',
      'both@x.test staff hash of both f member one',
      'client@x.test portal hash of client t client one',
      'owner@x.test staff hash of owner f owner one',
      'twice@x.test portal hash of twice f client one',
      'twice@x.test portal hash of twice f client other',
    ])
  })

  it('can be gone back, and no two accounts have one address then', async () => {
    await migrateDown({ ownerUrl: roleUrl(embedded.superuserUrl, 'owner', options), folder: migrations })
    const { rows } = await admin.query(`select 1 from information_schema.tables where table_schema = 'dramac'`)
    expect(rows).toEqual([])
  })
})
