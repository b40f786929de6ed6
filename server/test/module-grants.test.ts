/** What modules may do with each other's rows: who decides it, what it opens, and what is written down. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, newAgency, type Person, type TestAgency } from './hierarchy-stand.ts'
import { addService, ask, openStand, problemOf, type Ask, type Reply, type Stand } from './site.ts'

interface Grant {
  readonly id: string
  readonly scope: string
  readonly state: string
  readonly requestedBy: string
  readonly grantedBy: string | null
}
interface Page<Row = Record<string, unknown>> {
  readonly data: readonly Row[]
  readonly nextCursor: string | null
}

/** Not among the modules that the program has: a third party's, installed on the site. */
const source = 'reports'
const wish = {
  source,
  target: 'booking',
  tables: ['service'],
  operations: ['read'],
  fields: ['name', 'slug'],
  reason: 'To show what is offered',
}

let stand: Stand
let agency: TestAgency
let member: Person

const install = (module: string) =>
  stand.admin.query(`insert into dp.site_modules (agency_id, site_id, module, version) values ($1, $2, $3, '1.0.0')`, [
    agency.agencyId,
    agency.siteId,
    module,
  ])

beforeAll(() => void (stand = openStand()))
beforeEach(async () => {
  agency = await newAgency(stand)
  member = await addPerson(stand.admin, agency.agencyId, { role: 'member' })
  await install(source)
  await addService(agency)
})
afterAll(() => stand.close())

const here = (rest: string) => `sites/${agency.slug}/${rest}`
const above = (rest: string) => `agencies/${agency.agencyId}/${rest}`
const create = (change: object = {}, at = here('module-grants')) =>
  agency.boss.ask<Grant>(at, { body: { ...wish, ...change } })
const rowsOf = (id: string, query = 'table=service', rest: Omit<Ask, 'path'> = {}) =>
  agency.boss.ask<Page>(here(`module-grants/${id}/rows?${query}`), rest)
const accesses = async () => (await agency.boss.ask<Page>(here('module-accesses'))).body.data
const move = (id: string, to: string, at = here) =>
  agency.boss.ask<Grant>(at(`module-grants/${id}/${to}`), { method: 'POST' })
const said = (reply: Reply<unknown>) => [reply.status, problemOf(reply).reason]

async function granted(change: object = {}): Promise<string> {
  const reply = await create(change)
  if (reply.status !== 201) throw new Error(reply.text)
  return reply.body.id
}

