/** Signing in and out, one's own sessions, and what a request may say of itself, over HTTP. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  hashOf,
  mailsTo,
  newAddress,
  openBrowser,
  own,
  signIn,
  signUpPerson,
  tokenTo,
  words,
  type SessionBody,
} from './person.ts'
import { ask, openStand, problemOf, type Stand, type TestSite } from './site.ts'

let stand: Stand
let site: TestSite

beforeAll(async () => {
  stand = openStand()
  site = await stand.newSite(['owner', 'client'])
})
afterAll(() => stand.close())

const signInClient = (more: object = {}) =>
  signIn(openBrowser(), site.owner.email.replace('owner', 'client'), site.owner.password, more)

describe('staff and the portals of agencies', () => {
  it('are separate, and a sign-in without a realm finds the one account that fits', async () => {
    expect((await signInClient()).body.user.realm).toBe('portal')
    expect((await signInClient({ realm: 'portal' })).status).toBe(200)
    expect(words(await signInClient({ realm: 'staff' }))).toEqual([401, 'identity.wrong_credentials'])
    const { rows } = await stand.admin.query<{ slug: string }>(
      'select slug from dramac.agencies where agency_id = $1',
      [site.agencyId],
    )
    expect((await signInClient({ realm: 'portal', agency: rows[0]!.slug })).status).toBe(200)
    expect(words(await signInClient({ realm: 'portal', agency: 'northwind' }))).toEqual([
      401,
      'identity.wrong_credentials',
    ])
  })

  it('hold one address each, and the accounts do not bleed into one another', async () => {
    const email = site.owner.email.replace('owner', 'client')
    const { password, session } = await signUpPerson(stand, email)
    const staff = await signIn(openBrowser(), email, password)
    const portal = await signIn(openBrowser(), email, site.owner.password)
    expect([staff.body.user.realm, portal.body.user.realm]).toEqual(['staff', 'portal'])
    expect(staff.body.user.id).toBe(session.user.id)
    expect(portal.body.user.id).not.toBe(session.user.id)
    expect(staff.body.sites).toEqual([])
    expect(portal.body.sites.map(({ slug }) => slug)).toEqual([site.slug])
    expect(portal.body.agencies.map(({ role }) => role)).toEqual(['client'])
    const other = await stand.newSite(['client'])
    await expect(
      stand.admin.query(`update dramac.memberships set agency_id = $1, client_id = null, role = 'member' where user_id = $2`, [
        other.agencyId, portal.body.user.id,
      ]),
    ).rejects.toMatchObject({ code: '23503' }) // prettier-ignore
  })

  it('with one password in two portals are two people: neither is let in without a name', async () => {
    const other = await stand.newSite(['client'])
    const email = newAddress()
    await stand.admin.query(
      `update dramac.users u set email = $1, password_hash = (select password_hash from dramac.users where email_key = $2)
       from dramac.memberships m where m.user_id = u.user_id and m.role = 'client' and m.agency_id in ($3, $4)`,
      [email, site.owner.email, site.agencyId, other.agencyId],
    )
    expect(words(await signIn(openBrowser(), email, site.owner.password))).toEqual([401, 'identity.wrong_credentials'])
    const { rows } = await stand.admin.query<{ slug: string }>(
      'select slug from dramac.agencies where agency_id = $1',
      [other.agencyId],
    )
    const named = await signIn(openBrowser(), email, site.owner.password, { agency: rows[0]!.slug })
    expect(named.body.sites.map(({ slug }) => slug)).toEqual([other.slug])
    await stand.admin.query(`update dramac.users set email = $1 where realm_agency_id = $2`, [
      site.owner.email.replace('owner', 'client'),
      site.agencyId,
    ])
  })

  it('of somebody who is locked or disabled stay shut, with the answer of a wrong password', async () => {
    for (const status of ['locked', 'disabled']) {
      const { browser, email, password, session } = await signUpPerson(stand)
      await stand.admin.query('update dramac.users set status = $1 where user_id = $2', [status, session.user.id])
      expect(words(await browser.send('GET', '/v1/session'))).toEqual([401, 'identity.not_signed_in'])
      expect(words(await signIn(openBrowser(), email, password))).toEqual([401, 'identity.wrong_credentials'])
    }
  })
})

describe('a password', () => {
  it('of an older profile is hashed anew when it is next shown', async () => {
    const { email, password, session } = await signUpPerson(stand)
    const { hash } = await import('@node-rs/argon2')
    const old = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
    await stand.admin.query('update dramac.users set password_hash = $1 where user_id = $2', [old, session.user.id])
    expect((await signIn(openBrowser(), email, password)).status).toBe(200)
    const { rows } = await stand.admin.query<{ hash: string }>(
      'select password_hash as hash from dramac.users where user_id = $1',
      [session.user.id],
    )
    expect(rows[0]!.hash).toContain('m=19456,t=2,p=1')
    expect((await signIn(openBrowser(), email, password)).status).toBe(200)
  })

  it('is changed by whoever has just shown the old one, and every other session ends', async () => {
    const { browser, email, password, session } = await signUpPerson(stand)
    const other = openBrowser()
    await signIn(other, email, password)
    await stand.admin.query('update dramac.sessions set confirmed_at = null where user_id = $1', [session.user.id])
    const change = () => browser.send('POST', '/v1/me/password', { password: 'something else now' })
    expect(words(await change())).toEqual([403, 'identity.confirmation_required'])
    await browser.send('POST', '/v1/me/confirmation', { password })
    const before = browser.token()
    expect((await change()).status).toBe(204)
    expect(browser.token()).not.toBe(before)
    expect((await browser.send('GET', '/v1/session')).status).toBe(200)
    expect((await other.send('GET', '/v1/session')).status).toBe(401)
    expect(words(await signIn(openBrowser(), email, password))).toEqual([401, 'identity.wrong_credentials'])
    expect(await mailsTo(stand, email, 'identity.password_changed')).toHaveLength(1)
  })
})

describe('one’s own sessions', () => {
  it('are listed, ended one by one or all others at once, and nobody else’s are', async () => {
    const { browser, email, password } = await signUpPerson(stand)
    const [second, third] = [openBrowser(), openBrowser()]
    await signIn(second, email, password)
    await signIn(third, email, password)
    type List = { data: { id: string; isCurrent: boolean; userAgent: string; isImpersonation: boolean }[] }
    const list = async () => (await browser.send<List>('GET', '/v1/me/sessions')).body.data
    const all = await list()
    expect(all).toHaveLength(3)
    expect(all.filter(({ isCurrent }) => isCurrent)).toHaveLength(1)
    expect(all.every(({ userAgent }) => userAgent === 'Browser of a test')).toBe(true)
    const stranger = await signUpPerson(stand)
    expect(words(await stranger.browser.send('DELETE', `/v1/me/sessions/${all[0]!.id}`))).toEqual([
      404,
      'identity.session_unknown',
    ])
    const secondId = (await second.send<List>('GET', '/v1/me/sessions')).body.data.find(
      ({ isCurrent }) => isCurrent,
    )!.id
    expect((await browser.send('DELETE', `/v1/me/sessions/${secondId}`)).status).toBe(204)
    expect((await second.send('GET', '/v1/session')).status).toBe(401)
    expect((await browser.send('DELETE', '/v1/me/sessions')).status).toBe(204)
    expect((await third.send('GET', '/v1/session')).status).toBe(401)
    expect(await list()).toHaveLength(1)
    expect((await stranger.browser.send('GET', '/v1/session')).status).toBe(200)
  })

  it('end when they are not used for a week', async () => {
    const { browser } = await signUpPerson(stand)
    const age = (days: number) =>
      stand.admin.query(`update dramac.sessions set last_seen_at = now() - $1::interval where token_hash = $2`, [
        `${days} days`,
        hashOf(browser.token()),
      ])
    await age(6.9)
    expect((await browser.send('GET', '/v1/session')).status).toBe(200)
    const { rows } = await stand.admin.query<{ fresh: boolean }>(
      `select last_seen_at > now() - interval '1 minute' as fresh from dramac.sessions where token_hash = $1`,
      [hashOf(browser.token())],
    )
    expect(rows).toEqual([{ fresh: true }])
    await age(7.1)
    expect((await browser.send('GET', '/v1/session')).status).toBe(401)
  })

  it('are of no use to another website', async () => {
    const { browser, email } = await signUpPerson(stand)
    const headers = { Cookie: browser.cookie(), Origin: 'https://evil.example' }
    for (const [method, path, body] of [
      ['PATCH', '/v1/me', { name: 'Evil' }], ['POST', '/v1/me/email', { email }], ['DELETE', '/v1/me/sessions'],
      ['POST', '/v1/magic-links', { email }], ['POST', '/v1/me/totp'],
    ] as const) {
      expect(words(await ask({ method, path, ...(body ? { body } : {}), headers }))[1]).toBe('core.request_header_missing')
      expect(words(await ask({ method, path, ...(body ? { body } : {}), headers: { ...headers, ...own } }))[1]).toBe('core.foreign_origin')
    } // prettier-ignore
  })
})

describe('one’s own account', () => {
  it('is changed field by field, and nothing else of it', async () => {
    const { browser } = await signUpPerson(stand)
    const changed = await browser.send('PATCH', '/v1/me', { name: 'Ada', locale: 'ar', zone: 'Asia/Tokyo' })
    expect(changed.body).toMatchObject({ name: 'Ada', locale: 'ar', zone: 'Asia/Tokyo' })
    for (const body of [{}, { zone: 'Nowhere' }, { realm: 'portal' }, { email: 'x@y.z' }, { id: 'x' }, { name: ' ' }])
      expect([body, (await browser.send('PATCH', '/v1/me', body)).status]).toEqual([body, 422])
  })

  it('has a new address once its mailbox answers', async () => {
    const { browser, email, password } = await signUpPerson(stand)
    const next = newAddress('next')
    expect((await browser.send('POST', '/v1/me/email', { email: next })).status).toBe(202)
    expect((await signIn(openBrowser(), email, password)).status).toBe(200)
    const token = await tokenTo(stand, next, 'identity.verify_email')
    expect((await openBrowser().send('POST', '/v1/email-verifications/confirm', { token })).body).toEqual({
      email: next,
    })
    expect((await signIn(openBrowser(), next, password)).status).toBe(200)
    expect(words(await signIn(openBrowser(), email, password))).toEqual([401, 'identity.wrong_credentials'])
  })

  it('does not take an address that somebody else has, and only that mailbox is told', async () => {
    const [one, other] = [await signUpPerson(stand), await signUpPerson(stand)]
    expect((await one.browser.send('POST', '/v1/me/email', { email: other.email })).status).toBe(202)
    const token = await tokenTo(stand, other.email, 'identity.verify_email', 2)
    const reply = await openBrowser().send('POST', '/v1/email-verifications/confirm', { token })
    expect(words(reply)).toEqual([409, 'identity.email_taken'])
  })

  it('loses a role at the next request', async () => {
    const { browser, session } = await signUpPerson(stand)
    const agency = session.agencies[0]!
    const read = () => browser.send('GET', `/v1/agencies/${agency.id}`)
    expect((await read()).status).toBe(200)
    await stand.admin.query('delete from dramac.memberships where user_id = $1', [session.user.id])
    expect(words(await read())).toEqual([404, 'core.agency_unknown'])
    expect((await browser.send<SessionBody>('GET', '/v1/session')).body.agencies).toEqual([])
  })

  it('leaves rows in the audit for what was done and what was refused', async () => {
    const { email, browser, session } = await signUpPerson(stand)
    await signIn(openBrowser(), email, 'wrong')
    await browser.send('DELETE', '/v1/session')
    const { rows } = await stand.admin.query<{ action: string; result: string }>(
      `select action, result from dp.audits where actor = $1 and network_hash is not null order by created_at, id`,
      [`user:${session.user.id}`],
    )
    const said = rows.map(({ action, result }) => `${action} ${result}`)
    for (const row of ['identity.email.verified ok', 'identity.session.opened ok', 'identity.session.closed ok'])
      expect(said).toContain(row)
    const { rows: denied } = await stand.admin.query(
      `select 1 from dp.audits where action = 'identity.session.opened' and result = 'denied' and actor = 'anyone' limit 1`,
    )
    expect(denied).toHaveLength(1)
  })
})

describe('what a request says of itself', () => {
  it('makes nobody of anybody: headers of a proxy that is none are gone', async () => {
    const claims = {
      'X-User-Id': 'x',
      'X-Role': 'owner',
      'X-Agency-Id': site.agencyId,
      'X-Forwarded-User': site.owner.email,
      'X-Tenant': site.slug,
    }
    expect(words(await ask({ path: '/v1/session', headers: claims }))).toEqual([401, 'identity.not_signed_in'])
    const { browser } = await signUpPerson(stand)
    const reply = await ask({ path: `/v1/sites/${site.slug}/keys`, headers: { Cookie: browser.cookie(), ...claims } })
    expect(words(reply)).toEqual([404, 'core.site_unknown'])
  })

  it('does not move it to another network: without a proxy of ours nobody forwards', async () => {
    const left = async (from: string) => {
      const reply = await ask({
        path: '/v1/session',
        method: 'POST',
        body: {},
        headers: { ...own, 'X-Forwarded-For': from },
      })
      return Number(/r=(\d+)/.exec(String(reply.headers['ratelimit']))![1])
    }
    const first = await left('203.0.113.1')
    expect(await left('203.0.113.2')).toBeLessThan(first)
    expect(await left('2001:db8::1')).toBeLessThan(first - 1)
  })
})

describe('a super admin', () => {
  it('is made from a terminal, of somebody who has an account', async () => {
    const { browser, email } = await signUpPerson(stand)
    const run = (address: string) =>
      promisify(execFile)(process.execPath, ['tools/cli/main.ts', 'platform', 'admin', '--email', address], {
        env: { ...process.env, DRAMAC_DATA_DIR: inject('dataDir') },
      })
    expect((await browser.send('GET', '/v1/platform/agencies')).status).toBe(404)
    expect((await run(email)).stdout).toContain('is a super admin now')
    expect((await run(email)).stdout).toContain('already')
    expect((await browser.send('GET', '/v1/platform/agencies')).status).toBe(200)
    await expect(run('nobody@example.test')).rejects.toMatchObject({ code: 1 })
    expect(problemOf(await openBrowser().send('GET', '/v1/platform/agencies')).status).toBe(401)
  })
})
