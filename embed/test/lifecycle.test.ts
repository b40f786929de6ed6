import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JSHandle, Page } from 'puppeteer-core'
import { openBrowser } from './browser.ts'
import { openStand, waitForEvent, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
}, 60_000)
afterAll(() => stand?.close())

const frameCount = `[...document.querySelectorAll('dm-booking')].flatMap((e) => [...e.shadowRoot.querySelectorAll('iframe')]).length`
const readyCount = `log.filter((e) => e.name === 'ready').length`

/** Listeners for messages on the page's window. */
async function countListeners(page: Page): Promise<number> {
  const session = await page.createCDPSession()
  const { result } = await session.send('Runtime.evaluate', { expression: 'window' })
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! })
  await session.detach()
  return listeners.filter(({ type }) => ['message', 'pointerover', 'focusin', 'click'].includes(type)).length
}

async function countObjects(page: Page, prototype: string): Promise<number> {
  await page.evaluate('gc()')
  const handle = (await page.evaluateHandle(prototype)) as JSHandle<object> // safe: a prototype
  const objects = await page.queryObjects(handle)
  const count = await objects.evaluate((all) => (all as unknown as unknown[]).length)
  await Promise.all([objects.dispose(), handle.dispose()])
  return count
}

describe('an element in a living page', () => {
  it('moved to another place works on, with one frame', async () => {
    const { page } = await stand.open('<div id="a"><dm-booking></dm-booking></div><div id="b"></div>')
    await page.evaluate(`document.querySelector('#b').append(document.querySelector('dm-booking'))`)
    await page.waitForFunction(`${readyCount} === 2`)
    expect(await page.evaluate(frameCount)).toBe(1)
    await page.close()
  })

  it('moved with moveBefore keeps its document', async () => {
    const { page, frame } = await stand.open('<div id="a"><dm-booking></dm-booking></div><div id="b"></div>')
    const inside = await frame()
    await inside.evaluate('globalThis.same = true')
    await page.evaluate(`document.querySelector('#b').moveBefore(document.querySelector('dm-booking'), null)`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await inside.evaluate('same')).toBe(true)
    expect(await page.evaluate(readyCount)).toBe(1)
    expect(await page.evaluate(frameCount)).toBe(1)
    await page.close()
  })

  it('mounted twice in a row, as StrictMode does, has one frame', async () => {
    const { page, errors } = await stand.open('<main></main>', { wait: false })
    await page.evaluate(`{
      const element = document.createElement('dm-booking')
      const main = document.querySelector('main')
      main.append(element); element.remove(); main.append(element)
    }`)
    await waitForEvent(page, 'ready')
    expect(await page.evaluate(frameCount)).toBe(1)
    expect(errors).toEqual([])
    await page.close()
  })

  it('in a body that is swapped for another, as Turbo does, has one frame, there and back', async () => {
    const { page, errors } = await stand.open('<h1>one</h1><dm-booking></dm-booking>')
    const listeners = await countListeners(page)
    await page.evaluate(`{
      globalThis.first = document.body
      const next = new DOMParser().parseFromString('<body><h1>two</h1><dm-booking></dm-booking></body>', 'text/html')
      document.documentElement.replaceChild(document.adoptNode(next.body), document.body)
    }`)
    await page.waitForFunction(`${readyCount} === 2`)
    expect(await page.evaluate(frameCount)).toBe(1)
    expect(page.frames()).toHaveLength(2)
    await page.evaluate('document.documentElement.replaceChild(first, document.body)')
    await page.waitForFunction(`${readyCount} === 3`)
    expect(await page.evaluate(frameCount)).toBe(1)
    expect(await countListeners(page)).toBe(listeners)
    expect(errors).toEqual([])
    await page.close()
  })

  it('in a view transition that replaces its place has one frame', async () => {
    const { page } = await stand.open('<main><dm-booking></dm-booking></main>')
    await page.evaluate(`document.startViewTransition(() => {
      document.querySelector('main').outerHTML = '<main><section><dm-booking></dm-booking></section></main>'
    }).finished`)
    await page.waitForFunction(`${readyCount} === 2`)
    expect(await page.evaluate(frameCount)).toBe(1)
    await page.close()
  })

  it('on a page that comes back from the browser’s history has one frame, which still answers', async () => {
    const browser = await openBrowser({ keepsHistory: true })
    const page = await browser.newPage()
    stand.host.routes['/kept'] = {
      body: `<script src="/embed.js" data-site="dm_pk_test_harbor" data-frames="http://frames.localhost:${stand.frames.port}"></script><dm-booking></dm-booking>`,
      headers: { 'Cache-Control': 'max-age=60' },
    }
    stand.host.routes['/elsewhere'] = { body: 'elsewhere' }
    const ready = async () => {
      const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
      await frame.waitForFunction('globalThis.client')
      await page.waitForFunction(`!document.querySelector('dm-booking').shadowRoot.querySelector('iframe').inert`)
      return frame
    }
    await page.goto(`${stand.hostOrigin}/kept`)
    await ready()
    const session = await page.createCDPSession()
    const reasons: string[] = []
    await session.send('Page.enable')
    session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) =>
      notRestoredExplanations.forEach(({ type, reason }) => type === 'Circumstantial' || reasons.push(reason)),
    )
    await page.goto(`${stand.hostOrigin}/elsewhere`)
    await page.goBack()
    const frame = await ready()
    expect(await page.evaluate(frameCount)).toBe(1)
    expect(await frame.evaluate(`client.call('page.getInfo', {})`)).toMatchObject({ url: `${stand.hostOrigin}/kept` })
    // A browser without such a memory says so about itself; nothing of ours may stand in the way.
    expect(reasons).toEqual([])
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`)
    expect(await page.evaluate(frameCount)).toBe(1)
    await browser.close()
  })

  it('put back after its removal starts anew, with its fallback meanwhile', async () => {
    const { page } = await stand.open('<dm-booking><a href="/">Book</a></dm-booking>')
    await page.evaluate(`globalThis.kept = document.querySelector('dm-booking'); kept.remove()`)
    await page.evaluate(`document.body.append(kept); globalThis.seen = kept.firstChild.getClientRects().length`)
    expect(await page.evaluate('seen')).toBe(1)
    await page.waitForFunction(`${readyCount} === 2`)
    await page.close()
  })

  it('ended by call shows its fallback and hears nothing more', async () => {
    const { page } = await stand.open('<dm-booking><a href="/">Book</a></dm-booking>')
    const before = await countListeners(page)
    await page.evaluate(`dm.destroy('dm-booking'); dm.open('dm-booking'); dm.setLocale('de')`)
    expect(await page.evaluate(frameCount)).toBe(0)
    expect(await page.$eval('dm-booking a', (link) => link.getClientRects().length)).toBe(1)
    expect(await countListeners(page)).toBe(before - 1)
    await page.close()
  })

  it('leaves nothing behind after 100 mounts', async () => {
    const { page, errors } = await stand.open('<main></main>', { wait: false })
    await page.waitForFunction('globalThis.dm')
    const round = (times: number) =>
      page.evaluate(async (count) => {
        const main = document.querySelector('main')!
        for (let i = 0; i < count; i++) {
          const element = document.createElement('dm-booking')
          element.setAttribute('loading', 'eager')
          if (i % 2) element.setAttribute('mode', 'modal')
          const ready = new Promise((resolve) => element.addEventListener('dm-ready', resolve, { once: true }))
          main.append(element)
          if (i % 10 < 2) await ready
          element.remove()
          await Promise.resolve()
        }
      }, times)
    await round(10)
    const count = async () => ({
      listeners: await countListeners(page),
      frames: page.frames().length,
      iframes: await countObjects(page, 'HTMLIFrameElement.prototype'),
      ports: await countObjects(page, 'MessagePort.prototype'),
      elements: await countObjects(page, `customElements.get('dm-booking').prototype`),
    })
    await page.waitForFunction('performance.now() > 0')
    const before = await count()
    await round(100)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const after = await count()
    expect(after.listeners).toBe(before.listeners)
    expect(after.frames).toBe(1)
    // The collector may keep the last one of each alive.
    expect(after.iframes).toBeLessThanOrEqual(before.iframes + 2)
    expect(after.ports).toBeLessThanOrEqual(before.ports + 2)
    expect(after.elements).toBeLessThanOrEqual(before.elements + 2)
    expect(errors).toEqual([])
    await page.close()
  }, 60_000)
})