describe('a grant', () => {
  it('of somebody who may decide holds at once, and shows the fields that it names', async () => {
    const { status, body } = await create()
    expect([status, body.state, body.scope]).toEqual([201, 'granted', 'site'])
    expect(body.grantedBy).toBe(`user:${agency.boss.userId}`)
    const rows = await rowsOf(body.id)
    expect(rows.body.data.map((row) => Object.keys(row).toSorted())).toEqual([
      ['createdAt', 'id', 'name', 'slug', 'updatedAt', 'version'],
    ])
  })

  it('of anybody else is a request, which opens nothing until somebody approves it', async () => {
    const { status, body } = await member.ask<Grant>(here('module-grants'), { body: wish })
    expect([status, body.state, body.grantedBy]).toEqual([201, 'requested', null])
    expect(said(await rowsOf(body.id))).toEqual([403, 'core.access_denied'])
    expect(said(await member.ask(here(`module-grants/${body.id}/approve`), { method: 'POST' }))).toEqual([
      403,
      'core.permission_missing',
    ])
    const approved = await move(body.id, 'approve')
    expect([approved.status, approved.body.state, approved.body.requestedBy]).toEqual([
      200,
      'granted',
      `user:${member.userId}`,
    ])
    expect((await rowsOf(body.id)).status).toBe(200)
    expect(said(await move(body.id, 'approve'))).toEqual([409, 'core.module_grant_decided'])
  })

  it('opens nothing any more once it is revoked, and the next read says so', async () => {
    const id = await granted()
    expect((await rowsOf(id)).status).toBe(200)
    expect((await move(id, 'revoke')).body.state).toBe('revoked')
    expect(said(await rowsOf(id))).toEqual([403, 'core.access_denied'])
    expect(said(await move(id, 'revoke'))).toEqual([409, 'core.module_grant_decided'])
  })

  it('ends by itself', async () => {
    const id = await granted({ expiresAt: new Date(Date.now() + 86_400_000).toISOString() })
    expect((await rowsOf(id)).status).toBe(200)
    await stand.admin.query(`update dp.module_grants set expires_at = now() where id = $1`, [id])
    expect(said(await rowsOf(id))).toEqual([403, 'core.access_denied'])
  })

  it('is no use while either module is not installed on the site', async () => {
    const id = await granted()
    await stand.admin.query('delete from dp.site_modules where site_id = $1 and module = $2', [agency.siteId, source])
    expect(said(await rowsOf(id))).toEqual([403, 'core.access_denied'])
    await install(source)
    await stand.admin.query(`delete from dp.site_modules where site_id = $1 and module = 'booking'`, [agency.siteId])
    expect(said(await rowsOf(id))).toEqual([403, 'core.access_denied'])
  })

  it('opens its tables and no other, and knows what is no table at all', async () => {
    const id = await granted()
    expect(said(await rowsOf(id, 'table=resource'))).toEqual([403, 'core.access_denied'])
    expect(said(await rowsOf(id, 'table=nothing'))).toEqual([404, 'core.table_unknown'])
    expect(said(await rowsOf(id, 'table=constructor'))).toEqual([404, 'core.table_unknown'])
  })

  it('of every module opens what has no secret, to be read alone', async () => {
    const id = await granted({ target: '*', tables: ['*'], fields: ['*'] })
    expect(said(await rowsOf(id))).toEqual([422, 'core.input_refused'])
    const rows = await rowsOf(id, 'table=service&target=booking')
    expect(rows.body.data[0]).toMatchObject({ name: 'Service', durationMinutes: 60 })
    const writing = await create({ target: '*', tables: ['*'], fields: ['*'], operations: ['read', 'write'] })
    expect(problemOf(writing).errors).toMatchObject([{ path: '/operations' }])
  })

  it.each<[string, object, string]>([
    ['to itself', { target: source }, '/target'],
    ['of a module that there is not', { target: 'nothing' }, '/target'],
    ['of a table that there is not', { tables: ['service', 'nothing'] }, '/tables/1'],
    ['of a field that there is not', { fields: ['nothing'] }, '/fields/0'],
    ['of a field of another table', { fields: ['customerEmail'] }, '/fields/0'],
    ['that is over', { expiresAt: '2020-01-01T00:00:00.000Z' }, '/expiresAt'],
    ['of a part of every module', { target: '*', fields: ['*'] }, '/tables'],
    ['of an operation that there is not', { operations: ['delete'] }, '/operations/0'],
  ])('%s is refused by name', async (_, change, path) => {
    const reply = await create(change)
    expect(said(reply)).toEqual([422, 'core.input_refused'])
    expect(problemOf(reply).errors.map((error) => error.path)).toContain(path)
  })

  it('leaves an event and an audit row, of each decision', async () => {
    const id = await granted()
    await move(id, 'revoke')
    const { rows } = await stand.admin.query<{ type: string; action: string }>(
      `select e.type, a.action from dp.events e join dp.audits a on a.action = e.type and a.resource = $1
       where e.payload ->> 'moduleGrantId' = $1 order by e.id`,
      [id],
    )
    expect(rows.map(({ type }) => type)).toEqual(['core.module_grant.granted', 'core.module_grant.revoked'])
  })
})

describe('a grant of the agency', () => {
  it('holds on its sites, which see it and do not decide over it', async () => {
    const { body } = await create({}, above('module-grants'))
    expect(body.scope).toBe('agency')
    expect((await rowsOf(body.id)).status).toBe(200)
    const listed = await agency.boss.ask<Page<Grant>>(here('module-grants'))
    expect(listed.body.data.map(({ id, scope }) => [id, scope])).toEqual([[body.id, 'agency']])
    expect(said(await move(body.id, 'revoke'))).toEqual([404, 'core.module_grant_unknown'])
    expect((await move(body.id, 'revoke', above)).body.state).toBe('revoked')
    expect(said(await rowsOf(body.id))).toEqual([403, 'core.access_denied'])
  })

  it('is not among another agency’s, nor is that of a site among another site’s', async () => {
    const id = await granted()
    await create({}, above('module-grants'))
    const stranger = await newAgency(stand)
    for (const path of [`sites/${stranger.slug}`, `agencies/${stranger.agencyId}`]) {
      expect((await stranger.boss.ask<Page>(`${path}/module-grants`)).body.data).toEqual([])
      expect(said(await stranger.boss.ask(`${path}/module-grants/${id}/revoke`, { method: 'POST' }))).toEqual([
        404,
        'core.module_grant_unknown',
      ])
    }
    expect(said(await stranger.boss.ask(`sites/${stranger.slug}/module-grants/${id}/rows?table=service`))).toEqual([
      404,
      'core.module_grant_unknown',
    ])
    const atAgency = await agency.boss.ask<Page<Grant>>(above('module-grants'))
    expect(atAgency.body.data.map(({ scope }) => scope)).toEqual(['agency'])
  })
})

