import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, until } from '../../app/test/stage.ts'
import { createMemoryApi, offline, type Answer, type MemoryApi } from '../test/memory-api.ts'
import { showEntry } from '../test/show-entry.ts'
import { listMisfits, session, type Look } from '../test/show-page.ts'
import './define.ts'
import type { EntryApp } from './entry-app.ts'
import type { DmEntry, EntryPage } from './entry.ts'

const show = (page: EntryPage, memory: MemoryApi, parts: Partial<EntryApp> = {}, look: Look = {}) => {
  const element = document.createElement('dm-entry') as DmEntry
  element.page = page
  return showEntry(element, memory, { look, parts })
}

const fill = async (...values: string[]) => {
  for (const [index, value] of values.entries()) {
    if (index > 0) await sendKeys({ press: 'Tab' })
    if (value) await sendKeys({ type: value })
  }
  await sendKeys({ press: 'Enter' })
}

const refuse =
  (code: 'TOKEN_EXPIRED' | 'UNAUTHORIZED' | 'VALIDATION_ERROR', reason: string, facts = {}): Answer =>
  () => {
    throw new DmError(code, reason, facts)
  }

const isFocused = (id: string) => until(() => focused()?.id === id, `${id} has the focus`)
const strong = 'harbour lamp tangerine 7'

beforeEach(() => setViewport({ width: 900, height: 900 }))
afterEach(() => {
  clearStage()
  document.querySelectorAll('dm-entry').forEach((one) => one.remove())
})

