/** An agency at its day's work, from signing in to a widget on its client's website; once at a desk, once on a phone. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { Browser, ElementHandle, Frame, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { click, collectTrouble, find, openBrowser, textOf, widgetFrame } from '../setup/browser.ts'
import { freePort, startProgram, type Program } from '../setup/global.ts'

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const site = '/sites/harbor'
const secret = 'dm_sk_test_harbor'

let program: Program
let browser: Browser
/** The client's website: what its owner has put into its home page. */
let pasted = { head: '', body: '' }
let website: Server
let websitePort: number

beforeAll(async () => {
  websitePort = await freePort()
  website = createServer((_request, response) => {
    const { head, body } = pasted
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end(
      `<!doctype html><html lang="en"><head><title>Harbor</title><link rel="icon" href="data:,">${head}</head><body><h1>Harbor</h1>${body}</body></html>`,
    )
  })
  await new Promise<void>((settle) => website.listen(websitePort, '127.0.0.1', settle))
  ;[program, browser] = await Promise.all([
    startProgram({ DRAMAC_DEV_ADDRESSES: `127.0.0.1:${websitePort}`, DRAMAC_LIMITS_SCALE: '20' }),
    openBrowser(),
  ])
  await browser
    .defaultBrowserContext()
    .overridePermissions(app(''), ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write'])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await program?.stop()
  website?.closeAllConnections()
  await new Promise((settle) => website?.close(settle))
})

const app = (path: string) => `http://localhost:${program.port}${path}`
const ownPage = () => `http://127.0.0.1:${websitePort}/`

async function call<Answer>(path: string, body?: object, key = secret): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(app(`/v1/sites/harbor${path}`), {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}

interface Slots {
  days: { date: string; slots: { startsAt: string }[] }[]
}

/** Asks for a service that waits for a yes; answers the day of it where the business is. */
async function requestAsVisitor(name: string): Promise<string> {
  const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const query = `service=colour&from=${at(2)}&to=${at(16)}&zone=Europe/Berlin`
  const { answer } = await call<Slots>(`/modules/booking/slots?${query}`)
  const { date, slots } = answer.days.find((day) => day.slots.length > 0)!
  const { status } = await call('/modules/booking/actions/reserve', {
    service: 'colour',
    startsAt: slots.at(-1)!.startsAt,
    zone: 'Europe/Berlin',
    locale: 'en',
    customerName: name,
    customerEmail: 'visitor@example.com',
  })
  expect(status).toBe(200)
  return date
}

const catalogue = async () =>
  (await call<{ services: { slug: string; name: string }[] }>('/modules/booking/catalogue')).answer.services

describe.each([
  { at: 'a desk', width: 1280, height: 900 },
  { at: 'a phone', width: 390, height: 844 },
])('at $at', ({ width, height }) => {
  let page: Page
  let trouble: string[]
  const visitor = `Vera ${width}`

  beforeAll(async () => {
    page = await browser.newPage()
    await page.setViewport({ width, height, hasTouch: width < 800, isMobile: width < 800 })
    trouble = collectTrouble(page)
    page.setDefaultTimeout(10_000)
    // What fades in has no colour yet that could be measured.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }])
  })
  afterAll(async () => {
    await page.deleteCookie(...(await page.cookies(app(''))))
    await page.close()
  })

  /** Scrolled to the middle, away from the bars of a phone, and hit with the mouse where it is. */
  const hit = async (target: ElementHandle) => {
    await target.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }))
    await target.click()
  }
  const clickOn = async (selector: string) => hit(await find(page, selector))
  /** By what a reader would say of it. */
  const press = async (name: string) => {
    const button = await page.locator(`::-p-aria([name="${name}"][role="button"])`).waitHandle()
    await hit(button as ElementHandle) // of role button
  }
  const fill = async (selector: string, text: string) => {
    const field = (await find(page, selector)) as ElementHandle<HTMLInputElement> // a text field
    await field.click({ count: 3 })
    await field.type(text)
  }
  /** As soon as there is that to choose. */
  const choose = async (id: string, value: string) => {
    await (await find(page, `#${id}:has(option[value="${value}"])`)).select(value)
  }
  const go = async (path: string) => {
    await page.goto(app(path), { waitUntil: 'domcontentloaded' })
  }
  const hear = (text: string) => findText(page, '*', text)
  /** They lie above the end of a page for some seconds, as anybody would put them away who wants to go on there. */
  const dismissToasts = async () => {
    const toasts = await find(page, 'dm-toasts')
    await toasts.evaluate((host) =>
      host.shadowRoot!.querySelectorAll<HTMLElement>('button').forEach((one) => one.click()),
    )
    await page.waitForFunction((host) => !host.shadowRoot!.querySelector('button'), {}, toasts)
  }
  const violations = async () => {
    await page.evaluate(axe)
    return page.evaluate(async () => {
      const { violations: found } = await (
        window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      ).axe.run()
      return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
    })
  }
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  const expectSound = async () => {
    expect(await violations()).toEqual([])
    expect(await overflow()).toBeLessThanOrEqual(0)
  }
  const clipboard = async () => {
    await page.bringToFront()
    return page.evaluate(() => navigator.clipboard.readText())
  }

  it('refuses a wrong password, and lets the right one in where one wanted to go', async () => {
    await go(`${site}/domains`)
    await fill('#email', 'owner@northwind.test')
    await fill('#password', 'not-it')
    await page.keyboard.press('Enter')
    await hear('Email or password is not right.')
    await expectSound()
    // The one error that a browser itself writes for such an answer.
    expect(trouble.splice(0)).toEqual([expect.stringContaining('401')])
    await fill('#password', 'demo-password')
    await page.keyboard.press('Enter')
    expect(await textOf(page, 'dm-domains')).toBeDefined()
    await page.waitForFunction(() => document.title === 'Domains · Harbor Salon')
    expect(new URL(page.url()).pathname).toBe(`${site}/domains`)
  })

  it('shows the request of a visitor in the agenda, confirms it and cancels it', async () => {
    const date = await requestAsVisitor(visitor)
    await go('/')
    await page.waitForFunction(() => location.pathname === '/sites/harbor/modules/booking/agenda')
    const field = (await find(page, 'input[type=date]')) as ElementHandle<HTMLInputElement> // as the selector says
    await field.evaluate((input, day) => {
      input.value = day
      input.dispatchEvent(new Event('change'))
    }, date)
    await press(`Confirm ${visitor}`)
    await hear('The booking is confirmed.')
    await expectSound()
    await hit(await findText(page, 'button', visitor))
    await press('Cancel booking')
    await expectSound()
    await clickOn('button[form=cancel]')
    await hear('The booking is cancelled.')
    const { answer } = await call<{ data: { customerName: string; state: string }[] }>(
      '/modules/booking/bookings?limit=100&sort=-startsAt',
    )
    expect(answer.data.find(({ customerName }) => customerName === visitor)?.state).toBe('cancelled')
  })

  it('edits a service, which visitors see at once', async () => {
    const name = `Haircut for ${width}`
    await go(`${site}/modules/booking/services`)
    const before = (await catalogue()).find(({ slug }) => slug === 'haircut')!.name
    await press(`Edit ${before}`)
    await fill('#name', name)
    await page.keyboard.press('Enter')
    await findText(page, 'h2', name)
    expect((await catalogue()).find(({ slug }) => slug === 'haircut')?.name).toBe(name)
    await expectSound()
  })

  it('adds a domain, sees why it is not proven, and proves it with the tag', async () => {
    pasted = { head: '', body: '' }
    await go(`${site}/domains`)
    const name = `http://127.0.0.1:${websitePort}`
    await press(`Remove ${name}`)
    await clickOn('dm-dialog button.primary')
    await hear(`${name} removed.`)
    await expectSound()
    await clickOn('.head .button.primary, .state .button.primary')
    await fill('#pattern', 'http://user@example.com/x')
    await page.keyboard.press('Enter')
    await find(page, '#refusal:not(:empty)')
    // The one error that a browser itself writes for such an answer.
    expect(trouble.splice(0)).toEqual([expect.stringContaining('422')])
    await fill('#pattern', name)
    await page.keyboard.press('Enter')
    await hear(`${name} added.`)
    await press(`Verify now ${name}`)
    await hear('it has no dm-verify tag in its head')
    await expectSound()
    await dismissToasts()
    await press('Copy Meta tag: Meta tag')
    await hear('Copied')
    pasted = { head: await clipboard(), body: '' }
    expect(pasted.head).toMatch(/^<meta name="dm-verify" content="[\w-]+">$/)
    await press(`Verify now ${name}`)
    await hear(`${name} is verified.`)
    await hear('Development, until')
  })

  it('copies a snippet that takes bookings where it is pasted', async () => {
    await go(`${site}/embed`)
    await choose('attribute-service', 'consultation')
    await press('Copy Snippet')
    await hear('Copied')
    await expectSound()
    const snippet = await clipboard()
    expect(snippet).toMatch(/integrity="sha384-[^"]+" crossorigin="anonymous"/)
    pasted = { ...pasted, body: snippet }
    const foreign = await browser.newPage()
    const foreignTrouble = collectTrouble(foreign)
    await foreign.goto(ownPage())
    expect(await book(await widgetFrame(foreign), `Paula ${width}`)).toBe('You are booked')
    expect(foreignTrouble).toEqual([])
    await foreign.close()
  })

  it('books in the preview for real, and shows it as a phone and in the dark would', async () => {
    await go(`${site}/embed`)
    await choose('attribute-service', 'consultation')
    await choose('theme', 'dark')
    await hit(await findText(page, 'label', 'Phone'))
    expect(await book(page, `Petra ${width}`)).toBe('You are booked')
    const shown = await (
      await find(page, '.stage')
    ).evaluate((stage) => ({
      scheme: getComputedStyle(stage).colorScheme,
      width: stage.getBoundingClientRect().width,
    }))
    expect(shown).toEqual({ scheme: 'dark', width: Math.min(390, width - 32) })
    await expectSound()
    const { answer } = await call<{ data: { customerName: string }[] }>(
      '/modules/booking/bookings?limit=100&sort=-startsAt',
    )
    expect(answer.data.map(({ customerName }) => customerName)).toContain(`Petra ${width}`)
    expect(answer.data.map(({ customerName }) => customerName)).toContain(`Paula ${width}`)
  })

  it('creates a key that opens just what it says, and revokes it', async () => {
    const label = `Sync ${width}`
    await go(`${site}/keys`)
    await press('Create secret key')
    await fill('#label', label)
    await clickOn('input[value="booking:read"]')
    await expectSound()
    await press('Create key')
    await press(`Copy ${label}`)
    const key = await clipboard()
    expect(key).toMatch(/^dm_sk_live_\w{40}$/)
    await expectSound()
    expect((await call('/modules/booking/services', undefined, key)).status).toBe(200)
    expect((await call('/domains', undefined, key)).status).toBe(403)
    await press(`Revoke ${label}`)
    await clickOn('dm-dialog button.danger')
    await hear(`“${label}” revoked.`)
    await page.waitForFunction(() => !document.body.textContent?.includes('dm_sk_live'))
  })

  it('has written no error and no warning into the console', () => {
    expect(trouble).toEqual([])
  })
})

