/** The foreign website's pages as their README.md describe them. */
import { get } from 'node:http'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { click, collectTrouble, find, openBrowser, textOf, widgetFrame } from '../setup/browser.ts'

let browser: Browser
let page: Page
let trouble: string[]
const verified = () => `http://127.0.0.1:${inject('demoPort')}`
const unverified = () => `http://localhost:${inject('demoPort')}/unverified`

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  page = await browser.newPage()
  trouble = collectTrouble(page)
})
afterEach(() => page.close())

/** Names below localhost are known to browsers, not to Node. */
const ask = (address: string): Promise<{ status: number; text: string }> =>
  new Promise((settle, reject) => {
    const { host, port, pathname, search } = new URL(address)
    get({ host: '127.0.0.1', port, path: pathname + search, headers: { Host: host } }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => settle({ status: response.statusCode ?? 0, text }))
    }).on('error', reject)
  })

interface Shift extends PerformanceEntry {
  readonly value: number
}

/** Everything that moved on the page so far, whether after an input or not. */
const shiftOf = (where: Page) =>
  where.evaluate(
    () =>
      new Promise<number>((settle) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as Shift).value
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => settle(sum), 300)
      }),
  )

describe('demo 01, a plain website', () => {
  it.each([320, 390, 768, 1280])('moves nothing while the widget loads and is used, %i px wide', async (width) => {
    await page.setViewport({ width, height: 900 })
    await page.goto(`${verified()}/#book`)
    const frame = await widgetFrame(page)
    await find(frame, '.head h1')
    expect(await shiftOf(page)).toBe(0)
    await click(frame, '.choice')
    await find(frame, '.person')
    expect(await shiftOf(page)).toBe(0)
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(isWide).toBe(false)
    expect(trouble).toEqual([])
  })

  it('leads to every other demo, and each of its addresses is there', async () => {
    await page.goto(verified())
    const links = await page.$$eval('a[href], script[src], link[href]', (elements) =>
      elements.map((one) => ('src' in one && one.src ? String(one.src) : (one as HTMLAnchorElement).href)),
    )
    const addresses = [...new Set(links.filter((link) => link.startsWith('http')).map((link) => link.split('#')[0]!))]
    expect(addresses).toEqual(
      expect.arrayContaining(['/modal', '/strict', '/hostile'].map((path) => verified() + path)),
    )
    expect(addresses).toContain(unverified())
    for (const address of addresses) expect((await ask(address)).status, address).toBe(200)
  })

  it('offers its own booking page where no script runs', async () => {
    await page.setJavaScriptEnabled(false)
    await page.goto(verified())
    const book = await page.$eval('dm-booking a', (link) => (link as HTMLAnchorElement).href)
    await page.setJavaScriptEnabled(true)
    await page.goto(book)
    expect(await textOf(page, '.head h1')).toBe('Choose a service')
    await click(page, '.choice')
    await find(page, '.person')
  })
})

describe('demo 04, an unverified address', () => {
  it('is reached from the website’s home, and refused by name', async () => {
    await page.goto(verified())
    await Promise.all([page.waitForNavigation(), click(page, 'a[href$="/unverified"]')])
    expect(page.url()).toBe(unverified())
    expect(await textOf(page, '#heard')).toMatch(/waiting|E_DOMAIN/)
    await page.waitForFunction(() => document.querySelector('#heard')?.textContent?.startsWith('dm-error'))
    expect(await textOf(page, '#heard')).toBe('dm-error {"code":"E_DOMAIN","again":false}')
    expect(trouble.some((line) => line.startsWith('warn: dm: E_DOMAIN'))).toBe(true)
    expect(trouble.filter((line) => line.startsWith('error: ') && !line.includes('403'))).toEqual([])
  })

  it('keeps its link, which leads a visitor to a booking all the same', async () => {
    await page.goto(unverified())
    await page.waitForFunction(() => document.querySelector('#heard')?.textContent?.startsWith('dm-error'))
    const link = (await page.$('dm-booking a'))!
    expect(await link.isVisible()).toBe(true)
    await Promise.all([page.waitForNavigation(), link.click()])
    expect(await textOf(page, '.head h1')).toBe('Choose a service')
  })

  it('shows nothing of the business in what is refused', async () => {
    const site = inject('port')
    const address = `http://harbor.frames.localhost:${site}/f/booking/booking?o=${encodeURIComponent(new URL(unverified()).origin)}&n=abcdefghijklmnop&v=1`
    const { status, text } = await ask(address)
    expect(status).toBe(403)
    expect(text).toContain('E_DOMAIN')
    expect(text).not.toMatch(/Haircut|Mara|Northwind|Harbor Salon/)
  })
})
