import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { createMemoryApi } from './test/memory-api.ts'
import { clearStage, findAll, findNamed, focused, textOf } from '../app/test/stage.ts'
import { createApp, listMisfits, place, session, site, type Look } from './test/show-page.ts'
import type { DmTenant } from '../app/tenant/tenant-provider.ts'
import { listAgencyNavigation, listNavigation } from './routes.ts'
import type { Session } from './session.ts'
import { DmShell, type PreferenceEvent } from './shell.ts'

DmShell.define('dm-shell')

async function show(look: Look = {}, parts: Partial<DmShell> = {}, who: Session = session) {
  const { app } = await createApp(createMemoryApi(), look)
  const { words } = app
  const heard: unknown[] = []
  const shell = document.createElement('dm-shell') as DmShell // by its tag
  const preferences = { language: look.language ?? 'en', theme: 'auto' } as const
  const groups = listNavigation(app.site, words.locale)
  Object.assign(shell, { app, words, groups, preferences, path: '/sites/harbor/domains', ...parts })
  const page = document.createElement('h1')
  page.textContent = 'A page'
  shell.append(page)
  shell.addEventListener('dm-preference', (event) => heard.push((event as PreferenceEvent).change)) // of that name
  shell.addEventListener('dm-sign-out', () => heard.push('sign-out'))
  const provider = document.createElement('dm-tenant') as DmTenant // by its tag
  provider.session = who
  provider.append(shell)
  place(provider, look)
  // It has a main of its own.
  provider.parentElement!.replaceWith(provider)
  await shell.updateComplete
  return { shell, heard }
}

const links = (within: string) => findAll(`${within} a`).map((one) => one.textContent?.trim())
const isMenuOpen = (id: string) => findAll(`#${id}:popover-open`).length === 1

describe('dm-shell', () => {
  beforeEach(() => setViewport({ width: 1200, height: 800 }))
  afterEach(() => {
    clearStage()
    document.querySelectorAll('dm-tenant').forEach((one) => one.remove())
  })

  it('leads only where the person may go, and says where they are', async () => {
    await show()
    assert.deepEqual(links('nav.side'), ['Inbox', 'Domains', 'Embed code', 'Keys'])
    assert.equal(findAll('nav.side [aria-current=page]')[0]?.textContent?.trim(), 'Domains')
    document.querySelector('dm-tenant')!.remove()
    await show({ permissions: ['site:read', 'ask:read'] })
    assert.deepEqual(links('nav.side'), ['Inbox'])
    assert.notInclude(textOf(), 'Website')
  })

  it('speaks a module’s own words in the language of the reader', async () => {
    await show({ language: 'de' })
    assert.deepEqual(links('nav.side').slice(0, 2), ['Eingang', 'Domains'])
  })

  it('lets a keyboard skip to the page', async () => {
    await show()
    await sendKeys({ press: 'Tab' })
    assert.equal(focused()?.textContent, 'Skip to content')
    await sendKeys({ press: 'Enter' })
    assert.equal(focused()?.localName, 'main')
  })

  it('has a switch between sites and agencies where there is more than one place', async () => {
    const alone: Session = { ...session, agencies: [{ ...session.agencies[0]!, permissions: [] }] }
    await show({}, {}, alone)
    assert.equal(findAll('button.person').length, 1)
    document.querySelector('dm-tenant')!.remove()
    const two: Session = { ...session, sites: [site, { ...site, id: 's2', slug: 'pier', name: 'Pier Salon' }] }
    await show({}, {}, two)
    findAll('button.person')[0]!.click()
    assert.equal(isMenuOpen('sites'), true)
    assert.deepEqual(
      findAll('#sites a').map((one) => [one.getAttribute('href'), one.textContent?.trim()]),
      [
        ['/agencies/northwind', 'Northwind Studio'],
        ['/sites/harbor', 'Harbor Salon'],
        ['/sites/pier', 'Pier Salon'],
      ],
    )
    const heard: string[] = []
    const provider = document.querySelector('dm-tenant')!
    provider.addEventListener('dm-site-change', (event) => {
      heard.push(event.type)
      event.preventDefault()
    })
    findAll('#sites a')[2]!.click()
    assert.deepEqual(heard, ['dm-site-change'])
  })

  it('shows an agency’s own area, and says that it is suspended', async () => {
    const [agency] = session.agencies
    const suspended = { ...agency!, state: 'suspended', permissions: ['agency:read', 'clients:read', 'audits:read'] }
    const groups = listAgencyNavigation(suspended)
    await show({}, { groups, path: '/agencies/northwind/clients' }, { ...session, agencies: [suspended] })
    assert.deepEqual(links('nav.side'), ['Overview', 'Clients', 'Audit log'])
    assert.equal(findAll('.switch strong')[0]?.textContent, 'Northwind Studio')
    expect(textOf()).to.include('Northwind Studio is suspended.')
  })

  it('tells of a chosen language and theme, and of signing out', async () => {
    const { heard } = await show()
    findAll('.account button.person')[0]!.focus()
    await sendKeys({ press: 'Enter' })
    assert.equal(isMenuOpen('own'), true)
    const select = findAll('#own select')[0] as HTMLSelectElement
    select.value = 'de'
    select.dispatchEvent(new Event('change'))
    findAll('#own input')[2]!.click()
    findNamed('Sign out')!.click()
    assert.deepEqual(heard, [{ language: 'de' }, { theme: 'dark' }, 'sign-out'])
  })

  it('has a bar below the page of a phone, and the rest behind one button', async () => {
    await setViewport({ width: 390, height: 844 })
    const permissions = ['site:read', 'domains:read', 'keys:read', 'ask:read', 'ask:write']
    await show({ permissions })
    assert.deepEqual(links('nav.bar > '), ['Inbox', 'Rules', 'Domains', 'Embed code'])
    findNamed('More')!.click()
    assert.equal(isMenuOpen('rest'), true)
    assert.deepEqual(links('#rest'), ['Keys'])
    findAll('#rest a')[0]!.addEventListener('click', (event) => event.preventDefault())
    findAll('#rest a')[0]!.click()
    assert.equal(isMenuOpen('rest'), false)
  })

  it('has no empty bar where there is nowhere to go', async () => {
    await setViewport({ width: 390, height: 844 })
    await show({}, { groups: [] })
    assert.equal(findAll('nav.bar').length, 0)
  })

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1200, 390]) {
      it(`has nothing that axe would find, with its menu open, ${width} wide, in ${theme}`, async () => {
        await setViewport({ width, height: 844 })
        const { shell } = await show({ theme })
        findAll('.account button.person')[0]!.click()
        await expect(shell).to.be.accessible()
      })
    }
  }

  it('fits 320 pixels from right to left, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    await show({ language: 'ar' })
    findAll('.account button.person')[0]!.click()
    assert.deepEqual(
      listMisfits().filter((one) => !one.includes('skip')), // shown only while it has the focus
      [],
    )
  })
})