/** A consultation: person, the last time of the first free day, details. Answers the heading at the end. */
async function book(where: Page | Frame, name: string): Promise<string> {
  await find(where, 'dm-booking')
  await click(where, 'button.choice')
  await find(where, '.times .button')
  await where.evaluate(() => {
    const search = (root: ParentNode): HTMLElement[] =>
      [...root.querySelectorAll<HTMLElement>('*')].flatMap((one) => [
        ...(one.matches('.times .button') ? [one] : []),
        ...(one.shadowRoot ? search(one.shadowRoot) : []),
      ])
    search(document).at(-1)!.click()
  })
  await (await find(where, '[name=customerName]')).type(name)
  await (await find(where, '[name=customerEmail]')).type('p@example.com')
  await click(where, 'dm-booking-details form .button.primary, form .button.primary')
  return textOf(where, '.done h1')
}

/** The innermost element that matches and can be seen and holds the text, also inside open shadow roots. */
async function findText(where: Page, selector: string, text: string): Promise<ElementHandle> {
  const handle = await where.waitForFunction(
    (wanted, words) => {
      const search = (root: ParentNode): Element[] =>
        [...root.querySelectorAll('*')].flatMap((one) => [
          ...(one.matches(wanted) && one.checkVisibility() && one.textContent?.includes(words) ? [one] : []),
          ...(one.shadowRoot ? search(one.shadowRoot) : []),
        ])
      return search(document).at(-1)
    },
    { polling: 50 },
    selector,
    text,
  )
  return handle.asElement() as ElementHandle // waitForFunction resolves with a truthy value only
}
