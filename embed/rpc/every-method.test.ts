/** Every method between a frame and its page, against every way of misusing the port. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Check } from './checks.ts'
import { frameChecks, hostChecks } from './frame-checks.ts'
import { defaultMessagesPerSecond, type Drops } from './limits.ts'
import { createPair } from './pair.ts'
import { openPeer } from './peer.ts'
import { servePort } from './serve-port.ts'
import type { Frame, Transport } from './wire.ts'

/** One argument that each method takes. */
const right: Record<string, unknown> = {
  'frame.resize': { height: 100 },
  'frame.close': { reason: 'done' },
  'frame.ready': { storage: 'none' },
  'event.raise': { name: 'dm-booked', detail: {} },
  'event.track': { name: 'viewed', properties: {} },
  'page.navigate': { url: 'https://pay.example/' },
  'page.announce': { text: 'Booked' },
  'page.getInfo': {},
  'widget.setAppearance': { theme: 'dark', variables: {} },
  'widget.setLocale': { locale: 'de' },
  'widget.setProps': { props: {} },
  'widget.setContext': { context: {} },
  'widget.setConsent': { consent: 'denied' },
  'widget.focus': {},
  'widget.destroy': {},
}
const takesAnything = ['page.getInfo', 'widget.focus', 'widget.destroy']

/** The served side, the raw end of an attacker, and what came of it. */
interface Served {
  send(message: unknown): void
  answers: Frame[]
  ran: string[]
  drops: Drops
  close(): void
}

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

function served(serve: (far: Transport, ran: string[], drops: Drops) => { close(): void }): Served {
  const [near, far] = createPair()
  const [answers, ran, drops]: [Frame[], string[], Drops] = [[], [], {}]
  near.onmessage = ({ data }) => answers.push(data as Frame)
  const { close } = serve(far, ran, drops)
  closing.push(() => near.close())
  return { send: (message) => near.postMessage(message, []), answers, ran, drops, close }
}

type Handlers = Record<string, () => void>
const handlersOf = (checks: Record<string, Check>, ran: string[]): Handlers =>
  Object.fromEntries(Object.keys(checks).map((name) => [name, () => void ran.push(name)]))

const sides: [side: string, checks: Record<string, Check>, open: () => Served][] = [
  [
    'the page serves',
    hostChecks,
    () =>
      served((far, ran, drops) =>
        servePort<object, Handlers>(far, { handlers: handlersOf(hostChecks, ran), checks: hostChecks, drops }),
      ),
  ],
  [
    'the frame serves',
    frameChecks,
    () =>
      served((far, ran, drops) =>
        openPeer<object, Handlers>(far, { handlers: handlersOf(frameChecks, ran), checks: frameChecks, drops }),
      ),
  ],
]

/** Messages keep their order, so the last answer says that all before it are through. */
const answered = (answers: readonly Frame[], count: number) =>
  vi.waitFor(() => expect(answers).toHaveLength(count), { timeout: 5000 })

describe.each(sides)('%s', (_side, checks, open) => {
  describe.each(Object.keys(checks))('%s', (method) => {
    it('runs once for a right call', async () => {
      const { send, answers, ran } = open()
      send([0, 1, method, right[method]])
      await answered(answers, 1)
      expect(ran).toEqual([method])
      expect(answers).toEqual([[1, 1, undefined]])
    })

    it('does not run when malformed', async () => {
      const { send, answers, ran, drops } = open()
      const wrong = takesAnything.includes(method) ? [undefined] : [undefined, null, 7, 'x', [], {}, { wrong: 1 }]
      wrong.forEach((argument, index) => send([0, index + 1, method, argument]))
      await answered(answers, wrong.length)
      expect(ran).toEqual([])
      expect(answers).toEqual(wrong.map((_, index) => [2, index + 1, 'argument']))
      expect(drops.argument).toBe(wrong.length)
    })

    it('does not run when oversized', async () => {
      const { send, answers, ran, drops } = open()
      send([0, 1, method, { ...Object(right[method]), more: 'x'.repeat(140_000) }])
      await answered(answers, 1)
      expect([ran, answers, drops]).toEqual([[], [[2, 1, 'size']], { size: 1 }])
    })

    it('does not run after the end', async () => {
      const { send, answers, ran, close } = open()
      close()
      send([0, 1, method, right[method]])
      await answered(answers, 1)
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(ran).toEqual([])
      expect(answers).toEqual([[4]])
    })

    it('runs no more often than the rate when flooded', async () => {
      const { send, answers, ran, drops } = open()
      for (let id = 1; id <= 1000; id++) send([0, id, method, right[method]])
      await answered(answers, 1000)
      expect(ran).toHaveLength(defaultMessagesPerSecond)
      expect(drops.rate).toBe(1000 - defaultMessagesPerSecond)
    })
  })
})

describe.each(Object.keys(frameChecks))('a slow handler of %s', (method) => {
  function openSlow() {
    const [near, far] = createPair()
    const drops: Drops = {}
    let running = 0
    const run = (_: never, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        running++
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    const server = openPeer<object, Record<string, (argument: never) => void>>(far, {
      handlers: { [method]: run },
      checks: { [method]: () => true },
      drops,
    })
    closing.push(server.close)
    return { near, drops, count: () => running }
  }

  it('costs its caller no more than the time it gave', async () => {
    const { near, count } = openSlow()
    const caller = openPeer<Record<string, (argument: unknown) => void>, object>(near, { handlers: {}, checks: {} })
    closing.push(caller.close)
    const call = caller.call(method, right[method], { timeoutMs: 40 })
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT', reason: 'rpc.no_answer' })
    expect(count()).toBe(1)
  })

  it('is not run again by a replay of its call', async () => {
    const { near, drops, count } = openSlow()
    const answers: Frame[] = []
    near.onmessage = ({ data }) => answers.push(data as Frame)
    for (let i = 0; i < 10; i++) near.postMessage([0, 1, method, right[method]], [])
    await answered(answers, 9)
    expect(count()).toBe(1)
    expect(answers).toEqual(Array(9).fill([2, 1, 'frame']))
    expect(drops).toEqual({ frame: 9 })
  })
})
