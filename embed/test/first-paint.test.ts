import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStand, waitForEvent, type Stand } from './stand.ts'

const delayMs = 1200
const widget = `customElements.define('dm-booking', class extends HTMLElement {
  connectedCallback() { globalThis.client = this.client; this.textContent = 'the widget' } })`

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
}, 60_000)
afterAll(() => stand?.close())
beforeEach(() => {
  stand.frames.routes['/late.js'] = (_request, response) => {
    setTimeout(() => response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(widget), delayMs)
  }
  stand.frames.routes['/f/booking/booking'] = (request) =>
    stand.frameDocument(request, {
      boot: { modules: ['/late.js'] },
      content: '<dm-booking><button data-dm-choice="service" data-dm-value="haircut">Haircut</button></dm-booking>',
    })
})

/** What stands in the frame at the moment when the page shows it. */
async function shownFirst(body: string): Promise<string> {
  const { page } = await stand.open(body, { wait: false })
  await waitForEvent(page, 'ready')
  const frame = page.frames().find((candidate) => candidate.url().startsWith(stand.frameOrigin))!
  const text = await frame.$eval('dm-booking', (element) => element.textContent ?? '')
  await page.close()
  return text
}

describe('what the server has rendered', () => {
  it('is shown before the widget’s code has come', async () => {
    expect(await shownFirst('<dm-booking></dm-booking>')).toBe('Haircut')
  })

  it('is not shown to a page that has narrowed the choice by an attribute', async () => {
    expect(await shownFirst('<dm-booking service="beard"></dm-booking>')).toBe('the widget')
  })

  it('is not shown to a page of another language', async () => {
    expect(await shownFirst('<dm-booking locale="de"></dm-booking>')).toBe('the widget')
  })
})
