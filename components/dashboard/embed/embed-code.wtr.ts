import { assert, expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'
import { html, LitElement } from 'lit'
import type { WidgetClient } from '@dramac/frame/client'
import './define.ts'
import { broken, createMemoryApi, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showPage, type Look } from '../test/show-page.ts'
import type { DmEmbedCode } from './embed-code.ts'

/** A widget as a module would bring it: shows what it is given, and says when it is told of something. */
class DmAsk extends LitElement {
  static override properties = { client: { attribute: false }, topic: { type: String } }
  declare client: WidgetClient
  declare topic: string
  readonly heard: string[] = []

  override connectedCallback(): void {
    super.connectedCallback()
    this.client.subscribe((change) => {
      this.heard.push(change)
      this.requestUpdate()
    })
  }

  override render() {
    const { locale, mode, appearance } = this.client.init
    return html`<p>${['topic', this.topic ?? 'any', locale, mode, appearance.theme].join(' ')}</p>
      <button @click=${() => this.client.announce('Asked.')}>Ask</button>
      <button @click=${() => this.client.close()}>Leave</button>`
  }
}
customElements.define('dm-ask', DmAsk)

const releases = {
  latest: '1.4.2',
  channel: '/embed/v1.js',
  minor: '/embed/v1.4.js',
  versions: [{ version: '1.4.2', url: '/embed/1.4.2/embed.js', integrity: 'sha384-abc' }],
}
const topics = [
  { slug: 'hair', name: 'About hair' },
  { slug: 'old', name: 'No more', active: false },
]

const serve = (state = 'verified'): MemoryApi =>
  createMemoryApi({
    'GET /v1/embed/versions': () => releases,
    'GET /v1/sites/harbor/domains': () => ({ data: [{ id: 'd1', state }] }),
    'GET /v1/sites/harbor/modules/ask/topics': () => ({ data: topics }),
  })
const show = (memory = serve(), look?: Look) => showPage<DmEmbedCode>('dm-embed-code', memory, look)
const snippet = () => findAll('pre')[0]?.textContent ?? ''
const widget = () => findAll('dm-ask')[0] as DmAsk | undefined
const isReady = () =>
  until(() => widget() !== undefined && findAll('#attribute-topic option').length === 2, 'all of it')

describe('dm-embed-code', () => {
  beforeEach(() => setViewport({ width: 1280, height: 900 }))
  afterEach(clearStage)

  it('has a snippet that works before anything is chosen: script, element, room and a way without script', async () => {
    await show()
    await isReady()
    assert.equal(
      snippet(),
      '<script async src="https://cdn.example/embed/1.4.2/embed.js" integrity="sha384-abc" crossorigin="anonymous" data-site="dm_pk_test_harbor"></script>\n' +
        '<dm-ask style="display:block;min-height:400px">\n' +
        '  <a href="https://harbor.frames.example/p/ask/ask">Ask us</a>\n' +
        '</dm-ask>',
    )
    expect(textOf()).to.include('min-height keeps 400 px free')
  })

  it('writes every choice into it, and the preview hears of each without starting anew', async () => {
    await show()
    await isReady()
    const before = widget()!
    typeInto(findNamed('Topic')!, 'hair')
    await until(() => snippet().includes('topic="hair"'), 'the topic')
    typeInto(findNamed('Tone')!, 'loud')
    typeInto(findNamed('Theme')!, 'dark')
    typeInto(findNamed('Language')!, 'ar')
    findAll('summary')[0]!.click()
    typeInto(findNamed('Loads')!, 'eager')
    typeInto(findNamed('Version')!, 'channel')
    typeInto(findNamed('Link text')!, 'Ask "now"')
    typeInto(findNamed('Link target')!, 'https://harbor.example/ask?a=1&b=2')
    await until(() => snippet().includes('b=2'), 'the snippet')
    assert.equal(
      snippet(),
      '<script async src="https://cdn.example/embed/v1.js" data-site="dm_pk_test_harbor"></script>\n' +
        '<dm-ask topic="hair" tone="loud" theme="dark" locale="ar" loading="eager" style="display:block;min-height:400px">\n' +
        '  <a href="https://harbor.example/ask?a=1&amp;b=2">Ask &quot;now&quot;</a>\n' +
        '</dm-ask>',
    )
    assert.equal((findAll('dm-copy-button')[0] as HTMLElement & { text: string }).text, snippet())
    await says('topic hair ar inline dark')
    assert.isTrue(widget() === before)
    assert.deepEqual([...new Set(before.heard)].sort(), ['appearance', 'locale', 'props'])
    const stage = findAll('.stage')[0]!
    assert.deepEqual([getComputedStyle(stage).colorScheme, stage.dir], ['dark', 'rtl'])
  })

  it('offers only records that are in use, by their name', async () => {
    await show()
    await isReady()
    assert.deepEqual(
      findAll('#attribute-topic option').map((one) => one.textContent),
      ['The visitor chooses', 'About hair'],
    )
  })

  it('lets an attribute be typed when its records cannot be had', async () => {
    const memory = serve()
    memory.answers.set('GET /v1/sites/harbor/modules/ask/topics', () => {
      throw broken
    })
    await show(memory)
    await until(() => findNamed('Topic')?.localName === 'input', 'a field')
    typeInto(findNamed('Topic')!, 'nails')
    await until(() => snippet().includes('topic="nails"'), 'the snippet')
  })

  it('reserves no room for a dialog, which the preview opens by its link and the widget can close', async () => {
    await show()
    await isReady()
    typeInto(findNamed('Shows')!, 'modal')
    await until(() => snippet().includes('mode="modal"'), 'the snippet')
    assert.notInclude(snippet(), 'min-height')
    assert.equal((findAll('#loading')[0] as HTMLSelectElement).value, 'intent')
    findAll('.link')[0]!.click()
    await says('topic any en modal auto')
    await choose('Leave')
    await until(() => findAll('dialog[open]').length === 0, 'the dialog is closed')
  })

  it('shows the preview as a phone would, and tells readers what the widget announces', async () => {
    await show()
    await isReady()
    findAll('.widths input')[1]!.click()
    await until(() => findAll('.stage')[0]!.getBoundingClientRect().width <= 390, 'a narrow stage')
    await choose('Ask')
    await until(() => findAll('[role=status]').some((one) => one.textContent === 'Asked.'), 'the announcement')
  })

  it('warns while no domain is verified, and keeps the choice of who comes back', async () => {
    const { app } = await show(serve('failed'))
    await says('No verified domain yet')
    assert.equal(findNamed('Verify a domain')?.getAttribute('href'), '/sites/harbor/domains')
    await isReady()
    typeInto(findNamed('Theme')!, 'dark')
    await until(() => snippet().includes('dark'), 'the snippet')
    const again = document.createElement('dm-embed-code') as DmEmbedCode // by its tag
    again.app = app
    findAll('dm-embed-code')[0]!.replaceWith(again)
    await until(() => snippet().includes('theme="dark"'), 'the same choice')
  })

  it('names the reference of a failure, says when there is nothing to embed, and hides from who may not', async () => {
    const memory = serve()
    memory.answers.set('GET /v1/embed/versions', () => {
      throw broken
    })
    const { app } = await show(memory)
    await says('r-500')
    memory.answers.set('GET /v1/embed/versions', () => releases)
    await choose('Try again')
    await isReady()
    clearStage()
    const bare = document.createElement('dm-embed-code') as DmEmbedCode // by its tag
    bare.app = { ...app, site: { ...app.site, modules: [] } }
    document.body.append(document.createElement('main'))
    document.querySelector('main')!.append(bare)
    await says('Nothing to embed yet')
    clearStage()
    await show(serve(), { permissions: [] })
    await says('You do not have access')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, in ${theme}`, async () => {
      const { page } = await show(serve('pending'), { theme })
      await isReady()
      findAll('summary')[0]!.click()
      await expect(page).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(serve('pending'), { language: 'ar' })
    await isReady()
    findAll('summary')[0]!.click()
    const misfits = listMisfits().filter((one) => !/ (Ask|Leave)$/.test(one)) // the test's own widget
    assert.deepEqual(misfits, [])
  })
})
