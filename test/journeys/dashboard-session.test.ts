/** Coming and going in the dashboard: what a session shows, what its end takes away, and what stays. */
import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { click, collectTrouble, find, openBrowser, textOf } from '../setup/browser.ts'
import { startProgram, type Program } from '../setup/global.ts'

let program: Program
let browser: Browser
let context: BrowserContext
let page: Page
let trouble: string[]
const app = (path: string) => `http://localhost:${program.port}${path}`
const owner = 'owner@northwind.test'

beforeAll(async () => {
  ;[program, browser] = await Promise.all([startProgram({ DRAMAC_LIMITS_SCALE: '20' }), openBrowser()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await program?.stop()
})
beforeEach(async () => {
  context = await browser.createBrowserContext()
  page = await context.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  trouble = collectTrouble(page)
})
afterEach(() => context.close())

async function signIn(email: string): Promise<void> {
  const fill = async (selector: string, text: string) => {
    const field = (await find(page, selector)) as ElementHandle<HTMLInputElement> // a text field
    await field.evaluate((input) => (input.value = ''))
    await field.type(text)
  }
  await fill('#email', email)
  await fill('#password', 'demo-password')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => !document.querySelector('dm-dashboard')?.shadowRoot?.querySelector('dm-sign-in'))
}

const isTitled = (title: string) => page.waitForFunction((wanted) => document.title === wanted, {}, title)
const links = async () => {
  await find(page, 'dm-shell')
  return page.evaluate(() =>
    [
      ...document
        .querySelector('dm-dashboard')!
        .shadowRoot!.querySelector('dm-shell')!
        .shadowRoot!.querySelectorAll('nav.side a'),
    ].map((link) => link.textContent?.trim()),
  )
}

describe('a session', () => {
  it('that ends while somebody types comes back to what they typed', async () => {
    await page.goto(app('/sites/harbor/modules/booking/services'))
    await signIn(owner)
    await page.locator('::-p-aria([name="Edit Colour"][role="button"])').click()
    await (await find(page, '#name')).type(' and care')
    await context.deleteCookie(...(await context.cookies()))
    await page.keyboard.press('Enter')
    await find(page, 'dialog:modal #password')
    expect(trouble.splice(0).every((one) => one.includes('401'))).toBe(true)
    await (await find(page, '#password')).type('demo-password')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => !document.querySelector('dm-dashboard')?.shadowRoot?.querySelector('dm-sign-in'))
    const name = (await find(page, '#name')) as ElementHandle<HTMLInputElement> // a text field
    expect(await name.evaluate((input) => input.value)).toBe('Colour and care')
    await name.focus()
    await page.keyboard.press('Enter')
    await find(page, '[aria-label="Edit Colour and care"]')
    expect(new URL(page.url()).pathname).toBe('/sites/harbor/modules/booking/services')
  })

  it('leads from any address to that address, and says so when there is none', async () => {
    await page.goto(app('/sites/harbor/keys'))
    await isTitled('Sign in')
    await signIn(owner)
    await isTitled('Keys · Harbor Salon')
    for (const lost of ['/sites/harbor/nowhere', '/sites/another/keys', '/sites/harbor/modules/booking/nothing']) {
      await page.goto(app(lost))
      expect(await textOf(page, '.state h1')).toBe('This page does not exist')
    }
    await click(page, '.state a')
    await page.waitForFunction(() => location.pathname === '/sites/harbor/modules/booking/agenda')
    expect(trouble).toEqual([])
  })

  it('of a client shows their business alone, without a way that leads nowhere', async () => {
    await page.goto(app('/'))
    await signIn('client@harbor.test')
    expect(await links()).toEqual(['Agenda', 'Services', 'People and hours'])
    for (const closed of ['domains', 'embed', 'keys']) {
      await page.goto(app(`/sites/harbor/${closed}`))
      expect(await textOf(page, '.state h2')).toBe('You do not have access')
      expect(await links()).toHaveLength(3)
    }
    expect(trouble).toEqual([])
  })

  it('is over at once when it is left, and the way back shows nothing', async () => {
    await page.goto(app('/sites/harbor/domains'))
    await signIn(owner)
    await isTitled('Domains · Harbor Salon')
    await click(page, '.account button.person')
    await page.locator('::-p-aria([name="Sign out"][role="button"])').click()
    await find(page, '#email')
    await page.goBack()
    await isTitled('Sign in')
    expect(await page.evaluate(() => document.body.textContent)).not.toContain('Harbor')
    expect(trouble).toEqual([])
  })

  it('keeps the chosen language and theme, in the other direction too', async () => {
    await page.goto(app('/sites/harbor/domains'))
    await signIn(owner)
    await click(page, '.account button.person')
    await (await find(page, '#own select')).select('ar')
    await click(page, '#own .segments label:last-child input')
    await page.waitForFunction(() => document.documentElement.dir === 'rtl')
    await page.reload()
    await isTitled('النطاقات · Harbor Salon')
    expect(await links()).toContain('جدول المواعيد')
    const shown = await page.evaluate(() => {
      const { lang, dir, style } = document.documentElement
      return { lang, dir, scheme: style.colorScheme }
    })
    expect(shown).toEqual({ lang: 'ar', dir: 'rtl', scheme: 'dark' })
    expect(trouble).toEqual([])
  })
})
