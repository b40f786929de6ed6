import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import type { DmApi } from '../loader/api.ts'
import { openStand, waitForEvent, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
}, 60_000)
afterAll(() => stand?.close())

const reserved = 'style="display:block;min-height:600px"'
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const eventsOf = (page: Page, name: string) =>
  page.evaluate(
    (wanted) =>
      (globalThis as never as { log: { name: string; detail: unknown }[] }).log
        .filter((e) => e.name === wanted)
        .map((e) => e.detail),
    name,
  )
const countFrames = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('*')].flatMap((e) => [...(e.shadowRoot?.querySelectorAll('iframe') ?? [])]).length,
  )

describe('an inline widget', () => {
  it('becomes ready, passes its attributes on and shows instead of the fallback', async () => {
    const { page, errors, frame } = await stand.open(
      `<dm-booking service="haircut" data-secret="x" ${reserved}><a href="/book">Book online</a></dm-booking>`,
    )
    const inside = await frame()
    expect(await inside.evaluate('client.init.props')).toEqual({ service: 'haircut' })
    expect(await waitForEvent(page, 'ready')).toEqual({ storage: expect.stringMatching(/none|partitioned|full/) })
    expect(await page.$eval('dm-booking a', (link) => link.getClientRects().length)).toBe(0)
    const iframe = await page.$eval('dm-booking', (element) => {
      const node = element.shadowRoot!.querySelector('iframe')!
      return {
        title: node.title,
        sandbox: node.getAttribute('sandbox'),
        policy: node.referrerPolicy,
        allow: node.allow,
        src: node.src,
      }
    })
    expect(iframe).toMatchObject({
      title: 'booking',
      sandbox:
        'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
      policy: 'strict-origin',
      allow: 'clipboard-write',
    })
    expect(new URL(iframe.src).origin + new URL(iframe.src).pathname).toBe(`${stand.frameOrigin}/f/booking/booking`)
    expect([...new URL(iframe.src).searchParams.keys()]).toEqual(['o', 'n', 'v'])
    expect(errors).toEqual([])
    await page.close()
  })

  it('tells changed attributes, appearance, locale, context and consent without a reload', async () => {
    const { page, frame } = await stand.open(`<dm-booking service="a" ${reserved}></dm-booking>`)
    const inside = await frame()
    await inside.evaluate('globalThis.same = true')
    await page.evaluate(() => {
      const { dm } = globalThis as never as { dm: DmApi }
      document.querySelector('dm-booking')!.setAttribute('service', 'b')
      document.querySelector('dm-booking')!.setAttribute('theme', 'dark')
      document.documentElement.lang = 'ar'
      dm.setAppearance({
        variables: { 'color-accent': 'rgb(1, 2, 3)', 'color-evil': 'red;} body{display:none', 'radius-field': '8px' },
      })
      dm('setContext', { page: 'x' })
      dm.identify('signed')
      dm.consent('granted')
    })
    await inside.waitForFunction(`client.init.consent === 'granted'`)
    expect(await inside.evaluate('client.init')).toMatchObject({
      props: { service: 'b' },
      locale: 'ar',
      context: { page: 'x', identity: 'signed' },
    })
    expect(await inside.evaluate('changes')).toEqual(['props', 'appearance', 'locale', 'context', 'consent'])
    const applied = await inside.evaluate(() => {
      const { style, dir, lang } = document.documentElement
      return [
        style.colorScheme,
        dir,
        lang,
        style.getPropertyValue('--dm-color-accent'),
        style.getPropertyValue('--dm-color-evil'),
        style.getPropertyValue('--dm-radius-field'),
      ]
    })
    expect(applied).toEqual(['dark', 'rtl', 'ar', 'rgb(1, 2, 3)', '', '8px'])
    expect(await page.$eval('dm-booking', (e) => e.shadowRoot!.querySelector('iframe')!.style.colorScheme)).toBe('dark')
    expect(await inside.evaluate('globalThis.same')).toBe(true)
    await page.close()
  })

  it('grows with its content, shifts nothing within the reserved height, and raises the module events', async () => {
    const { page, frame } = await stand.open(`<dm-booking ${reserved}></dm-booking><p>below</p>`)
    const inside = await frame()
    const height = () =>
      page.$eval('dm-booking', (e) => e.shadowRoot!.querySelector('iframe')!.getBoundingClientRect().height)
    const shift = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0
          new PerformanceObserver((list) =>
            list.getEntries().forEach((entry) => (sum += (entry as never as { value: number }).value)),
          ).observe({ type: 'layout-shift', buffered: true })
          setTimeout(() => resolve(sum), 400)
        }),
    )
    expect(await shift).toBe(0)
    const before = await height()
    await inside.evaluate(`document.getElementById('grow').style.height = '1000px'`)
    await pause(200)
    expect((await height()) - before).toBeCloseTo(600, 0)
    await inside.evaluate(
      `client.raise('dm-booked', { id: 7 }); client.track('viewed', { a: 1 }); client.announce('Booked')`,
    )
    expect(await waitForEvent(page, 'booked')).toEqual({ id: 7 })
    expect(await waitForEvent(page, 'track')).toEqual({ name: 'viewed', properties: { a: 1 } })
    await page.waitForFunction(
      () => document.querySelector('dm-booking')!.shadowRoot!.querySelector('[role=status]')!.textContent === 'Booked',
    )
    await inside.evaluate(`client.raise('dm-ready', { forged: true }); client.raise('click', {})`)
    await pause(100)
    expect(await eventsOf(page, 'ready')).toHaveLength(1)
    await page.close()
  })

  it('asks before it leads the visitor away', async () => {
    const { page, frame } = await stand.open(`<dm-booking ${reserved}></dm-booking>`)
    const inside = await frame()
    await page.evaluate(() => addEventListener('dm-navigate', (event) => event.preventDefault()))
    expect(await inside.evaluate(`client.call('page.navigate', { url: 'https://pay.example/' })`)).toEqual({
      allowed: false,
    })
    expect(await inside.evaluate(`client.call('page.navigate', { url: 'javascript:alert(1)' })`)).toEqual({
      allowed: false,
    })
    expect(await eventsOf(page, 'navigate')).toEqual([{ url: 'https://pay.example/' }])
    expect(await inside.evaluate(`client.call('page.getInfo', {})`)).toEqual({ url: `${stand.hostOrigin}/`, title: '' })
    await page.close()
  })

  it('waits until it is near, and loads at once when asked', async () => {
    const { page } = await stand.open(
      `<div style="height:6000px"></div><dm-booking id="far" ${reserved}></dm-booking><dm-booking id="now" loading="eager" ${reserved}></dm-booking>`,
    )
    expect(await countFrames(page)).toBe(1)
    await page.evaluate(() => scrollTo(0, 6000))
    await page.waitForFunction(() => document.querySelector('#far')!.shadowRoot!.querySelector('iframe'))
    await page.close()
  })

  it('keeps clicks on server-rendered controls for the widget', async () => {
    stand.frames.routes['/widget-late.js'] = (_request, response) => {
      setTimeout(() => response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(lateWidget), 600)
    }
    const lateWidget = `customElements.define('dm-booking', class extends HTMLElement {
      connectedCallback() { globalThis.client = this.client; globalThis.early = this.client.earlyChoice } })`
    const usual = stand.frames.routes['/f/booking/booking']!
    stand.frames.routes['/f/booking/booking'] = (request) =>
      stand.frameDocument(request, {
        boot: { modules: ['/widget-late.js'] },
        content: '<dm-booking><button data-dm-choice="service" data-dm-value="haircut">Haircut</button></dm-booking>',
      })
    const { page, frame } = await stand.open(`<dm-booking ${reserved}></dm-booking>`)
    const inside = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
    await inside.click('button')
    await frame()
    expect(await inside.evaluate('early')).toEqual({ choice: 'service', value: 'haircut' })
    stand.frames.routes['/f/booking/booking'] = usual
    await page.close()
  })
})

