/** What keeps tenants apart below the API: the one rule of access, the context of a connection, the roles. */
import { createDatabase, createPool, transactPlain, type Scope } from '@dramac/core/db/database'
import { newUuidV7 } from '@dramac/core/identity/ids'
import { createSite } from '@dramac/core/sites/create-site'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openStand, type Stand, type TestSite } from './site.ts'

let stand: Stand
let sites: TestSite[]

beforeAll(async () => {
  stand = openStand()
  sites = await Promise.all([stand.newSite(), stand.newSite(), stand.newSite()])
})
afterAll(() => stand.close())

const keyIdOf = async ({ siteId }: TestSite): Promise<string> =>
  (await stand.admin.query<{ id: string }>('select id from dramac.api_keys where site_id = $1', [siteId])).rows[0]!.id
const scopeOf = async (site: TestSite): Promise<Scope> => ({
  kind: 'key',
  id: await keyIdOf(site),
  agencyId: site.agencyId,
  siteId: site.siteId,
})

interface Seen {
  readonly agency: string | null
  readonly site: string | null
  readonly principal: string | null
  readonly person: string | null
  readonly rows: number
}
const look = {
  text: `select dramac.current_agency() as agency, dramac.current_site() as site, dramac.current_principal_id() as principal,
           dramac.current_user_id() as person, (select count(*) from dp.site) as rows`,
}
const nobody: Seen = { agency: null, site: null, principal: null, person: null, rows: 0 }

describe('a pool of one connection', () => {
  let pool: pg.Pool
  beforeAll(() => {
    pool = createPool({ url: stand.urls.app, name: 'test of one', max: 1 })
  })
  afterAll(() => pool.end())

  it('carries nothing from one tenant to the next, whatever happens in between', async () => {
    const db = createDatabase(pool)
    const scopes = await Promise.all(sites.map(scopeOf))
    const failures = [
      (scope: Scope) => db.read(scope, { text: 'select 1/0' }),
      (scope: Scope) => db.tenant(scope, (tx) => tx.run({ text: 'insert into dp.site (agency_id) values (null)' })),
      (scope: Scope) =>
        db.tenant(scope, async (tx) => {
          await tx.row(look)
          throw new Error('changed its mind')
        }),
      (scope: Scope) => db.look(scope, (tx) => tx.row({ text: 'select * from nowhere' })),
      // The context of another's site is refused, and is not half set.
      (scope: Scope) => db.read({ ...scope, siteId: crypto.randomUUID() }, look),
      (scope: Scope) => db.user(scope.id, () => Promise.reject(new Error('not this person'))),
    ]
    const work = Array.from({ length: 60 }, async (_, index) => {
      const scope = scopes[index % scopes.length]!
      const own = { agency: scope.agencyId, site: scope.siteId, principal: scope.id, person: null, rows: 1 }
      if (index % 2 === 1) await failures[(index >> 1) % failures.length]!(scope).catch(() => {})
      const [read, looked, written, bare] = await Promise.all([
        db.read<Seen>(scope, look),
        db.look(scope, (tx) => tx.row<Seen>(look)),
        db.tenant(scope, (tx) => tx.row<Seen>(look)),
        db.user(null, (tx) => tx.row<Seen>(look)),
      ])
      expect([read[0], looked, written, bare]).toEqual([own, own, own, nobody])
    })
    await Promise.all(work)
    const { rows } = await pool.query<Seen>(look.text)
    expect(rows[0]).toEqual(nobody)
  })
})

