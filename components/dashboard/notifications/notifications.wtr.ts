import { assert, expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'
import './define.ts'
import { createMemoryApi, offline } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { createApp, listMisfits, place, type Look } from '../test/show-page.ts'
import { DmBell } from './bell.ts'
import type { Notification } from './notification.ts'
import type { DmNotificationPreferences } from './notification-preferences.ts'

DmBell.define('dm-bell')

const base = '/v1/me/notifications'
const notice = (change: Partial<Notification> = {}): Notification => ({
  id: 'n1',
  category: 'security',
  title: 'A new API key',
  body: 'Somebody made a key.',
  actionUrl: '/sites/harbor/keys',
  actorName: 'Mia Moore',
  readAt: null,
  createdAt: '2026-05-04T10:00:00Z',
  ...change,
})
const preferences = {
  channels: { security: { app: true, mail: true }, site: { app: true, mail: true }, work: { app: true, mail: false } },
  digest: 'off',
  quietFrom: null,
  quietTo: null,
  zone: 'UTC',
  locale: 'en',
  locked: ['security'],
}

const serve = () =>
  createMemoryApi({
    [`GET ${base}/unread`]: () => ({ count: 1, categories: { security: 1 } }),
    [`GET ${base}`]: () => ({
      data: [
        notice(),
        notice({ id: 'n2', title: 'Verified', readAt: '2026-05-03T10:00:00Z', createdAt: '2026-05-03T10:00:00Z' }),
      ],
      nextCursor: null,
    }),
    'GET /v1/me/notification-preferences': () => preferences,
  })

async function show<E extends HTMLElement>(tag: string, look: Look = {}) {
  const memory = serve()
  const { app, toasts } = await createApp(memory, look)
  const element = Object.assign(document.createElement(tag) as E, { app }) // the tag is the caller's
  place(element, look)
  return { memory, app, toasts, element }
}

describe('dm-bell', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('tells how much is unread, and opens what it was, by day', async () => {
    await show('dm-bell')
    await choose('Notifications, 1 unread')
    await says('A new API key')
    expect(textOf()).to.match(/Monday, May 4, 2026 .*A new API key.*unread.*Sunday, May 3, 2026 .*Verified/)
  })

  it('marks one and all as read, archives, and puts back what the server refused', async () => {
    const { memory } = await show('dm-bell')
    await choose('Notifications, 1 unread')
    await says('A new API key')
    memory.failNext(offline)
    await choose('Archive: A new API key')
    await says('We could not reach the server')
    await says('A new API key')
    memory.answers.set(`POST ${base}/n1/read`, () => {
      memory.answers.set(`GET ${base}/unread`, () => ({ count: 0 }))
      return null
    })
    await choose('Mark as read: A new API key')
    await until(() => findNamed('Notifications') !== undefined, 'nothing is unread')
    assert.equal(findNamed('Mark all as read'), undefined)
    memory.answers.set(`POST ${base}/n1/archive`, () => null)
    await choose('Archive: A new API key')
    await until(() => !textOf().includes('A new API key'), 'it is gone')
  })

  it('filters by category, and leads to what it was about', async () => {
    const { memory, app } = await show('dm-bell')
    const went: string[] = []
    Object.assign(app, { go: (path: string) => went.push(path) })
    memory.answers.set(`POST ${base}/n1/read`, () => null)
    await choose('Notifications, 1 unread')
    await says('A new API key')
    typeInto(findAll('select')[0]!, 'work')
    await until(() => memory.queries.some(({ category }) => category === 'work'), 'the category')
    await choose('Have a look A new API key')
    await until(() => went.length === 1, 'the way')
    assert.deepEqual(went, ['/sites/harbor/keys'])
    assert.equal(findAll('dialog').length, 0)
  })

  it('has nothing that axe would find, and fills a phone of 320 pixels from right to left', async () => {
    await setViewport({ width: 320, height: 640 })
    const { element } = await show('dm-bell', { language: 'ar', theme: 'dark' })
    await until(() => findAll('.count').length === 1, 'the count')
    findAll('.bell')[0]!.click()
    await says('A new API key')
    assert.deepEqual(listMisfits(), [])
    assert.equal(Math.round(findAll('dialog')[0]!.getBoundingClientRect().height), 640)
    await expect(element).to.be.accessible()
  })
})

describe('dm-notification-preferences', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)
  const path = '/v1/me/notification-preferences'
  const open = (look?: Look) => show<DmNotificationPreferences>('dm-notification-preferences', look)

  it('changes one way of one category, keeps security on, and takes a refusal back', async () => {
    const { memory } = await open()
    await until(() => findAll('td input').length === 6, 'the matrix')
    const box = (name: string) => findNamed(name) as HTMLInputElement
    assert.equal(box('Security: By email').disabled, true)
    memory.failNext(offline)
    box('Daily work: By email').click()
    await says('We could not reach the server')
    await until(() => !box('Daily work: By email').checked, 'it is off again')
    memory.answers.set(`PATCH ${path}`, (body) => {
      assert.deepEqual(body, { channels: { work: { app: true, mail: true } } })
      return preferences
    })
    box('Daily work: By email').click()
    await until(() => box('Daily work: By email').checked, 'it is on')
  })

  it('sets quiet hours in the zone of whoever looks', async () => {
    const { memory, toasts } = await open()
    await until(() => findAll('#quietFrom').length === 1, 'the form')
    typeInto(findAll('#quietFrom')[0]!, '22:00')
    typeInto(findAll('#quietTo')[0]!, '07:30')
    memory.answers.set(`PATCH ${path}`, (body) => {
      const { quietFrom, quietTo, zone } = body as Record<string, string>
      assert.deepEqual([quietFrom, quietTo, zone], ['22:00', '07:30', Intl.DateTimeFormat().resolvedOptions().timeZone])
      return { ...preferences, quietFrom, quietTo }
    })
    await choose('Save')
    await until(() => toasts.includes('Saved.'), 'the word of it')
  })

  it('has nothing that axe would find, and fits 320 pixels from right to left', async () => {
    await setViewport({ width: 320, height: 640 })
    const { element } = await open({ language: 'ar' })
    await until(() => findAll('td input').length === 6 && findAll('#digest').length === 1, 'the page')
    assert.deepEqual(listMisfits(), [])
    await expect(element).to.be.accessible()
  })
})
