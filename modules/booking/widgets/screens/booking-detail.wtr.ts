import { assert, expect, waitUntil } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import '../define-screens.ts'
import '../define-widgets.ts'
import {
  choose,
  clearStage,
  findAll,
  findNamed,
  focused,
  listOverflowing,
  listSmallTargets,
  says,
  textOf,
  type Stage,
  typeInto,
} from '@dramac/components/app/test/stage'
import { DmError } from '@dramac/contract/wire/errors'
import { createMemoryServer, type MemoryOptions, type MemoryServer } from './test/memory-client.ts'
import { createSalon } from './test/salon.ts'
import { showScreen } from './test/show-screen.ts'

const taken = new DmError('CONFLICT', 'booking.slot_taken', {
  alternatives: [{ startsAt: '2027-01-13T11:00:00.000Z', endsAt: '2027-01-13T12:00:00.000Z', resourceIds: ['mara'] }],
})

/** Opens the detail as the agenda does, and waits for the booking. */
async function open(booking: string, options: Partial<MemoryOptions> = {}, stage: Stage = {}): Promise<MemoryServer> {
  const server = createMemoryServer({ rows: createSalon(), ...options })
  const startsAt = '2027-01-13T09:00:00.000Z'
  server.slots = [{ startsAt, endsAt: '2027-01-13T10:00:00.000Z', resourceIds: ['mara'] }]
  const detail = showScreen('dm-booking-detail', server.client, stage)
  Object.assign(detail, { booking })
  detail.addEventListener('dm-dialog-close', () => detail.remove())
  return server
}

const stateOf = ({ rows }: MemoryServer, id: string) => rows.bookings.find((one) => one.id === id)?.['state']

