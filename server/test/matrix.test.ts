/**
 * Who may do what, for every address of sites, agencies and the platform: what the program answers over HTTP against what is
 * written here by hand. A role that gains or loses something is seen twice, in the table and at the door.
 */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { corePermissions, type PermissionRow } from '@dramac/core/access/permissions'
import { platformPlace } from '@dramac/core/access/places'
import type { Problem } from '@dramac/contract/wire/errors'
import { listTables, nobody, type Endpoint } from './endpoints.ts'
import { addPerson, newAgency, type Person, type TestAgency } from './hierarchy-stand.ts'
import { openStand, type Stand } from './site.ts'

/** Owner, admin, member and client, beside super admins, who hold all; and where it is asked for. */
const expected: Record<keyof typeof corePermissions, `${string} ${PermissionRow['of']}`> = {
  'site:read': 'OAMC site',
  'domains:read': 'OAM site',
  'domains:write': 'OA site',
  'keys:read': 'OA site',
  'keys:write': 'OA site',
  'requests:read': 'OA site',
  'modules:read': 'OAM site',
  'modules:request': 'OAM site',
  'modules:write': 'OA site',
  'data:export': 'OA site',
  'data:import': 'OA site',
  'brand:read': 'OAM site',
  'brand:write': 'OA site',
  'mail:read': 'OA site',
  'mail:write': 'OA agency',
  'agency:read': 'OAM list',
  'agency:write': 'OA agency',
  'usage:read': 'OA agency',
  'clients:read': 'OAM list',
  'clients:write': 'OA agency',
  'sites:read': 'OAM list',
  'sites:write': 'OAM list',
  'sites:manage': 'OA agency',
  'members:read': 'OA agency',
  'members:write': 'OA agency',
  'roles:write': 'OA agency',
  'ownership:write': 'O agency',
  'audits:read': 'OA list',
  'platform:read': '- platform',
  'platform:write': '- platform',
  'clients:impersonate': 'OA agency',
  'platform:impersonate': '- platform',
  'platform:operate': '- platform',
}
/** Of modules, whose permissions are not in the table. */
const expectedOf = (permission: string): string =>
  (expected as Readonly<Record<string, string>>)[permission] ?? 'OAM site'

const customHolds = ['site:read', 'domains:read', 'clients:read', 'members:read', 'sites:write', 'booking:read']
const portalOpens = ['booking:read']
const keyHolds = ['domains:read', 'booking:read', 'booking:write']

type Who = 'super admin' | 'owner' | 'admin' | 'member' | 'member elsewhere' | 'client' | 'own role' | 'nobody' | 'key'
type Area = 'site' | 'agency' | 'platform'
type Outcome = 'unknown person' | 'hidden' | 'refused' | 'passes'

const letters: Partial<Record<Who, string>> = { owner: 'O', admin: 'A', member: 'M', 'member elsewhere': 'M' }

function holdsInSite(who: Who, permission: string): boolean {
  switch (who) {
    case 'own role':
      return customHolds.includes(permission)
    case 'client':
      return permission === 'site:read' || portalOpens.includes(permission)
    case 'key':
      return keyHolds.includes(permission)
    default:
      return expectedOf(permission)
        .split(' ')[0]!
        .includes(letters[who] ?? '?')
  }
}

function expectedFor(who: Who, area: Area, permissions: readonly string[]): Outcome {
  if (who === 'nobody') return 'unknown person'
  if (who === 'super admin') return 'passes'
  if (area === 'platform') return 'hidden'
  const isOutside = area === 'site' ? who === 'member elsewhere' : who === 'client' || who === 'key'
  if (isOutside) return 'hidden'
  const isBound = who === 'member elsewhere'
  const passes = permissions.some((one) => holdsInSite(who, one) && (!isBound || expectedOf(one).endsWith(' list')))
  return passes ? 'passes' : 'refused'
}

let stand: Stand
let agency: TestAgency
let credentials: Record<Who, Readonly<Record<string, string>>>
const { endpoints, agency: agencyEndpoints, platform } = await listTables()

