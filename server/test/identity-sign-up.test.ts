/** Signing up and the links in mail, over HTTP: what an address that has an account can be told from one that has none. */
import { newLabel } from '@dramac/core/identity/secrets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const password = 'a quite good secret'
const signUpBody = (email: string, more: object = {}) => ({
  agencyName: 'Südwind & Söhne',
  name: 'Sam',
  email,
  password,
  ...more,
})

describe('signing up', () => {
  it('makes a person, their agency and that they own it, and is proved by the mail', async () => {
    const email = newAddress('Founder')
    const browser = openBrowser()
    const reply = await browser.send('POST', '/v1/sign-up', signUpBody(email, { zone: 'Europe/Berlin', locale: 'de' }))
    expect([reply.status, reply.body, browser.token()]).toEqual([202, {}, ''])
    const before = await signIn(browser, email.toLowerCase(), password)
    expect(before.body.user).toMatchObject({ email, emailVerified: false, realm: 'staff', isSuperAdmin: false })
    expect(before.body.agencies).toMatchObject([{ name: 'Südwind & Söhne', role: 'owner' }])
    expect(before.body.agencies[0]!.slug).toMatch(/^sudwind-sohne/)
    const token = await tokenTo(stand, email, 'identity.verify_email')
    const proved = await browser.send('POST', '/v1/email-verifications/confirm', { token })
    expect([proved.status, proved.body]).toEqual([200, { email }])
    const me = await browser.send<{ locale: string; zone: string; emailVerified: boolean }>('GET', '/v1/me')
    expect(me.body).toMatchObject({ locale: 'de', zone: 'Europe/Berlin', emailVerified: true, hasPassword: true })
    const { rows } = await stand.admin.query(
      `select a.plan, (select count(*)::int from dp.audits where agency_id = a.agency_id and action in ('core.agency.created', 'identity.user.created')) as audits
       from dramac.agencies a where a.agency_id = $1`,
      [before.body.agencies[0]!.id],
    )
    expect(rows).toEqual([{ plan: 'growth', audits: 2 }])
  })

  it('answers an address that has an account alike, changes nothing, and tells the mailbox alone', async () => {
    const { email, password: real, session } = await signUpPerson(stand)
    const agencies = () =>
      stand.admin.query('select count(*)::int as n from dramac.agencies').then(({ rows }) => rows[0])
    const before = await agencies()
    const fresh = await ask({ path: '/v1/sign-up', body: signUpBody(newAddress()), headers: own })
    const known = await ask({ path: '/v1/sign-up', body: signUpBody(email.toUpperCase()), headers: own })
    const shape = ({ status, headers, text }: typeof known) => [status, Object.keys(headers).sort(), text]
    expect(shape(known)).toEqual(shape(fresh))
    expect(await agencies()).toEqual({ n: (before as { n: number }).n + 1 })
    await expect.poll(() => mailsTo(stand, email, 'identity.already_registered')).toHaveLength(1)
    expect(await mailsTo(stand, email, 'identity.verify_email')).toHaveLength(1)
    const again = await signIn(openBrowser(), email, real)
    expect(again.body.user.id).toBe(session.user.id)
    expect(words(await signIn(openBrowser(), email, password))).toEqual([401, 'identity.wrong_credentials'])
  })

  it('of one address twice at the same moment makes one account', async () => {
    const email = newAddress()
    const replies = await Promise.all(
      [1, 2, 3].map(() => ask({ path: '/v1/sign-up', body: signUpBody(email), headers: own })),
    )
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202])
    const { rows } = await stand.admin.query('select 1 from dramac.users where email_key = $1', [email])
    expect(rows).toHaveLength(1)
  })

  it.each([
    ['short', 'nine-char', 'minLength'],
    ['known to many', 'Password1234!', 'breached'],
    ['a run of signs', 'abcdefghijkl', 'breached'],
    ['one sign over and over', '@@@@@@@@@@@@', 'breached'],
  ])('refuses a password that is %s, before anything is looked up', async (_, weak, rule) => {
    const reply = await ask({ path: '/v1/sign-up', body: signUpBody(newAddress(), { password: weak }), headers: own })
    expect(words(reply)).toEqual([422, 'identity.password_weak'])
    expect(problemOf(reply).errors).toMatchObject([{ path: '/password', rule }])
  })

  it('refuses a zone and a language that there are not, and a role or a state that comes along', async () => {
    for (const more of [{ zone: 'Mars/Olympus' }, { locale: '!!' }, { role: 'super_admin' }, { emailVerified: true }])
      expect((await ask({ path: '/v1/sign-up', body: signUpBody(newAddress(), more), headers: own })).status).toBe(422)
  })

  it('is no use to another website', async () => {
    const body = signUpBody(newAddress())
    expect(words(await ask({ path: '/v1/sign-up', body }))).toEqual([403, 'core.request_header_missing'])
    const headers = { ...own, Origin: 'https://evil.example' }
    expect(words(await ask({ path: '/v1/sign-up', body, headers }))).toEqual([403, 'core.foreign_origin'])
  })

  it('escapes nothing into mail and slug: names are text', async () => {
    const email = newAddress()
    const name = '<script>alert(1)</script>\r\nBcc: all@example.com'
    await ask({ path: '/v1/sign-up', body: signUpBody(email, { name, agencyName: '<b>漢字</b>' }), headers: own })
    const { rows } = await stand.admin.query('select html_body, subject from dp.mails where recipient = $1', [email])
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('<script>alert')
  })

  it('leaves what needs a proved address closed until it is', async () => {
    const { browser } = await signUpPerson(stand)
    const unproved = openBrowser()
    const email = newAddress()
    await unproved.send('POST', '/v1/sign-up', signUpBody(email))
    await signIn(unproved, email, password)
    expect((await unproved.send<SessionBody>('GET', '/v1/session')).body.user.emailVerified).toBe(false)
    expect((await browser.send<SessionBody>('GET', '/v1/session')).body.user.emailVerified).toBe(true)
    await stand.admin.query(`update dramac.users set email_verified_at = null where email_key = $1`, [site.owner.email])
    const owner = openBrowser()
    await signIn(owner, site.owner.email, site.owner.password)
    const add = () => owner.send('POST', `/v1/sites/${site.slug}/domains`, { pattern: 'https://proved.example.com' })
    expect(words(await add())).toEqual([403, 'identity.email_unverified'])
    await owner.send('POST', '/v1/me/email-verification')
    const token = await tokenTo(stand, site.owner.email, 'identity.verify_email')
    await owner.send('POST', '/v1/email-verifications/confirm', { token })
    expect((await add()).status).toBe(201)
  })
})

