import { assert, expect, fixture, html } from '@open-wc/testing'
import { render } from 'lit'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { appEn } from './messages/en.ts'
import { deepActive } from '../ui/deep-active.ts'
import { DmDialog } from './dialog.ts'
import { wordsOf } from './words.ts'

DmDialog.define('dm-dialog')
const words = wordsOf(appEn, 'en')

interface Shown {
  readonly dialog: DmDialog
  /** How often it asked to be removed; it is at once. */
  readonly closed: () => number
}

async function open(
  parts: Partial<DmDialog> = {},
  content: unknown = html`<input aria-label="Name" />`,
): Promise<Shown> {
  const place = await fixture<HTMLElement>(html`<div><button>Opens it</button></div>`)
  place.querySelector('button')!.focus()
  const dialog = Object.assign(document.createElement('dm-dialog') as DmDialog, { words, heading: 'A question' })
  Object.assign(dialog, parts)
  render(content, dialog)
  place.append(dialog)
  let count = 0
  dialog.addEventListener('dm-dialog-close', () => {
    count++
    dialog.remove()
  })
  await dialog.updateComplete
  return { dialog, closed: () => count }
}

const inside = (dialog: DmDialog, selector: string) => dialog.shadowRoot!.querySelector<HTMLElement>(selector)
const afterFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

describe('dm-dialog', () => {
  beforeEach(() => setViewport({ width: 900, height: 700 }))

  it('has the focus on its heading, or on what asks for it', async () => {
    const { dialog } = await open()
    assert.equal(deepActive()?.localName, 'h2')
    dialog.remove()
    await open({}, html`<input id="first" autofocus />`)
    assert.equal(deepActive()?.id, 'first')
  })

  it('closes by Escape, by its button and by a press beside it, and gives the focus back', async () => {
    for (const close of [
      async () => sendKeys({ press: 'Escape' }),
      async (dialog: DmDialog) => inside(dialog, '.close')!.click(),
      async (dialog: DmDialog) =>
        void inside(dialog, 'dialog')!.dispatchEvent(new MouseEvent('mousedown', { bubbles: true })),
    ]) {
      const { dialog, closed } = await open()
      await close(dialog)
      assert.equal(closed(), 1)
      await afterFrame()
      assert.equal(deepActive()?.textContent, 'Opens it')
    }
  })

  it('leaves the focus alone when it went elsewhere', async () => {
    const { dialog } = await open()
    const other = await fixture<HTMLElement>(html`<button>Elsewhere</button>`)
    dialog.remove()
    other.focus()
    await afterFrame()
    assert.equal(deepActive() === other, true)
  })

  it('asks before it throws away what was typed, and keeps it when told to', async () => {
    const { dialog, closed } = await open({ dirty: true })
    await sendKeys({ press: 'Escape' })
    await dialog.updateComplete
    assert.equal(deepActive()?.textContent?.trim(), 'Keep editing')
    await sendKeys({ press: 'Escape' })
    await dialog.updateComplete
    assert.equal(inside(dialog, '.ask') === null, true)
    assert.equal(closed(), 0)
    inside(dialog, '.close')!.click()
    await dialog.updateComplete
    inside(dialog, '.ask .danger')!.click()
    assert.equal(closed(), 1)
  })

  it('stays, and asks, when the system closes it by force', async () => {
    const { dialog, closed } = await open({ dirty: true })
    const inner = dialog.shadowRoot!.querySelector('dialog')!
    inner.close()
    await afterFrame()
    assert.deepEqual([inner.open, closed()], [true, 0])
    assert.equal(inside(dialog, '.ask') === null, false)
  })

  it('stays while something is on its way', async () => {
    const { dialog, closed } = await open({ locked: true })
    await sendKeys({ press: 'Escape' })
    inside(dialog, '.close')!.click()
    assert.equal(closed(), 0)
  })

  it('shows no foot where there are no buttons', async () => {
    const { dialog } = await open()
    assert.equal(inside(dialog, '.foot')!.checkVisibility(), false)
    dialog.append(Object.assign(document.createElement('button'), { slot: 'foot', textContent: 'Save' }))
    await afterFrame()
    assert.equal(inside(dialog, '.foot')!.checkVisibility(), true)
  })

  it('is a sheet at the foot of a phone, and fills it when wide', async () => {
    await setViewport({ width: 390, height: 700 })
    const { dialog } = await open()
    const inner = inside(dialog, 'dialog')!
    const { bottom, width, height } = inner.getBoundingClientRect()
    assert.deepEqual([bottom, width, height < 350], [700, 390, true])
    dialog.wide = true
    await dialog.updateComplete
    assert.equal(inner.getBoundingClientRect().height, 700)
  })

  for (const scheme of ['light', 'dark']) {
    it(`has nothing that axe would find in ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme
      const { dialog } = await open({ dirty: true })
      await expect(dialog).to.be.accessible()
      await sendKeys({ press: 'Escape' })
      await dialog.updateComplete
      await expect(dialog).to.be.accessible()
    })
  }
})
