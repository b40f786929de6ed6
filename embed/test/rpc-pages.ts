/**
 * One page and three frames of another site, each with the same methods over another line: ours, penpal,
 * and a bare MessagePort. The page's global `lines` holds them as `{ ours, penpal, raw }`, each a function
 * `(method, argument) => Promise`.
 */
import type { Page } from 'puppeteer-core'
import { openBrowser, openPage, openSite } from './browser.ts'
import { bundle } from './bundle.ts'

const methods = `
const methods = {
  echo: (value) => value,
  add: ({ a, b }) => a + b,
  fail: () => { throw new TypeError('inside') },
  forever: () => new Promise(() => {}),
}`

const frameSource = `
import { data, greetPage, openPeer } from '@dramac/postmessage-rpc'
import { connect, WindowMessenger } from 'penpal'
${methods}
const query = new URLSearchParams(location.search)
const origin = query.get('o')
const checks = Object.fromEntries(Object.keys(methods).map((name) => [name, data]))
const limits = { messagesPerSecond: 1e9, callsInFlight: 1000 }
const kinds = {
  async ours() {
    const { port } = await greetPage({ origin, nonce: query.get('n') })
    openPeer(port, { handlers: methods, checks, limits })
  },
  penpal() {
    connect({ messenger: new WindowMessenger({ remoteWindow: parent, allowedOrigins: [origin] }), methods })
  },
  raw() {
    addEventListener('message', ({ ports }) => {
      const port = ports[0]
      port.onmessage = async ({ data: [id, method, argument] }) => port.postMessage([id, await methods[method](argument)])
      port.postMessage('ready')
    })
    parent.postMessage('raw', origin)
  },
}
kinds[query.get('kind')]()`

const hostSource = `
import { awaitGreeting, openPeer } from '@dramac/postmessage-rpc'
import { CallOptions, connect, WindowMessenger } from 'penpal'
const origin = new URLSearchParams(location.search).get('frames')
const limits = { messagesPerSecond: 1e9, callsInFlight: 1000 }
const timeoutMs = 500
const insert = (kind) => {
  const iframe = document.createElement('iframe')
  iframe.src = origin + '/frame?kind=' + kind + '&n=nonce&o=' + location.origin
  document.body.append(iframe)
  return iframe
}
const kinds = {
  ours: () => new Promise((resolve) => {
    let iframe
    awaitGreeting({
      frame: () => iframe.contentWindow, origin, nonce: 'nonce', drops: {}, init: () => ({}), refused: console.error,
      connected(port) {
        const peer = openPeer(port, { handlers: {}, checks: {}, limits, timeoutMs })
        resolve((method, argument) => peer.call(method, argument))
      },
    })
    iframe = insert('ours')
  }),
  async penpal() {
    const iframe = insert('penpal')
    const messenger = new WindowMessenger({ remoteWindow: iframe.contentWindow, allowedOrigins: [origin] })
    const remote = await connect({ messenger }).promise
    const options = new CallOptions({ timeout: timeoutMs })
    return (method, argument) => remote[method](argument, options)
  },
  raw: () => new Promise((resolve) => {
    const iframe = insert('raw')
    addEventListener('message', ({ source }) => {
      if (source !== iframe.contentWindow) return
      const { port1, port2 } = new MessageChannel()
      const waiting = new Map()
      let last = 0
      port1.onmessage = ({ data }) => {
        if (data === 'ready') return resolve((method, argument) => new Promise((done) => {
          waiting.set(++last, done)
          port1.postMessage([last, method, argument])
        }))
        waiting.get(data[0])(data[1])
        waiting.delete(data[0])
      }
      iframe.contentWindow.postMessage('port', origin, [port2])
    })
  }),
}
globalThis.lines = {}
globalThis.connected = (async () => {
  for (const kind of ['raw', 'penpal', 'ours']) globalThis.lines[kind] = await kinds[kind]()
})()`

export interface RpcPages {
  page: Page
  close(): Promise<void>
}

export async function openRpcPages(): Promise<RpcPages> {
  const [host, frame] = await Promise.all([bundle({ source: hostSource }), bundle({ source: frameSource })])
  const frames = await openSite({ '/frame': { body: `<!doctype html><script>${frame}</script>` } })
  const site = await openSite({ '/': { body: `<!doctype html><body><script>${host}</script></body>` } })
  const browser = await openBrowser()
  const { page } = await openPage(browser)
  // Another host name, so that the frames live in a process of their own as every real embed does.
  await page.goto(`http://127.0.0.1:${site.port}/?frames=http://localhost:${frames.port}`)
  await page.evaluate('connected')
  return {
    page,
    async close() {
      await browser.close()
      await Promise.all([site.close(), frames.close()])
    },
  }
}