describe('a link in mail', () => {
  const confirmReset = (token: string, next = `next-${newLabel(10)}`) =>
    ask<SessionBody>({ path: '/v1/password-resets/confirm', body: { token, password: next }, headers: own })

  it('for a new password signs in, ends every session and kills every other link', async () => {
    const { browser, email, password: old } = await signUpPerson(stand)
    await browser.send('POST', '/v1/magic-links', { email })
    await browser.send('POST', '/v1/password-resets', { email })
    const magic = await tokenTo(stand, email, 'identity.magic_link')
    const token = await tokenTo(stand, email, 'identity.reset_password')
    const elsewhere = openBrowser()
    const reply = await elsewhere.send<SessionBody>('POST', '/v1/password-resets/confirm', {
      token,
      password: 'another good one',
    })
    expect([reply.status, reply.body.user.email]).toEqual([200, email])
    expect((await elsewhere.send('GET', '/v1/session')).status).toBe(200)
    expect((await browser.send('GET', '/v1/session')).status).toBe(401)
    expect(words(await ask({ path: '/v1/magic-links/confirm', body: { token: magic }, headers: own }))).toEqual([
      401,
      'identity.link_used',
    ])
    expect(words(await confirmReset(token))).toEqual([401, 'identity.link_used'])
    expect(words(await signIn(openBrowser(), email, old))).toEqual([401, 'identity.wrong_credentials'])
    expect((await signIn(openBrowser(), email, 'another good one')).status).toBe(200)
    expect(await mailsTo(stand, email, 'identity.password_changed')).toHaveLength(1)
  })

  it('works once, even for two at the same moment', async () => {
    const { browser, email } = await signUpPerson(stand)
    await browser.send('POST', '/v1/password-resets', { email })
    const token = await tokenTo(stand, email, 'identity.reset_password')
    const replies = await Promise.all([1, 2, 3, 4].map(() => confirmReset(token)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401])
  })

  it('is kept as a hash, and serves no other purpose', async () => {
    const { browser, email } = await signUpPerson(stand)
    await browser.send('POST', '/v1/password-resets', { email })
    const token = await tokenTo(stand, email, 'identity.reset_password')
    const { rows } = await stand.admin.query('select * from dramac.email_tokens where token_hash = $1', [hashOf(token)])
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(token)
    for (const path of ['/v1/magic-links/confirm', '/v1/email-verifications/confirm'])
      expect(words(await ask({ path, body: { token }, headers: own }))).toEqual([401, 'identity.link_unknown'])
    expect((await confirmReset(token)).status).toBe(200)
  })

  it('ends after its time, and a weak password does not use it up', async () => {
    const { browser, email } = await signUpPerson(stand)
    await browser.send('POST', '/v1/password-resets', { email })
    const token = await tokenTo(stand, email, 'identity.reset_password')
    expect(words(await confirmReset(token, 'short'))).toEqual([422, 'identity.password_weak'])
    const age = (text: string) =>
      stand.admin.query(`update dramac.email_tokens set expires_at = now() ${text} where token_hash = $1`, [
        hashOf(token),
      ])
    await age(`- interval '1 second'`)
    expect(words(await confirmReset(token))).toEqual([401, 'identity.link_expired'])
    await age(`+ interval '1 minute'`)
    expect((await confirmReset(token)).status).toBe(200)
  })

  it.each(['', 'x', 'nothing-that-we-ever-sent-to-anybody', 'é'.repeat(40)])('%s is no link', async (token) => {
    expect([401, 422]).toContain((await confirmReset(token)).status)
  })

  it('signs in once, to a page of ours alone, and ends whatever session was there', async () => {
    const { browser, email } = await signUpPerson(stand)
    const first = browser.token()
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/a b',
      '/\tx',
    ])
      expect((await browser.send('POST', '/v1/magic-links', { email, next })).status).toBe(422)
    await browser.send('POST', '/v1/magic-links', { email, next: '/sites/harbor?tab=keys' })
    const token = await tokenTo(stand, email, 'identity.magic_link')
    const reply = await browser.send<SessionBody>('POST', '/v1/magic-links/confirm', { token })
    expect([reply.status, reply.body.next, browser.token() === first]).toEqual([200, '/sites/harbor?tab=keys', false])
    expect((await openBrowser(`dm_session=${first}`).send('GET', '/v1/session')).status).toBe(401)
    const me = await browser.send('POST', '/v1/me/password', { password: 'a brand new secret' })
    expect(words(me)).toEqual([403, 'identity.confirmation_required'])
  })

  it('is asked for alike by an address that nobody has, and nothing is sent', async () => {
    const { email } = await signUpPerson(stand)
    const nobody = newAddress('nobody')
    for (const path of ['/v1/password-resets', '/v1/magic-links']) {
      const known = await ask({ path, body: { email }, headers: own })
      const unknown = await ask({ path, body: { email: nobody }, headers: own })
      expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
      expect([known.status, known.text]).toEqual([202, '{}'])
    }
    await tokenTo(stand, email, 'identity.magic_link')
    const { rows } = await stand.admin.query('select 1 from dp.mails where recipient = $1', [nobody])
    expect(rows).toEqual([])
  })

  it('goes to each account of an address, for that account alone', async () => {
    const client = site.owner.email.replace('owner', 'client')
    await signUpPerson(stand, client)
    await ask({ path: '/v1/magic-links', body: { email: client }, headers: own })
    await tokenTo(stand, client, 'identity.magic_link', 2)
    const mails = await mailsTo(stand, client, 'identity.magic_link')
    const realms = await Promise.all(
      mails.map(async ({ text }) => {
        const token = /#([\w-]{20,})/.exec(text)![1]!
        const reply = await ask<SessionBody>({ path: '/v1/magic-links/confirm', body: { token }, headers: own })
        return reply.body.user.realm
      }),
    )
    expect(realms.sort()).toEqual(['portal', 'staff'])
  })
})