describe('a modal', () => {
  const modal = `<button id="book">Book</button><dm-booking mode="modal" for="#book"></dm-booking>`

  it('opens by its trigger, takes the focus in, closes on Escape inside the frame, gives the focus back', async () => {
    const { page, frame, errors } = await stand.open(modal, { wait: false })
    await page.waitForSelector('dm-booking:defined')
    expect(await countFrames(page)).toBe(0)
    await page.focus('#book')
    await page.keyboard.press('Enter')
    await waitForEvent(page, 'open')
    const inside = await frame()
    await page.waitForFunction(() => document.activeElement?.localName === 'dm-booking')
    await inside.waitForFunction('changes.includes("focus")')
    expect(await inside.evaluate('client.init.mode')).toBe('modal')
    await inside.focus('#first')
    await page.keyboard.press('Escape')
    expect(await waitForEvent(page, 'close')).toEqual({ reason: 'escape' })
    expect(await page.evaluate(() => document.activeElement!.id)).toBe('book')
    expect(await page.evaluate(() => [document.body.style.cssText, document.documentElement.style.cssText])).toEqual([
      '',
      '',
    ])
    expect(errors).toEqual([])
    await page.close()
  })

  it('keeps its frame while closed, and closes by button, by the widget and by call', async () => {
    const { page, frame } = await stand.open(modal, { wait: false })
    await page.waitForSelector('dm-booking:defined')
    await page.evaluate(`dm.open('dm-booking')`)
    const inside = await frame()
    await inside.evaluate('globalThis.same = true')
    await waitForEvent(page, 'ready')
    await inside.evaluate(`client.close('done')`)
    await page.waitForFunction('log.filter((e) => e.name === "close").length === 1')
    await page.click('#book')
    await page.evaluate(() => document.querySelector('dm-booking')!.shadowRoot!.querySelector('button')!.click())
    await page.waitForFunction('log.filter((e) => e.name === "close").length === 2')
    await page.evaluate(`dm.open('dm-booking'); dm.close()`)
    await page.waitForFunction('log.filter((e) => e.name === "close").length === 3')
    expect(await eventsOf(page, 'close')).toEqual([{ reason: 'done' }, { reason: 'request' }, { reason: 'request' }])
    expect(await inside.evaluate('globalThis.same')).toBe(true)
    await page.close()
  })

  it('loads its frame when a pointer comes near the trigger, and opens by its own content when it has no trigger', async () => {
    const { page } = await stand.open(`<dm-booking mode="modal"><a href="/elsewhere">Book</a></dm-booking>`, {
      wait: false,
    })
    await page.waitForSelector('dm-booking:defined')
    await page.hover('dm-booking a')
    await waitForEvent(page, 'ready')
    await page.click('dm-booking a')
    await waitForEvent(page, 'open')
    await page.evaluate(() => document.querySelector('dm-booking')!.shadowRoot!.querySelector('button')!.click())
    await waitForEvent(page, 'close')
    expect(await page.$eval('dm-booking', (e) => e.shadowRoot!.querySelector('dialog')!.open)).toBe(false)
    expect(page.url()).toBe(`${stand.hostOrigin}/`)
    await page.close()
  })
})

