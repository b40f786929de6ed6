import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import './define.ts'
import { broken, createMemoryApi, offline, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showPage, type Look } from '../test/show-page.ts'
import type { Key } from './key.ts'
import type { DmKeys } from './keys.ts'

const base = '/v1/sites/harbor/keys'

const key = (change: Partial<Key> = {}): Key => ({
  id: 'k1',
  label: 'Website sync',
  prefix: 'dm_sk_live_4fQx…',
  mode: 'live',
  permissions: ['ask:read', 'domains:write'],
  createdAt: '2026-05-04T10:00:00Z',
  lastUsedAt: null,
  revokedAt: null,
  ...change,
})

const serve = (...data: Key[]): MemoryApi => createMemoryApi({ [`GET ${base}`]: () => ({ data }) })
const show = (memory: MemoryApi, look?: Look) => showPage<DmKeys>('dm-keys', memory, look)
const secret = 'dm_sk_test_0123456789'
const isClosed = () => until(() => findAll('dialog').length === 0, 'the dialog is gone')

describe('dm-keys', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('shows the public key to copy, and secret ones with what they may do and when they were used', async () => {
    await show(
      serve(
        key({ lastUsedAt: '2026-05-06T10:00:00Z' }),
        key({ id: 'k2', label: 'Old', revokedAt: '2026-05-05T10:00:00Z' }),
      ),
    )
    await says('Website sync')
    assert.equal(findAll('.public code')[0]?.textContent, 'dm_pk_test_harbor')
    expect(textOf()).to.include('Questions: read · Domains: write')
    expect(textOf()).to.match(/Created May 4, 2026 ?, ?last used May 6, 2026/)
    expect(textOf()).to.match(/Old Revoked/)
    assert.equal(findAll('.key .danger').length, 1)
  })

  it('begins with one action where there is none', async () => {
    await show(serve())
    await says('No secret keys')
    assert.equal(findAll('.state button').length, 1)
  })

  it('creates a key by keyboard, shows its secret this once, and forgets it when told', async () => {
    const memory = serve(key())
    memory.answers.set(`POST ${base}`, (body) => {
      assert.deepEqual(body, { label: 'Nightly', mode: 'test', permissions: ['ask:read', 'keys:write'] })
      return { ...key({ id: 'k9', label: 'Nightly', mode: 'test', prefix: 'dm_sk_test_0123…' }), secret }
    })
    const { app } = await show(memory)
    await until(() => findNamed('Create secret key') !== undefined, 'the button')
    findNamed('Create secret key')!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => focused()?.id === 'label', 'the label has the focus')
    await sendKeys({ type: 'Nightly' })
    await sendKeys({ press: 'Tab' })
    await sendKeys({ press: 'ArrowRight' })
    findAll('input[value="ask:read"]')[0]!.focus()
    await sendKeys({ press: 'Space' })
    findAll('input[value="keys:write"]')[0]!.focus()
    await sendKeys({ press: 'Space' })
    await sendKeys({ press: 'Enter' })
    await isClosed()
    await says(secret)
    assert.equal(focused()?.textContent, 'Copy your new key')
    assert.notInclude(JSON.stringify(app.cache.get(base)), secret)
    await choose('Done')
    await until(() => !textOf().includes(secret), 'the secret is gone')
    expect(textOf()).to.include('Nightly')
  })

  it('says what is missing, goes there, and keeps what was chosen through failures and closing', async () => {
    const memory = serve(key())
    await show(memory)
    await choose('Create secret key')
    await choose('Create key')
    await says('Give the key a label.')
    assert.equal(focused()?.id, 'label')
    typeInto(focused()!, 'Half')
    await choose('Create key')
    await says('Choose at least one permission.')
    findAll('input[value="ask:read"]')[0]!.click()
    memory.failNext(offline)
    await choose('Create key')
    await says('We could not reach the server.')
    await choose('Close')
    await isClosed()
    await choose('Create secret key')
    await until(() => findAll('#label').length === 1, 'the form again')
    assert.equal((findAll('#label')[0] as HTMLInputElement).value, 'Half')
    assert.equal((findAll('input[value="ask:read"]')[0] as HTMLInputElement).checked, true)
  })

  it('offers no permission that the person does not have', async () => {
    await show(serve(key()), { permissions: ['keys:read', 'keys:write', 'ask:read'] })
    await choose('Create secret key')
    await until(() => findAll('.check').length > 0, 'the permissions')
    assert.deepEqual(
      findAll('.check input').map((one) => (one as HTMLInputElement).value),
      ['ask:read', 'keys:read', 'keys:write'],
    )
  })

  it('revokes after a question that says it is for good', async () => {
    const memory = serve(key())
    memory.answers.set(`DELETE ${base}/k1`, () => {
      memory.answers.set(`GET ${base}`, () => ({ data: [key({ revokedAt: '2026-05-07T10:00:00Z' })] }))
      return null
    })
    const { toasts } = await show(memory)
    await choose('Revoke Website sync')
    await says('This cannot be undone.')
    memory.failNext(broken)
    await choose('Revoke')
    await says('r-500')
    await choose('Revoke')
    await isClosed()
    await says('Revoked')
    assert.deepEqual(toasts, ['“Website sync” revoked.'])
    assert.equal(findNamed('Revoke Website sync'), undefined)
  })

  it('names the reference of a failure, and is hidden from who may not look', async () => {
    const memory = serve(key())
    memory.failNext(broken)
    await show(memory)
    await says('r-500')
    await choose('Try again')
    await says('Website sync')
    clearStage()
    await show(serve(key()), { permissions: ['keys:read'] })
    await says('Website sync')
    assert.equal(findNamed('Create secret key'), undefined)
    clearStage()
    await show(serve(key()), { permissions: [] })
    await says('You do not have access')
    assert.notInclude(textOf(), 'dm_pk')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, list, form, secret and question, in ${theme}`, async () => {
      const memory = serve(key(), key({ id: 'k2', mode: 'test' }), key({ id: 'k3', revokedAt: '2026-05-05T10:00:00Z' }))
      memory.answers.set(`POST ${base}`, () => ({ ...key({ id: 'k9', label: 'New' }), secret }))
      const { page } = await show(memory, { theme })
      await choose('Create secret key')
      await choose('Create key')
      await says('Give the key a label.')
      await expect(page).to.be.accessible()
      typeInto(findAll('#label')[0]!, 'New')
      findAll('input[value="ask:read"]')[0]!.click()
      await choose('Create key')
      await says(secret)
      await expect(page).to.be.accessible()
      await choose('Revoke New')
      await says('This cannot be undone.')
      await expect(page).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44, list and form', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(serve(key({ label: 'x'.repeat(80) })), { language: 'ar' })
    await says('المفاتيح السرية')
    await until(() => findAll('.key').length === 1, 'the list')
    assert.deepEqual(listMisfits(), [])
    findAll('.section-head .button')[0]!.click()
    await until(() => findAll('form').length === 1, 'the form')
    assert.deepEqual(listMisfits(), [])
  })
})