beforeAll(async () => {
  stand = openStand()
  agency = await newAgency(stand)
  const { agencyId, clientId, boss } = agency
  const second = await boss.ask<{ id: string }>(`agencies/${agencyId}/clients`, { body: { name: 'Second' } })
  await stand.admin.query('update dramac.clients set portal_permissions = $2 where agency_id = $1', [
    agencyId,
    portalOpens,
  ])
  const role = await boss.ask<{ id: string }>(`agencies/${agencyId}/roles`, {
    body: { name: 'Own', permissions: customHolds },
  })
  const add = async (...bonds: Parameters<typeof addPerson>[2][]) =>
    (await addPerson(stand.admin, agencyId, ...bonds)).headers
  credentials = {
    'super admin': (await addPerson(stand.admin, platformPlace.agencyId, { role: 'super_admin' })).headers,
    owner: boss.headers,
    admin: await add({ role: 'admin' }),
    member: await add({ role: 'member' }),
    'member elsewhere': await add({ role: 'member', clientId: second.body.id }),
    client: await add({ role: 'client', clientId }),
    'own role': await add({ role: 'custom', roleId: role.body.id }),
    nobody: {},
    key: { Authorization: `Bearer ${await stand.newKey(agency, keyHolds)}` },
  }
})
afterAll(async () => {
  await stand.admin.query(`delete from dramac.memberships where agency_id = $1`, [platformPlace.agencyId])
  await stand.close()
})

/** What is streamed is not waited for. */
async function outcomeOf(path: string, { method, takesBody }: Endpoint, who: Who): Promise<Outcome> {
  const end = new AbortController()
  const reply = await fetch(`http://localhost:${inject('port')}/v1/${path}`, {
    method,
    headers: { ...credentials[who], ...(takesBody ? { 'Content-Type': 'application/json' } : {}) },
    ...(takesBody ? { body: '{}' } : {}),
    signal: end.signal,
  })
  if (reply.status < 300) {
    end.abort()
    return 'passes'
  }
  const { reason } = (await reply.json()) as Problem // of an answer of 400 or more
  if (reply.status === 429 || reply.status >= 500) throw new Error(`${method} ${path}: ${reply.status} ${reason}`)
  if (reply.status === 401) return 'unknown person'
  // An identity that nobody has is asked for: only the place itself is hidden.
  if (/^core\.(agency|platform|site)_unknown$/.test(reason) && !path.includes(nobody)) return 'hidden'
  if (reply.status === 404 && reason === unknownPlace[areaOf(path)] && !(await entersAnyway(path, who))) return 'hidden'
  return reason === 'core.permission_missing' ? 'refused' : 'passes'
}

const unknownPlace: Record<Area, string> = {
  site: 'core.site_unknown',
  agency: 'core.agency_unknown',
  platform: 'core.platform_unknown',
}
const areaOf = (path: string): Area =>
  path.startsWith('sites/') ? 'site' : path.startsWith('agencies/') ? 'agency' : 'platform'

/** Whether the place is there for them: then it was the identity within it that was not found. */
async function entersAnyway(path: string, who: Who): Promise<boolean> {
  const place = areaOf(path) === 'platform' ? 'platform' : path.split('/').slice(0, 2).join('/')
  const reply = await fetch(`http://localhost:${inject('port')}/v1/${place}/no-such-address`, {
    headers: credentials[who],
  })
  return ((await reply.json()) as Problem).reason === 'core.address_unknown'
}

describe('the table of permissions', () => {
  it('says of every role what it says here', () => {
    const letterOf = { owner: 'O', admin: 'A', member: 'M', client: 'C' }
    const said = Object.fromEntries(
      Object.entries(corePermissions as Readonly<Record<string, PermissionRow>>).map(([name, { roles, of }]) => [
        name,
        `${roles.map((role) => letterOf[role]).join('') || '-'} ${of}`,
      ]),
    )
    expect(said).toEqual(expected)
  })
})

