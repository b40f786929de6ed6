/** A person's account from its first day: made, proven, lost and found, kept by a second factor and by a passkey. */
import { createHmac } from 'node:crypto'
import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { click, collectTrouble, find, openBrowser, textOf } from '../setup/browser.ts'
import { startProgram, type Program } from '../setup/global.ts'

let program: Program
let browser: Browser
let context: BrowserContext
const app = (path: string) => `http://localhost:${program.port}${path}`
let recoveryCodes: readonly string[] = []
const email = 'sam@seaside.test'
const first = 'harbour lamp tangerine 7'
const second = 'window violin cardamom 9'

beforeAll(async () => {
  ;[program, browser] = await Promise.all([startProgram({ DRAMAC_LIMITS_SCALE: '20' }), openBrowser()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await program?.stop()
})
afterEach(() => context?.close())

async function openPage(): Promise<{ page: Page; trouble: string[] }> {
  context = await browser.createBrowserContext()
  const page = await context.newPage()
  await page.setViewport({ width: 1280, height: 900 })
  const trouble = collectTrouble(page)
  return { page, trouble }
}

async function fill(page: Page, selector: string, text: string): Promise<void> {
  const field = (await find(page, selector)) as ElementHandle<HTMLInputElement> // a text field
  await field.evaluate((input) => (input.value = ''))
  await field.type(text)
}

const press = (page: Page, name: string) => page.locator(`::-p-aria([name="${name}"])`).click()
const isTitled = (page: Page, title: string) => page.waitForFunction((wanted) => document.title === wanted, {}, title)
const isAt = (page: Page, path: string) => page.waitForFunction((wanted) => location.pathname === wanted, {}, path)
const isIn = (page: Page) => find(page, 'dm-shell')

/** The link of the newest mail to them that leads to this page. */
async function linkTo(page: string): Promise<string> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const list = await (await fetch(app(`/dev/mail?to=${encodeURIComponent(email)}`))).text()
    for (const [, id] of list.matchAll(/\/dev\/mail\/([0-9a-f-]{36})"/g)) {
      const mail = await (await fetch(app(`/dev/mail/${id}/body`))).text()
      const link = new RegExp(`/${page}#[\\w-]+`).exec(mail)?.[0]
      if (link) return link
    }
  }
  throw new Error(`no mail led to ${page}`)
}

async function signIn(page: Page, password: string): Promise<void> {
  await fill(page, '#email', email)
  await fill(page, '#password', password)
  await page.keyboard.press('Enter')
}

const signOut = async (page: Page) => {
  await click(page, '.account button.person')
  await press(page, 'Sign out')
  await isTitled(page, 'Sign in')
}

/** RFC 6238, as an app on a phone does it. */
function codeOf(secret: string): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => parseInt(byte, 2)),
  )
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = digest.at(-1)! & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** In the page. */
function readCodes(): string[] {
  const look = (root: ParentNode): string[] => [
    ...[...root.querySelectorAll('.codes li code')].map((code) => code.textContent?.trim() ?? ''),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? look(shadowRoot) : [])),
  ]
  return look(document)
}

describe('an account', () => {
  it('is made with its agency, proven by the link of a mail, and found again when the password is lost', async () => {
    const { page, trouble } = await openPage()
    await page.goto(app('/sign-in'))
    await press(page, 'Create an agency')
    await fill(page, '#agencyName', 'Seaside Studio')
    await fill(page, '#name', 'Sam Sea')
    await fill(page, '#email', email)
    await fill(page, '#password', first)
    await page.keyboard.press('Enter')
    await isTitled(page, 'Check your mail')

    await page.goto(app(await linkTo('verify')))
    await isTitled(page, 'Your email is confirmed')
    expect(new URL(page.url()).hash).toBe('')
    await press(page, 'Continue')
    await signIn(page, first)
    await isIn(page)
    expect(await textOf(page, '.state h2')).toBe('Add your first client')
    await signOut(page)

    await press(page, 'Forgot password?')
    await isTitled(page, 'Forgot password?')
    await press(page, 'Send link')
    await isTitled(page, 'Check your mail')
    const link = await linkTo('reset')
    await page.goto(app(link))
    await fill(page, '#password', second)
    await page.keyboard.press('Enter')
    await isIn(page)
    await isAt(page, '/agencies/seaside-studio')
    await signOut(page)
    await page.goto(app(link))
    await page.reload()
    await isTitled(page, 'This link no longer works')
    expect(trouble).toEqual([])
  })

  it('asks for a code once an app is linked, and ends the sessions of other places', async () => {
    const { page } = await openPage()
    await page.goto(app('/account/security'))
    await signIn(page, second)
    await isTitled(page, 'Security')
    await press(page, 'Set up')
    const secret = (await textOf(page, '.value code')).replaceAll(' ', '')
    await fill(page, '#code', codeOf(secret))
    await page.keyboard.press('Enter')
    await find(page, '.codes')
    recoveryCodes = await page.evaluate(readCodes)
    await press(page, 'I have kept them')

    const elsewhere = await browser.createBrowserContext()
    const other = await elsewhere.newPage()
    await other.goto(app('/account'))
    await signIn(other, second)
    await isTitled(other, 'Second factor')
    await press(other, 'Use a recovery code')
    await fill(other, '#recoveryCode', recoveryCodes[0] ?? '')
    await other.keyboard.press('Enter')
    await isTitled(other, 'Profile')

    await page.reload()
    await press(page, 'Sign out everywhere else')
    await click(page, 'dm-dialog .danger')
    await find(page, '.toast')
    await other.reload()
    await isTitled(other, 'Sign in')
    await elsewhere.close()
  })

  it('lets its person in by a passkey, which they name and remove', async () => {
    const { page } = await openPage()
    const device = await page.createCDPSession()
    await device.send('WebAuthn.enable')
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    // A person who is not there yet: nothing is signed before they touch the device.
    const touch = (enabled: boolean) =>
      device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    await page.goto(app('/account/security'))
    await signIn(page, second)
    await press(page, 'Use a recovery code')
    await fill(page, '#recoveryCode', recoveryCodes[1] ?? '')
    await page.keyboard.press('Enter')
    await isTitled(page, 'Security')
    await press(page, 'Add passkey')
    await press(page, 'Rename Chrome · Linux')
    await find(page, '#label:focus')
    await fill(page, '#label', 'Laptop')
    await page.keyboard.press('Enter')
    await page.locator('::-p-aria([name="Remove Laptop"])').wait()

    await touch(false)
    await signOut(page)
    await press(page, 'Use a passkey')
    await touch(true)
    await isIn(page)
    await page.goto(app('/account/security'))
    await press(page, 'Remove Laptop')
    await click(page, 'dm-dialog .danger')
    await page.locator('::-p-text(No passkey yet.)').wait()
  })
})
