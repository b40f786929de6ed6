/** A real browser and plain HTTP servers on several origins, for tests and benches of the embed path. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launch, type Browser, type Page } from 'puppeteer-core'

/** `keepsHistory`: pages that are left may be kept alive for the way back, as people's browsers do. */
export function openBrowser({ keepsHistory = false } = {}): Promise<Browser> {
  return launch({
    ignoreDefaultArgs: keepsHistory ? ['--disable-back-forward-cache'] : [],
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // Headless shells leave it out, and a frame of another site would share the page's process.
      '--site-per-process',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--js-flags=--expose-gc',
    ],
  })
}

export interface Answer {
  body: string
  type?: string
  status?: number
  headers?: Record<string, string>
}

/** By path; a function sees the request. */
export type Routes = Record<string, Answer | ((request: IncomingMessage, response: ServerResponse) => Answer | void)>

export interface Site {
  port: number
  routes: Routes
  close(): Promise<void>
}

/** Listens on every loopback address, so that 127.0.0.1, localhost and *.localhost all reach it. */
export async function openSite(routes: Routes): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://any').pathname
    const route = routes[path] ?? routes['*']
    const answer = typeof route === 'function' ? route(request, response) : route
    if (!answer) {
      if (!route) response.writeHead(404).end()
      return
    }
    response.writeHead(answer.status ?? 200, {
      'Content-Type': answer.type ?? 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      ...answer.headers,
    })
    response.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  return {
    port: (server.address() as AddressInfo).port, // safe: a TCP server has one
    routes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A page whose uncaught errors are kept, so that a test can say there were none. */
export async function openPage(browser: Browser): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  return { page, errors }
}
