import { afterEach, describe, expect, it } from 'vitest'
import { data, match, record, shape, within } from './checks.ts'
import { createPair } from './pair.ts'
import { openPeer, type Peer, type PeerOptions } from './peer.ts'
import { servePort } from './serve-port.ts'
import { withTransfer } from './server.ts'
import type { Drops, Limits } from './limits.ts'
import type { Transport } from './wire.ts'
import { DmError } from '@dramac/contract/wire/errors'

interface Methods {
  'math.add': (numbers: { a: number; b: number }) => number
  'wait.forever': (nothing: object) => void
  'fail.ours': (nothing: object) => void
  'fail.secret': (nothing: object) => void
  'give.buffer': (nothing: object) => ArrayBuffer
  'give.heavy': (nothing: object) => string
  'take.any': (value: unknown) => unknown
}
type None = Record<never, never>

const checks = {
  'math.add': shape({ a: within(-1e9, 1e9), b: within(-1e9, 1e9) }),
  'wait.forever': data,
  'fail.ours': data,
  'fail.secret': data,
  'give.buffer': data,
  'give.heavy': data,
  'take.any': data,
}

const opened: Peer<None>[] = []
afterEach(() => opened.splice(0).forEach((peer) => peer.close()))

let aborted = 0
const options: PeerOptions<Methods> = {
  checks,
  handlers: {
    'math.add': ({ a, b }) => a + b,
    'wait.forever': (_, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          aborted++
          reject(signal.reason)
        }),
      ),
    'fail.ours': () => {
      throw new DmError('CONFLICT', 'booking.slot_taken', { alternatives: ['10:00'] })
    },
    'fail.secret': () => {
      throw new Error('password is hunter2')
    },
    'give.buffer': () => {
      const buffer = new ArrayBuffer(1024)
      return withTransfer(buffer, [buffer])
    },
    'give.heavy': () => 'x'.repeat(300_000),
    'take.any': (value) => value,
  },
}

function open(limits: Partial<Limits> = {}, timeoutMs = 2000) {
  const [near, far] = createPair()
  const drops: Drops = {}
  const server = openPeer<None, Methods>(far, { ...options, limits, drops })
  const caller = openPeer<Methods, None>(near, { handlers: {}, checks: {}, timeoutMs, limits })
  opened.push(server, caller as unknown as Peer<None>)
  return { caller, server, drops, near }
}

/** The other end without our code, as an attacker has it. */
function openRaw(limits: Partial<Limits> = {}) {
  const [near, far] = createPair()
  const drops: Drops = {}
  opened.push(openPeer<None, Methods>(far, { ...options, limits, drops }))
  const answers: unknown[] = []
  near.onmessage = (event) => answers.push(event.data)
  return { send: (message: unknown) => near.postMessage(message, []), answers, drops, near }
}