const areas: readonly (readonly [Area, readonly Endpoint[], () => string])[] = [
  ['site', endpoints, () => `sites/${agency.slug}`],
  ['agency', agencyEndpoints, () => `agencies/${agency.agencyId}`],
  ['platform', platform, () => 'platform'],
]
const people: readonly Who[] = [
  'super admin', 'owner', 'admin', 'member', 'member elsewhere', 'client', 'own role', 'nobody', 'key',
] // prettier-ignore

describe.each(areas)('every address of a %s', (area, table, place) => {
  it.each(people)('answers as the table says to: %s', async (who) => {
    const differing: string[] = []
    for (const endpoint of table) {
      const path = endpoint.path === '' ? place() : `${place()}/${endpoint.path}`
      const wanted = expectedFor(who, area, [endpoint.permission].flat())
      const outcome = await outcomeOf(path, endpoint, who)
      if (outcome !== wanted) differing.push(`${endpoint.name}: ${outcome}, not ${wanted}`)
    }
    expect(differing).toEqual([])
  })
})

describe('the database’s two questions', () => {
  it('have one answer, for eight people and six sites', async () => {
    const { agencyId, clientId, boss } = agency
    const [other, paused] = [await newAgency(stand), await newAgency(stand)]
    const addSite = async (of: string, name: string) =>
      (await boss.ask<{ id: string }>(`agencies/${agencyId}/sites`, { body: { clientId: of, name } })).body.id
    const second = await boss.ask<{ id: string }>(`agencies/${agencyId}/clients`, { body: { name: 'Third' } })
    const [ofSecond, archived, off] = [
      await addSite(second.body.id, 'Of the third'),
      await addSite(clientId, 'Archived'),
      await addSite(clientId, 'Suspended'),
    ]
    await boss.ask(`agencies/${agencyId}/sites/${archived}/archive`, { method: 'POST' })
    await boss.ask(`agencies/${agencyId}/sites/${off}/suspend`, { method: 'POST' })
    const add = (...bonds: Parameters<typeof addPerson>[2][]) => addPerson(stand.admin, agencyId, ...bonds)
    const everybody: Record<string, readonly [Person, readonly string[]]> = {
      owner: [boss, ['own', 'second', 'suspended']],
      member: [await add({ role: 'member' }), ['own', 'second', 'suspended']],
      'member of a client': [await add({ role: 'member', clientId: second.body.id }), ['second']],
      'member of a site': [await add({ role: 'member', siteId: agency.siteId }), ['own']],
      client: [await add({ role: 'client', clientId }), ['own', 'suspended']],
      removed: [await addPerson(stand.admin, agencyId), []],
      'owner of a suspended agency': [paused.boss, []],
      'super admin': [
        await addPerson(stand.admin, platformPlace.agencyId, { role: 'super_admin' }),
        ['own', 'second', 'suspended', 'foreign', 'paused'],
      ],
    }
    await stand.admin.query(`update dramac.agencies set state = 'suspended' where agency_id = $1`, [paused.agencyId])
    const sites: Record<string, readonly [agencyId: string, siteId: string]> = {
      own: [agencyId, agency.siteId],
      second: [agencyId, ofSecond],
      suspended: [agencyId, off],
      archived: [agencyId, archived],
      foreign: [other.agencyId, other.siteId],
      paused: [paused.agencyId, paused.siteId],
    }
    const client = new pg.Client({ connectionString: stand.urls.app })
    await client.connect()
    for (const [who, [person, may]] of Object.entries(everybody)) {
      const [byUser, byContext]: [string[], string[]] = [[], []]
      await client.query('begin')
      await client.query(`set local dramac.principal_kind = 'user'`)
      await client.query(`set local dramac.principal_id = '${person.userId}'`)
      for (const [name, [of, siteId]] of Object.entries(sites)) {
        const { rows } = await client.query<{ user: boolean; context: boolean }>(
          `select dramac.user_has_site_access($1, $2, $3) as user, dramac.can_access_site($2, $3) as context`,
          [person.userId, of, siteId],
        )
        if (rows[0]!.user) byUser.push(name)
        if (rows[0]!.context) byContext.push(name)
      }
      await client.query('rollback')
      expect([who, byUser, byContext]).toEqual([who, may, may])
    }
    await client.end()
  })
})
