import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { createMemoryApi, offline, type Answer } from '../test/memory-api.ts'
import { memoryPasskeys } from '../test/show-entry.ts'
import { createApp, isSettled, listMisfits, place, session, type Look } from '../test/show-page.ts'
import './define.ts'
import type { AccountApp, Me } from './account-app.ts'
import type { AccountPage, DmAccount } from './account.ts'
import type { DmConfirmIdentity, IdentityConfirmedEvent } from './confirm-identity.ts'
import type { DmSecondFactorGate } from './second-factor-gate.ts'
import type { DmSessionNotices } from './session-notices.ts'

const me: Me = {
  id: 'u1',
  name: 'Nora North',
  email: 'owner@northwind.test',
  emailVerified: true,
  locale: 'en',
  zone: 'Europe/Berlin',
  hasPassword: true,
  totp: false,
  recoveryCodesLeft: 0,
  passkeys: 1,
}
const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0 Safari/537.36'
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Mobile/15E148 Safari/604.1'
const at = '2026-07-01T08:00:00Z'
const sessions = [
  { id: 'n1', createdAt: at, lastSeenAt: at, userAgent: linux, isCurrent: true, isImpersonation: false },
  { id: 'n2', createdAt: at, lastSeenAt: at, userAgent: phone, isCurrent: false, isImpersonation: true },
]
const passkeys = [{ id: 'k1', label: 'Chrome · Linux', createdAt: at, lastUsedAt: null }]
const codes = ['aaaa-bbbb', 'cccc-dddd', 'eeee-ffff']
const offer = {
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Dramac:owner%40northwind.test?secret=JBSWY3DP',
}

async function create(answers: Record<string, Answer> = {}, look: Look = {}, parts: Partial<AccountApp> = {}) {
  const memory = createMemoryApi({
    'GET /v1/me': () => me,
    'GET /v1/me/sessions': () => ({ data: sessions }),
    'GET /v1/me/passkeys': () => ({ data: passkeys }),
    ...answers,
  })
  const { app: site, toasts } = await createApp(memory, look)
  const { api, cache, words, toast } = site
  const spoken: string[] = []
  const speak = (language: string) => void spoken.push(language)
  const app: AccountApp = { api, cache, words, session, passkeys: memoryPasskeys, toast, speak, ...parts }
  return { memory, app, toasts, spoken }
}

async function show(page: AccountPage, answers: Record<string, Answer> = {}, look: Look = {}) {
  const made = await create(answers, look)
  const element = Object.assign(document.createElement('dm-account') as DmAccount, { app: made.app, page })
  let changes = 0
  element.addEventListener('dm-session-changed', () => changes++)
  place(element, look)
  await until(() => findAll('section').length > 1, 'drawn')
  await isSettled()
  return { ...made, element, countChanges: () => changes }
}

const sectionOf = (heading: string) =>
  findAll('section').find((one) => one.querySelector('h2')?.textContent === heading)!
const isFocused = (id: string) => until(() => focused()?.id === id, `${id} has the focus`)

beforeEach(() => setViewport({ width: 900, height: 900 }))
afterEach(clearStage)

