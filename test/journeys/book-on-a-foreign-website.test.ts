/** The main job: a visitor books on a website that is not ours. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { click, collectTrouble, find, openBrowser, textOf, widgetFrame } from '../setup/browser.ts'

let browser: Browser
let page: Page
let trouble: string[]
const foreign = (path: string) => `http://127.0.0.1:${inject('demoPort')}${path}`
const app = (path: string) => `http://localhost:${inject('port')}${path}`
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  trouble = collectTrouble(page)
  await page.evaluateOnNewDocument(() => {
    const seen: unknown[] = []
    Object.assign(window, { seen })
    for (const name of ['dm-booked', 'dm-ready', 'dm-error', 'dm-close']) {
      addEventListener(name, (event) => seen.push([name, (event as CustomEvent).detail]))
    }
    for (const name of ['securitypolicyviolation']) addEventListener(name, () => seen.push([name]))
  })
})
afterEach(() => page.close())

const seen = (name: string) =>
  page.evaluate(
    (wanted) =>
      (window as unknown as { seen: [string, unknown][] }).seen
        .filter(([one]) => one === wanted)
        .map(([, detail]) => detail),
    name,
  )

/** From the first step to the last; returns the heading at the end. */
async function book(email: string, month: 'this' | 'next' = 'this'): Promise<string> {
  const frame = await widgetFrame(page)
  await click(frame, '.choice')
  await find(frame, '.head h1')
  await frame.waitForFunction(() =>
    document.querySelector('dm-booking')?.shadowRoot?.querySelector('.choice, dm-booking-times'),
  )
  const isPersonStep = await frame.evaluate(
    () => !document.querySelector('dm-booking')!.shadowRoot!.querySelector('dm-booking-times'),
  )
  if (isPersonStep) await click(frame, '.choice')
  if (month === 'next') {
    await find(frame, '.times .button')
    await click(frame, '.bar .button:last-child')
    await find(frame, '.month[aria-busy=false] .day.selected')
  }
  // A time nobody else in this suite takes: the last one of the day.
  await find(frame, '.times .button')
  await frame.evaluate(() => {
    const times = document.querySelector('dm-booking')!.shadowRoot!.querySelector('dm-booking-times')!.shadowRoot!
    ;[...times.querySelectorAll<HTMLElement>('.times .button')].pop()!.click()
  })
  await (await find(frame, '[name=customerName]')).type('Ada Lovelace')
  await (await find(frame, '[name=customerEmail]')).type(email)
  await click(frame, 'form .button.primary')
  await find(frame, '.done h1')
  return textOf(frame, '.done h1')
}

