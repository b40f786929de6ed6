/**
 * Defects of earlier embed scripts that must not come back, by their numbers. Those without a test here are
 * proved where they belong: E1 (target origin), E3 (source and origin) in hostile, failures and handshake; E4 also
 * in handshake and core/domains/pattern; E5, E6, E18 (dead addresses) in test/journeys/demos; E7, E8, E9 in
 * server/test/frames and access; E10, E16 in element; E14 in cdn/build.
 */
import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { bundle } from './bundle.ts'
import { openStand, waitForEvent, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
}, 60_000)
afterAll(() => stand?.close())

const root = new URL('../../', import.meta.url).pathname
const reserved = 'style="display:block;min-height:500px"'
const heightOf = (page: Page) =>
  page.$eval('dm-booking', (e) => e.shadowRoot!.querySelector('iframe')!.getBoundingClientRect().height)

describe('E2: a message of ours', () => {
  it('never has "*" as its target', async () => {
    for (const file of ['loader/embed.ts', 'frame/boot.ts', 'frame/refuse.ts'])
      expect(await bundle({ file: `embed/${file}` }), file).not.toMatch(/postMessage\([^;]{0,200}["'`]\*["'`]/)
  })

  it('is sent from the package for it alone, with an origin each time', () => {
    const sending = globSync('embed/**/*.ts', { cwd: root })
      .filter((file) => !/\.test\.ts$|^embed\/test\/|node_modules/.test(file))
      .filter((file) => /\.postMessage\(/.test(readFileSync(root + file, 'utf8')))
    expect(sending.every((file) => file.startsWith('embed/rpc/'))).toBe(true)
    const handshake = readFileSync(`${root}embed/rpc/handshake.ts`, 'utf8')
    const targets = [...handshake.matchAll(/\.postMessage\(\w+, (\w+)/g)].map(([, target]) => target)
    expect(targets).toEqual(['origin', 'origin', 'origin'])
  })
})

describe('E11: where the script comes from', () => {
  it('is told by its own tag, not by one that looks like it', async () => {
    const decoys = `<script src="http://cdn.elsewhere.invalid/embed/v1.js" async></script>
      <script type="text/plain" src="https://cdn.other.invalid/embed.js?data-site"></script>`
    const { page } = await stand.open(`${decoys}<dm-booking ${reserved}></dm-booking>`)
    const src = await page.$eval('dm-booking', (e) => e.shadowRoot!.querySelector('iframe')!.src)
    expect(new URL(src).origin).toBe(stand.frameOrigin)
    await page.close()
  })

  it('is found when a tag manager has inserted it', async () => {
    stand.host.routes['/manager'] = {
      body: `<!doctype html><body><dm-booking ${reserved}></dm-booking><script>
        const script = document.createElement('script')
        Object.assign(script, { src: '/embed.js', async: true })
        Object.assign(script.dataset, { site: 'dm_pk_test_harbor', frames: 'http://frames.localhost:${stand.frames.port}' })
        document.head.append(script)
      </script>`,
    }
    const page = await stand.browser.newPage()
    await page.goto(`${stand.hostOrigin}/manager`)
    const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
    await frame.waitForFunction('globalThis.client')
    await page.close()
  })
})

describe('E12: a dialog', () => {
  it('that is ended or removed while open leaves the page as it was', async () => {
    const { page } = await stand.open(
      `<body style="overflow: clip"><button id="b">Book</button><dm-booking mode="modal" for="#b"></dm-booking>`,
      { wait: false },
    )
    await page.waitForSelector('dm-booking:defined')
    const state = () =>
      page.evaluate(() => [
        document.body.style.cssText,
        document.documentElement.style.cssText,
        !!document.querySelector('dialog:modal'),
        document.elementFromPoint(20, 20)?.id,
      ])
    const before = await state()
    await page.click('#b')
    await waitForEvent(page, 'ready')
    await page.evaluate(`dm.destroy('dm-booking')`)
    expect(await state()).toEqual(before)
    await page.evaluate(() => {
      const element = document.querySelector('dm-booking')!
      element.remove()
      document.body.append(element)
    })
    await page.click('#b')
    await page.waitForFunction(() => document.querySelector('dm-booking')!.shadowRoot!.querySelector('dialog:modal'))
    await page.evaluate(() => document.querySelector('dm-booking')!.remove())
    expect(await state()).toEqual(before)
    await page.click('#b')
    await page.close()
  })
})

describe('E13: the page’s layers and styles', () => {
  it('are not fought: no z-index, no style element, no style attribute in markup', async () => {
    const script = await bundle({ file: 'embed/loader/embed.ts' })
    expect(script).not.toMatch(/z-?index/i)
    expect(script).not.toMatch(/createElement\(["'`]style|<style|setAttribute\(["'`]style|cssText/)
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/)
  })
})

describe('E15: the height that a frame asks for', () => {
  it('has an end, is rounded up, and follows only numbers', async () => {
    const { page, frame } = await stand.open(`<dm-booking ${reserved}></dm-booking>`)
    const inside = await frame()
    const ask = (height: string) =>
      inside.evaluate(`client.call('frame.resize', { height: ${height} }).then(() => 'done', (e) => e.reason)`)
    for (const wrong of ['-1', '1e7', 'NaN', 'Infinity', '"9000"', 'null'])
      expect(await ask(wrong), wrong).toBe('rpc.bad_argument')
    expect(await ask('999999')).toBe('done')
    expect(await heightOf(page)).toBe(20_000)
    await page.close()
  })
})

describe('E17: a wish of the page for its look', () => {
  it('that is more than a value never reaches the frame’s styles', async () => {
    const { page, frame } = await stand.open(`<dm-booking ${reserved}></dm-booking>`)
    const inside = await frame()
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.evaluate(() => {
      const { dm } = globalThis as unknown as { dm: { setAppearance(wish: unknown): void } }
      dm.setAppearance({
        variables: {
          'font-family-base': 'x;} @import url(https://evil.invalid/1',
          'color-accent': 'url(https://evil.invalid/2)',
          'color-text': 'image-set("https://evil.invalid/3" 1x)',
          'color-line': 'var(--dm-color-ground)',
          'radius-x': '</style><script>alert(1)</script>',
          'font-size-base': '17px',
        },
      })
    })
    await inside.waitForFunction(`document.documentElement.style.getPropertyValue('--dm-font-size-base') === '17px'`)
    const names = await inside.evaluate(() =>
      [...document.documentElement.style].filter((name) => name.startsWith('--dm')),
    )
    expect(names).toEqual(['--dm-font-size-base'])
    expect(requests).toEqual([])
    await page.close()
  })
})
