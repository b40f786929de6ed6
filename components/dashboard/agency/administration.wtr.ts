import { assert, expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import '../test/show-page.ts'
import './define.ts'
import { createMemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showAgencyPage } from '../test/show-page.ts'
import type { DmAudits } from './audits.ts'
import type { DmBrand } from './brand.ts'
import type { DmAgencyHome } from './home.ts'
import type { DmAgencySettings } from './settings.ts'

const base = '/v1/agencies/northwind'
const rows = (...data: unknown[]) => ({ data, nextCursor: null })
const agency = {
  id: 'a1',
  slug: 'northwind',
  name: 'Northwind Studio',
  state: 'active',
  planName: 'Studio',
  zone: 'Europe/Berlin',
  locale: 'en',
  currency: 'EUR',
  requiresSecondFactor: false,
  version: 4,
}
const brand = {
  fields: { displayName: 'Northwind', accent: '#0f766e' },
  resolved: { name: 'Northwind', accent: '#0f766e', fromName: 'Northwind' },
  version: 2,
}
const audit = {
  id: 'x1',
  at: '2026-05-04T10:00:00Z',
  siteName: null,
  actor: 'user:u2',
  actorName: 'Vera Client',
  impersonatorName: 'Nora North',
  action: 'core.client.archived',
  resource: null,
  result: 'denied',
  requestId: 'r1',
}
const serve = () =>
  createMemoryApi({
    [`GET ${base}`]: () => agency,
    [`GET ${base}/usage`]: () => ({
      plan: 'studio',
      metrics: [
        { metric: 'sites', used: 3, limit: 3 },
        { metric: 'clients', used: 2, limit: null },
      ],
    }),
    [`GET ${base}/sites`]: () =>
      rows({ id: 's1', slug: 'harbor', name: 'Harbor', clientName: 'Harbor Ltd', state: 'active' }),
    [`GET ${base}/clients`]: () => rows({ id: 'c1', name: 'Harbor Ltd' }),
    [`GET ${base}/members`]: () => rows({ userId: 'u1', name: 'Nora North' }, { userId: 'u2', name: 'Mia Moore' }),
    [`GET ${base}/audits`]: () => ({ data: [audit], nextCursor: 'c2' }),
    [`GET ${base}/ownership-offers`]: () => rows(),
    [`GET ${base}/brand`]: () => brand,
  })
const everything = [
  'agency:read',
  'agency:write',
  'usage:read',
  'sites:read',
  'sites:manage',
  'clients:read',
  'clients:write',
  'members:read',
  'audits:read',
  'ownership:write',
  'brand:read',
  'brand:write',
]

describe('the administration of an agency', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('begins with the sites, what is used of the plan, and what is made most often', async () => {
    await showAgencyPage<DmAgencyHome>('dm-agency-home', serve(), { permissions: everything })
    await says('3 of 3')
    expect(textOf()).to.match(/All of it is used\..*2, no limit/)
    await says('Harbor Ltd')
    assert.equal(findAll('a.site')[0]?.getAttribute('href'), '/sites/harbor')
    await choose('New site')
    await until(() => findAll('#slug').length === 1, 'the form')
  })

  it('advises nothing to an agency without sites until it is known whether there are clients', async () => {
    const memory = serve()
    const clients = Promise.withResolvers<unknown>()
    memory.answers.set(`GET ${base}/sites`, () => rows())
    memory.answers.set(`GET ${base}/clients`, () => clients.promise)
    await showAgencyPage<DmAgencyHome>('dm-agency-home', memory, { permissions: everything })
    await says('3 of 3')
    await until(() => findAll('section .late').length > 0, 'waiting')
    assert.notInclude(textOf(), 'No sites yet')
    clients.resolve(rows())
    await says('Add your first client')
  })

  it('shows a member neither usage nor what they may not make', async () => {
    const memory = serve()
    await showAgencyPage<DmAgencyHome>('dm-agency-home', memory, { permissions: ['agency:read', 'sites:read'] })
    await says('Harbor Ltd')
    assert.notInclude(textOf(), 'Usage')
    assert.equal(findNamed('New client'), undefined)
    assert.notInclude(memory.asked, `GET ${base}/usage`)
  })

  it('says who acted for whom and what was denied, filters, and goes on by cursor', async () => {
    const memory = serve()
    await showAgencyPage<DmAudits>('dm-audits', memory, { permissions: everything })
    await says('Nora North as Vera Client')
    expect(textOf()).to.match(/Client archived\s+Denied/)
    await until(() => findAll('#actor').length === 1, 'the people')
    memory.answers.set(`GET ${base}/audits`, () =>
      rows({ ...audit, id: 'x2', result: 'ok', action: 'core.site.moved' }),
    )
    await choose('Show more')
    await says('Site moved')
    typeInto(findAll('#actor')[0]!, 'user:u2')
    typeInto(findAll('#from')[0]!, '2026-05-01')
    await until(
      () => memory.queries.some(({ actor, from }) => actor === 'user:u2' && from !== undefined),
      'the filters',
    )
    memory.answers.set(`GET ${base}/audits`, () => rows())
    typeInto(findAll('#result')[0]!, 'failed')
    await says('Nothing found')
    await choose('Clear filters')
    await says('Nothing happened yet')
  })

  it('changes of the settings only what is different, and keeps what was typed when somebody was faster', async () => {
    const memory = serve()
    const { toasts } = await showAgencyPage<DmAgencySettings>('dm-agency-settings', memory, { permissions: everything })
    await until(() => findAll('#name').length === 1, 'the form')
    typeInto(findAll('#name')[0]!, 'North & Co')
    memory.failNext(new DmError('PRECONDITION_FAILED', 'core.version_changed'))
    await choose('Save')
    await says('Somebody else changed this in the meantime.')
    memory.answers.set(`PATCH ${base}`, (body) => {
      assert.deepEqual(body, { name: 'North & Co' })
      return { ...agency, name: 'North & Co', version: 5 }
    })
    await choose('Save')
    await until(() => toasts.includes('Saved.'), 'the word of it')
  })

  it('offers the agency to another member, and takes the offer back', async () => {
    const memory = serve()
    memory.answers.set(`POST ${base}/ownership-offers`, (body) => {
      assert.deepEqual(body, { userId: 'u2' })
      const offer = { id: 'o1', toUserId: 'u2', toName: 'Mia Moore', expiresAt: '2099-01-01T00:00:00Z' }
      memory.answers.set(`GET ${base}/ownership-offers`, () => rows(offer))
      return {}
    })
    memory.answers.set(`DELETE ${base}/ownership-offers/o1`, () => null)
    const { toasts } = await showAgencyPage<DmAgencySettings>('dm-agency-settings', memory, { permissions: everything })
    await until(() => memory.asked.includes(`GET ${base}/members`), 'the members')
    await choose('Hand over the agency')
    await choose('Send offer')
    await says('Offered to Mia Moore.')
    await choose('Withdraw')
    await until(() => toasts.length === 1, 'the word of it')
  })

  it('previews the brand while it is typed, tells its contrast, and sends a test', async () => {
    const memory = serve()
    const { toasts } = await showAgencyPage<DmBrand>('dm-brand', memory, { permissions: everything })
    await says('Contrast of text on it: 5.5 to 1.')
    typeInto(findAll('#displayName')[0]!, 'Tide')
    await until(() => findAll('.letter strong')[0]?.textContent === 'Tide', 'the preview')
    typeInto(findAll('#accent')[0]!, '#ffff00')
    await says('Contrast of text on it: 16.5 to 1.')
    memory.answers.set(`PATCH ${base}/brand`, (body) => {
      assert.deepEqual(body, { displayName: 'Tide', accent: '#ffff00' })
      return { ...brand, fields: { displayName: 'Tide', accent: '#ffff00' }, version: 3 }
    })
    await choose('Save')
    await until(() => toasts.includes('Saved.'), 'the word of it')
    memory.answers.set(`POST ${base}/brand/test-mail`, () => null)
    await choose('Send me a test mail')
    await until(() => toasts.includes('A test mail is on its way to owner@northwind.test.'), 'the word of it')
  })

  for (const tag of ['dm-agency-home', 'dm-audits', 'dm-agency-settings', 'dm-brand']) {
    it(`has nothing that axe would find, and fits 320 pixels from right to left: ${tag}`, async () => {
      await setViewport({ width: 320, height: 640 })
      const { page } = await showAgencyPage<DmAgencyHome>(tag, serve(), {
        permissions: everything,
        language: 'ar',
        theme: 'dark',
      })
      await until(() => findAll('.card').length > 0 && findAll('.late').length === 0, 'the page')
      assert.deepEqual(listMisfits(), [])
      await expect(page).to.be.accessible()
    })

    it(`says no to who may not look: ${tag}`, async () => {
      await showAgencyPage<DmAgencyHome>(tag, serve(), { permissions: [] })
      await says('You do not have access')
    })
  }
})