describe('the profile', () => {
  it('changes name, language and zone, and the page speaks the new language', async () => {
    let sent: unknown
    const { toasts, spoken, countChanges } = await show('account', { 'PATCH /v1/me': (body) => ((sent = body), me) })
    typeInto(findAll('#name')[0]!, 'Nora Nord')
    typeInto(findAll('#locale')[0]!, 'de')
    typeInto(findAll('#zone')[0]!, 'Asia/Dubai')
    findAll('#name')[0]!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => toasts.length === 1, 'saved')
    assert.deepEqual(sent, { name: 'Nora Nord', locale: 'de', zone: 'Asia/Dubai' })
    assert.deepEqual(spoken, ['de'])
    assert.equal(countChanges(), 1)
  })

  it('says at the name that it is missing, and keeps what was typed when the line breaks', async () => {
    const { memory, toasts } = await show('account', { 'PATCH /v1/me': () => me })
    typeInto(findAll('#name')[0]!, ' ')
    await choose('Save')
    await says('Enter a name.')
    await isFocused('name')
    typeInto(findAll('#name')[0]!, 'Nora Nord')
    memory.failNext(offline)
    await choose('Save')
    await says('We could not reach the server.')
    assert.equal((findAll('#name')[0] as HTMLInputElement).value, 'Nora Nord')
    await choose('Save')
    await until(() => toasts.length === 1, 'saved')
  })

  it('keeps the old address until the new one is proven', async () => {
    const { memory } = await show('account', { 'POST /v1/me/email': () => ({}) })
    await choose('Change email')
    await isFocused('email')
    await sendKeys({ type: 'owner@northwind.test' })
    await sendKeys({ press: 'Enter' })
    await says('That is your email already.')
    typeInto(focused()!, 'nora@northwind.test')
    await sendKeys({ press: 'Enter' })
    await says('Waiting for you to open the link sent to nora@northwind.test')
    await isFocused('change')
    expect(textOf(sectionOf('Email'))).to.include('owner@northwind.test')
    assert.include(memory.asked, 'POST /v1/me/email')
  })

  it('sends the proof of an address again', async () => {
    const { toasts } = await show('account', {
      'GET /v1/me': () => ({ ...me, emailVerified: false }),
      'POST /v1/me/email-verification': () => ({}),
    })
    await says('Not confirmed')
    await choose('Send again')
    await until(() => toasts.length === 1, 'told')
  })
})

