import { assert, expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import '../test/show-page.ts'
import './define.ts'
import { createMemoryApi, offline, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showAgencyPage, type AgencyLook } from '../test/show-page.ts'
import type { DmClients } from './clients.ts'
import type { Client } from './rows.ts'

const base = '/v1/agencies/northwind/clients'
const permissions = ['agency:read', 'clients:read', 'clients:write']

const client = (change: Partial<Client> = {}): Client => ({
  id: 'c1',
  slug: 'harbor',
  name: 'Harbor',
  company: 'Harbor Ltd',
  contactEmail: 'hello@harbor.test',
  contactPhone: null,
  notes: null,
  tags: ['salon'],
  portalEnabled: true,
  state: 'active',
  purgeAt: null,
  sites: 2,
  version: 3,
  ...change,
})

const serve = (data: Client[], nextCursor: string | null = null): MemoryApi =>
  createMemoryApi({ [`GET ${base}`]: () => ({ data, nextCursor }) })
const show = (memory: MemoryApi, look: AgencyLook = {}) =>
  showAgencyPage<DmClients>('dm-clients', memory, { permissions, ...look })
const isClosed = () => until(() => findAll('dialog').length === 0, 'the dialog is gone')

describe('dm-clients', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('lists clients with contact, tags and sites, searches as one types, and goes on by cursor', async () => {
    const memory = serve([client()], 'c-next')
    await show(memory)
    await says('Harbor Ltd · hello@harbor.test')
    expect(textOf()).to.match(/Harbor\s+Portal .* Sites: 2\s+salon/)
    memory.answers.set(`GET ${base}`, () => ({ data: [client({ id: 'c2', name: 'Pier' })], nextCursor: null }))
    await choose('Show more')
    await says('Pier')
    assert.equal(memory.queries.at(-1)?.['cursor'], 'c-next')
    assert.equal(findAll('.line').length, 2)
    memory.answers.set(`GET ${base}`, () => ({ data: [], nextCursor: null }))
    typeInto(findAll('#search')[0]!, 'zzz')
    await says('Nothing found')
    assert.equal(memory.queries.at(-1)?.['q'], 'zzz')
  })

  it('begins with one action where there is none, and makes the first', async () => {
    const memory = serve([])
    const { toasts } = await show(memory)
    await says('No clients yet')
    await choose('New client')
    await choose('Create client')
    await says('Give it a name.')
    typeInto(findAll('#name')[0]!, 'Tide')
    typeInto(findAll('#tags')[0]!, 'spa, sea ,')
    memory.answers.set(`POST ${base}`, (body) => {
      assert.deepEqual(body, { name: 'Tide', tags: ['spa', 'sea'], portalEnabled: false })
      memory.answers.set(`GET ${base}`, () => ({ data: [client({ name: 'Tide' })], nextCursor: null }))
      return client({ name: 'Tide' })
    })
    await choose('Create client')
    await isClosed()
    await says('Tide')
    assert.deepEqual(toasts, ['Tide created.'])
  })

  it('keeps what was typed when the plan is full, offline, and says what the server refused at its field', async () => {
    const memory = serve([client()])
    await show(memory)
    await choose('New client')
    await until(() => findAll('#name').length > 0, 'the form')
    typeInto(findAll('#name')[0]!, 'Tide')
    memory.failNext(new DmError('USAGE_LIMIT_EXCEEDED', 'core.plan_limit', { limit: 1 }))
    await choose('Create client')
    await says('Your plan has no room')
    memory.failNext(offline)
    await choose('Create client')
    await says('We could not reach the server')
    memory.failNext(
      new DmError('VALIDATION_ERROR', 'core.input', {
        errors: [{ path: '/contactEmail', rule: 'format', message: 'is no address' }],
      }),
    )
    await choose('Create client')
    await says('is no address')
    assert.equal((findAll('#name')[0] as HTMLInputElement).value, 'Tide')
    await choose('Cancel')
    await isClosed()
  })

  it('changes one by its version, and says that somebody else was faster', async () => {
    const memory = serve([client()])
    await show(memory)
    await choose('Edit Harbor')
    await until(() => findAll('#name').length > 0, 'the form')
    memory.failNext(new DmError('PRECONDITION_FAILED', 'core.version'))
    await choose('Save')
    await says('Somebody else changed this in the meantime.')
  })

  it('archives at once, takes it back by the toast’s undo, and puts it back when refused', async () => {
    const memory = serve([client()])
    const { app, toasts } = await show(memory)
    let undo: (() => void) | undefined
    Object.assign(app, {
      toast: (text: string, options?: { undo?: () => void }) => {
        toasts.push(text)
        undo = options?.undo
      },
    })
    await says('Harbor Ltd')
    memory.failNext(new DmError('SUBSCRIPTION_REQUIRED', 'core.agency_suspended'))
    await choose('Archive Harbor')
    await says('The agency is suspended')
    await says('Harbor Ltd')
    memory.answers.set(`POST ${base}/c1/archive`, () => {
      memory.answers.set(`GET ${base}`, () => ({ data: [], nextCursor: null }))
      return client({ state: 'archived' })
    })
    await choose('Archive Harbor')
    await says('No clients yet')
    memory.answers.set(`POST ${base}/c1/restore`, () => {
      memory.answers.set(`GET ${base}`, () => ({ data: [client()], nextCursor: null }))
      return client()
    })
    undo!()
    await says('Harbor Ltd')
    assert.deepEqual(toasts, ['Harbor archived.', 'Harbor restored.'])
  })

  it('offers nothing that the person may not do, and nothing while the agency is suspended', async () => {
    await show(serve([client()]), { permissions: ['clients:read'] })
    await says('Harbor Ltd')
    assert.equal(findNamed('Edit Harbor'), undefined)
    assert.equal(findNamed('New client'), undefined)
    clearStage()
    await show(serve([client()]), { state: 'suspended' })
    await says('Harbor Ltd')
    assert.equal(findNamed('New client'), undefined)
    clearStage()
    await show(serve([client()]), { permissions: [] })
    await says('You do not have access')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, list and form, in ${theme}`, async () => {
      const { page } = await show(serve([client()]), { theme })
      await says('Harbor Ltd')
      await expect(page).to.be.accessible()
      await choose('New client')
      await choose('Create client')
      await says('Give it a name.')
      await expect(page).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44, list and form', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(serve([client({ name: 'x'.repeat(80), tags: ['y'.repeat(60)] })]), { language: 'ar' })
    await says('العملاء')
    await until(() => findAll('.line').length === 1, 'the list')
    assert.deepEqual(listMisfits(), [])
    findAll('.head .button')[0]!.click()
    await until(() => findAll('form').length === 1, 'the form')
    assert.deepEqual(listMisfits(), [])
  })
})
