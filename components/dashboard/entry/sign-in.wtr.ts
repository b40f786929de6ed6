import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { broken, createMemoryApi, offline, type MemoryApi } from '../test/memory-api.ts'
import { memoryPasskeys, showEntry } from '../test/show-entry.ts'
import { listMisfits, session, type Look } from '../test/show-page.ts'
import type { EntryApp } from './entry-app.ts'
import { DmSignIn } from './sign-in.ts'

DmSignIn.define('dm-sign-in')

const address = 'POST /v1/session'

async function show(memory: MemoryApi, parts: Partial<DmSignIn> = {}, look: Look = {}, app: Partial<EntryApp> = {}) {
  const sign = Object.assign(document.createElement('dm-sign-in') as DmSignIn, parts)
  // As soon as the page has drawn itself without it.
  sign.addEventListener('dm-signed-in', () => queueMicrotask(() => sign.remove()))
  const shown = await showEntry(sign, memory, { look, parts: app })
  await shown.element.updateComplete
  return shown
}

/** Answers that stay the same until somebody signs in with the right thing. */
const refuse =
  (reason: string, facts = {}) =>
  () => {
    throw new DmError('UNAUTHORIZED', reason, facts)
  }
const offer = { challenge: 'c1', methods: ['totp', 'recovery', 'passkey'] }

const type = async (email: string, password: string) => {
  await sendKeys({ type: email })
  await sendKeys({ press: 'Tab' })
  await sendKeys({ type: password })
  await sendKeys({ press: 'Enter' })
}