describe('the security of an account', () => {
  it('changes the password, with what keeps passwords told whose it is', async () => {
    const { toasts } = await show('security', { 'POST /v1/me/password': () => null })
    await choose('Change password')
    await isFocused('password')
    assert.equal((findAll('[autocomplete=username]')[0] as HTMLInputElement).value, 'owner@northwind.test')
    await sendKeys({ type: 'short' })
    await sendKeys({ press: 'Enter' })
    await says('Use at least 10 characters.')
    typeInto(focused()!, 'harbour lamp tangerine 7')
    await sendKeys({ press: 'Enter' })
    await until(() => toasts.length === 1, 'changed')
    await isFocused('change')
  })

  it('sets up a second factor by picture or key, and shows the recovery codes until they are kept', async () => {
    let totp = false
    const { countChanges, element } = await show('security', {
      'GET /v1/me': () => ({ ...me, totp, recoveryCodesLeft: totp ? 3 : 0 }),
      'POST /v1/me/totp': () => offer,
      'POST /v1/me/totp/confirm': (body) => {
        if ((body as { code: string }).code !== '123456') throw new DmError('UNAUTHORIZED', 'identity.code_wrong')
        totp = true
        return { recoveryCodes: codes }
      },
    })
    await choose('Set up')
    await isFocused('code')
    assert.equal(findAll('svg.qr[role=img]').length, 1)
    expect(textOf()).to.include('JBSW Y3DP EHPK')
    await expect(element).to.be.accessible()
    await sendKeys({ type: '654321' })
    await sendKeys({ press: 'Enter' })
    await says('That code is not right')
    typeInto(focused()!, '123456')
    await sendKeys({ press: 'Enter' })
    await says('Keep these recovery codes')
    for (const code of codes) expect(textOf()).to.include(code)
    for (const way of ['Download', 'Print']) assert.ok(findNamed(way), way)
    await expect(element).to.be.accessible()
    await choose('I have kept them')
    await says('3 left')
    expect(textOf()).not.to.include(codes[0])
    assert.equal(countChanges(), 1)
  })

  it('makes new recovery codes, and turns the second factor off after a question', async () => {
    let totp = true
    const { toasts } = await show('security', {
      'GET /v1/me': () => ({ ...me, totp, recoveryCodesLeft: 2 }),
      'POST /v1/me/recovery-codes': () => ({ recoveryCodes: codes }),
      'DELETE /v1/me/totp': () => ((totp = false), null),
    })
    await choose('New codes')
    await says('cccc-dddd')
    await choose('I have kept them')
    await choose('Turn off Authenticator app')
    await says('Turn off the second factor?')
    await choose('Turn off')
    await until(() => toasts.length === 1, 'off')
    await says('Set up')
  })

  it('adds, names and removes passkeys', async () => {
    const { toasts } = await show('security', {
      'POST /v1/me/passkeys/options': () => ({ challenge: 'c1', options: {} }),
      'POST /v1/me/passkeys': (body) => {
        expect(body).to.include({ challenge: 'c1' })
        return null
      },
      'PATCH /v1/me/passkeys/k1': (body) => (assert.deepEqual(body, { label: 'Laptop' }), null),
      'DELETE /v1/me/passkeys/k1': () => null,
    })
    await choose('Add passkey')
    await until(() => toasts.length === 1, 'added')
    await choose('Rename Chrome · Linux')
    await isFocused('label')
    typeInto(focused()!, 'Laptop')
    await sendKeys({ press: 'Enter' })
    await says('Laptop')
    await choose('Remove Laptop')
    await says('Remove “Laptop”?')
    await choose('Remove')
    await says('No passkey yet.')
    assert.deepEqual(toasts, ['Passkey added.', 'Saved.', 'Passkey removed.'])
  })

  it('tells which session is this one, and ends another or all others', async () => {
    const more = [...sessions, { ...sessions[1]!, id: 'n3' }]
    const { toasts } = await show('security', {
      'GET /v1/me/sessions': () => ({ data: more }),
      'DELETE /v1/me/sessions/n2': () => null,
      'DELETE /v1/me/sessions': () => null,
    })
    const rows = () => sectionOf('Sessions').querySelectorAll('li')
    await until(() => rows().length === 3, 'listed')
    expect(textOf(rows()[0]!)).to.include('Chrome · Linux').and.include('This device').and.not.include('Sign out')
    expect(textOf(rows()[1]!)).to.include('Safari · iPhone').and.include('Support')
    rows()[1]!.querySelector('button')!.click()
    await until(() => rows().length === 2, 'one less')
    await choose('Sign out everywhere else')
    await says('Only this device stays signed in.')
    findAll('dm-dialog .danger')[0]!.click()
    await until(() => rows().length === 1, 'alone')
    assert.deepEqual(toasts, ['Signed out there.', 'Only this device is signed in now.'])
  })

  for (const theme of ['light', 'dark'] as const)
    it(`has nothing that axe would find, in ${theme}, and fits 320 pixels from right to left`, async () => {
      for (const page of ['account', 'security'] as const) {
        const look = { theme, language: 'ar' } as const
        await setViewport({ width: 320, height: 640 })
        const { element } = await show(page, { 'GET /v1/me': () => ({ ...me, totp: page === 'security' }) }, look)
        await expect(element).to.be.accessible()
        assert.deepEqual(listMisfits(), [])
        clearStage()
      }
    })
})

describe('the question whether it is still the same person', () => {
  async function ask(facts: Partial<Me>, answers: Record<string, Answer> = {}) {
    const { app } = await create({ 'GET /v1/me': () => ({ ...me, ...facts }), ...answers })
    const element = Object.assign(document.createElement('dm-confirm-identity') as DmConfirmIdentity, { app })
    const said: boolean[] = []
    element.addEventListener('dm-identity-confirmed', (event) => {
      said.push((event as IdentityConfirmedEvent).isConfirmed) // the event of that name
    })
    place(element)
    return { element, said }
  }

  it('takes the password, and says when it is not theirs', async () => {
    let isRight = false
    const { said, element } = await ask(
      {},
      {
        'POST /v1/me/confirmation': (body) => {
          if (!isRight) throw new DmError('UNAUTHORIZED', 'identity.wrong_credentials')
          assert.deepEqual(body, { password: 'demo' })
          return null
        },
      },
    )
    await isFocused('password')
    await expect(element).to.be.accessible()
    await sendKeys({ press: 'Enter' })
    await says('Enter your password.')
    await sendKeys({ type: 'wrong' })
    await sendKeys({ press: 'Enter' })
    await says('That is not your password.')
    isRight = true
    typeInto(focused()!, 'demo')
    await sendKeys({ press: 'Enter' })
    await until(() => said.length === 1, 'confirmed')
    assert.deepEqual(said, [true])
  })

  it('takes a code instead, and can be left', async () => {
    const { said } = await ask({ totp: true }, { 'POST /v1/me/confirmation': () => null })
    await choose('Use a code of the app')
    await isFocused('code')
    await sendKeys({ press: 'Escape' })
    await until(() => said.length === 1, 'left')
    assert.deepEqual(said, [false])
  })

  it('says what to do when there is nothing to confirm with', async () => {
    await ask({ hasPassword: false })
    await says('You have neither a password nor a code')
  })
})

