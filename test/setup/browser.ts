/** A real browser, and a way to reach into open shadow roots of any frame. */
import puppeteer, { type Browser, type ElementHandle, type Frame, type Page } from 'puppeteer-core'

const switches = [
  '--disable-gpu',
  // Headless shells leave it out, and a frame of another site would share the page's process.
  '--site-per-process',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
]

export function openBrowser(language = 'en-US'): Promise<Browser> {
  return puppeteer.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [...switches, `--lang=${language}`],
  })
}

/** What went wrong on a page, for a test to find empty. */
export function collectTrouble(page: Page): string[] {
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(`error: ${error instanceof Error ? error.message : String(error)}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') trouble.push(`${message.type()}: ${message.text()}`)
  })
  return trouble
}

/** The first element that matches, also inside open shadow roots; waits for it. */
export async function find(where: Page | Frame, selector: string, timeoutMs = 10_000): Promise<ElementHandle> {
  const handle = await where.waitForFunction(
    (wanted) => {
      const search = (root: ParentNode): Element | null => {
        const hit = root.querySelector(wanted)
        if (hit) return hit
        for (const element of root.querySelectorAll('*')) {
          const inside = element.shadowRoot && search(element.shadowRoot)
          if (inside) return inside
        }
        return null
      }
      return search(document)
    },
    { timeout: timeoutMs, polling: 50 },
    selector,
  )
  return handle.asElement() as ElementHandle // waitForFunction resolves with a truthy value only
}

export async function click(where: Page | Frame, selector: string): Promise<void> {
  await (await find(where, selector)).evaluate((element) => (element as HTMLElement).click())
}

export async function textOf(where: Page | Frame, selector: string): Promise<string> {
  return (await find(where, selector)).evaluate((element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '')
}

/** The frame of a widget, once its document is there. */
export async function widgetFrame(page: Page): Promise<Frame> {
  return page.waitForFrame((frame) => frame.url().includes('/f/'), { timeout: 15_000 })
}
