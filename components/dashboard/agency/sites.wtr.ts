import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import '../test/show-page.ts'
import './define.ts'
import { createMemoryApi, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showAgencyPage, type AgencyLook } from '../test/show-page.ts'
import type { Site } from './rows.ts'
import type { DmSites } from './sites.ts'

const base = '/v1/agencies/northwind'
const permissions = ['agency:read', 'clients:read', 'sites:read', 'sites:write', 'sites:manage']

const site = (change: Partial<Site> = {}): Site => ({
  id: 's1',
  slug: 'harbor',
  name: 'Harbor Salon',
  clientId: 'c1',
  clientName: 'Harbor Ltd',
  state: 'active',
  zone: 'Europe/Berlin',
  locale: 'en',
  currency: 'EUR',
  purgeAt: null,
  version: 2,
  ...change,
})

const clients = [
  { id: 'c1', name: 'Harbor Ltd' },
  { id: 'c2', name: 'Pier Ltd' },
]

const serve = (...data: Site[]): MemoryApi =>
  createMemoryApi({
    [`GET ${base}/sites`]: () => ({ data, nextCursor: null }),
    [`GET ${base}/clients`]: () => ({ data: clients, nextCursor: null }),
  })
const show = (memory: MemoryApi, look: AgencyLook = {}) =>
  showAgencyPage<DmSites>('dm-sites', memory, { permissions, ...look })
const isClosed = () => until(() => findAll('dialog').length === 0, 'the dialog is gone')

describe('dm-sites', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('lists sites with their client, leads into those that are open, and filters by state and client', async () => {
    const memory = serve(site(), site({ id: 's9', slug: 'other', name: 'Other' }))
    await show(memory)
    await says('Harbor Salon')
    assert.equal(findNamed('Open Harbor Salon')?.getAttribute('href'), '/sites/harbor')
    assert.equal(findNamed('Open Other'), undefined)
    const select = findAll('#client')[0] as HTMLSelectElement
    select.value = 'c2'
    select.dispatchEvent(new Event('change'))
    await until(() => memory.queries.some(({ client }) => client === 'c2'), 'the client is asked for')
    findAll('.segments input')[2]!.click()
    await until(() => memory.queries.some(({ state }) => state === 'archived'), 'the archive is asked for')
  })

  it('makes a site, says as one types that an address is taken, and asks for the session anew', async () => {
    const memory = serve(site())
    memory.answers.set(`GET ${base}/slug`, () => ({ slug: 'harbor', isAvailable: false, reason: 'taken' }))
    const { toasts, provider } = await show(memory)
    let loads = 0
    provider.load = async () => {
      loads++
      return provider.session!
    }
    await choose('New site')
    await until(() => findAll('#slug').length > 0, 'the form')
    typeInto(findAll('#slug')[0]!, 'harbor')
    await says('This address is taken.')
    typeInto(findAll('#name')[0]!, 'Pier Salon')
    typeInto(findAll('#slug')[0]!, 'pier')
    memory.answers.set(`POST ${base}/sites`, (body) => {
      const { name, clientId, slug } = body as Record<string, string>
      assert.deepEqual({ name, clientId, slug }, { name: 'Pier Salon', clientId: 'c1', slug: 'pier' })
      return site({ id: 's2', name: 'Pier Salon' })
    })
    await choose('Create site')
    await isClosed()
    assert.deepEqual(toasts, ['Pier Salon created.'])
    await until(() => loads > 0, 'the session')
  })

  it('has further actions in a menu for the keyboard: moving to another client, suspending with a way back', async () => {
    const memory = serve(site())
    const { toasts } = await show(memory)
    await says('Harbor Salon')
    await until(() => findNamed('Actions for Harbor Salon') !== undefined, 'the menu')
    await until(() => findAll('.action').length === 4, 'all of the actions')
    findNamed('Actions for Harbor Salon')!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => focused()?.textContent?.trim() === 'Edit', 'the first action has the focus')
    await sendKeys({ press: 'ArrowDown' })
    assert.equal(focused()?.textContent?.trim(), 'Move to another client')
    await sendKeys({ press: 'Enter' })
    await until(() => findAll('#clientId').length > 0, 'the form')
    typeInto(findAll('#clientId')[0]!, 'c2')
    memory.answers.set(`POST ${base}/sites/s1/move`, (body) => {
      assert.deepEqual(body, { clientId: 'c2' })
      return site({ clientId: 'c2' })
    })
    await choose('Move')
    await isClosed()
    memory.answers.set(`POST ${base}/sites/s1/suspend`, () => {
      memory.answers.set(`GET ${base}/sites`, () => ({ data: [], nextCursor: null }))
      return site({ state: 'suspended' })
    })
    findNamed('Actions for Harbor Salon')!.click()
    findNamed('Suspend')!.click()
    await says('No sites yet')
    assert.equal(toasts.at(-1), 'Harbor Salon suspended.')
  })

  it('says when the plan is full, and offers nothing to who may only look', async () => {
    const memory = serve(site())
    await show(memory)
    await choose('New site')
    await until(() => findAll('#name').length > 0, 'the form')
    typeInto(findAll('#name')[0]!, 'One too many')
    memory.failNext(new DmError('USAGE_LIMIT_EXCEEDED', 'core.plan_limit', { limit: 1 }))
    await choose('Create site')
    await says('Your plan has no room')
    clearStage()
    await show(serve(site()), { permissions: ['sites:read'] })
    await says('Harbor Salon')
    assert.equal(findNamed('New site'), undefined)
    assert.equal(findNamed('Actions for Harbor Salon'), undefined)
    clearStage()
    await show(serve(), { permissions: [] })
    await says('You do not have access')
    assert.notInclude(textOf(), 'Harbor')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, list, menu and form, in ${theme}`, async () => {
      const { page } = await show(serve(site(), site({ id: 's2', state: 'suspended' })), { theme })
      await says('Suspended')
      await until(() => findAll('.action').length > 0, 'the menu')
      findAll('.trigger')[0]!.click()
      await expect(page).to.be.accessible()
      findNamed('Edit')!.click()
      await until(() => findAll('#zone').length > 0, 'the form')
      await expect(page).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(serve(site({ name: 'x'.repeat(80) })), { language: 'ar' })
    await until(() => findAll('.line').length === 1 && findAll('.trigger').length === 1, 'the list')
    findAll('.trigger')[0]!.click()
    assert.deepEqual(listMisfits(), [])
  })
})
