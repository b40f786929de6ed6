/** Second factors over HTTP: codes, paper, passkeys, and what an agency asks of its staff. */
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createDevice } from './authenticator.ts'
import {
  mailsTo,
  openBrowser,
  signIn,
  signUpPerson,
  tokenTo,
  words,
  type Browser,
  type SessionBody,
  type Signed,
} from './person.ts'
import { openStand, problemOf, type Stand } from './site.ts'

let stand: Stand
beforeAll(() => {
  stand = openStand()
})
afterAll(() => stand.close())

/** Of a step from now: each counts once, so a test goes through them in order. */
const codeOf = (secret: string, step: -1 | 0 | 1) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + step * 30_000 })

interface WithTotp extends Signed {
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

/** Uses up the step before this one. */
async function enrol(): Promise<WithTotp> {
  const person = await signUpPerson(stand)
  const { browser } = person
  const offer = await browser.send<{ secret: string; uri: string }>('POST', '/v1/me/totp')
  expect(offer.body.uri).toMatch(/^otpauth:\/\/totp\//)
  const { secret } = offer.body
  const done = await browser.send<{ recoveryCodes: string[] }>('POST', '/v1/me/totp/confirm', {
    code: codeOf(secret, -1),
  })
  expect(words(done)).toEqual([200, undefined])
  return { ...person, secret, recoveryCodes: done.body.recoveryCodes }
}

interface Question {
  readonly challenge: string
  readonly methods: string[]
}
const askedOf = async (browser: Browser, email: string, password: string): Promise<Question> => {
  const reply = await signIn(browser, email, password)
  expect(words(reply)).toEqual([401, 'identity.second_factor_required'])
  expect(browser.token()).toBe('')
  return problemOf(reply) as unknown as Question // its facts
}
const answer = (browser: Browser, body: object) => browser.send<SessionBody>('POST', '/v1/session/second-factor', body)

describe('codes of an app', () => {
  it('are asked for after the password, and each step counts once', async () => {
    const { email, password, secret } = await enrol()
    const browser = openBrowser()
    const { challenge, methods } = await askedOf(browser, email, password)
    expect(methods).toEqual(['totp', 'recovery'])
    expect(words(await answer(browser, { challenge, code: codeOf(secret, -1) }))).toEqual([401, 'identity.code_wrong'])
    expect(words(await answer(browser, { challenge, code: '000000' }))).toEqual([401, 'identity.code_wrong'])
    const code = codeOf(secret, 0)
    const right = await answer(browser, { challenge, code })
    expect([right.status, right.body.user?.email]).toEqual([200, email])
    expect(words(await answer(openBrowser(), { challenge, code: codeOf(secret, 1) }))).toEqual([
      401,
      'identity.challenge_unknown',
    ])
    const again = await askedOf(openBrowser(), email, password)
    expect(words(await answer(openBrowser(), { challenge: again.challenge, code }))).toEqual([
      401,
      'identity.code_wrong',
    ])
  })

  it('open one session for two answers at the same moment', async () => {
    const { email, password, secret } = await enrol()
    const { challenge } = await askedOf(openBrowser(), email, password)
    const code = codeOf(secret, 0)
    const replies = await Promise.all([1, 2, 3].map(() => answer(openBrowser(), { challenge, code })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401])
  })

  it('may be guessed five times', async () => {
    const { email, password, secret } = await enrol()
    const { challenge } = await askedOf(openBrowser(), email, password)
    for (let tries = 0; tries < 5; tries++)
      expect(words(await answer(openBrowser(), { challenge, code: '123456' }))[1]).toBe('identity.code_wrong')
    expect(words(await answer(openBrowser(), { challenge, code: codeOf(secret, 0) }))).toEqual([
      401,
      'identity.challenge_unknown',
    ])
  })

  it('change the session’s token, are kept encrypted, and are told by mail', async () => {
    const { browser, email, session } = await signUpPerson(stand)
    const offer = await browser.send<{ secret: string }>('POST', '/v1/me/totp')
    const before = browser.token()
    expect(words(await browser.send('POST', '/v1/me/totp/confirm', { code: '000000' }))).toEqual([
      401,
      'identity.code_wrong',
    ])
    await browser.send('POST', '/v1/me/totp/confirm', { code: codeOf(offer.body.secret, 0) })
    expect(browser.token()).not.toBe(before)
    expect((await openBrowser(`dm_session=${before}`).send('GET', '/v1/me')).status).toBe(401)
    const { rows } = await stand.admin.query<{ secret: Buffer }>('select secret from dramac.totps where user_id = $1', [
      session.user.id,
    ])
    expect(rows[0]!.secret.toString('latin1')).not.toContain(offer.body.secret)
    expect(await mailsTo(stand, email, 'identity.mfa_changed')).toHaveLength(1)
    expect(words(await browser.send('POST', '/v1/me/totp'))).toEqual([409, 'identity.totp_there'])
  })

  it('are asked for by a link in mail and a new password as well', async () => {
    const { email, secret } = await enrol()
    const browser = openBrowser()
    await browser.send('POST', '/v1/magic-links', { email, next: '/account' })
    const magic = await browser.send('POST', '/v1/magic-links/confirm', {
      token: await tokenTo(stand, email, 'identity.magic_link'),
    })
    expect(words(magic)).toEqual([401, 'identity.second_factor_required'])
    const done = await answer(browser, { challenge: problemOf(magic)['challenge'], code: codeOf(secret, 0) })
    expect([done.status, done.body.next]).toEqual([200, '/account'])
    await browser.send('POST', '/v1/password-resets', { email })
    const token = await tokenTo(stand, email, 'identity.reset_password')
    const reset = await openBrowser().send('POST', '/v1/password-resets/confirm', {
      token,
      password: 'entirely new words',
    })
    expect(words(reset)).toEqual([401, 'identity.second_factor_required'])
  })

  it('and paper that was shown once: each of its codes opens once', async () => {
    const { browser, email, password, recoveryCodes } = await enrol()
    expect(recoveryCodes).toHaveLength(10)
    const first = await askedOf(openBrowser(), email, password)
    const recoveryCode = recoveryCodes[0]!.toUpperCase()
    expect((await answer(openBrowser(), { challenge: first.challenge, recoveryCode })).status).toBe(200)
    const second = await askedOf(openBrowser(), email, password)
    expect(words(await answer(openBrowser(), { challenge: second.challenge, recoveryCode }))).toEqual([
      401,
      'identity.code_wrong',
    ])
    expect((await browser.send<{ recoveryCodesLeft: number }>('GET', '/v1/me')).body.recoveryCodesLeft).toBe(9)
    const renewed = await browser.send<{ recoveryCodes: string[] }>('POST', '/v1/me/recovery-codes')
    expect(renewed.body.recoveryCodes).toHaveLength(10)
    const old = await answer(openBrowser(), { challenge: second.challenge, recoveryCode: recoveryCodes[1] })
    expect(words(old)).toEqual([401, 'identity.code_wrong'])
    const { rows } = await stand.admin.query('select code_hash from dramac.recovery_codes')
    expect(JSON.stringify(rows)).not.toContain(renewed.body.recoveryCodes[0]!.replace('-', ''))
  })

  it('are of one person: a challenge of another is not answered by them', async () => {
    const [one, other] = [await enrol(), await enrol()]
    const { challenge } = await askedOf(openBrowser(), other.email, other.password)
    expect(words(await answer(openBrowser(), { challenge, code: codeOf(one.secret, 0) }))).toEqual([
      401,
      'identity.code_wrong',
    ])
    expect(words(await answer(openBrowser(), { challenge, recoveryCode: one.recoveryCodes[0] }))).toEqual([
      401,
      'identity.code_wrong',
    ])
    expect(
      (await answer(openBrowser(), { challenge, code: codeOf(other.secret, 0), recoveryCode: 'aaaaa-aaaaa' })).status,
    ).toBe(422)
  })
})

describe('a passkey', () => {
  const origin = () => `http://localhost:${inject('port')}`
  interface Ceremony {
    readonly challenge: string
    readonly options: { readonly challenge: string }
  }
  const offer = async (browser: Browser, path: string) => (await browser.send<Ceremony>('POST', path)).body

  async function addKey({ browser }: Signed) {
    const device = createDevice({ origin: origin() })
    const { challenge, options } = await offer(browser, '/v1/me/passkeys/options')
    const made = await browser.send<{ id: string }>('POST', '/v1/me/passkeys', {
      challenge,
      response: device.register(options.challenge),
      label: 'Laptop',
    })
    expect(words(made)).toEqual([201, undefined])
    return { device, id: made.body.id }
  }
  const signInWith = async (browser: Browser, make: (challenge: string) => object) => {
    const { challenge, options } = await offer(browser, '/v1/session/passkey/options')
    return browser.send<SessionBody>('POST', '/v1/session/passkey', { challenge, response: make(options.challenge) })
  }

  it('signs in by itself, is listed, renamed and removed', async () => {
    const person = await signUpPerson(stand)
    const { device, id } = await addKey(person)
    const browser = openBrowser()
    const reply = await signInWith(browser, (challenge) => device.sign(challenge))
    expect([reply.status, reply.body.user?.email]).toEqual([200, person.email])
    const list = await browser.send<{ data: object[] }>('GET', '/v1/me/passkeys')
    expect(list.body.data).toMatchObject([{ id, label: 'Laptop', lastUsedAt: expect.any(String) }])
    expect((await browser.send('PATCH', `/v1/me/passkeys/${id}`, { label: 'Phone' })).body).toMatchObject({
      id,
      label: 'Phone',
    })
    const stranger = await signUpPerson(stand)
    expect(words(await stranger.browser.send('DELETE', `/v1/me/passkeys/${id}`))).toEqual([
      404,
      'identity.passkey_unknown',
    ])
    expect((await browser.send('DELETE', `/v1/me/passkeys/${id}`)).status).toBe(204)
    const gone = await signInWith(openBrowser(), (challenge) => device.sign(challenge))
    expect(words(gone)).toEqual([401, 'identity.passkey_refused'])
  })

  it('is refused from another page, for another challenge, unseen, copied or replayed', async () => {
    const { device } = await addKey(await signUpPerson(stand))
    const refused = [401, 'identity.passkey_refused']
    expect(
      words(await signInWith(openBrowser(), (challenge) => device.sign(challenge, { origin: 'http://evil.example' }))),
    ).toEqual(refused)
    expect(words(await signInWith(openBrowser(), () => device.sign('bm90IHdoYXQgd2FzIGFza2Vk')))).toEqual(refused)
    expect(words(await signInWith(openBrowser(), (challenge) => device.sign(challenge, { verifies: false })))).toEqual(
      refused,
    )
    expect((await signInWith(openBrowser(), (challenge) => device.sign(challenge))).status).toBe(200)
    device.rewind()
    expect(words(await signInWith(openBrowser(), (challenge) => device.sign(challenge)))).toEqual(refused)
    device.sign('')
    device.sign('')
    const { challenge, options } = await offer(openBrowser(), '/v1/session/passkey/options')
    const body = { challenge, response: device.sign(options.challenge) }
    expect((await openBrowser().send('POST', '/v1/session/passkey', body)).status).toBe(200)
    expect(words(await openBrowser().send('POST', '/v1/session/passkey', body))).toEqual([
      401,
      'identity.challenge_unknown',
    ])
  })

  it('answers in the place of a code, and nonsense in the place of a passkey is refused', async () => {
    const person = await enrol()
    const { device } = await addKey(person)
    const browser = openBrowser()
    expect((await askedOf(browser, person.email, person.password)).methods).toEqual(['totp', 'recovery', 'passkey'])
    expect((await signInWith(browser, (challenge) => device.sign(challenge))).status).toBe(200)
    for (const response of [{ id: device.id }, { id: 'x', response: {} }, { id: { $ne: 1 } }])
      expect(words(await signInWith(openBrowser(), () => response))).toEqual([401, 'identity.passkey_refused'])
  })

  it('is added by whoever has just shown who they are, to their own account alone', async () => {
    const [one, other] = [await signUpPerson(stand), await signUpPerson(stand)]
    const device = createDevice({ origin: origin() })
    const { challenge, options } = await offer(one.browser, '/v1/me/passkeys/options')
    const body = { challenge, response: device.register(options.challenge), label: 'Planted' }
    expect(words(await other.browser.send('POST', '/v1/me/passkeys', body))).toEqual([
      401,
      'identity.challenge_unknown',
    ])
    await stand.admin.query(
      `update dramac.sessions set confirmed_at = now() - interval '11 minutes' where user_id = $1`,
      [one.session.user.id],
    )
    expect(words(await one.browser.send('POST', '/v1/me/passkeys/options'))).toEqual([
      403,
      'identity.confirmation_required',
    ])
    expect(words(await one.browser.send('POST', '/v1/me/confirmation', { password: 'wrong' }))).toEqual([
      401,
      'identity.wrong_credentials',
    ])
    const before = one.browser.token()
    expect((await one.browser.send('POST', '/v1/me/confirmation', { password: one.password })).status).toBe(204)
    expect(one.browser.token()).not.toBe(before)
    expect((await one.browser.send('POST', '/v1/me/passkeys/options')).status).toBe(200)
  })
})

describe('an agency that asks for a second factor', () => {
  it('is closed to staff without one, who can still enrol', async () => {
    const { browser, session } = await signUpPerson(stand)
    const agency = session.agencies[0]!
    const read = () => browser.send('GET', `/v1/agencies/${agency.slug}`)
    expect((await read()).status).toBe(200)
    await stand.admin.query('update dramac.agencies set requires_second_factor = true where agency_id = $1', [
      agency.id,
    ])
    expect(words(await read())).toEqual([403, 'identity.second_factor_missing'])
    expect((await browser.send<SessionBody>('GET', '/v1/session')).body.user.mustEnrolSecondFactor).toBe(true)
    const { secret } = (await browser.send<{ secret: string }>('POST', '/v1/me/totp')).body
    await browser.send('POST', '/v1/me/totp/confirm', { code: codeOf(secret, 0) })
    expect((await read()).status).toBe(200)
    expect((await browser.send<SessionBody>('GET', '/v1/session')).body.user.mustEnrolSecondFactor).toBe(false)
    expect((await browser.send('DELETE', '/v1/me/totp')).status).toBe(204)
    expect(words(await read())).toEqual([403, 'identity.second_factor_missing'])
  })
})
