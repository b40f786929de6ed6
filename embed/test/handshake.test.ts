/** What must not pass for a greeting or for its answer, though one part of it is right. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Routes } from './browser.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
let usual: NonNullable<Routes[string]>
beforeAll(async () => {
  stand = await openStand()
  usual = stand.frames.routes['/f/booking/booking']!
}, 60_000)
beforeEach(() => {
  stand.frames.routes['/f/booking/booking'] = usual
})
afterAll(() => stand?.close())

const reserved = 'style="display:block;min-height:500px"'
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a greeting from the right window', () => {
  // E4: names that begin or end like ours, as substring and suffix checks let through.
  it.each(['xharbor.frames.localhost', 'harbor.frames.localhost.localhost', 'frames.localhost', 'localhost'])(
    'but of the wrong origin %s is dropped, and the document gets no port',
    async (host) => {
      const elsewhere = `http://${host}:${stand.frames.port}`
      stand.frames.routes['/greets'] = {
        body: `<!doctype html><script>
          const q = new URLSearchParams(location.search)
          globalThis.answers = 0
          addEventListener('message', () => answers++)
          parent.postMessage({ k: 'dm', v: [1], n: q.get('n') }, q.get('o'))
          parent.postMessage({ k: 'dm', err: 'E_DOMAIN', n: q.get('n') }, q.get('o'))
        </script>`,
      }
      stand.frames.routes['/f/booking/booking'] = {
        body: `<!doctype html><script>location.replace('${elsewhere}/greets' + location.search)</script>`,
      }
      const { page } = await stand.open(`<dm-booking ${reserved}></dm-booking>`, { wait: false })
      const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(`${elsewhere}/greets`))
      await page.waitForFunction('dm.drops.handshake === 2')
      expect(await frame.evaluate('answers')).toBe(0)
      expect(await page.evaluate('log.length')).toBe(0)
      await page.close()
    },
  )
})

describe('the answer to a greeting', () => {
  const answer = `{ k: 'dm', v: 1, n: 'none-of-your-business', init: { ...{
    props: { forged: 'yes' }, prefill: {}, appearance: { theme: 'dark', variables: {} }, locale: 'de',
    mode: 'modal', consent: 'granted', context: {} } } }`

  it('from a window that is not the page is not taken, though it knows the nonce', async () => {
    stand.rogue.routes['/answers'] = {
      body: `<!doctype html><script>
        setInterval(() => parent.frames[1]?.postMessage(${answer}, '*', [new MessageChannel().port1]), 20)
      </script>`,
    }
    const address = `${stand.frameOrigin}/f/booking/booking?o=${encodeURIComponent(stand.hostOrigin)}&n=none-of-your-business&v=1`
    stand.host.routes['/siblings'] = {
      body: `<iframe src="http://localhost:${stand.rogue.port}/answers"></iframe>`,
    }
    const page = await stand.browser.newPage()
    await page.goto(`${stand.hostOrigin}/siblings`)
    await page.waitForFrame((candidate) => candidate.url().endsWith('/answers'))
    await page.evaluate(
      (src) => document.body.append(Object.assign(document.createElement('iframe'), { src })),
      address,
    )
    const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
    await frame.waitForFunction('globalThis.client')
    expect(await frame.evaluate('[client.init.mode, client.init.props, client.init.consent]')).toEqual([
      'inline',
      {},
      'unknown',
    ])
    await page.close()
  })

  it('from the page, but with another nonce or version, or without a port, is not taken', async () => {
    const page = await stand.browser.newPage()
    const address = `${stand.frameOrigin}/f/booking/booking?o=${encodeURIComponent(stand.hostOrigin)}&n=none-of-your-business&v=1`
    stand.host.routes['/answering'] = {
      body: `<iframe src="${address}"></iframe><script>
        addEventListener('message', ({ source }) => {
          const answer = ${answer}
          source.postMessage({ ...answer, n: 'guess' }, '*', [new MessageChannel().port1])
          source.postMessage({ ...answer, v: 2 }, '*', [new MessageChannel().port1])
          source.postMessage({ ...answer, k: 'DM' }, '*', [new MessageChannel().port1])
          source.postMessage(answer, '*')
        })</script>`,
    }
    await page.goto(`${stand.hostOrigin}/answering`)
    const frame = await page.waitForFrame((candidate) => candidate.url().startsWith(stand.frameOrigin))
    await frame.waitForFunction('globalThis.client')
    expect(await frame.evaluate('client.init.props')).toEqual({})
    await page.close()
  })

  it('repeated later moves no frame to another port', async () => {
    const { page, frame } = await stand.open(`<dm-booking ${reserved}></dm-booking>`)
    const inside = await frame()
    await page.evaluate(() => {
      const { contentWindow, src } = document.querySelector('dm-booking')!.shadowRoot!.querySelector('iframe')!
      const { port1, port2 } = new MessageChannel()
      Object.assign(globalThis, { stolen: 0 })
      port1.onmessage = () => Object.assign(globalThis, { stolen: 1 })
      const n = new URL(src).searchParams.get('n')
      contentWindow!.postMessage({ k: 'dm', v: 1, n, init: { props: { forged: 'yes' } } }, '*', [port2])
    })
    await pause(100)
    expect(await inside.evaluate(`client.call('page.getInfo', {})`)).toMatchObject({ url: `${stand.hostOrigin}/` })
    expect(await inside.evaluate('client.init.props')).toEqual({})
    expect(await page.evaluate('stolen')).toBe(0)
    await page.close()
  })
})