describe('the log of accesses', () => {
  it('has a line for what was read and written, and none for what was refused', async () => {
    const id = await granted({ operations: ['read', 'write'], fields: ['*'] })
    await rowsOf(id)
    await rowsOf(id, 'table=nothing')
    const made = await rowsOf(id, 'table=service', { body: { slug: 'made', name: 'Made', durationMinutes: 30 } })
    expect(made.status).toBe(201)
    const what = { source, target: 'booking', table: 'service', actor: `user:${agency.boss.userId}` }
    expect(await accesses()).toMatchObject([
      { ...what, operation: 'write', count: 1 },
      { ...what, operation: 'read', count: 1 },
    ])
  })

  it('is not seen from another site, and goes on where a page ended', async () => {
    const id = await granted()
    for (let index = 0; index < 3; index++) await rowsOf(id)
    const first = await agency.boss.ask<Page>(here('module-accesses?limit=2'))
    const cursor = encodeURIComponent(first.body.nextCursor ?? '')
    const rest = await agency.boss.ask<Page>(here(`module-accesses?limit=2&cursor=${cursor}`))
    expect([first.body.data.length, rest.body.data.length, rest.body.nextCursor]).toEqual([2, 1, null])
    const stranger = await newAgency(stand)
    expect((await stranger.boss.ask<Page>(`sites/${stranger.slug}/module-accesses`)).body.data).toEqual([])
  })
})

describe('what a grant opens', () => {
  it('comes page by page, each row once', async () => {
    const id = await granted()
    for (let index = 0; index < 4; index++) await addService(agency)
    const seen: unknown[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`
      const { body }: Reply<Page> = await rowsOf(id, `table=service&limit=2${cursor}`)
      seen.push(...body.data.map((row) => row['id']))
      next = body.nextCursor
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5])
  })

  it('is nobody’s who may not see those rows themselves', async () => {
    const id = await granted()
    const key = await stand.newKey(agency, ['modules:read'])
    const path = `/v1/${here(`module-grants/${id}/rows?table=service`)}`
    expect(said(await ask({ path, key }))).toEqual([403, 'core.permission_missing'])
  })

  it('is changed field by field, by the schema of the table and as far as it is granted', async () => {
    const id = await granted({ operations: ['read', 'write'] })
    const [row] = (await rowsOf(id)).body.data
    const change = (body: object, to = String(row!['id'])) =>
      agency.boss.ask(here(`module-grants/${id}/rows/${to}?table=service`), { method: 'PATCH', body })
    const changed = await change({ name: 'Renamed' })
    expect([changed.status, changed.body]).toMatchObject([200, { name: 'Renamed', version: 2 }])
    expect(Object.keys(changed.body)).not.toContain('durationMinutes')
    expect(said(await change({ name: 7 }))).toEqual([422, 'core.input_refused'])
    expect(said(await change({ durationMinutes: 30 }))).toEqual([403, 'core.access_denied'])
    expect(said(await change({ name: 'x' }, '00000000-0000-4000-8000-000000000000'))).toEqual([
      404,
      'booking.service_unknown',
    ])
    const { rows } = await stand.admin.query(
      `select 1 from dp.events where type = 'booking.service.updated' and payload ->> 'serviceId' = $1`,
      [row!['id']],
    )
    expect(rows).toHaveLength(1)
  })

  it('is not written where reading alone was granted, nor what only operations write', async () => {
    const reading = await granted()
    const body = { slug: 'made', name: 'Made', durationMinutes: 30 }
    expect(said(await rowsOf(reading, 'table=service', { body }))).toEqual([403, 'core.access_denied'])
    const writing = await granted({ tables: ['booking'], operations: ['write'], fields: ['note'] })
    const nobody = '00000000-0000-4000-8000-000000000000'
    const reply = await agency.boss.ask(here(`module-grants/${writing}/rows/${nobody}?table=booking`), {
      method: 'PATCH',
      body: { note: 'x' },
    })
    expect(said(reply)).toEqual([403, 'core.access_denied'])
  })
})