describe('what holds for the whole dashboard', () => {
  async function tell(parts: Partial<typeof session>, answers: Record<string, Answer> = {}, look: Look = {}) {
    const { app, memory } = await create(answers, look, { session: { ...session, ...parts } })
    const element = Object.assign(document.createElement('dm-session-notices') as DmSessionNotices, { app })
    const heard: string[] = []
    for (const name of ['dm-signed-in', 'dm-signed-out']) element.addEventListener(name, () => heard.push(name))
    place(element, look)
    await until(() => findAll('.bar').length === 1, 'drawn')
    return { element, memory, heard }
  }
  const impersonation = { byName: 'Otto Operator', endsAt: '2026-07-01T09:00:00Z' }

  it('names both people while one acts as the other, until they stop', async () => {
    const { heard, element } = await tell({ impersonation }, { 'DELETE /v1/session/impersonation': () => session })
    expect(textOf()).to.include('Nora North').and.include('Otto Operator')
    await expect(element).to.be.accessible()
    await choose('Stop')
    await until(() => heard.length === 1, 'back')
    assert.deepEqual(heard, ['dm-signed-in'])
  })

  it('asks for the proof of an address, once, and says how long to wait for another', async () => {
    const user = { ...session.user, emailVerified: false }
    const { memory, element } = await tell({ user }, { 'POST /v1/me/email-verification': () => ({}) })
    await expect(element).to.be.accessible()
    memory.failNext(new DmError('RATE_LIMITED', 'core.too_many_requests', { retryAfterSeconds: 90 }))
    await choose('Send again')
    await says('Try again in 2 minutes.')
    await choose('Send again')
    await says('A new link is on its way to owner@northwind.test')
  })

  it('fits 320 pixels in German and Arabic', async () => {
    await setViewport({ width: 320, height: 640 })
    for (const language of ['de', 'ar'] as const) {
      const { element } = await tell({ impersonation }, {}, { language, theme: 'dark' })
      await expect(element).to.be.accessible()
      assert.deepEqual(listMisfits(), [])
      clearStage()
    }
  })
})

describe('the gate of an agency that asks for a second factor', () => {
  it('opens once the codes are kept, and lets nobody past but by signing out', async () => {
    const { app } = await create({
      'POST /v1/me/totp': () => offer,
      'POST /v1/me/totp/confirm': () => ({ recoveryCodes: codes }),
    })
    const entry = { ...app, brand: undefined, memory: { email: '' }, token: '', go: () => {} }
    const element = Object.assign(document.createElement('dm-second-factor-gate') as DmSecondFactorGate, { app, entry })
    const heard: string[] = []
    for (const name of ['dm-session-changed', 'dm-sign-out']) element.addEventListener(name, () => heard.push(name))
    place(element)
    element.parentElement!.replaceWith(element)
    await says('Northwind Studio asks everybody for one')
    await isFocused('code')
    await expect(element).to.be.accessible()
    await choose('Sign out')
    await sendKeys({ type: '123456' })
    findAll('#code')[0]!.focus()
    typeInto(findAll('#code')[0]!, '123456')
    await sendKeys({ press: 'Enter' })
    await says('Keep these recovery codes')
    assert.deepEqual(heard, ['dm-sign-out'])
    await choose('I have kept them')
    assert.deepEqual(heard, ['dm-sign-out', 'dm-session-changed'])
    element.remove()
  })
})
