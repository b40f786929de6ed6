/** An agency at its desk, over the real program: a client, a site and a colleague are added, and the audit log tells of it. */
import type { Browser, ElementHandle, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectTrouble, find, openBrowser } from '../setup/browser.ts'
import { startProgram, type Program } from '../setup/global.ts'

let program: Program
let browser: Browser
let page: Page
let trouble: string[]
const app = (path: string) => `http://localhost:${program.port}${path}`
const agency = '/agencies/northwind'

beforeAll(async () => {
  ;[program, browser] = await Promise.all([startProgram({ DRAMAC_LIMITS_SCALE: '20' }), openBrowser()])
  page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  trouble = collectTrouble(page)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await program?.stop()
})

async function fill(selector: string, text: string): Promise<void> {
  const field = (await find(page, selector)) as ElementHandle<HTMLInputElement> // a text field
  await field.evaluate((input) => (input.value = ''))
  await field.type(text)
}

const press = (name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click()
const isTitled = (title: string) => page.waitForFunction((wanted) => document.title === wanted, {}, title)
/** All that the page says, in shadow trees too. */
const said = () =>
  page.evaluate(() => {
    const look = (root: ParentNode): string =>
      [...root.querySelectorAll('*')]
        .map(({ shadowRoot }) => (shadowRoot ? `${shadowRoot.textContent} ${look(shadowRoot)}` : ''))
        .join(' ')
    return look(document)
  })

describe('an agency at its desk', () => {
  it('adds a client, and a site of theirs at an address that is free', async () => {
    await page.goto(app(`${agency}/clients`))
    await fill('#email', 'owner@northwind.test')
    await fill('#password', 'demo-password')
    await page.keyboard.press('Enter')
    await isTitled('Clients · Northwind Studio')
    await press('New client')
    await fill('#name', 'Tide Bakery')
    await page.keyboard.press('Enter')
    await expect.poll(said).toContain('Tide Bakery')

    await page.goto(app(`${agency}/sites`))
    await isTitled('Sites · Northwind Studio')
    await press('New site')
    await fill('#name', 'Tide Bakery')
    await fill('#slug', 'harbor')
    await expect.poll(said).toMatch(/taken/i)
    await fill('#slug', 'tide')
    await press('Create site')
    await expect.poll(said).toContain('Open Tide Bakery')
    expect(trouble).toEqual([])
  })

  it('invites somebody, who gets a mail that says who asks', async () => {
    await page.goto(app(`${agency}/members`))
    await press('Invite member')
    await fill('#email', 'mia@northwind.test')
    await page.keyboard.press('Enter')
    await expect.poll(said).toContain('mia@northwind.test')
    const mails = async () => (await fetch(app('/dev/mail?to=mia%40northwind.test'))).text()
    await expect.poll(mails).toContain('Northwind Studio')
    expect(trouble).toEqual([])
  })

  it('finds all of it in the audit log, under its own name', async () => {
    await page.goto(app(`${agency}/audits`))
    await isTitled('Audit log · Northwind Studio')
    for (const action of ['Client created', 'Site created', 'Invitation created'])
      await expect.poll(said).toContain(action)
    expect(trouble).toEqual([])
  })
})
