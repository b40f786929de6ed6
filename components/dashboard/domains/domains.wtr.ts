import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import './define.ts'
import { broken, createMemoryApi, offline, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showPage, type Look } from '../test/show-page.ts'
import type { Domain } from './domain.ts'
import type { DmDomains } from './domains.ts'

const base = '/v1/sites/harbor/domains'

const proofs = (host: string): Domain['proofs'] => ({
  dns: { name: `_dm-verify.${host}`, value: 'dm-verify=t0ken' },
  meta: { tag: '<meta name="dm-verify" content="t0ken">' },
  file: { path: '/.well-known/dm-verify.txt', content: 't0ken' },
})

const domain = (change: Partial<Domain> = {}): Domain => ({
  id: 'd1',
  pattern: 'https://harbor.example',
  kind: 'exact',
  state: 'verified',
  lastSeen: 'DNS: _dm-verify.harbor.example holds the right value.',
  lastCheckedAt: '2026-05-04T10:00:00Z',
  expiresAt: null,
  proofs: proofs('harbor.example'),
  ...change,
})

const fresh = domain({ id: 'd2', pattern: 'https://*.new.example', kind: 'wildcard', state: 'pending', lastSeen: null })

const serve = (...data: Domain[]): MemoryApi => createMemoryApi({ [`GET ${base}`]: () => ({ data }) })
const show = (memory: MemoryApi, look?: Look) => showPage<DmDomains>('dm-domains', memory, look)
const isClosed = () => until(() => findAll('dialog').length === 0, 'the dialog is gone')