describe('the page script', () => {
  it('replays the queue of the stub and mounts any element of a module', async () => {
    const stub = `<div id="here"></div><script>window.dm = window.dm || function () { (dm.q = dm.q || []).push(arguments) }
      dm('setLocale', 'de'); dm('on', 'dm-ready', () => { globalThis.heard = true }); dm('mount', '#here', 'dm-booking', { service: 'x' })</script>`
    const { page, frame, errors } = await stand.open(stub)
    const inside = await frame()
    expect(await inside.evaluate('[client.init.locale, client.init.props.service]')).toEqual(['de', 'x'])
    expect(await page.evaluate('heard')).toBe(true)
    expect(await page.evaluate('[typeof dm, typeof dm.version, dm.ready instanceof Promise]')).toEqual([
      'function',
      'string',
      true,
    ])
    expect(errors).toEqual([])
    await page.close()
  })

  it('included twice changes nothing', async () => {
    const { page } = await stand.open(`<dm-booking ${reserved}></dm-booking>`)
    await page.evaluate(() => Object.assign(globalThis, { before: (globalThis as never as { dm: unknown }).dm }))
    await page.addScriptTag({ url: '/embed.js' })
    expect(await page.evaluate('dm === before')).toBe(true)
    expect(await countFrames(page)).toBe(1)
    await page.close()
  })

  it('finds elements that come later', async () => {
    const { page } = await stand.open('', { wait: false })
    await page.evaluate((style) => {
      const div = document.createElement('div')
      div.innerHTML = `<section><dm-booking ${style}></dm-booking></section>`
      document.body.append(div)
    }, reserved)
    await waitForEvent(page, 'ready')
    await page.close()
  })
})