describe('a plain website', () => {
  it('takes a booking from its first step to the confirmation mail', async () => {
    await page.goto(foreign('/'))
    expect(await book('plain@example.com')).toBe('You are booked')
    expect(await seen('dm-booked')).toHaveLength(1)
    const mails = await (
      await fetch(app('/dev/mail?to=plain@example.com'), { headers: { Accept: 'application/json' } })
    ).json()
    const mail = (mails as { data: { recipient: string; invite: string }[] }).data.find(
      (one) => one.recipient === 'plain@example.com',
    )
    expect(mail?.invite).toContain('METHOD:REQUEST')
    expect(trouble).toEqual([])
  })

  it('is shifted by nothing, and needs two requests until the services can be chosen', async () => {
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(foreign('/'))
    const frame = await widgetFrame(page)
    await find(frame, '[data-dm-choice]')
    const before = requests.filter((url) => !url.startsWith(foreign('')) && !url.startsWith('data:'))
    expect(before.slice(0, 2).map((url) => new URL(url).pathname)).toEqual(['/embed/v1.js', '/f/booking/booking'])
    await book('shift@example.com')
    const shift = await page.evaluate(
      () =>
        new Promise<number>((settle) => {
          let sum = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & {
              value: number
              hadRecentInput: boolean
            })[]) {
              if (!entry.hadRecentInput) sum += entry.value
            }
          }).observe({ type: 'layout-shift', buffered: true })
          setTimeout(() => settle(sum), 200)
        }),
    )
    expect(shift).toBe(0)
  })

  it('is accessible at every step', async () => {
    await page.goto(foreign('/'))
    const frame = await widgetFrame(page)
    const violations = async () => {
      await frame.evaluate(axe)
      return frame.evaluate(async () => {
        const { violations: found } = await (
          window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
        ).axe.run()
        return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)
      })
    }
    await find(frame, '.choice, [data-dm-choice]')
    expect(await violations()).toEqual([])
    await click(frame, '.choice')
    expect(await violations()).toEqual([])
    await click(frame, '.choice')
    await find(frame, '.times .button')
    expect(await violations()).toEqual([])
    await click(frame, '.times .button')
    await find(frame, '[name=customerName]')
    expect(await violations()).toEqual([])
  })

  it('lets a visitor book with the keyboard alone', async () => {
    await page.goto(foreign('/'))
    const frame = await widgetFrame(page)
    await (await find(frame, '.choice')).focus()
    await page.keyboard.press('Enter')
    await frame.waitForFunction(() => document.querySelector('dm-booking')?.shadowRoot?.activeElement?.tagName === 'H1')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await (await find(frame, '.day[tabindex="0"]')).focus()
    await page.keyboard.press('ArrowRight')
    const focused = () =>
      frame.evaluate(() =>
        document
          .querySelector('dm-booking')
          ?.shadowRoot?.querySelector('dm-booking-times')
          ?.shadowRoot?.activeElement?.getAttribute('data-date'),
      )
    const first = await focused()
    await page.keyboard.press('PageDown')
    await frame.waitForFunction(
      (before) =>
        document
          .querySelector('dm-booking')
          ?.shadowRoot?.querySelector('dm-booking-times')
          ?.shadowRoot?.activeElement?.getAttribute('data-date')
          ?.slice(0, 7) !== before,
      {},
      first!.slice(0, 7),
    )
    await (await find(frame, '.day.free')).focus()
    await page.keyboard.press('Enter')
    await (await find(frame, '.times .button')).focus()
    await page.keyboard.press('Enter')
    await find(frame, '[name=customerName]')
    await (await find(frame, '[name=customerName]')).focus()
    await page.keyboard.type('Grace Hopper')
    await page.keyboard.press('Tab')
    await page.keyboard.type('keyboard@example.com')
    await page.keyboard.press('Enter')
    expect(await textOf(frame, '.done h1')).toBe('You are booked')
  })

  it('opens the visitor’s own page from the mail, where the booking can be cancelled', async () => {
    await page.goto(foreign('/'))
    await book('manage@example.com', 'next')
    const frame = await widgetFrame(page)
    const link = await (
      await find(frame, '.done a.button.plain')
    ).evaluate((element) => (element as HTMLAnchorElement).href)
    await page.goto(link)
    expect(await textOf(page, '.head h1')).toBe('Your booking')
    await click(page, '.button.danger')
    await click(page, 'form .button.danger')
    expect(await textOf(page, '.notice')).toBe('Your booking is cancelled.')
  })
})

describe('a dialog', () => {
  it('opens from the page’s own button and gives the focus back', async () => {
    await page.goto(foreign('/modal'))
    await page.focus('#book')
    await page.keyboard.press('Enter')
    const frame = await widgetFrame(page)
    await find(frame, '.head h1')
    await frame.focus('body').catch(() => {})
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.id === 'book')
  })
})

describe('other websites', () => {
  it('with a strict policy and Trusted Types see no violation', async () => {
    await page.goto(foreign('/strict'))
    expect(await book('strict@example.com')).toBe('You are booked')
    expect(await seen('securitypolicyviolation')).toEqual([])
    expect(trouble).toEqual([])
  })

  it('that mangle everything still get a working widget', async () => {
    await page.goto(foreign('/hostile'))
    expect(await book('hostile@example.com')).toBe('You are booked')
    const height = await page.evaluate(() => document.querySelector('dm-booking')!.getBoundingClientRect().height)
    expect(height).toBeLessThan(2000)
  })

  it('that are not verified are refused by name and show their fallback', async () => {
    await page.goto(foreign('/').replace('127.0.0.1', 'localhost'))
    await page.waitForFunction(
      () => (window as unknown as { seen: [string][] }).seen.some(([name]) => name === 'dm-error'),
      { timeout: 10_000 },
    )
    expect(await seen('dm-error')).toMatchObject([{ code: 'E_DOMAIN' }])
    expect(await page.evaluate(() => document.querySelector('dm-booking a')?.textContent)).toBe('Book online')
  })
})
