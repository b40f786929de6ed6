/**
 * From the script tag on a foreign page (127.0.0.1) to a booking widget that takes a click (*.localhost, a process
 * of its own), with nothing cached: time against a bare frame of the same document, requests, bytes and layout shift.
 */
import { brotliCompressSync } from 'node:zlib'
import type { Browser, HTTPRequest, Page } from 'puppeteer-core'
import { openBrowser, openSite } from '../../embed/test/browser.ts'
import { startProgram } from '../../test/setup/global.ts'
import { compareInRounds, median, type Measure } from './measure.ts'

export const name = 'widget-ready'
export const needs = ['browser']

const rounds = 7

interface Seen {
  /** ms from the request for embed.js to `dm-ready`. */
  readonly readyMs: number
  /** ms from there until the widget's own code has taken over. */
  readonly completeMs: number
  readonly shift: number
}

const watchHost = () => {
  const seen = { shift: 0, readyAt: 0 }
  Object.assign(window, { seen })
  new PerformanceObserver((list) => {
    // safe: entries of this type, which the types of the DOM do not know
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
      if (!entry.hadRecentInput) seen.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  addEventListener('dm-ready', () => (seen.readyAt = performance.now()))
}

/** A page of a browser that has cached nothing. */
async function onNewPage<R>(browser: Browser, work: (page: Page) => Promise<R>): Promise<R> {
  const context = await browser.createBrowserContext()
  try {
    const page = await context.newPage()
    await page.setViewport({ width: 1280, height: 900 })
    await page.evaluateOnNewDocument(watchHost)
    return await work(page)
  } finally {
    await context.close()
  }
}

const isReady = (page: Page) => page.waitForFunction('window.seen.readyAt > 0', { polling: 20, timeout: 20_000 })
const frameOf = (page: Page) => page.frames().find((frame) => frame.url().includes('/f/'))!

async function openWidget(page: Page, url: string): Promise<Seen> {
  await page.goto(url)
  await isReady(page)
  await frameOf(page).waitForFunction(
    () => document.querySelector('dm-booking')?.shadowRoot?.querySelector('.choice'),
    { polling: 20 },
  )
  const [asked, readyAt, now, shift] = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { shift: number; readyAt: number } } // set above
    const script = performance.getEntriesByType('resource').find(({ name }) => name.includes('/embed/'))
    return [script!.startTime, seen.readyAt, performance.now(), seen.shift] as const
  })
  const inside = await frameOf(page).evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift) // likewise
  return { readyMs: readyAt - asked, completeMs: now - asked, shift: Math.max(shift, inside) }
}

/** What a widget needs before it takes a click: everything else of ours is held back, and it takes one. */
async function countNeeded(page: Page, url: string): Promise<number> {
  const answered: string[] = []
  await page.setRequestInterception(true)
  page.on('request', (request: HTTPRequest) => {
    if (new URL(request.url()).pathname.startsWith('/assets/')) return
    if (request.url().includes('.localhost')) answered.push(request.url())
    void request.continue()
  })
  await page.goto(url, { waitUntil: 'domcontentloaded' })
  await isReady(page)
  const control = (await frameOf(page).waitForSelector('[data-dm-choice]'))!
  await control.evaluate((button) => (button as HTMLElement).click())
  if ((await control.evaluate((button) => button.getAttribute('aria-pressed'))) !== 'true')
    throw new Error('the widget said that it was ready and took no click')
  return answered.length
}

interface Weight {
  readonly document: string
  /** Of the widget's code, as it comes over the network. */
  readonly codeBytes: number
}

async function weighFrame(page: Page, url: string): Promise<Weight> {
  const documents: Promise<string>[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/f/')) documents.push(response.text())
  })
  await openWidget(page, url)
  const codeBytes = await frameOf(page).evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[]) // of this type
      .filter((entry) => entry.name.includes('/assets/'))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  )
  if (codeBytes === 0) throw new Error('the frame loaded no code: there is nothing to weigh')
  return { document: (await Promise.all(documents)).at(-1)!, codeBytes }
}

/** The same document without what makes it a widget, in a frame of another site. */
async function openBareFrame(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'domcontentloaded' })
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const started = performance.now()
        const frame = document.createElement('iframe')
        frame.src = document.body.dataset['frame']!
        frame.onload = () => resolve(performance.now() - started)
        document.body.append(frame)
      }),
  )
}

export async function run(): Promise<Measure[]> {
  const program = await startProgram()
  const browser = await openBrowser()
  const url = `http://127.0.0.1:${program.demoPort}/`
  try {
    const { document, codeBytes } = await onNewPage(browser, (page) => weighFrame(page, url))
    const needed = await onNewPage(browser, (page) => countNeeded(page, url))
    const html = document.replaceAll(/<script[^]*?<\/script>|<link[^>]*modulepreload[^>]*>/g, '')
    const frames = await openSite({ '/': { body: html } })
    const host = await openSite({ '/': { body: `<body data-frame="http://localhost:${frames.port}/"></body>` } })
    const seen: Seen[] = []
    try {
      const time = await compareInRounds({
        rounds,
        subject: async () => {
          const one = await onNewPage(browser, (page) => openWidget(page, url))
          seen.push(one)
          return one.readyMs
        },
        baseline: () => onNewPage(browser, (page) => openBareFrame(page, `http://127.0.0.1:${host.port}/`)),
      })
      return report({ time, seen, needed, documentBytes: brotliCompressSync(document).length, codeBytes })
    } finally {
      await Promise.all([frames.close(), host.close()])
    }
  } finally {
    await browser.close()
    await program.stop()
  }
}

interface Found {
  readonly time: { readonly subject: number; readonly ratio: number }
  readonly seen: readonly Seen[]
  readonly needed: number
  readonly documentBytes: number
  readonly codeBytes: number
}

const report = ({ time, seen, needed, documentBytes, codeBytes }: Found): Measure[] => [
  {
    name: 'widget-ready takes a click',
    value: Math.round(time.subject),
    unit: 'ms',
    ratio: time.ratio,
    baseline: 'a bare frame',
  },
  { name: 'widget-ready complete', value: Math.round(median(seen.map((one) => one.completeMs))), unit: 'ms' },
  { name: 'widget-ready requests before a click', value: needed, unit: 'requests' },
  { name: 'widget-ready frame document', value: documentBytes, unit: 'B brotli' },
  { name: 'widget-ready frame code', value: codeBytes, unit: 'B transferred' },
  { name: 'widget-ready frame in all', value: documentBytes + codeBytes, unit: 'B' },
  { name: 'widget-ready layout shift', value: Math.max(...seen.map((one) => one.shift)), unit: 'CLS' },
]