describe('signing up', () => {
  const address = 'POST /v1/sign-up'

  it('takes an agency and its first person by keyboard alone, and says where the mail went', async () => {
    let sent: Record<string, unknown> = {}
    const memory = createMemoryApi({ [address]: (body) => ((sent = Object(body)), {}) })
    await show('signUp', memory)
    await isFocused('agencyName')
    await fill('Northwind', 'Nora North', 'nora@northwind.test', strong)
    await says('Check your mail')
    assert.include(sent, { agencyName: 'Northwind', name: 'Nora North', email: 'nora@northwind.test', locale: 'en' })
    assert.equal(sent['zone'], new Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect(textOf()).to.include('nora@northwind.test')
    assert.equal(document.title, 'Check your mail')
    assert.equal(focused()?.localName, 'h1')
  })

  it('says at each field what is missing, and goes to the first', async () => {
    const memory = createMemoryApi()
    await show('signUp', memory)
    await isFocused('agencyName')
    await fill('', 'Nora', 'nora', 'short')
    await says('Enter the agency’s name.')
    await says('Enter an email address')
    await says('Use at least 10 characters.')
    await isFocused('agencyName')
    const email = findAll('#email')[0]!
    assert.equal(email.getAttribute('aria-invalid'), 'true')
    assert.equal(email.getAttribute('aria-describedby'), 'email-wrong')
    assert.deepEqual(memory.asked, [])
  })

  it('shows at the password that the server knows it from a leak', async () => {
    const errors = [{ path: '/password', rule: 'breached', message: 'is known to many' }]
    const memory = createMemoryApi({ [address]: refuse('VALIDATION_ERROR', 'identity.password_weak', { errors }) })
    await show('signUp', memory)
    await isFocused('agencyName')
    await fill('Northwind', 'Nora North', 'nora@northwind.test', strong)
    await says('known from a leak')
    await isFocused('password')
    expect(textOf(findAll('#password-wrong')[0]!)).to.include('known from a leak')
  })

  it('says how strong a password is while it is typed, and shows it on request', async () => {
    await show('signUp', createMemoryApi())
    await until(() => findAll('#password').length === 1, 'drawn')
    findAll('#password')[0]!.focus()
    await sendKeys({ type: 'northwind' })
    await says('At least 10 characters.')
    await sendKeys({ type: strong })
    await says('Strong')
    assert.equal(findAll('#password')[0]?.getAttribute('autocomplete'), 'new-password')
    await choose('Show password')
    await until(() => findAll('#password')[0]?.getAttribute('type') === 'text', 'shown')
    assert.equal(findNamed('Show password')?.getAttribute('aria-pressed'), 'true')
  })
})

describe('a mail with a link', () => {
  for (const [page, address] of [
    ['forgot', 'POST /v1/password-resets'],
    ['magic', 'POST /v1/magic-links'],
  ] as const)
    it(`is asked for at /${page}, with what was typed before, and says the same for every address`, async () => {
      const memory = createMemoryApi({ [address]: () => ({}) })
      const { app } = await show(page, memory, { memory: { email: 'nora@northwind.test' } })
      await isFocused('email')
      await sendKeys({ press: 'Enter' })
      await says('If there is an account')
      assert.deepEqual(memory.asked, [address])
      assert.equal(app.memory.email, 'nora@northwind.test')
      await choose('Use another address')
      await isFocused('email')
    })

  it('keeps what was typed when the line breaks, and says how long to wait', async () => {
    const memory = createMemoryApi({ 'POST /v1/password-resets': () => ({}) })
    await show('forgot', memory)
    await isFocused('email')
    memory.failNext(offline)
    await fill('nora@northwind.test')
    await says('We could not reach the server.')
    memory.failNext(new DmError('RATE_LIMITED', 'core.too_many_requests', { retryAfter: 40 }))
    await sendKeys({ press: 'Enter' })
    await says('Try again in 40 seconds.')
    await sendKeys({ press: 'Enter' })
    await says('Check your mail')
  })

  it('sets a new password and lets the person in', async () => {
    const memory = createMemoryApi({
      'POST /v1/password-resets/confirm': (body) => {
        assert.deepEqual(body, { token: 't1', password: strong })
        return session
      },
    })
    const { entered } = await show('reset', memory, { token: 't1' })
    await isFocused('password')
    await fill(strong)
    await until(() => entered.length === 1, 'in')
  })

  it('that was used, is too old or got lost says so and where to get a new one', async () => {
    const dead = refuse('TOKEN_EXPIRED', 'identity.link_expired')
    const { element } = await show('reset', createMemoryApi({ 'POST /v1/password-resets/confirm': dead }), {
      token: 't1',
    })
    await isFocused('password')
    await fill(strong)
    await says('This link no longer works')
    assert.equal(findNamed('Get a new link')?.getAttribute('href'), '/forgot')
    element.remove()
    const { element: empty } = await show('reset', createMemoryApi())
    await says('This link no longer works')
    empty.remove()
    await show('magic', createMemoryApi({ 'POST /v1/magic-links/confirm': dead }), { token: 't1' })
    await choose('Sign in')
    await says('This link no longer works')
    assert.equal(findNamed('Get a new link')?.getAttribute('href'), '/magic')
  })

  it('to come in waits for a press, and leads where the person wanted to go, never to another host', async () => {
    for (const [next, to] of [
      ['/sites/harbor/keys', 'Nora North /sites/harbor/keys'],
      ['//evil.test', 'Nora North'],
    ] as const) {
      const memory = createMemoryApi({ 'POST /v1/magic-links/confirm': () => ({ ...session, next }) })
      const { entered, element } = await show('magic', memory, { token: 't1' })
      await says('Welcome back')
      assert.deepEqual(memory.asked, [])
      await sendKeys({ press: 'Enter' })
      await until(() => entered.length === 1, 'in')
      assert.deepEqual(entered, [to])
      element.remove()
    }
  })

  it('to come in asks for the second factor as a password does', async () => {
    const offer = { challenge: 'c1', methods: ['totp'] }
    await show(
      'magic',
      createMemoryApi({
        'POST /v1/magic-links/confirm': refuse('UNAUTHORIZED', 'identity.second_factor_required', offer),
      }),
      { token: 't1' },
    )
    await choose('Sign in')
    await isFocused('code')
    assert.equal(findNamed('Use a recovery code'), undefined)
  })

  it('proves an address at once, and once more when the line broke', async () => {
    const memory = createMemoryApi({ 'POST /v1/email-verifications/confirm': () => ({ email: 'nora@northwind.test' }) })
    memory.failNext(offline)
    const { element } = await show('verify', memory, { token: 't1' })
    let changes = 0
    element.addEventListener('dm-session-changed', () => changes++)
    await says('We could not reach the server.')
    await choose('Try again')
    await says('Your email is confirmed')
    await until(() => focused()?.textContent?.trim() === 'Continue', 'the way on has the focus')
    assert.equal(changes, 1)
  })
})

describe('the pages before the dashboard', () => {
  const pages: readonly (readonly [EntryPage, string, string])[] = [
    ['signUp', '', 'Create your agency'],
    ['forgot', '', 'Forgot password?'],
    ['reset', 't1', 'New password'],
    ['verify', 't1', 'Your email is confirmed'],
    ['magic', 't1', 'Welcome back'],
    ['magic', '', 'Sign in by email'],
    ['reset', '', 'This link no longer works'],
  ]
  const answers = {
    'POST /v1/email-verifications/confirm': () => ({ email: 'a.very.long.address@northwind-studio.test' }),
  }

  for (const theme of ['light', 'dark'] as const)
    it(`have nothing that axe would find, in ${theme}`, async () => {
      for (const [page, token, heading] of pages) {
        const { element } = await show(page, createMemoryApi(answers), { token }, { theme })
        await says(heading)
        await expect(element).to.be.accessible()
        element.remove()
      }
    })

  it('fit 320 pixels in every language and direction, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    for (const language of ['en', 'de', 'ar'] as const)
      for (const [page, token] of pages) {
        const { element } = await show(page, createMemoryApi(answers), { token }, { language })
        await until(() => findAll('h1').length === 1, 'drawn')
        assert.deepEqual(listMisfits(), [], `${language} ${page}`)
        element.remove()
      }
  })

  it('speak the language that is chosen under them', async () => {
    const { spoken } = await show('signUp', createMemoryApi())
    await says('Create your agency')
    const select = findAll('.tongue')[0] as HTMLSelectElement
    assert.equal(select.value, 'en')
    select.value = 'ar'
    select.dispatchEvent(new Event('change'))
    assert.deepEqual(spoken, ['ar'])
  })
})