describe('dm-domains', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('lists domains with their state, and until when a development address lasts', async () => {
    await show(
      serve(
        domain(),
        domain({
          id: 'd3',
          pattern: 'http://localhost:3000',
          kind: 'development',
          state: 'revoked',
          expiresAt: '2026-06-03T10:00:00Z',
        }),
      ),
    )
    await says('harbor.example')
    expect(textOf()).to.match(/harbor\.example Verified/)
    expect(textOf()).to.match(/http:\/\/localhost:3000 Revoked Development, until Jun 3, 2026/)
  })

  it('begins with one action where there is none', async () => {
    await show(serve())
    await says('Add the first domain')
    assert.equal(findAll('button').length, 1)
  })

  it('shows the three proofs of one that waits, each with what to copy', async () => {
    await show(serve(fresh))
    await says('Prove that *.new.example is yours')
    assert.deepEqual(
      findAll('code').map((one) => one.textContent),
      [
        '_dm-verify.harbor.example',
        'dm-verify=t0ken',
        'https://new.example/.well-known/dm-verify.txt',
        't0ken',
        '<meta name="dm-verify" content="t0ken">',
      ],
    )
    assert.equal(findAll('dm-copy-button').length, 5)
  })

  it('adds one by keyboard alone, and goes on at its set-up', async () => {
    const memory = serve(domain())
    memory.answers.set(`POST ${base}`, (body) => {
      assert.deepEqual(body, { pattern: 'new.example' })
      return fresh
    })
    const { toasts } = await show(memory)
    await until(() => findNamed('Add domain') !== undefined, 'the button')
    findNamed('Add domain')!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => focused()?.id === 'pattern', 'the field has the focus')
    await sendKeys({ type: ' new.example ' })
    await sendKeys({ press: 'Enter' })
    await isClosed()
    assert.deepEqual(toasts, ['*.new.example added. Now prove that it is yours.'])
    await until(() => focused()?.textContent?.includes('Set-up') ?? false, 'the focus is at the new one')
    assert.equal(focused()?.getAttribute('aria-expanded'), 'true')
  })

  it('says at the field what is wrong with a name, and keeps what was typed', async () => {
    const memory = serve(domain())
    await show(memory)
    await choose('Add domain')
    await until(() => findNamed('Domain', 'input') !== undefined, 'the field')
    const field = findNamed('Domain', 'input')!
    const refuse = async (problem: DmError, text: string) => {
      typeInto(field, 'co.uk')
      memory.failNext(problem)
      findAll('form')[0]!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
      await says(text)
      assert.equal((field as HTMLInputElement).value, 'co.uk')
      assert.isTrue(focused() === field)
    }
    const errors = [{ path: '/pattern', rule: 'public_suffix', message: 'Everybody can have a name under this.' }]
    await refuse(new DmError('VALIDATION_ERROR', 'domain.public_suffix', { errors }), 'Everybody can have a name')
    await refuse(new DmError('CONFLICT', 'domain.exists'), 'This site already has that domain.')
    memory.failNext(offline)
    findAll('form')[0]!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    await says('We could not reach the server.')
    await choose('Close')
    await isClosed()
    await choose('Add domain')
    await until(() => findNamed('Domain', 'input') !== undefined, 'the field again')
    assert.equal((findNamed('Domain', 'input') as HTMLInputElement).value, 'co.uk')
  })

  it('verifies, and shows what was seen method by method when there is no proof', async () => {
    const memory = serve(fresh)
    const seen =
      'DNS: _dm-verify.new.example does not exist. Home page: it has no dm-verify tag in its head. File: it could not be reached (ECONNREFUSED).'
    memory.answers.set(`POST ${base}/d2/verify`, () => ({ ...fresh, state: 'failed', lastSeen: seen }))
    const { toasts } = await show(memory)
    await choose('Verify now *.new.example')
    await says('What we saw')
    assert.deepEqual(
      findAll('.seen li').map((one) => one.textContent),
      [
        'DNS: _dm-verify.new.example does not exist.',
        'Home page: it has no dm-verify tag in its head.',
        'File: it could not be reached (ECONNREFUSED).',
      ],
    )
    memory.answers.set(`POST ${base}/d2/verify`, () => ({ ...fresh, state: 'verified', lastSeen: 'DNS: good.' }))
    await choose('Verify now *.new.example')
    await says('Verified')
    assert.deepEqual(toasts, ['No proof found yet. See what we saw.', '*.new.example is verified.'])
    assert.equal(findAll('.proof').length, 0)
  })

  it('asks once while a check is on its way', async () => {
    const memory = serve(fresh)
    let answer: ((checked: Domain) => void) | undefined
    memory.answers.set(`POST ${base}/d2/verify`, () => new Promise<Domain>((settle) => (answer = settle)))
    await show(memory)
    await choose('Verify now *.new.example')
    await says('Checking…')
    findAll('.verify')[0]!.click()
    answer?.({ ...fresh, state: 'verified' })
    await says('Verified')
    assert.equal(memory.asked.filter((one) => one.endsWith('/verify')).length, 1)
  })

  it('removes after a question that says what will happen, and not when told to keep', async () => {
    const memory = serve(domain())
    memory.answers.set(`DELETE ${base}/d1`, () => null)
    const { toasts } = await show(memory)
    await choose('Remove harbor.example')
    await says('Widgets on this website stop at once.')
    await until(() => focused()?.textContent === 'Remove harbor.example?', 'the question has the focus')
    await sendKeys({ press: 'Escape' })
    await isClosed()
    await choose('Remove harbor.example')
    memory.failNext(broken)
    await until(() => findAll('dialog').length === 1, 'the question')
    findNamed('Remove')!.click()
    await says('r-500')
    findNamed('Remove')!.click()
    await isClosed()
    await says('Add the first domain')
    assert.deepEqual(toasts, ['harbor.example removed.'])
  })

  it('names the reference of a failure, and loads by itself when the connection is back', async () => {
    const memory = serve(domain())
    memory.failNext(broken)
    await show(memory)
    await says('r-500')
    memory.failNext(offline)
    await choose('Try again')
    await says('You are offline')
    dispatchEvent(new Event('online'))
    await says('harbor.example')
  })

  it('is hidden from who may not look, and fixed for who may not change', async () => {
    const memory = serve(domain())
    await show(memory, { permissions: ['site:read'] })
    await says('You do not have access')
    assert.deepEqual(memory.asked, [])
    clearStage()
    await show(memory, { permissions: ['domains:read'] })
    await says('harbor.example')
    assert.equal(findAll('button').length, 0)
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, list, proofs, form and question, in ${theme}`, async () => {
      const { page } = await show(serve(domain(), { ...fresh, state: 'failed', lastSeen: 'DNS: nothing.' }), { theme })
      await says('Prove that')
      await expect(page).to.be.accessible()
      await choose('Add domain')
      await until(() => findAll('form').length === 1, 'the form')
      findAll('form')[0]!.dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
      await says('Write a domain alone')
      await expect(page).to.be.accessible()
      await choose('Close')
      await isClosed()
      await choose('Remove harbor.example')
      await says('stop at once')
      await expect(page).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44, list and form', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(serve(domain({ pattern: `https://${'very-long-name.'.repeat(6)}example` }), fresh), { language: 'ar' })
    await says('النطاقات')
    await until(() => findAll('.proof').length === 3, 'the proofs')
    assert.deepEqual(listMisfits(), [])
    findAll('.head .button')[0]!.click()
    await until(() => findAll('form').length === 1, 'the form')
    assert.deepEqual(listMisfits(), [])
  })
})