describe('access to a site', () => {
  it('is one rule, whoever asks for it: the matrix of roles, clients and sites', async () => {
    const one = sites[0]!
    const { rows: clients } = await stand.admin.query<{ id: string }>(
      'select id from dramac.clients where agency_id = $1',
      [one.agencyId],
    )
    const first = clients[0]!.id
    const second = newUuidV7(Date.now())
    const [siteOfSecond, archived] = [crypto.randomUUID(), crypto.randomUUID()]
    await stand.admin.query(
      `insert into dramac.clients (agency_id, id, slug, name) values ($1, $2, 'second', 'Second')`,
      [one.agencyId, second],
    )
    for (const [id, client, state] of [
      [siteOfSecond, second, 'active'],
      [archived, first, 'archived'],
    ]) {
      await stand.admin.query(
        `insert into dramac.sites (agency_id, site_id, client_id, slug, name, zone, state) values ($1, $2, $3, $4, 'x', 'UTC', $5)`,
        [one.agencyId, id, client, `site-${id}`, state],
      )
    }
    const addPerson = async (role: string, client: string | null, site: string | null) => {
      const id = crypto.randomUUID()
      await stand.admin.query(
        `insert into dramac.users (user_id, email, name, realm, realm_agency_id) values ($1, $2, 'x', $3, $4)`,
        [id, `${id}@example.com`, ...(role === 'client' ? ['portal', one.agencyId] : ['staff', null])],
      )
      await stand.admin.query(
        `insert into dramac.memberships (agency_id, id, user_id, role, client_id, site_id) values ($1, $2, $3, $4, $5, $6)`,
        [one.agencyId, newUuidV7(Date.now()), id, role, client, site],
      )
      return id
    }
    const people = {
      owner: await addPerson('owner', null, null),
      member: await addPerson('member', null, null),
      client: await addPerson('client', first, null),
      'client of the second': await addPerson('client', second, null),
      'member of one site': await addPerson('member', null, one.siteId),
      stranger: crypto.randomUUID(),
    }
    const places = {
      own: one.siteId,
      second: siteOfSecond,
      archived,
      foreign: sites[1]!.siteId,
      none: crypto.randomUUID(),
    }
    const allowed: Record<keyof typeof people, string[]> = {
      owner: ['own', 'second'],
      member: ['own', 'second'],
      client: ['own'],
      'client of the second': ['second'],
      'member of one site': ['own'],
      stranger: [],
    }
    for (const [who, id] of Object.entries(people)) {
      for (const [where, siteId] of Object.entries(places)) {
        const agencyId = where === 'foreign' ? sites[1]!.agencyId : one.agencyId
        const expected = allowed[who as keyof typeof people].includes(where)
        const [rule] = await stand.app.user(null, (tx) =>
          tx.rows<{ may: boolean }>({ text: 'select dramac.user_has_site_access($1, $2, $3) as may' }, [
            id,
            agencyId,
            siteId,
          ]),
        )
        // The context is given to whom the rule lets in, and then says the same of where it stands and of elsewhere.
        const scope = { kind: 'user' as const, id, agencyId, siteId }
        const inside = await stand.app
          .read<{ here: boolean; elsewhere: boolean }>(
            scope,
            { text: 'select dramac.can_access_site($1, $2) as here, dramac.can_access_site($3, $4) as elsewhere' },
            [agencyId, siteId, sites[2]!.agencyId, sites[2]!.siteId],
          )
          .then(
            ([row]) => row,
            (error: { code: string }) => error.code,
          )
        expect([who, where, rule?.may, inside]).toEqual([
          who,
          where,
          expected,
          expected ? { here: true, elsewhere: false } : '42501',
        ])
      }
    }
  })

  it('ends for keys and pages with their revocation, and with the site', async () => {
    const tenant = await transactPlain(stand.admin, (tx) =>
      createSite(
        tx,
        {
          agency: { slug: `a-${crypto.randomUUID()}`, name: 'A' },
          client: { slug: 'c', name: 'C' },
          site: { slug: `s-${crypto.randomUUID()}`, name: 'S', zone: 'UTC', locale: 'en' },
          key: { key: `dm_pk_test_${crypto.randomUUID()}`, frameLabel: crypto.randomUUID(), mode: 'test' },
          people: [],
          modules: [],
        },
        new Date(),
      ),
    )
    const { rows } = await stand.admin.query<{ id: string }>('select id from dramac.site_keys where site_id = $1', [
      tenant.siteId,
    ])
    const enter = () =>
      stand.app.read({ kind: 'visitor', id: rows[0]!.id, ...tenant }, { text: 'select 1' }).then(
        () => 'in',
        (error: { code: string }) => error.code,
      )
    expect(await enter()).toBe('in')
    await stand.admin.query(`update dramac.sites set state = 'suspended' where site_id = $1`, [tenant.siteId])
    expect(await enter()).toBe('42501')
    await stand.admin.query(`update dramac.sites set state = 'active' where site_id = $1`, [tenant.siteId])
    await stand.admin.query('update dramac.site_keys set revoked_at = now() where site_id = $1', [tenant.siteId])
    expect(await enter()).toBe('42501')
  })

  it('is not for a request that calls itself a job', async () => {
    const { agencyId, siteId } = sites[0]!
    const entering = stand.app.read({ kind: 'job', id: null, agencyId, siteId }, { text: 'select 1' })
    await expect(entering).rejects.toMatchObject({ code: '42501' })
  })
})

describe('roles', () => {
  it('of the running program are those that obey row security; the owner’s is never one of them', async () => {
    await Promise.all(sites.map(({ slug, key }) => ask({ path: `/v1/sites/${slug}/domains`, key })))
    const { rows } = await stand.admin.query<{ name: string; user: string }>(
      `select distinct application_name as name, usename as user from pg_stat_activity where usename like 'dramac\\_%'`,
    )
    const ours = rows.filter(({ name }) => name.startsWith('dramac '))
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.filter(({ user }) => !['dramac_app', 'dramac_worker', 'dramac_admin'].includes(user))).toEqual([])
    expect(ours.find(({ name }) => name === 'dramac app')?.user).toBe('dramac_app')
  })

  it('own nothing they serve with, and none may become the owner', async () => {
    const { rows: owned } = await stand.admin.query(
      `select c.oid::regclass::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('dramac_app', 'dramac_search')
       union all select p.oid::regprocedure::text from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = 'dramac_app'`,
    )
    const { rows: becoming } = await stand.admin.query(
      `select r.rolname from pg_roles r where not r.rolsuper and r.rolname <> 'dramac_owner' and pg_has_role(r.oid, 'dramac_owner', 'member')`,
    )
    expect({ owned, becoming }).toEqual({ owned: [], becoming: [] })
  })
})