describe('one booking', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('shows who comes when, to whom, and how to reach them', async () => {
    await open('Grace Hopper')
    await says('Grace Hopper@example.com')
    expect(textOf()).to.match(/Tuesday, January 12, 11:00 AM – 12:00 PM/)
    expect(textOf()).to.contain('Cut & style with Jonas Keller-Schmidt')
    expect(textOf()).to.contain('Short, please.')
  })

  it('names the other clock where the customer lives by one', async () => {
    const rows = createSalon()
    Object.assign(rows.bookings[1]!, { zone: 'America/New_York' })
    await open('Grace Hopper', { rows })
    await says('5:00 AM – 6:00 AM (America/New York)')
  })

  it('confirms a request', async () => {
    const server = await open('Alan Turing')
    await says('To confirm')
    await choose('Confirm')
    await says('Confirmed')
    assert.equal(stateOf(server, 'Alan Turing'), 'confirmed')
  })

  for (const [button, state] of [
    ['Took place', 'completed'],
    ['Did not come', 'no_show'],
  ] as const) {
    it(`marks a booking that has begun as ${state}, and takes it back`, async () => {
      const server = await open('Ada Lovelace')
      await says('Confirmed')
      await choose(button)
      await waitUntil(() => stateOf(server, 'Ada Lovelace') === state)
      await waitUntil(() => server.toasts.length === 1)
      server.toasts[0]!.undo!()
      await waitUntil(() => stateOf(server, 'Ada Lovelace') === 'confirmed')
      await waitUntil(() => server.toasts.at(-1)?.text === 'Restored.')
      await says('Confirmed')
    })
  }

  it('does not offer to end what has not begun', async () => {
    await open('Grace Hopper')
    await says('Confirmed')
    expect(findAll('button').map((one) => one.textContent?.trim())).not.to.include('Took place')
  })

  it('cancels with the reason that was given', async () => {
    const server = await open('Grace Hopper')
    await says('Confirmed')
    await choose('Cancel booking')
    await says('Reason for cancelling')
    typeInto(findAll('textarea')[0]!, ' The boiler broke. ')
    await choose('Cancel booking')
    await says('Cancelled')
    expect(server.rows.bookings[1]).to.include({ state: 'cancelled', cancelReason: 'The boiler broke.' })
    expect(textOf()).to.contain('The boiler broke.')
  })

  it('asks before it throws a reason away, also at a second Escape', async () => {
    await open('Grace Hopper')
    await says('Confirmed')
    await choose('Cancel booking')
    await says('Reason for cancelling')
    findAll('textarea')[0]!.focus()
    await sendKeys({ type: 'Flu' })
    await sendKeys({ press: 'Escape' })
    await says('Discard what you typed?')
    await sendKeys({ press: 'Escape' })
    await waitUntil(() => !textOf().includes('Discard what you typed?'))
    assert.equal((findAll('textarea')[0] as HTMLTextAreaElement).value, 'Flu')
    await sendKeys({ press: 'Escape' })
    await says('Discard what you typed?')
    await choose('Discard')
    await waitUntil(() => findAll('dialog').length === 0)
  })

  it('moves with the times that visitors see, and back again', async () => {
    const server = await open('Grace Hopper')
    await says('Confirmed')
    await choose('Move')
    await says('Booked for:')
    await waitUntil(() => findAll('.times button').length === 1)
    assert.equal(findNamed('Move the booking')!.matches(':disabled'), true)
    findAll('.times button')[0]!.click()
    await says('New time: Wednesday, January 13, 10:00 AM – 11:00 AM')
    await choose('Move the booking')
    await waitUntil(() => server.rows.bookings[1]?.['startsAt'] === '2027-01-13T09:00:00.000Z')
    await waitUntil(() => server.toasts.length === 1)
    server.toasts[0]!.undo!()
    await waitUntil(() => server.rows.bookings[1]?.['startsAt'] === '2027-01-12T10:00:00.000Z')
  })

  it('offers the nearest times when somebody else was faster', async () => {
    const server = await open('Grace Hopper')
    await says('Confirmed')
    await choose('Move')
    await waitUntil(() => findAll('.times button').length === 1)
    findAll('.times button')[0]!.click()
    await says('New time')
    server.line.refuseNext(taken)
    await choose('Move the booking')
    await waitUntil(() => findAll('[role=alert] button').length === 1)
    findAll('[role=alert] button')[0]!.click()
    await says('New time: Wednesday, January 13, 12:00 PM')
  })

  it('shows what it is now when a colleague changed it meanwhile', async () => {
    const server = await open('Alan Turing')
    await says('To confirm')
    server.touch('bookings', 'Alan Turing', { state: 'cancelled' })
    await choose('Confirm')
    await says('Somebody else changed this booking')
    await says('Cancelled')
    expect(findAll('button').map((one) => one.textContent?.trim())).not.to.include('Confirm')
  })

  it('says that the line is down and keeps the booking and what was typed', async () => {
    const server = await open('Grace Hopper')
    await says('Confirmed')
    await choose('Cancel booking')
    await says('Reason for cancelling')
    typeInto(findAll('textarea')[0]!, 'Flu')
    server.line.fail(new DmError('NETWORK_ERROR', 'offline'))
    await choose('Cancel booking')
    await says('We could not reach the server')
    assert.equal((findAll('textarea')[0] as HTMLTextAreaElement).value, 'Flu')
    server.line.fail(undefined)
    await choose('Cancel booking')
    await waitUntil(() => stateOf(server, 'Grace Hopper') === 'cancelled')
  })

  it('names the reference when the booking does not load, and tries again', async () => {
    const server = createMemoryServer({ rows: createSalon() })
    server.line.fail(new DmError('SERVER_ERROR', 'core.unexpected', { requestId: 'req-7' }))
    Object.assign(showScreen('dm-booking-detail', server.client), { booking: 'Grace Hopper' })
    await says('Reference req-7')
    server.line.fail(undefined)
    await choose('Try again')
    await says('Confirmed')
  })

  it('lets who may only look do nothing, and says who can change that', async () => {
    await open('Alan Turing', { permissions: ['booking:read'] })
    await says('You may look at bookings but not change them')
    assert.equal(findAll('[slot=foot].button').length, 0)
  })

  it('is worked by keyboard: from the heading to its actions and round again', async () => {
    const server = await open('Alan Turing')
    await says('To confirm')
    assert.equal(focused()?.textContent, 'Alan Turing')
    const order: (string | undefined)[] = []
    for (let press = 0; press < 5; press++) {
      await sendKeys({ press: 'Tab' })
      order.push(focused()?.textContent.trim())
    }
    expect(order).to.include.members(['Cancel booking', 'Move', 'Confirm'])
    findNamed('Confirm')!.focus()
    await sendKeys({ press: 'Enter' })
    await waitUntil(() => stateOf(server, 'Alan Turing') === 'confirmed')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, shown, moved or cancelled, in ${theme}`, async () => {
      await open('Grace Hopper', {}, { theme })
      await says('Confirmed')
      const check = () => expect(document.querySelector('dm-booking-detail')!).to.be.accessible()
      await check()
      await choose('Move')
      await waitUntil(() => findAll('.times button').length === 1)
      await check()
      await choose('Back')
      await choose('Cancel booking')
      await says('Reason for cancelling')
      await check()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44, in every view', async () => {
    await setViewport({ width: 320, height: 640 })
    await open('Alan Turing', { locale: 'ar' }, { dir: 'rtl' })
    await waitUntil(() => findAll('[slot=foot].button').length === 3)
    assert.deepEqual([...listOverflowing(), ...listSmallTargets()], [])
    findAll('[slot=foot].button')[1]!.click()
    await waitUntil(() => findAll('.times button').length === 1)
    assert.deepEqual(listOverflowing(), [])
  })
})
