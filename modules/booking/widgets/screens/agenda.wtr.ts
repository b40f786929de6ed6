import { assert, aTimeout, expect, waitUntil } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import '../define-screens.ts'
import {
  choose,
  clearStage,
  findAll,
  findNamed,
  listOverflowing,
  listSmallTargets,
  says,
  textOf,
  type Stage,
} from '@dramac/components/app/test/stage'
import { DmError } from '@dramac/contract/wire/errors'
import type { DmBookingAgenda } from './agenda.ts'
import { createMemoryServer, type MemoryOptions, type MemoryServer } from './test/memory-client.ts'
import { createSalon, emptySalon } from './test/salon.ts'
import { showScreen } from './test/show-screen.ts'

const offline = new DmError('NETWORK_ERROR', 'offline')
const broken = new DmError('SERVER_ERROR', 'core.unexpected', { requestId: 'req-42' })

function show(options: Partial<MemoryOptions> = {}, stage: Stage = {}): MemoryServer & { screen: DmBookingAgenda } {
  const server = createMemoryServer({ rows: createSalon(), ...options })
  return Object.assign(server, { screen: showScreen<DmBookingAgenda>('dm-booking-agenda', server.client, stage) })
}

describe('the agenda', () => {
  beforeEach(() => setViewport({ width: 1200, height: 800 }))
  afterEach(clearStage)

  it('shows the day as a column a person, with the state of every booking', async () => {
    show()
    await says('Ada Lovelace')
    assert.deepEqual(
      findAll('.column').map((one) => one.getAttribute('aria-label')),
      ['Mara Weiß', 'Jonas Keller-Schmidt'],
    )
    const lefts = findAll('.column').map((one) => one.getBoundingClientRect().left)
    expect(lefts[0]).to.be.lessThan(lefts[1]!)
    assert.deepEqual(
      findAll('.column .block').map((one) => one.checkVisibility()),
      [true, true, true],
    )
    expect(textOf()).to.match(/Grace Hopper Cut & style Confirmed/)
    expect(textOf()).to.contain('Today')
    expect(textOf()).not.to.contain('Edsger')
  })

  it('puts requests on top and confirms one at once', async () => {
    const server = show()
    await says('Requests to confirm 1')
    await choose('Confirm Alan Turing')
    await waitUntil(() => !textOf().includes('Requests to confirm'))
    assert.equal(server.rows.bookings.find(({ id }) => id === 'Alan Turing')?.['state'], 'confirmed')
    assert.deepEqual(
      server.toasts.map(({ text }) => text),
      ['The booking is confirmed.'],
    )
    assert.equal(document.activeElement?.shadowRoot?.activeElement?.localName, 'h1')
  })

  it('opens a request that somebody else answered first, and says so', async () => {
    const server = show()
    await says('Requests to confirm')
    server.touch('bookings', 'Alan Turing', { state: 'cancelled' })
    await choose('Confirm Alan Turing')
    await waitUntil(() => findAll('dm-dialog').length === 1)
    expect(server.toasts[0]?.text).to.match(/Somebody else changed this booking/)
    await says('Cancelled')
  })

  it('shows what visitors book as soon as the site says so', async () => {
    const server = show()
    await says('Ada Lovelace')
    server.rows.bookings.push({ ...server.rows.bookings[0]!, id: 'new', customerName: 'Margaret Hamilton' })
    server.emit('booking.booking.confirmed')
    await says('Margaret Hamilton')
  })

  it('asks for nothing when the site tells of something that staff do not see', async () => {
    const server = show()
    await says('Ada Lovelace')
    const before = server.line.calls.length
    for (const type of ['booking.booking.held', 'crm.contact.created']) server.emit(type)
    await aTimeout(200)
    assert.equal(server.line.calls.length, before)
  })

  it('lists seven days, those without bookings too', async () => {
    show()
    await says('Ada Lovelace')
    await choose('7 days')
    await says('Barbara Liskov')
    assert.equal(findAll('.day-list').length, 7)
    assert.equal(findNamed('7 days')!.getAttribute('aria-pressed'), 'true')
  })

  it('shows cancelled bookings when asked to', async () => {
    show()
    await says('Show cancelled bookings (1)')
    findAll('input[type=checkbox]')[0]!.click()
    await says('Edsger Dijkstra')
  })

  it('says nothing for 200 ms, then that it loads', async () => {
    const server = createMemoryServer({ rows: createSalon() })
    const release = server.line.stall()
    showScreen('dm-booking-agenda', server.client)
    const skeleton = () => findAll('.late')[0]
    await waitUntil(skeleton)
    assert.equal(getComputedStyle(skeleton()!).visibility, 'hidden')
    await waitUntil(() => getComputedStyle(skeleton()!).visibility === 'visible')
    release()
    await says('Ada Lovelace')
  })

  it('leads to the people when there is nobody to book', async () => {
    const { visited } = show({ rows: emptySalon() })
    await says('Nobody to book yet')
    await choose('Add a person')
    assert.deepEqual(visited, ['hours'])
  })

  it('tells who may not look, and asks the server nothing', async () => {
    const { line } = show({ permissions: [] })
    await says('You do not have access')
    assert.deepEqual(line.calls, [])
  })

  it('offers no confirming to who may only look', async () => {
    show({ permissions: ['booking:read'] })
    await says('Requests to confirm')
    assert.equal(
      findAll('button').some((one) => one.getAttribute('aria-label')?.startsWith('Confirm')),
      false,
    )
  })

  it('names the reference of a failure and works again after a retry', async () => {
    const server = createMemoryServer({ rows: createSalon() })
    server.line.fail(broken)
    showScreen('dm-booking-agenda', server.client)
    await says('Reference req-42')
    server.line.fail(undefined)
    await choose('Try again')
    await says('Ada Lovelace')
  })

  it('keeps what it knows when the connection breaks, says so, and recovers when it is back', async () => {
    const server = show()
    await says('Ada Lovelace')
    server.line.fail(offline)
    server.emit('reset')
    await says('We could not refresh this')
    expect(textOf()).to.contain('Ada Lovelace')
    server.line.fail(undefined)
    dispatchEvent(new Event('online'))
    await waitUntil(() => !textOf().includes('We could not refresh this'))
  })

  it('is there at once when it is opened again', async () => {
    const server = show()
    await says('Ada Lovelace')
    clearStage()
    const release = server.line.stall()
    showScreen('dm-booking-agenda', server.client)
    await says('Ada Lovelace')
    release()
  })

  it('is worked by keyboard alone: to the next day and back, and into a booking', async () => {
    show()
    await says('Ada Lovelace')
    findNamed('Next day')!.focus()
    await sendKeys({ press: 'Enter' })
    await says('Wednesday, January 13')
    await sendKeys({ down: 'Shift' })
    await sendKeys({ press: 'Tab' })
    await sendKeys({ up: 'Shift' })
    await sendKeys({ press: 'Enter' })
    await says('Ada Lovelace')
    findAll('.block')[0]!.focus()
    await sendKeys({ press: 'Enter' })
    await waitUntil(() => findAll('dialog[open]').length === 1)
    await says('Ada Lovelace@example.com')
    await sendKeys({ press: 'Escape' })
    await waitUntil(() => findAll('dialog').length === 0)
    await aTimeout(50)
    expect(document.activeElement?.shadowRoot?.activeElement?.className).to.contain('block')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, wide and narrow, in ${theme}`, async () => {
      const { screen } = show({}, { theme })
      await says('Ada Lovelace')
      await expect(screen).to.be.accessible()
      await setViewport({ width: 320, height: 640 })
      await waitUntil(() => findAll('.day-list').length === 1)
      await expect(screen).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    show({ locale: 'ar' }, { dir: 'rtl' })
    await says('Ada Lovelace')
    await says('طلبات')
    assert.deepEqual(listOverflowing(), [])
    assert.deepEqual(listSmallTargets(), [])
  })
})
