import { assert, expect } from '@open-wc/testing'
import { watchEvents, type SiteEvent } from './watch-events.ts'

/** The browser's end of a line, held by the test: a real one breaks when it likes. */
class HeldSource extends EventTarget {
  static readonly CLOSED = 2
  static all: HeldSource[] = []
  readyState = 0
  onopen = () => {}
  onerror = () => {}
  onmessage = (_message: { data: string }) => {}
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
    HeldSource.all.push(this)
  }

  close(): void {
    this.readyState = HeldSource.CLOSED
  }

  open(): void {
    this.readyState = 1
    this.onopen()
  }

  /** As when a server refuses; `mends` as when a line breaks. */
  fail({ mends }: { mends: boolean }): void {
    this.readyState = mends ? 0 : HeldSource.CLOSED
    this.onerror()
  }

  tell(event: SiteEvent): void {
    this.onmessage({ data: JSON.stringify(event) })
  }
}

const { EventSource, setTimeout, clearTimeout, reportError } = globalThis
const address = '/v1/sites/harbor/events'
const booked: SiteEvent = { type: 'booking.booking.confirmed', payload: { bookingId: '1' } }
let timers: { what: () => void; ms: number }[]
let visibility: DocumentVisibilityState
let ends: (() => void)[]

const lines = () => HeldSource.all
const openLines = () => lines().filter((line) => line.readyState !== HeldSource.CLOSED)
const waits = () => timers.map(({ ms }) => ms)

function pass(): void {
  for (const { what } of timers.splice(0)) what()
}

function look(state: DocumentVisibilityState): void {
  visibility = state
  document.dispatchEvent(new Event('visibilitychange'))
}

/** What one listener is told, in order. */
function listen(): { told: string[]; end: () => void } {
  const told: string[] = []
  const end = watchEvents(address, ({ type }) => told.push(type))
  ends.push(end)
  return { told, end }
}

describe('watching a site', () => {
  beforeEach(() => {
    HeldSource.all = []
    timers = []
    ends = []
    visibility = 'visible'
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility })
    const later = (what: () => void, ms = 0) => timers.push({ what, ms })
    Object.assign(globalThis, {
      EventSource: HeldSource,
      setTimeout: (what: () => void, ms: number) => (later(what, ms), what),
      clearTimeout: (what: unknown) => (timers = timers.filter((timer) => timer.what !== what)),
    })
  })
  afterEach(() => {
    for (const end of ends) end()
    Object.assign(globalThis, { EventSource, setTimeout, clearTimeout, reportError })
    Reflect.deleteProperty(document, 'visibilityState')
  })

  it('opens one line for all who listen and closes it when the last one leaves', () => {
    const [first, second] = [listen(), listen()]
    assert.deepEqual(
      lines().map(({ url }) => url),
      [`${address}?name=message`],
    )
    lines()[0]!.open()
    lines()[0]!.tell(booked)
    first.end()
    first.end()
    lines()[0]!.tell(booked)
    assert.deepEqual([first.told, second.told], [[booked.type], [booked.type, booked.type]])
    expect(openLines()).to.have.length(1)
    second.end()
    expect(openLines()).to.have.length(0)
    listen()
    expect(lines()).to.have.length(2)
  })

  it('keeps a line a site', () => {
    listen()
    ends.push(watchEvents('/v1/sites/other/events', () => {}))
    expect(openLines()).to.have.length(2)
  })

  it('tells the others when one listener fails', () => {
    const troubles: string[] = []
    globalThis.reportError = (error) => troubles.push(String(error))
    ends.push(
      watchEvents(address, () => {
        throw new Error('broken')
      }),
    )
    const { told } = listen()
    lines()[0]!.tell(booked)
    assert.deepEqual(told, [booked.type])
    assert.deepEqual(troubles, ['Error: broken'])
  })

  it('leaves a line that broke to the browser, which knows where it was', () => {
    const { told } = listen()
    lines()[0]!.open()
    lines()[0]!.fail({ mends: true })
    assert.deepEqual(waits(), [])
    lines()[0]!.open()
    assert.deepEqual([lines().length, told], [1, []])
  })

  it('asks again later when refused, ever later, and then tells to ask anew', () => {
    const { told } = listen()
    for (const wait of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      lines().at(-1)!.fail({ mends: false })
      assert.deepEqual(waits(), [wait])
      pass()
    }
    assert.deepEqual(told, [])
    lines().at(-1)!.open()
    assert.deepEqual(told, ['reset'])
    lines().at(-1)!.fail({ mends: false })
    assert.deepEqual(waits(), [2_000])
  })

  it('closes the line of a page that is hidden for long, and tells to ask anew when it is seen', () => {
    const { told } = listen()
    lines()[0]!.open()
    look('hidden')
    assert.deepEqual(waits(), [30_000])
    look('visible')
    assert.deepEqual([waits(), openLines().length], [[], 1])
    look('hidden')
    pass()
    expect(openLines()).to.have.length(0)
    look('visible')
    expect(openLines()).to.have.length(1)
    lines().at(-1)!.open()
    assert.deepEqual(told, ['reset'])
  })

  it('of a page that opens hidden closes too, and a refusal there waits for somebody to look', () => {
    visibility = 'hidden'
    listen()
    assert.deepEqual(waits(), [30_000])
    lines()[0]!.fail({ mends: false })
    assert.deepEqual(waits(), [30_000])
    look('visible')
    expect(openLines()).to.have.length(1)
  })
})