describe('dm-sign-in', () => {
  beforeEach(() => setViewport({ width: 900, height: 700 }))
  afterEach(() => {
    clearStage()
    document.querySelectorAll('dm-sign-in').forEach((one) => one.remove())
  })

  it('takes email and password by keyboard alone', async () => {
    const memory = createMemoryApi({
      [address]: (body) => {
        assert.deepEqual(body, { email: 'owner@northwind.test', password: 'demo' })
        return session
      },
    })
    const { entered } = await show(memory)
    assert.equal(focused()?.id, 'email')
    await type('owner@northwind.test', 'demo')
    await until(() => entered.length === 1, 'signed in')
    assert.deepEqual(entered, ['Nora North'])
  })

  it('says when something is missing before it asks, and goes there', async () => {
    const memory = createMemoryApi()
    await show(memory)
    await type('owner@northwind.test', '')
    await says('Fill in your email and password.')
    assert.equal(focused()?.id, 'password')
    assert.deepEqual(memory.asked, [])
  })

  it('keeps what was typed when it is wrong, when the line breaks and when the server fails', async () => {
    const memory = createMemoryApi({ [address]: () => session })
    const { entered } = await show(memory)
    memory.failNext(new DmError('UNAUTHORIZED', 'identity.wrong_credentials'))
    await type('owner@northwind.test', 'wrong')
    await says('Email or password is not right.')
    assert.equal(focused()?.id, 'password')
    assert.equal(focused()?.getAttribute('aria-describedby'), 'problem')
    for (const [problem, text] of [
      [offline, 'We could not reach the server.'],
      [broken, 'Something went wrong on our side.'],
      [new DmError('RATE_LIMITED', 'core.too_many'), 'Too many requests.'],
    ] as const) {
      memory.failNext(problem)
      await sendKeys({ press: 'Enter' })
      await says(text)
    }
    assert.equal((findAll('#email')[0] as HTMLInputElement).value, 'owner@northwind.test')
    findAll('#password')[0]!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'signed in')
  })

  it('shows the password on request', async () => {
    await show(createMemoryApi())
    findNamed('Show password', 'input')!.click()
    await until(() => findAll('#password')[0]?.getAttribute('type') === 'text', 'shown')
  })

  it('asks for a code when the account does, and takes one that was wrong again', async () => {
    const memory = createMemoryApi({
      [address]: refuse('identity.second_factor_required', offer),
      'POST /v1/session/second-factor': (body) => {
        if ((body as { code: string }).code !== '123456') throw new DmError('UNAUTHORIZED', 'identity.code_wrong')
        assert.deepEqual(body, { challenge: 'c1', code: '123456' })
        return session
      },
    })
    const { entered, element } = await show(memory)
    await type('owner@northwind.test', 'demo')
    await until(() => focused()?.id === 'code', 'the code is asked for')
    assert.equal(focused()?.getAttribute('autocomplete'), 'one-time-code')
    assert.equal(document.title, 'Second factor')
    await expect(element).to.be.accessible()
    await sendKeys({ type: '000000' })
    await sendKeys({ press: 'Enter' })
    await says('That code is not right')
    await until(() => focused()?.id === 'code', 'the field has the focus')
    typeInto(focused()!, '123 456')
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'signed in')
  })

  it('takes a recovery code when the phone is lost, and leads back when the time is over', async () => {
    const memory = createMemoryApi({
      [address]: refuse('identity.second_factor_required', offer),
      'POST /v1/session/second-factor': refuse('identity.challenge_unknown'),
    })
    await show(memory)
    await type('owner@northwind.test', 'demo')
    await choose('Use a recovery code')
    await until(() => focused()?.id === 'recoveryCode', 'the recovery code is asked for')
    await sendKeys({ type: 'abcd-efgh' })
    await sendKeys({ press: 'Enter' })
    await says('Sign in again.')
    await choose('Back to sign in')
    await until(() => focused()?.id === 'password', 'back')
  })

  it('lets somebody in by a passkey, and says nothing when they change their mind', async () => {
    const memory = createMemoryApi({
      'POST /v1/session/passkey/options': () => ({ challenge: 'c2', options: {} }),
      'POST /v1/session/passkey': (body) => {
        assert.deepEqual(body, { challenge: 'c2', response: { id: 'k1' } })
        return session
      },
    })
    let isWilling = false
    const get = () =>
      isWilling ? Promise.resolve({ id: 'k1' }) : Promise.reject(new DOMException('', 'NotAllowedError'))
    const { entered } = await show(memory, {}, {}, { passkeys: { ...memoryPasskeys, get } })
    await choose('Use a passkey')
    await until(() => memory.asked.length === 1, 'asked')
    assert.equal(findAll('[role=alert]').length, 0)
    isWilling = true
    await choose('Use a passkey')
    await until(() => entered.length === 1, 'signed in')
  })

  it('offers passkeys in the field where the browser can, and takes that offer back on leaving', async () => {
    const memory = createMemoryApi({ 'POST /v1/session/passkey/options': () => ({ challenge: 'c2', options: {} }) })
    const asked: boolean[] = []
    let signal: AbortSignal | undefined
    const { element } = await show(
      memory,
      {},
      {},
      {
        passkeys: {
          ...memoryPasskeys,
          canFill: () => Promise.resolve(true),
          get: (_options, request) => {
            asked.push(request?.isFill ?? false)
            signal = request?.signal
            return new Promise(() => {})
          },
        },
      },
    )
    await until(() => asked.length === 1, 'offered')
    assert.deepEqual(asked, [true])
    assert.equal(findAll('#email')[0]?.getAttribute('autocomplete'), 'username webauthn')
    element.remove()
    assert.isTrue(signal?.aborted)
  })

  it('says how long to wait', async () => {
    const memory = createMemoryApi()
    await show(memory)
    memory.failNext(new DmError('RATE_LIMITED', 'core.too_many_requests', { retryAfterSeconds: 700 }))
    await type('owner@northwind.test', 'demo')
    await says('Too many tries. Try again in 12 minutes.')
  })

  it('wears the name and colour of the agency whose door it is', async () => {
    const brand = { name: 'Northwind Studio', accent: '#ffe600' }
    const { element } = await show(createMemoryApi(), {}, {}, { brand })
    expect(textOf(element)).to.include('Sign in to Northwind Studio.')
    await expect(element).to.be.accessible()
  })

  it('stands above the page when the session has ended, cannot be passed, and gives the focus back', async () => {
    const before = document.createElement('button')
    document.body.append(before)
    before.focus()
    const { element, entered } = await show(createMemoryApi({ [address]: () => session }), {
      ended: true,
      email: 'owner@northwind.test',
    })
    assert.equal(findAll('dialog:modal').length, 1)
    assert.equal(focused()?.id, 'password')
    expect(textOf(element)).to.include('Your session has ended.')
    for (const _ of [1, 2, 3]) await sendKeys({ press: 'Escape' })
    await until(() => findAll('dialog:modal').length === 1, 'still there')
    findAll('#password')[0]!.focus()
    await sendKeys({ type: 'demo' })
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'signed in')
    assert.isTrue(document.activeElement === before)
    before.remove()
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, fresh, refused and above a page, in ${theme}`, async () => {
      const { element } = await show(createMemoryApi(), {}, { theme })
      await expect(element).to.be.accessible()
      await sendKeys({ press: 'Enter' })
      await says('Fill in your email and password.')
      await expect(element).to.be.accessible()
      element.remove()
      const { element: above } = await show(createMemoryApi(), { ended: true }, { theme })
      await expect(above).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(createMemoryApi(), {}, { language: 'ar' })
    await says('تسجيل الدخول')
    assert.deepEqual(listMisfits(), [])
  })
})
