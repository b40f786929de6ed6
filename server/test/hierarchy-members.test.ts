/** Members, roles and owners: nobody gives more than they have, and an agency is never without an owner. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, bind, newAgency, type Person, type TestAgency } from './hierarchy-stand.ts'
import { openStand, problemOf, type Reply, type Stand } from './site.ts'

let stand: Stand
let agency: TestAgency

beforeAll(() => {
  stand = openStand()
})
beforeEach(async () => {
  agency = await newAgency(stand)
})
afterAll(() => stand.close())

const at = (rest: string) => `agencies/${agency.agencyId}/${rest}`
const words = (reply: Reply<unknown>) => [reply.status, problemOf(reply).reason]
const add = (role: 'owner' | 'admin' | 'member') => addPerson(stand.admin, agency.agencyId, { role })
const change = (by: Person, whom: Person, body: object) =>
  by.ask<{ role: string }>(at(`members/${whom.userId}`), { method: 'PATCH', body })
const remove = (by: Person, whom: Person) => by.ask(at(`members/${whom.userId}`), { method: 'DELETE' })

interface Role {
  readonly id: string
  readonly version: number
}
const makeRole = (by: Person, name: string, permissions: string[]) =>
  by.ask<Role>(at('roles'), { body: { name, permissions } })

describe('a member', () => {
  it('is listed with what they hold and where', async () => {
    const member = await addPerson(stand.admin, agency.agencyId, { role: 'member', siteId: agency.siteId })
    const { body } = await agency.boss.ask<{ data: object[] }>(at('members'))
    expect(body.data).toHaveLength(2)
    expect(body.data).toContainEqual({
      userId: member.userId, name: `Name of ${member.email}`, email: member.email, role: 'member', roleId: null, roleName: null,
      clientIds: [], siteIds: [agency.siteId], permissions: null, hasSecondFactor: false,
      lastSeenAt: expect.any(String), createdAt: expect.any(String),
    }) // prettier-ignore
    const found = await agency.boss.ask<{ data: object[] }>(at(`members?q=${member.email}&role=member`))
    expect(found.body.data).toHaveLength(1)
  })

  it('holds what their role says from the next request on, without signing in again', async () => {
    const person = await add('admin')
    expect((await person.ask(`sites/${agency.slug}/keys`)).status).toBe(200)
    expect((await change(agency.boss, person, { role: 'member' })).body.role).toBe('member')
    expect(words(await person.ask(`sites/${agency.slug}/keys`))).toEqual([403, 'core.permission_missing'])
    expect((await change(agency.boss, person, { role: 'member', siteIds: [agency.siteId] })).status).toBe(200)
    expect((await person.ask(`sites/${agency.slug}/domains`)).status).toBe(200)
    const second = await agency.boss.ask<{ id: string }>(at('clients'), { body: { name: 'Second' } })
    await change(agency.boss, person, { role: 'member', clientIds: [second.body.id] })
    expect(words(await person.ask(`sites/${agency.slug}/domains`))).toEqual([404, 'core.site_unknown'])
  })

  it('who is removed has nothing here from the next request on, and keeps their own account', async () => {
    const person = await add('member')
    expect((await remove(agency.boss, person)).status).toBe(204)
    expect(words(await person.ask(at('clients')))).toEqual([404, 'core.agency_unknown'])
    expect(words(await person.ask(`sites/${agency.slug}/domains`))).toEqual([404, 'core.site_unknown'])
    expect((await person.ask<{ agencies: unknown[] }>('session')).body.agencies).toEqual([])
    const { rows } = await stand.admin.query(
      `select summary -> 'before' ->> 'role' as role from dp.audits where agency_id = $1 and action = 'core.member.removed'`,
      [agency.agencyId],
    )
    expect(rows).toEqual([{ role: 'member' }])
  })
})

describe('rank', () => {
  it('keeps an admin from owners, a member from everybody, and everybody from making owners or super admins', async () => {
    const [admin, member] = [await add('admin'), await add('member')]
    expect(words(await change(admin, agency.boss, { role: 'member' }))).toEqual([403, 'core.role_above_yours'])
    expect(words(await remove(admin, agency.boss))).toEqual([403, 'core.role_above_yours'])
    for (const role of ['owner', 'super_admin'])
      for (const by of [admin, agency.boss]) expect((await change(by, admin, { role })).status).toBe(422)
    expect(words(await change(member, member, { role: 'admin' }))).toEqual([403, 'core.permission_missing'])
    expect((await change(admin, member, { role: 'admin' })).status).toBe(200)
  })

  it('is no way for an own role to become more than it is', async () => {
    const role = await makeRole(agency.boss, 'Hiring', ['members:read', 'members:write', 'roles:write'])
    const hiring = await addPerson(stand.admin, agency.agencyId, { role: 'custom', roleId: role.body.id })
    const notYours = [403, 'core.permission_not_yours']
    expect(words(await change(hiring, hiring, { role: 'member' }))).toEqual(notYours)
    expect(words(await change(hiring, hiring, { role: 'admin' }))).toEqual([403, 'core.role_above_yours'])
    expect(words(await makeRole(hiring, 'More', ['keys:write']))).toEqual(notYours)
    const more = await hiring.ask(at(`roles/${role.body.id}`), {
      method: 'PATCH',
      body: { permissions: ['members:read', 'keys:write'] },
      headers: { 'If-Match': '"1"' },
    })
    expect(words(more)).toEqual(notYours)
    const above = await makeRole(agency.boss, 'Above', ['keys:read'])
    expect(words(await change(hiring, hiring, { role: 'custom', roleId: above.body.id }))).toEqual(notYours)
    expect(words(await hiring.ask(at(`roles/${above.body.id}`), { method: 'DELETE' }))).toEqual(notYours)
  })

  it('does not turn a person of a portal into one of the team, nor the other way', async () => {
    const [person, member] = [
      await addPerson(stand.admin, agency.agencyId, { role: 'client', clientId: agency.clientId }),
      await add('member'),
    ]
    for (const reply of [
      await change(agency.boss, person, { role: 'member' }),
      await change(agency.boss, member, { role: 'client', clientIds: [agency.clientId] }),
    ])
      expect([reply.status, problemOf(reply).errors[0]?.rule]).toEqual([422, 'realm'])
  })
})

describe('an own role', () => {
  it('is made, used, changed at its version, and deleted only when nobody has it', async () => {
    const role = await makeRole(agency.boss, 'Editors', ['site:read', 'booking:read'])
    expect(role.body).toMatchObject({ isSystem: false, slug: null, members: 0, version: 1 })
    const editor = await addPerson(stand.admin, agency.agencyId, { role: 'custom', roleId: role.body.id })
    expect((await editor.ask(`sites/${agency.slug}/modules/booking/services`)).status).toBe(200)
    const patch = (body: object, version: number) =>
      agency.boss.ask(at(`roles/${role.body.id}`), { method: 'PATCH', body, headers: { 'If-Match': `"${version}"` } })
    expect((await patch({ permissions: ['site:read'] }, 1)).status).toBe(200)
    expect(words(await editor.ask(`sites/${agency.slug}/modules/booking/services`))).toEqual([
      403,
      'core.permission_missing',
    ])
    expect(words(await patch({ name: 'Late' }, 1))).toEqual([412, 'core.version_changed'])
    const inUse = await agency.boss.ask(at(`roles/${role.body.id}`), { method: 'DELETE' })
    expect([...words(inUse), problemOf(inUse)['uses']]).toEqual([409, 'core.role_in_use', 1])
    await remove(agency.boss, editor)
    expect((await agency.boss.ask(at(`roles/${role.body.id}`), { method: 'DELETE' })).status).toBe(204)
  })

  it('stands beside the platform’s, which nobody changes, and has a name of its own', async () => {
    await makeRole(agency.boss, 'Editors', ['site:read'])
    expect(words(await makeRole(agency.boss, 'EDITORS', ['site:read']))).toEqual([409, 'core.already_exists'])
    const { body } = await agency.boss.ask<{ data: { slug: string | null; permissions: string[]; members: number }[] }>(
      at('roles'),
    )
    expect(body.data.map((one) => one.slug)).toEqual(['owner', 'admin', 'member', 'client', null])
    expect(body.data[0]).toMatchObject({
      members: 1,
      permissions: expect.arrayContaining(['ownership:write', 'booking:write']),
    })
    expect(body.data[3]!.permissions).toEqual(['site:read'])
    expect((await makeRole(agency.boss, 'Platform', ['platform:write'])).status).toBe(422)
  })
})

describe('owners', () => {
  it('never leave an agency without one, also when two step down at once', async () => {
    expect(words(await change(agency.boss, agency.boss, { role: 'admin' }))).toEqual([409, 'core.last_owner'])
    expect(words(await remove(agency.boss, agency.boss))).toEqual([409, 'core.last_owner'])
    const second = await add('owner')
    const replies = await Promise.all([
      change(agency.boss, second, { role: 'admin' }),
      change(second, agency.boss, { role: 'admin' }),
    ])
    const { rows } = await stand.admin.query(
      `select count(*)::int from dramac.memberships where agency_id = $1 and role = 'owner'`,
      [agency.agencyId],
    )
    expect(rows).toEqual([{ count: 1 }])
    // Whoever came second was no owner any more, or would have been the last.
    expect([
      [200, 403],
      [200, 409],
    ]).toContainEqual(replies.map((one) => one.status).toSorted())
  })

  it('step down one of two, when both do so themselves at once', async () => {
    const second = await add('owner')
    const replies = await Promise.all([
      change(agency.boss, agency.boss, { role: 'admin' }),
      change(second, second, { role: 'admin' }),
    ])
    expect(replies.map(words).toSorted()).toEqual([
      [200, undefined],
      [409, 'core.last_owner'],
    ])
  })

  it('hand the agency over only when the other person accepts, and are admins from then on', async () => {
    const heir = await add('member')
    const offer = await agency.boss.ask<{ id: string }>(at('ownership-offers'), { body: { userId: heir.userId } })
    expect(offer.status).toBe(201)
    const again = await agency.boss.ask(at('ownership-offers'), { body: { userId: heir.userId } })
    expect(words(again)).toEqual([409, 'core.already_offered'])
    const accept = (by: Person) => by.ask(at(`ownership-offers/${offer.body.id}/accept`), { method: 'POST' })
    const other = await add('admin')
    for (const by of [agency.boss, other]) expect(words(await accept(by))).toEqual([404, 'core.offer_unknown'])
    expect((await other.ask<{ data: [] }>(at('ownership-offers'))).body.data).toEqual([])
    expect((await heir.ask<{ data: object[] }>(at('ownership-offers'))).body.data).toHaveLength(1)
    expect((await accept(heir)).status).toBe(200)
    expect(words(await accept(heir))).toEqual([404, 'core.offer_unknown'])
    const { body } = await heir.ask<{ data: { userId: string; role: string }[] }>(at('members'))
    const roles = new Map(body.data.map(({ userId, role }) => [userId, role]))
    expect([roles.get(heir.userId), roles.get(agency.boss.userId)]).toEqual(['owner', 'admin'])
    const { rows } = await stand.admin.query<{ action: string; actor: string }>(
      `select action, actor from dp.audits where agency_id = $1 and action like 'core.ownership.%' order by id`,
      [agency.agencyId],
    )
    expect(rows).toEqual([
      { action: 'core.ownership.offered', actor: `user:${agency.boss.userId}` },
      { action: 'core.ownership.accepted', actor: `user:${heir.userId}` },
    ])
  })

  it('make an offer that runs out, can be taken back, and is none of an admin’s', async () => {
    const [heir, admin] = [await add('member'), await add('admin')]
    expect(words(await admin.ask(at('ownership-offers'), { body: { userId: heir.userId } }))).toEqual([
      403,
      'core.permission_missing',
    ])
    const offer = async () =>
      (await agency.boss.ask<{ id: string }>(at('ownership-offers'), { body: { userId: heir.userId } })).body.id
    const first = await offer()
    expect((await agency.boss.ask(at(`ownership-offers/${first}`), { method: 'DELETE' })).status).toBe(204)
    const second = await offer()
    await stand.admin.query(`update dramac.ownership_offers set expires_at = now() where id = $1`, [second])
    expect(words(await heir.ask(at(`ownership-offers/${second}/accept`), { method: 'POST' }))).toEqual([
      404,
      'core.offer_unknown',
    ])
    expect(await offer()).not.toBe(second)
  })
})

describe('a person in two agencies', () => {
  it('sees of each only what is of it, in every list, whatever they are there', async () => {
    const other = await newAgency(stand)
    const places = [agency, other]
    for (const place of places) {
      const client = await place.boss.ask<{ id: string }>(`agencies/${place.agencyId}/clients`, {
        body: { name: 'Two' },
      })
      for (const clientId of [place.clientId, client.body.id, client.body.id])
        await place.boss.ask(`agencies/${place.agencyId}/sites`, { body: { clientId, name: 'More' } })
      await makeRoleIn(place)
      await place.boss.ask(`agencies/${place.agencyId}/invitations`, {
        body: { email: `invited@${place.frameLabel}.test`, role: 'member' },
      })
    }
    for (const role of ['owner', 'admin', 'member'] as const) {
      const person = await addPerson(stand.admin, agency.agencyId, { role })
      await bind(stand.admin, {
        agencyId: other.agencyId,
        userId: person.userId,
        role: 'member',
        clientId: other.clientId,
      })
      const own = await listAll(person, agency.agencyId)
      const foreign = await listAll(person, other.agencyId)
      expect([role, own.clients, own.sites]).toEqual([role, 2, 4])
      expect([role, foreign.clients, foreign.sites]).toEqual([role, 1, 2])
      expect([role, own.text.includes(other.agencyId), foreign.text.includes(agency.agencyId)]).toEqual([
        role,
        false,
        false,
      ])
      for (const secret of [other.siteId, other.clientId, other.boss.userId]) expect(own.text).not.toContain(secret)
      for (const secret of [agency.siteId, agency.clientId, agency.boss.userId])
        expect(foreign.text).not.toContain(secret)
    }
  })
})

const makeRoleIn = (place: TestAgency) =>
  place.boss.ask(`agencies/${place.agencyId}/roles`, { body: { name: 'Own', permissions: ['site:read'] } })

async function listAll(person: Person, agencyId: string) {
  const replies = new Map<string, Reply<{ data?: unknown[] }>>()
  for (const list of ['clients', 'sites', 'members', 'invitations', 'roles', 'ownership-offers', 'audits'])
    replies.set(list, await person.ask<{ data?: unknown[] }>(`agencies/${agencyId}/${list}`))
  return {
    clients: replies.get('clients')!.body.data?.length,
    sites: replies.get('sites')!.body.data?.length,
    text: [...replies.values()].map((reply) => reply.text).join('\n'),
  }
}
