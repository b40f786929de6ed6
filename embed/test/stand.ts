/**
 * A foreign page, our frames and a rogue, each on its own origin. The frame's document is written as
 * the server writes it: boot data, then the boot script, then the widget's code on demand.
 */
import type { IncomingMessage } from 'node:http'
import type { FrameBoot } from '@dramac/contract/wire/frame'
import type { Browser, Frame, Page } from 'puppeteer-core'
import { vi } from 'vitest'
import { openBrowser, openPage, openSite, type Answer, type Routes, type Site } from './browser.ts'
import { bundle } from './bundle.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

/** A widget without a library, which keeps its client where tests find it. */
const widget = `customElements.define('dm-booking', class extends HTMLElement {
  connectedCallback() {
    globalThis.client = this.client
    globalThis.changes = []
    this.client.subscribe((change) => changes.push(change))
    this.innerHTML = '<h1 tabindex="-1">Book</h1><input id="first"><div id="grow" style="height:400px"></div>'
  }
})`

export interface Stand {
  browser: Browser
  host: Site
  frames: Site
  rogue: Site
  /** Origin of the site `harbor`. */
  frameOrigin: string
  hostOrigin: string
  /** Opens a page of the foreign website with this body. */
  open(body: string, options?: { headers?: Record<string, string>; head?: string; wait?: boolean }): Promise<Visit>
  /** The frame's document; replace a route of `frames` to change it. */
  frameDocument(
    request: IncomingMessage,
    change?: { head?: string; boot?: Partial<FrameBoot>; content?: string },
  ): Answer
  close(): Promise<void>
}

export interface Visit {
  page: Page
  errors: string[]
  /** The only embed frame of the page, once its widget is there. */
  frame(): Promise<Frame>
}

const sources = Promise.all([
  bundle({ file: 'embed/loader/embed.ts' }, 'dmEmbed'),
  bundle({ file: 'embed/frame/boot.ts' }, 'dmFrame'),
  bundle({ file: 'embed/frame/refuse.ts' }, 'dmRefuse'),
])

const documentWith =
  (boot: string): Stand['frameDocument'] =>
  (request, change = {}) => {
    const query = new URL(request.url!, 'http://any').searchParams
    const data: FrameBoot = {
      site: 'harbor',
      module: 'booking',
      widget: 'booking',
      element: 'dm-booking',
      origin: query.get('o')!,
      nonce: query.get('n')!,
      token: 'first',
      tokenExpiresAt: new Date(Date.now() + 600_000).toISOString(),
      api: '/api',
      refresh: '/refresh',
      modules: ['/widget.js'],
      data: null,
      ...change.boot,
    }
    const body = `<!doctype html><html lang="en"><head>${change.head ?? ''}<style>body{margin:0}</style></head><body>
      <script type="application/json" id="dm-boot">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
      <script>${boot}</script>${change.content ?? ''}</body></html>`
    return { body }
  }

export async function openStand(routes: Routes = {}): Promise<Stand> {
  const [embed, boot, refuse] = await sources
  const script = { body: embed, type: 'text/javascript' }
  const host = await openSite({ '/embed.js': script, ...routes })
  const rogue = await openSite({})
  const frames = await openSite({
    '/widget.js': { body: widget, type: 'text/javascript' },
    '/refuse.js': { body: refuse, type: 'text/javascript' },
  })
  const hostOrigin = `http://127.0.0.1:${host.port}`
  const frameOrigin = `http://harbor.frames.localhost:${frames.port}`
  const tag = `<script async src="/embed.js" data-site="dm_pk_test_harbor" data-frames="http://frames.localhost:${frames.port}"></script>`

  const frameDocument = documentWith(boot)
  frames.routes['/f/booking/booking'] = (request) => frameDocument(request)

  const browser = await openBrowser()
  const open: Stand['open'] = async (body, { headers = {}, head = '', wait = true } = {}) => {
    host.routes['/'] = {
      body: `<!doctype html><html lang="en"><head>${head}${tag}</head><body>${body}</body></html>`,
      headers,
    }
    const visit = await openPage(browser)
    await visit.page.evaluateOnNewDocument(logEvents)
    await visit.page.goto(`${hostOrigin}/`)
    if (wait) await waitForEvent(visit.page, 'ready')
    return {
      ...visit,
      async frame() {
        const frame = await visit.page.waitForFrame((candidate) => candidate.url().startsWith(frameOrigin))
        await frame.waitForFunction('globalThis.client')
        return frame
      },
    }
  }
  return {
    browser,
    host,
    frames,
    rogue,
    frameOrigin,
    hostOrigin,
    open,
    frameDocument,
    async close() {
      await browser.close()
      await Promise.all([host.close(), frames.close(), rogue.close()])
    },
  }
}

interface Logged {
  name: string
  detail: unknown
}

/** Runs in the page, before anything else. */
function logEvents() {
  const log: Logged[] = []
  Object.assign(globalThis, { log })
  for (const name of ['ready', 'resize', 'open', 'close', 'error', 'navigate', 'track', 'booked'])
    addEventListener(`dm-${name}`, (event) => log.push({ name, detail: (event as CustomEvent).detail })) // safe: ours are
}

/** The detail of the page's first event of that name. */
export async function waitForEvent(page: Page, name: string, timeout = 15_000): Promise<unknown> {
  const handle = await page.waitForFunction(
    (wanted) => (globalThis as unknown as { log: Logged[] }).log.find((event) => event.name === wanted),
    { timeout },
    name,
  )
  return (await handle.jsonValue())!.detail
}
