import { assert, expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'
import './define.ts'
import '../requests/define.ts'
import '../test/show-page.ts'
import { createMemoryApi, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { createApp, listMisfits, place, session, type Look } from '../test/show-page.ts'

const at = (path: string) => `/v1/platform/${path}`
const rows = (...data: unknown[]) => ({ data, nextCursor: null })
const tide = { id: 'a2', slug: 'tide', name: 'Tide', state: 'active', plan: 'free', suspendedReason: null, version: 3 }
const group = {
  id: 'e1',
  surface: 'http',
  name: 'TypeError',
  title: 'x is undefined',
  frames: ['f core/x.ts'],
  count: 12,
  state: 'open',
  release: '0.1.0',
  lastSeenAt: '2026-05-04T10:00:00Z',
  requestIds: ['r-1'],
}
const job = { id: '7', task: 'deliver', attempts: 3, maxAttempts: 25, error: 'refused', runAt: '2026-05-04T10:00:00Z' }

const serve = () =>
  createMemoryApi({
    [`GET ${at('agencies')}`]: () => rows(tide),
    [`GET ${at('health')}`]: () => ({
      release: '0.1.0',
      startedAt: '2026-05-04T10:00:00Z',
      connections: {
        database: { state: 'up', since: '2026-05-04T10:00:00Z', needed: true },
        redis: { state: 'away', since: '2026-05-04T10:00:00Z', needed: false, lastError: 'ECONNREFUSED' },
      },
    }),
    [`GET ${at('errors')}`]: () => rows(group),
    [`GET ${at('jobs')}`]: () => ({ tasks: [{ task: 'deliver', ready: 1, waiting: 2, running: 3, failing: 4 }] }),
    [`GET ${at('jobs/failing')}`]: () => rows(job),
    [`GET ${at('jobs/failed')}`]: () => rows({ ...job, id: 'f1', failedAt: '2026-05-04T10:00:00Z', retriedAt: null }),
    'GET /v1/sites/harbor/requests': () =>
      rows(
        {
          id: 'q1',
          at: '2026-05-04T10:00:00Z',
          method: 'GET',
          route: '/f/:site',
          origin: 'https://elsewhere.example',
          status: 403,
          reason: 'embed.foreign_origin',
          requestId: 'r-9',
        },
        {
          id: 'q2',
          at: '2026-05-04T10:00:00Z',
          method: 'GET',
          route: '/v1/site',
          origin: null,
          status: 401,
          reason: 'identity.key_unknown',
          requestId: 'r-8',
        },
      ),
  })

async function show(tag: string, memory: MemoryApi = serve(), look: Look & { permissions?: string[] } = {}) {
  const { app, toasts } = await createApp(memory, look)
  const page = Object.assign(document.createElement(tag), { app })
  const site = { ...session.sites[0]!, permissions: look.permissions ?? ['requests:read', 'domains:read'] }
  const provider = Object.assign(document.createElement('dm-tenant'), { session: { ...session, sites: [site] } })
  provider.append(page)
  place(provider, look)
  return { memory, toasts, page }
}

describe('the console of the platform', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('suspends an agency with a reason and a way back, and changes its plan', async () => {
    const { memory, toasts } = await show('dm-platform-agencies')
    await until(() => findAll('.action').length === 2, 'the actions')
    findNamed('Actions for Tide')!.click()
    findNamed('Suspend')!.click()
    await says('Its people can read, and change nothing.')
    findAll('dm-dialog .danger')[0]!.click()
    await says('Say why.')
    typeInto(findAll('#reason')[0]!, 'Invoice open')
    memory.answers.set(`POST ${at('agencies/a2/suspend')}`, (body) => {
      assert.deepEqual(body, { reason: 'Invoice open' })
      memory.answers.set(`GET ${at('agencies')}`, () =>
        rows({ ...tide, state: 'suspended', suspendedReason: 'Invoice open' }),
      )
      return {}
    })
    findAll('dm-dialog .danger')[0]!.click()
    await says('Invoice open')
    assert.deepEqual(toasts, ['Tide suspended.'])
    memory.answers.set(`PATCH ${at('agencies/a2')}`, (body) => {
      assert.deepEqual(body, { plan: 'studio' })
      return {}
    })
    findNamed('Actions for Tide')!.click()
    findNamed('Change plan')!.click()
    await until(() => findAll('#plan').length === 1, 'the form')
    typeInto(findAll('#plan')[0]!, 'studio')
    await choose('Save')
    await until(() => findAll('dialog').length === 0, 'the dialog is gone')
  })

  it('says of each connection how it is', async () => {
    await show('dm-platform-health')
    await says('last error ECONNREFUSED')
    expect(textOf()).to.match(/database\s+needed .*Up.*redis .*Away/)
  })

  it('resolves a mistake, and lists by state', async () => {
    const { memory, toasts } = await show('dm-platform-errors')
    await says('12 times')
    memory.answers.set(`POST ${at('errors/e1/resolve')}`, () => {
      memory.answers.set(`GET ${at('errors')}`, () => rows())
      return { ...group, state: 'resolved' }
    })
    await choose('Resolve TypeError')
    await says('Nothing here')
    assert.deepEqual(toasts, ['TypeError: Resolved'])
    findAll('.segments input')[1]!.click()
    await until(() => memory.queries.some(({ state }) => state === 'resolved'), 'the state')
  })

  it('tries a job again, and drops one after a question', async () => {
    const { memory, toasts } = await show('dm-platform-jobs')
    await says('attempt 3 of 25')
    memory.answers.set(`POST ${at('jobs/retry')}`, () => ({ data: [{ id: '7', result: 'not moved' }] }))
    memory.answers.set(`POST ${at('jobs/drop')}`, (body) => {
      assert.deepEqual(body, { ids: ['7'] })
      return { data: [{ id: '7', result: 'dropped' }] }
    })
    await choose('Try again now deliver')
    await until(() => toasts.length === 1, 'the word of it')
    await choose('Drop deliver')
    await says('This cannot be undone.')
    await choose('Drop')
    await until(() => toasts.length === 2, 'the word of it')
    assert.deepEqual(toasts, ['It was running or gone already.', 'Dropped.'])
  })

  for (const tag of [
    'dm-platform-agencies',
    'dm-platform-health',
    'dm-platform-errors',
    'dm-platform-jobs',
    'dm-requests',
  ]) {
    it(`has nothing that axe would find, and fits 320 pixels from right to left: ${tag}`, async () => {
      await setViewport({ width: 320, height: 640 })
      const { page } = await show(tag, serve(), { language: 'ar', theme: 'dark' })
      await until(() => findAll('.card').length > 0 && findAll('.late').length === 0, 'the page')
      assert.deepEqual(listMisfits(), [])
      await expect(page).to.be.accessible()
    })
  }
})

describe('dm-requests', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('says why a widget was refused and where, and leads to verifying that website', async () => {
    const { memory } = await show('dm-requests')
    await says('https://elsewhere.example')
    await says('This website is not verified for the site')
    assert.equal(findNamed('Verify this domain')?.getAttribute('href'), '/sites/harbor/domains')
    assert.equal(findAll('.request a').length, 1)
    expect(textOf()).to.include('The key is missing, wrong or revoked.')
    assert.equal(memory.queries[0]?.['refused'], true)
    findAll('.segments input')[1]!.click()
    await until(() => memory.queries.some(({ refused }) => refused === undefined), 'all of them')
  })

  it('is empty when nothing was refused, and closed to who may not look', async () => {
    const memory = serve()
    memory.answers.set('GET /v1/sites/harbor/requests', () => rows())
    await show('dm-requests', memory)
    await says('Nothing was refused')
    clearStage()
    await show('dm-requests', serve(), { permissions: [] })
    await says('You do not have access')
  })
})
