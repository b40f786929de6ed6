import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import { broken, createMemoryApi, offline, type MemoryApi } from './test/memory-api.ts'
import {
  clearStage,
  createApp,
  findAll,
  findNamed,
  focused,
  listMisfits,
  place,
  says,
  session,
  textOf,
  until,
  type Look,
} from './test/show-page.ts'
import { DmSignIn, type SignedInEvent } from './sign-in.ts'

DmSignIn.define('dm-sign-in')

const address = 'POST /v1/session'

async function show(memory: MemoryApi, parts: Partial<DmSignIn> = {}, look: Look = {}) {
  const { app } = await createApp(memory, look)
  const element = Object.assign(document.createElement('dm-sign-in') as DmSignIn, { api: app.api, words: app.words })
  const entered: string[] = []
  element.addEventListener('dm-signed-in', (event) => {
    entered.push((event as SignedInEvent).session.user.name) // the event of that name
    // As soon as the page has drawn itself without it.
    queueMicrotask(() => element.remove())
  })
  place(Object.assign(element, parts), look)
  // It is a page of its own, with a main of its own.
  element.parentElement!.replaceWith(element)
  await element.updateComplete
  return { element, entered }
}

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
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'signed in')
  })

  it('shows the password on request', async () => {
    await show(createMemoryApi())
    findNamed('Show password', 'input')!.click()
    await until(() => findAll('#password')[0]?.getAttribute('type') === 'text', 'shown')
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
