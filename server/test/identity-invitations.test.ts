/** Invitations as whoever got them sees them, over HTTP: looked at, accepted once, run out, and asked for again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newAgency, type TestAgency } from './hierarchy-stand.ts'
import {
  hashOf,
  newAddress,
  openBrowser,
  own,
  signIn,
  signUpPerson,
  tokenTo,
  words,
  type Browser,
  type SessionBody,
} from './person.ts'
import { ask, openStand, type Stand } from './site.ts'

let stand: Stand
let agency: TestAgency

beforeAll(async () => {
  stand = openStand()
  agency = await newAgency(stand)
  await stand.admin.query(`update dramac.agencies set plan = 'unlimited' where agency_id = $1`, [agency.agencyId])
})
afterAll(() => stand.close())

async function invite(email: string, more: object = { role: 'member' }): Promise<string> {
  const made = await agency.boss.ask(`agencies/${agency.agencyId}/invitations`, { body: { email, ...more } })
  expect(words(made)).toEqual([201, undefined])
  return tokenTo(stand, email, 'agency.invitation')
}
const inspect = async (token: string, browser = openBrowser()) =>
  (await browser.send<Record<string, unknown>>('POST', '/v1/invitations/inspect', { token })).body
const accept = (browser: Browser, token: string, more: object = {}) =>
  browser.send<SessionBody>('POST', '/v1/invitations/accept', { token, ...more })
const someone = { name: 'Nina New', password: 'a very new secret' }

describe('an invitation', () => {
  it('makes somebody new a member, with a proved address, and is used up', async () => {
    const email = newAddress()
    const token = await invite(email)
    expect(await inspect(token)).toMatchObject({
      email,
      role: 'member',
      state: 'open',
      hasAccount: false,
      signedInAs: null,
      inviterName: 'owner',
    })
    expect(words(await accept(openBrowser(), token))).toEqual([422, 'core.input_refused'])
    expect(words(await accept(openBrowser(), token, { ...someone, password: 'short' }))).toEqual([
      422,
      'identity.password_weak',
    ])
    const browser = openBrowser()
    const reply = await accept(browser, token, someone)
    expect([reply.status, reply.body.user.emailVerified, reply.body.agencies.map(({ role }) => role)]).toEqual([
      200,
      true,
      ['member'],
    ])
    expect((await browser.send('GET', `/v1/agencies/${agency.agencyId}`)).status).toBe(200)
    expect(words(await accept(openBrowser(), token, someone))).toEqual([401, 'identity.link_used'])
    expect((await inspect(token))['state']).toBe('accepted')
    const { rows } = await stand.admin.query(
      `select actor from dp.audits where agency_id = $1 and action = 'core.invitation.accepted'`,
      [agency.agencyId],
    )
    expect(rows).toEqual([{ actor: `user:${reply.body.user.id}` }])
  })

  it('of a client opens the portal of that client, whoever else has the address', async () => {
    const { email, session } = await signUpPerson(stand)
    const token = await invite(email, { role: 'client', clientIds: [agency.clientId] })
    expect((await inspect(token))['hasAccount']).toBe(false)
    const reply = await accept(openBrowser(), token, someone)
    expect([reply.status, reply.body.user.realm, reply.body.user.id === session.user.id]).toEqual([
      200,
      'portal',
      false,
    ])
    expect(reply.body.agencies.map(({ role }) => role)).toEqual(['client'])
  })

  it('for an account is accepted by that account alone', async () => {
    const person = await signUpPerson(stand)
    const other = await signUpPerson(stand)
    const token = await invite(person.email)
    expect(words(await accept(openBrowser(), token, someone))).toEqual([401, 'identity.sign_in_to_accept'])
    expect(words(await accept(other.browser, token))).toEqual([409, 'identity.other_user_signed_in'])
    expect(await inspect(token, other.browser)).toMatchObject({ hasAccount: true, signedInAs: other.email })
    const before = person.browser.token()
    const reply = await accept(person.browser, token)
    expect([reply.status, reply.body.agencies.length, person.browser.token() === before]).toEqual([200, 2, false])
    expect((await signIn(openBrowser(), person.email, person.password)).status).toBe(200)
  })

  it('is accepted once by two at the same moment', async () => {
    const email = newAddress()
    const token = await invite(email)
    const replies = await Promise.all([1, 2, 3].map(() => accept(openBrowser(), token, someone)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    const { rows } = await stand.admin.query(
      'select 1 from dramac.users u join dramac.memberships m using (user_id) where email_key = $1',
      [email],
    )
    expect(rows).toHaveLength(1)
  })

  it('that ran out is sent again to the same address on demand, and one that was taken back is not', async () => {
    const email = newAddress()
    const token = await invite(email)
    await stand.admin.query(
      `update dramac.invitations set expires_at = now() - interval '1 second' where token_hash = $1`,
      [hashOf(token)],
    )
    expect(words(await accept(openBrowser(), token, someone))).toEqual([401, 'identity.link_expired'])
    expect((await inspect(token))['state']).toBe('expired')
    expect((await openBrowser().send('POST', '/v1/invitations/renew', { token })).status).toBe(202)
    const next = await tokenTo(stand, email, 'agency.invitation', 2)
    expect(words(await accept(openBrowser(), token, someone))).toEqual([401, 'identity.link_unknown'])
    await stand.admin.query(`update dramac.invitations set state = 'revoked' where token_hash = $1`, [hashOf(next)])
    expect(words(await accept(openBrowser(), next, someone))).toEqual([401, 'identity.link_used'])
    expect((await inspect(next))['state']).toBe('revoked')
  })

  it.each(['', 'x'.repeat(20), 'a-token-of-nobody-at-all-anywhere-here-1234'])('%s is none', async (token) => {
    for (const path of ['inspect', 'accept', 'renew'])
      expect([401, 422]).toContain(
        (await ask({ path: `/v1/invitations/${path}`, body: { token }, headers: own })).status,
      )
  })
})
