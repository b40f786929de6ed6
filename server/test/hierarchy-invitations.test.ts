/** Asking people into an agency. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, newAgency, type TestAgency } from './hierarchy-stand.ts'
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

interface Shown {
  readonly id: string
  readonly email: string
  readonly role: string
}
const at = (rest = '') => `agencies/${agency.agencyId}/invitations${rest}`
const words = (reply: Reply<unknown>) => [reply.status, problemOf(reply).reason]
const mailsOf = async (email: string) =>
  (
    await stand.admin.query<{ site_id: string; text_body: string }>(
      `select site_id, text_body from dp.mails where kind = 'agency.invitation' and recipient = $1 order by created_at, id`,
      [email],
    )
  ).rows
const tokenIn = (text: string) => /\/invitation#([\w-]{43})/.exec(text)?.[1]

describe('an invitation', () => {
  it('is a row, a letter with its token, an event and an audit row at the agency’s own place', async () => {
    const made = await agency.boss.ask<Shown>(at(), { body: { email: 'Ada@Example.com', role: 'member' } })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ email: 'Ada@Example.com', role: 'member', clientIds: [], siteIds: [] })
    expect(made.text).not.toContain('token')
    const [mail] = await mailsOf('Ada@Example.com')
    expect(mail?.site_id).toBe(agency.agencyId)
    expect(tokenIn(mail!.text_body)).toBeDefined()
    const { rows } = await stand.admin.query(
      `select a.actor, a.resource, a.result from dp.audits a join dp.events e using (agency_id, site_id, request_id)
       where a.agency_id = $1 and a.site_id = $1 and a.action = 'core.invitation.created' and e.type = a.action`,
      [agency.agencyId],
    )
    expect(rows).toEqual([{ actor: `user:${agency.boss.userId}`, resource: made.body.id, result: 'ok' }])
    const listed = await agency.boss.ask<{ data: Shown[] }>(at())
    expect(listed.body.data).toEqual([
      expect.objectContaining({ id: made.body.id, state: 'open', inviterName: 'owner', roleName: null }),
    ])
  })

  it('is one of an address, also when two ask at once, and none of who is a member', async () => {
    const body = { email: 'twice@example.com', role: 'member' }
    const replies = await Promise.all([agency.boss.ask(at(), { body }), agency.boss.ask(at(), { body })])
    expect(replies.map((one) => one.status).toSorted()).toEqual([201, 409])
    const again = await agency.boss.ask(at(), { body: { ...body, email: 'TWICE@example.com' } })
    expect(words(again)).toEqual([409, 'core.already_invited'])
    const own = await agency.boss.ask(at(), { body: { ...body, email: agency.owner.email.toUpperCase() } })
    expect(words(own)).toEqual([409, 'core.already_member'])
  })

  it('takes a seat of the plan, which is given back when it is revoked or runs out', async () => {
    await stand.admin.query(`update dramac.agencies set plan = 'starter' where agency_id = $1`, [agency.agencyId])
    const invite = (name: string, more = {}) =>
      agency.boss.ask<Shown>(at(), { body: { email: `${name}@seats.test`, role: 'member', ...more } })
    const [first] = [await invite('one'), await invite('two')]
    const refused = await invite('three')
    expect(words(refused)).toEqual([429, 'core.plan_limit'])
    expect(problemOf(refused)).toMatchObject({
      code: 'USAGE_LIMIT_EXCEEDED', metric: 'seats', limit: 3, used: 3, plan: 'starter', liftedBy: 'growth',
    }) // prettier-ignore
    expect((await invite('portal', { role: 'client', clientIds: [agency.clientId] })).status).toBe(201)
    expect((await agency.boss.ask(at(`/${first.body.id}`), { method: 'DELETE' })).status).toBe(204)
    expect((await invite('three')).status).toBe(201)
    await stand.admin.query(
      `update dramac.invitations set expires_at = now() - interval '1 minute' where agency_id = $1 and email = 'three@seats.test'`,
      [agency.agencyId],
    )
    expect((await invite('three')).status).toBe(201)
  })

  it('is sent again with a new token, and the old one is worth nothing', async () => {
    const made = await agency.boss.ask<Shown>(at(), { body: { email: 'again@example.com', role: 'member' } })
    expect((await agency.boss.ask(at(`/${made.body.id}/resend`), { method: 'POST' })).status).toBe(200)
    const tokens = (await mailsOf('again@example.com')).map((mail) => tokenIn(mail.text_body))
    expect(new Set(tokens).size).toBe(2)
    const { rows } = await stand.admin.query(
      `select encode(token_hash, 'hex') as hash, encode(sha256(convert_to($2, 'UTF8')), 'hex') as wanted
       from dramac.invitations where id = $1`,
      [made.body.id, tokens[1]],
    )
    expect(rows[0].hash).toBe(rows[0].wanted)
    await agency.boss.ask(at(`/${made.body.id}`), { method: 'DELETE' })
    expect(words(await agency.boss.ask(at(`/${made.body.id}/resend`), { method: 'POST' }))).toEqual([
      404,
      'core.invitation_unknown',
    ])
  })
})

describe('who invites', () => {
  it('gives nothing above themselves: a member nothing, an admin no ownership, an own role only what it holds', async () => {
    const member = await addPerson(stand.admin, agency.agencyId, { role: 'member' })
    expect(words(await member.ask(at(), { body: { email: 'a@example.com', role: 'admin' } }))).toEqual([
      403,
      'core.permission_missing',
    ])
    const admin = await addPerson(stand.admin, agency.agencyId, { role: 'admin' })
    expect((await admin.ask(at(), { body: { email: 'b@example.com', role: 'owner' } })).status).toBe(422)
    expect((await admin.ask(at(), { body: { email: 'b@example.com', role: 'super_admin' } })).status).toBe(422)
    expect((await admin.ask(at(), { body: { email: 'b@example.com', role: 'admin' } })).status).toBe(201)
    const { rows } = await stand.admin.query<{ id: string }>(
      `insert into dramac.roles (agency_id, id, name, permissions) values ($1, gen_random_uuid(), 'Hiring', '{members:read,members:write}') returning id`,
      [agency.agencyId],
    )
    const hiring = await addPerson(stand.admin, agency.agencyId, { role: 'custom', roleId: rows[0]!.id })
    expect(words(await hiring.ask(at(), { body: { email: 'c@example.com', role: 'admin' } }))).toEqual([
      403,
      'core.role_above_yours',
    ])
    expect(words(await hiring.ask(at(), { body: { email: 'c@example.com', role: 'member' } }))).toEqual([
      403,
      'core.permission_not_yours',
    ])
    const own = await hiring.ask(at(), { body: { email: 'c@example.com', role: 'custom', roleId: rows[0]!.id } })
    expect(own.status).toBe(201)
  })

  it.each<[string, (other: TestAgency) => object, string]>([
    ['client', (other) => ({ role: 'client', clientIds: [other.clientId] }), 'core.client_unknown'],
    ['site', (other) => ({ role: 'member', siteIds: [other.siteId] }), 'core.site_unknown'],
    ['role', (other) => ({ role: 'custom', roleId: other.siteId }), 'core.role_unknown'],
  ])('finds no %s of another agency', async (_, bodyOf, reason) => {
    const other = await newAgency(stand)
    const foreign = await agency.boss.ask(at(), { body: { email: 'd@example.com', ...bodyOf(other) } })
    expect(words(foreign)).toEqual([404, reason])
  })

  it.each([
    ['a client without a client', { role: 'client' }, '/clientIds'],
    ['an own role without its name', { role: 'custom' }, '/roleId'],
    ['a field that nobody reads', { role: 'member', agencyId: 'x' }, '/agencyId'],
    ['no address', { role: 'member', email: 'nobody' }, '/email'],
  ])('is refused %s by name', async (_, body, path) => {
    const reply = await agency.boss.ask(at(), { body: { email: 'e@example.com', ...body } })
    expect([reply.status, problemOf(reply).errors[0]?.path]).toEqual([422, path])
  })
})
