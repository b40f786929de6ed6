import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { openStand, waitForEvent, type Stand } from './stand.ts'
import type { Routes } from './browser.ts'

let stand: Stand
let usual: NonNullable<Routes[string]>
beforeAll(async () => {
  stand = await openStand()
  usual = stand.frames.routes['/f/booking/booking']!
}, 60_000)
afterAll(() => stand?.close())
beforeEach(() => {
  stand.frames.routes['/f/booking/booking'] = usual
})

const body = `<dm-booking><a href="/book">Book online</a></dm-booking>`
const open = () => stand.open(body, { wait: false })
const shown = (page: Page) =>
  page.$eval('dm-booking', (element) => ({
    fallback: element.querySelector('a')!.getClientRects().length > 0,
    note: element.shadowRoot!.querySelector('[role=alert]')!.textContent,
  }))
const serve = (answer: NonNullable<Routes[string]>) => {
  stand.frames.routes['/f/booking/booking'] = answer
}
const document = (script: string) => ({ body: `<!doctype html><script>${script}</script>` })
const query = `const q = new URLSearchParams(location.search);`

describe('a frame that cannot serve', () => {
  it('is called blocked soon after its silent load, tried again, and the fallback stays', async () => {
    let requests = 0
    serve((request) => {
      if (++requests > 1) return stand.frameDocument(request)
      return { body: 'no', headers: { 'Content-Security-Policy': 'frame-ancestors https://other.example' } }
    })
    const { page } = await open()
    const start = Date.now()
    expect(await waitForEvent(page, 'error')).toEqual({ code: 'E_BLOCKED', again: true })
    expect(Date.now() - start).toBeLessThan(5000)
    expect(await shown(page)).toEqual({ fallback: true, note: 'This could not be loaded.' })
    await waitForEvent(page, 'ready')
    expect(await shown(page)).toEqual({ fallback: false, note: '' })
    expect(requests).toBe(2)
    await page.close()
  })

  it('names the unverified domain, and is not tried again', async () => {
    serve({ body: '<!doctype html><html data-dm-error="E_DOMAIN"><script src="/refuse.js"></script></html>' })
    const { page } = await open()
    expect(await waitForEvent(page, 'error')).toEqual({ code: 'E_DOMAIN', again: false })
    expect(await shown(page)).toMatchObject({ fallback: true })
    await page.close()
  })

  it('is told apart by version', async () => {
    serve(document(`${query} parent.postMessage({ k: 'dm', v: [9, 8], n: q.get('n') }, q.get('o'))`))
    const { page } = await open()
    expect(await waitForEvent(page, 'error')).toEqual({ code: 'E_VERSION', again: false })
    await page.close()
  })

  it('is called a network error when nothing comes for 8 s, or the widget has no code', async () => {
    serve(() => undefined)
    const { page } = await open()
    expect(await waitForEvent(page, 'error')).toEqual({ code: 'E_NETWORK', again: true })
    await page.close()
    serve((request) => stand.frameDocument(request, { boot: { modules: ['/missing.js'] } }))
    const second = await open()
    expect(await waitForEvent(second.page, 'error')).toEqual({ code: 'E_NETWORK', again: true })
    await second.page.close()
  }, 30_000)

  it('is called offline when the browser is', async () => {
    serve(document(''))
    const { page } = await stand.open(
      `<script>Object.defineProperty(navigator, 'onLine', { get: () => false })</script>${body}`,
      { wait: false },
    )
    expect(await waitForEvent(page, 'error')).toEqual({ code: 'E_OFFLINE', again: true })
    await page.close()
  })

  it('is not even asked for with a key that is none', async () => {
    const { page } = await stand.open(body.replace('<dm-booking', '<dm-booking data-site="../evil"'), { wait: false })
    expect(await waitForEvent(page, 'error')).toEqual({ code: 'E_CONFIG', again: false })
    await page.close()
  })

  it('stands alone when no script of ours answers on the page', async () => {
    stand.host.routes['/bare'] = {
      body: `<iframe src="${stand.frameOrigin}/f/booking/booking?o=${encodeURIComponent(stand.hostOrigin)}&n=none&v=1"></iframe>`,
    }
    const page = await stand.browser.newPage()
    await page.goto(`${stand.hostOrigin}/bare`)
    const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
    await frame.waitForFunction('globalThis.client')
    expect(await frame.evaluate('client.init.mode')).toBe('inline')
    await page.close()
  })
})

describe('a greeting', () => {
  /** A frame that greets wrongly in the given way; nothing may answer it. */
  const greets = async (script: string) => {
    serve(
      document(`${query} globalThis.answers = []; addEventListener('message', (e) => answers.push(e.data)); ${script}`),
    )
    const { page } = await open()
    const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
    await new Promise((resolve) => setTimeout(resolve, 400))
    const answers = (await frame.evaluate('answers.length')) as number
    const drops = (await page.evaluate('dm.drops.handshake ?? 0')) as number
    await page.close()
    return { answers, drops }
  }

  it('with the wrong nonce is dropped and counted', async () => {
    expect(await greets(`parent.postMessage({ k: 'dm', v: [1], n: 'guess' }, q.get('o'))`)).toEqual({
      answers: 0,
      drops: 1,
    })
  })

  it('of other shapes is none of ours', async () => {
    expect(await greets(`for (const m of [null, 'dm', 7, [], { k: 'DM' }]) parent.postMessage(m, q.get('o'))`)).toEqual(
      { answers: 0, drops: 0 },
    )
  })

  it('to another origin than the page never arrives', async () => {
    expect(await greets(`parent.postMessage({ k: 'dm', v: [1], n: q.get('n') }, 'https://other.example')`)).toEqual({
      answers: 0,
      drops: 0,
    })
  })

  it('repeated in a flood gets few answers', async () => {
    const { answers, drops } = await greets(
      `for (let i = 0; i < 1000; i++) parent.postMessage({ k: 'dm', v: [1], n: q.get('n') }, q.get('o'))`,
    )
    expect(answers).toBe(5)
    expect(drops).toBe(995)
  })

  it('after a reload of the frame gets a new port and the present state', async () => {
    const { page, frame } = await open()
    const before = await frame()
    await page.evaluate(`dm.setContext({ step: 2 })`)
    await before.evaluate('location.reload()').catch(() => {})
    await page.waitForFunction('log.filter((e) => e.name === "ready").length === 2')
    const after = await frame()
    expect(await after.evaluate('client.init.context')).toEqual({ step: 2 })
    expect(await after.evaluate(`client.call('page.getInfo', {})`)).toMatchObject({ url: `${stand.hostOrigin}/` })
    await page.close()
  })
})