/** Long enough for messages already sent to arrive and be answered. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 60))

describe('a call', () => {
  it('gives the answer of the other side', async () => {
    const { caller } = open()
    expect(await caller.call('math.add', { a: 2, b: 3 })).toBe(5)
  })

  it('carries our errors as words and facts, and nothing of foreign ones', async () => {
    const { caller } = open()
    await expect(caller.call('fail.ours', {})).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'booking.slot_taken',
      facts: { alternatives: ['10:00'] },
    })
    const error = await caller.call('fail.secret', {}).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'SERVER_ERROR', reason: 'rpc.failed' })
    expect(JSON.stringify(error) + String(error)).not.toMatch(/hunter2|at .*peer\.test/)
  })

  it('ends after its time and tells the other side to stop', async () => {
    const { caller } = open({}, 30)
    aborted = 0
    await expect(caller.call('wait.forever', {})).rejects.toMatchObject({ code: 'TIMEOUT', reason: 'rpc.no_answer' })
    await settle()
    expect(aborted).toBe(1)
  })

  it('can be aborted, before and while it runs', async () => {
    const { caller } = open()
    aborted = 0
    const control = new AbortController()
    const call = caller.call('wait.forever', {}, { signal: control.signal })
    await settle()
    control.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    await settle()
    expect(aborted).toBe(1)
    await expect(caller.call('math.add', { a: 1, b: 1 }, { signal: control.signal })).rejects.toThrow('enough')
  })

  it('moves buffers in both directions', async () => {
    const { caller } = open()
    expect((await caller.call('give.buffer', {})).byteLength).toBe(1024)
    const buffer = new ArrayBuffer(2048)
    const back = await caller.call('take.any', buffer, { transfer: [buffer] })
    expect((back as ArrayBuffer).byteLength).toBe(2048)
    expect(buffer.byteLength).toBe(0)
  })

  it('refuses a message over the limit on the way out, and an answer over it', async () => {
    const { caller } = open()
    const heavy = { code: 'PAYLOAD_TOO_LARGE', reason: 'rpc.message' }
    await expect(caller.call('take.any', 'x'.repeat(140_000))).rejects.toMatchObject(heavy)
    await expect(caller.call('give.heavy', {})).rejects.toMatchObject(heavy)
    await expect(caller.call('take.any', () => 1)).rejects.toMatchObject({ reason: 'rpc.not_cloneable' })
  })

  it('is refused when too many wait', async () => {
    const { caller } = open({ callsInFlight: 4 })
    const waiting = Array.from({ length: 4 }, () => caller.call('wait.forever', {}).catch(() => 'closed'))
    await expect(caller.call('math.add', { a: 1, b: 1 })).rejects.toMatchObject({ reason: 'rpc.calls_in_flight' })
    caller.close()
    expect(await Promise.all(waiting)).toEqual(Array(4).fill('closed'))
  })

  it('is rejected when either side closes, and ever after', async () => {
    const { caller, server } = open()
    const waiting = caller.call('wait.forever', {})
    await settle()
    server.close()
    await expect(waiting).rejects.toMatchObject({ code: 'NETWORK_ERROR', reason: 'rpc.closed' })
    await expect(caller.call('math.add', { a: 1, b: 1 })).rejects.toMatchObject({ reason: 'rpc.closed' })
    expect(() => caller.tell('math.add', { a: 1, b: 1 })).not.toThrow()
  })
})

describe('what a hostile end sends', () => {
  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', 'no.such', 7, null, {}])(
    'finds no method %j',
    async (method) => {
      const { send, answers, drops } = openRaw()
      send([0, 1, method, {}])
      await settle()
      expect(answers).toEqual([[2, 1, 'method']])
      expect(drops.method).toBe(1)
    },
  )

  it.each([
    null,
    0,
    'x',
    [],
    {},
    [99, 1],
    ['0', 1, 'math.add', { a: 1, b: 2 }],
    { 0: 9 },
    [1, 77, 'answer'],
    [2, 77, 'X'],
  ])('is dropped without an answer when malformed: %j', async (message) => {
    const { send, answers, drops } = openRaw()
    send(message)
    await settle()
    expect(answers).toEqual([])
    expect(Object.values(drops).reduce((sum, count) => sum + count, 0)).toBe(1)
  })

  it.each([undefined, null, [], { a: 1 }, { a: '1', b: 2 }, { a: NaN, b: 2 }, { a: 1, b: Infinity }])(
    'is refused when the argument is wrong: %j',
    async (argument) => {
      const { send, answers } = openRaw()
      send([0, 1, 'math.add', argument])
      await settle()
      expect(answers).toEqual([[2, 1, 'argument']])
    },
  )

  it('is refused when too heavy, too deep or without end', async () => {
    const { send, answers, drops } = openRaw()
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    let deep: unknown = 1
    for (let i = 0; i < 200; i++) deep = [deep]
    const heavy = ['x'.repeat(200_000), new Uint8Array(300_000), cycle, deep, new Map([['k', 'x'.repeat(200_000)]])]
    heavy.forEach((value, i) => send([0, i + 1, 'take.any', value]))
    await settle()
    expect(answers).toEqual(heavy.map((_, i) => [2, i + 1, 'size']))
    expect(drops.size).toBe(heavy.length)
  })

  it('is cut off when it floods, and heard again in the next second', async () => {
    const { send, answers, drops } = openRaw({ messagesPerSecond: 50 })
    for (let i = 1; i <= 1000; i++) send([0, i, 'math.add', { a: i, b: 0 }])
    await settle()
    expect(answers.filter((answer) => (answer as unknown[])[0] === 1)).toHaveLength(50)
    expect(drops.rate).toBe(950)
    await new Promise((resolve) => setTimeout(resolve, 1050))
    send([0, 2000, 'math.add', { a: 1, b: 1 }])
    await settle()
    expect(answers.at(-1)).toEqual([1, 2000, 2])
  })

  it('gets no second run for an id that is still running', async () => {
    const { send, answers } = openRaw()
    send([0, 1, 'wait.forever', {}])
    send([0, 1, 'math.add', { a: 1, b: 1 }])
    await settle()
    expect(answers).toEqual([[2, 1, 'frame']])
  })

  it('hears nothing after the end', async () => {
    const { send, answers, near } = openRaw()
    send([4])
    await settle()
    answers.length = 0
    send([0, 1, 'math.add', { a: 1, b: 1 }])
    await settle()
    expect(answers).toEqual([])
    near.close()
  })
})

describe('the small server of the page', () => {
  function serve() {
    const [near, far] = createPair()
    const drops: Drops = {}
    const told: unknown[] = []
    const port = servePort<None, { say: (words: { text: string }) => string }>(far, {
      drops,
      checks: { say: shape({ text: match(/^[^]{0,20}$/) }) },
      handlers: {
        say({ text }) {
          if (text === 'throw') throw new Error('inside')
          told.push(text)
          return text.toUpperCase()
        },
      },
    })
    const peer = openPeer<{ say: (words: { text: string }) => string }, None>(near, { handlers: {}, checks: {} })
    opened.push(peer as unknown as Peer<None>)
    return { port, peer, drops, told, near: near as Transport }
  }

  it('answers, hears what needs no answer, and says only that a handler failed', async () => {
    const { peer, told } = serve()
    expect(await peer.call('say', { text: 'hi' })).toBe('HI')
    peer.tell('say', { text: 'there' })
    await settle()
    expect(told).toEqual(['hi', 'there'])
    await expect(peer.call('say', { text: 'throw' })).rejects.toMatchObject({ reason: 'rpc.failed' })
  })

  it('counts what it does not take', async () => {
    const { peer, drops } = serve()
    await expect(peer.call('say', { text: 'x'.repeat(21) })).rejects.toMatchObject({ reason: 'rpc.bad_argument' })
    await expect(peer.call('say', { text: new Date() as never })).rejects.toMatchObject({ reason: 'rpc.message' })
    expect(drops).toEqual({ argument: 1, size: 1 })
  })

  it('tells the other side when it closes', async () => {
    const { port, peer } = serve()
    await settle()
    port.close()
    await settle()
    await expect(peer.call('say', { text: 'hi' })).rejects.toMatchObject({ reason: 'rpc.closed' })
  })
})

it('checks records by value and shapes by their own fields', () => {
  expect(record(match(/^a/))({ x: 'ab' })).toBe(true)
  expect(record(match(/^a/))({ x: 'b' })).toBe(false)
  expect(shape({ toString: data })({})).toBe(false)
})
