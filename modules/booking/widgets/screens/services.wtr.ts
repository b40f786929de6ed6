import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import '../define-screens.ts'
import './define-services.ts'
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
  until,
} from '@dramac/components/app/test/stage'
import { DmError } from '@dramac/contract/wire/errors'
import { createMemoryServer, type MemoryOptions, type MemoryServer } from './test/memory-client.ts'
import { createSalon, emptySalon } from './test/salon.ts'
import { showScreen } from './test/show-screen.ts'

const offline = new DmError('NETWORK_ERROR', 'offline')

async function show(options: Partial<MemoryOptions> = {}, stage: Stage = {}): Promise<MemoryServer> {
  const server = createMemoryServer({ rows: createSalon(), ...options })
  showScreen('dm-booking-services', server.client, stage)
  await until(() => findAll('.services, .state').length > 0, 'the list')
  return server
}

const find = ({ rows }: MemoryServer, id: string) => rows.services.find((one) => one.id === id)
const isClosed = () => until(() => findAll('dialog').length === 0, 'the dialog is gone')

describe('the services', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('are listed in order with what they cost, how long they take and who gives them', async () => {
    await show()
    assert.deepEqual(
      findAll('.service h2').map((one) => one.firstChild?.nextSibling?.textContent?.trim()),
      ['Cut & style', 'Colour'],
    )
    expect(textOf()).to.match(/Cut & style Offered 1 hr €48.50 Mara Weiß and Jonas Keller-Schmidt/)
    expect(textOf()).to.match(/Colour Offered 1 hr No price shown On request Mara Weiß/)
  })

  it('begin with one action where there are none', async () => {
    await show({ rows: emptySalon() })
    await says('No services yet')
    await choose('Add a service')
    await until(() => findAll('dialog[open]').length === 1, 'the form')
  })

  it('are added with a name alone, and given by everybody who can', async () => {
    const server = await show()
    await choose('Add a service')
    await until(() => findNamed('Name') !== undefined, 'the name')
    typeInto(findNamed('Name')!, 'Färben & Föhnen')
    await choose('Save')
    await isClosed()
    expect(server.rows.services[2]).to.include({ slug: 'faerben-foehnen', position: 2, durationMinutes: 30 })
    const given = server.rows['service-resources'].filter((one) => one['serviceId'] === server.rows.services[2]!.id)
    assert.deepEqual(
      given.map((one) => one['resourceId']),
      ['mara', 'jonas'],
    )
    await says('Färben & Föhnen')
    assert.equal(server.toasts.at(-1)?.text, 'Saved.')
  })

  it('are changed in every field that the form has, and in who gives them', async () => {
    const server = await show()
    await choose('Edit Cut & style')
    await until(() => findNamed('Duration') !== undefined, 'the form')
    typeInto(findNamed('Duration')!, '45')
    typeInto(findNamed('Price (optional)')!, '52,50')
    typeInto(findNamed('Book at the latest')!, '2')
    findNamed('I confirm each booking myself', 'input')!.click()
    await until(() => findNamed('A request keeps its time', 'input') !== undefined, 'the question of requests')
    findAll('summary')[0]!.click()
    typeInto(findNamed('Break after')!, '10')
    findAll('.people input')[1]!.click()
    await choose('Save')
    await isClosed()
    expect(find(server, 'cut')).to.deep.include({
      durationMinutes: 45,
      price: { minor: 5250, currency: 'EUR' },
      minNoticeMinutes: 2880,
      bufferAfterMinutes: 10,
      requiresConfirmation: true,
    })
    assert.deepEqual(
      server.rows['service-resources'].map(({ id }) => id),
      ['g1', 'g3'],
    )
  })

  it('names what is wrong before it is sent, and goes there, also where it was folded away', async () => {
    const server = await show()
    await choose('Edit Cut & style')
    await until(() => findNamed('Duration') !== undefined, 'the form')
    typeInto(findAll('#stepMinutes')[0]!, '0')
    await choose('Save')
    await says('A whole number in the range, please: 5 to 1440.')
    await until(() => focused()?.id === 'stepMinutes', 'the focus on the wrong field')
    assert.equal(
      server.line.calls.some((call) => call.startsWith('update')),
      false,
    )
  })

  it('says that the name in addresses is taken', async () => {
    await show()
    await choose('Add a service')
    await until(() => findNamed('Name') !== undefined, 'the name')
    typeInto(findNamed('Name')!, 'Wash')
    findAll('summary')[0]!.click()
    typeInto(findAll('#slug')[0]!, 'cut')
    await choose('Save')
    await says('There is one with the same name in its address already')
  })

  it('keeps what was typed when the line breaks, and saves it at the next try', async () => {
    const server = await show()
    await choose('Edit Colour')
    await until(() => findNamed('Name') !== undefined, 'the name')
    typeInto(findNamed('Name')!, 'Colour & gloss')
    server.line.fail(offline)
    await choose('Save')
    await says('We could not reach the server')
    server.line.fail(undefined)
    await choose('Save')
    await isClosed()
    expect(find(server, 'colour')).to.include({ name: 'Colour & gloss' })
  })

  for (const [button, name] of [
    ['Save mine over it', 'Mine'],
    ['Show what it is now', 'Theirs'],
  ] as const) {
    it(`offers to ${button.toLowerCase()} when somebody else was faster`, async () => {
      const server = await show()
      await choose('Edit Cut & style')
      await until(() => findNamed('Name') !== undefined, 'the name')
      server.touch('services', 'cut', { name: 'Theirs' })
      typeInto(findNamed('Name')!, 'Mine')
      await choose('Save')
      await says('Somebody else changed this in the meantime')
      await choose(button)
      if (name === 'Theirs') {
        await until(() => (findNamed('Name') as HTMLInputElement | undefined)?.value === 'Theirs', 'theirs in the form')
        await choose('Close')
      }
      await isClosed()
      expect(find(server, 'cut')).to.include({ name })
    })
  }

  it('asks before it throws away what was typed', async () => {
    await show()
    findNamed('Edit Colour')!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => findNamed('Name') !== undefined, 'the name')
    typeInto(findNamed('Name')!, 'Colour & gloss')
    await choose('Close')
    await says('Discard what you typed?')
    await choose('Keep editing')
    assert.equal((findNamed('Name') as HTMLInputElement).value, 'Colour & gloss')
    await choose('Close')
    await choose('Discard')
    await isClosed()
    await until(() => focused()?.getAttribute('aria-label') === 'Edit Colour', 'the focus back on the button')
  })

  it('are paused and offered again by one press, and by undoing it', async () => {
    const server = await show()
    await choose('Pause Colour')
    await says('Paused')
    expect(find(server, 'colour')).to.include({ active: false })
    server.toasts[0]!.undo!()
    await until(() => find(server, 'colour')?.['active'] === true, 'offered again')
    await until(() => !textOf().includes('Paused'), 'offered again in the list')
  })

  it('move by keyboard, and the focus stays with the one that moved', async () => {
    const server = await show()
    findNamed('Move Colour up')!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => find(server, 'colour')?.['position'] === 0, 'Colour first')
    await until(
      () => focused()?.getAttribute('aria-label') === 'Move Colour down',
      'the focus on the button that is left',
    )
    expect(textOf()).to.match(/Colour Offered.*Cut & style Offered/)
  })

  it('go back to where they were when the order is not accepted', async () => {
    const server = await show()
    server.line.refuseNext(new DmError('FORBIDDEN', 'core.denied'))
    await choose('Move Colour up')
    await says('Your role does not allow this')
    await until(() => /Cut & style Offered.*Colour Offered/.test(textOf()), 'the old order')
  })

  it('are deleted after a question', async () => {
    const server = await show()
    server.rows.bookings.length = 0
    await choose('Delete Colour')
    await says('Delete Colour?')
    await choose('Delete')
    await isClosed()
    assert.equal(find(server, 'colour'), undefined)
    await until(() => focused()?.localName === 'h1', 'the focus on the heading')
  })

  it('explain why one with bookings stays, and offer to pause it', async () => {
    const server = await show()
    await choose('Delete Cut & style')
    await choose('Delete')
    await says('There are bookings of it, so it cannot be deleted')
    await choose('Pause it instead')
    await isClosed()
    expect(find(server, 'cut')).to.include({ active: false })
  })

  it('name the reference of a failure and load after a retry', async () => {
    const server = createMemoryServer({ rows: createSalon() })
    server.line.fail(new DmError('SERVER_ERROR', 'core.unexpected', { requestId: 'req-9' }))
    showScreen('dm-booking-services', server.client)
    await says('Reference req-9')
    server.line.fail(undefined)
    await choose('Try again')
    await says('Cut & style')
  })

  it('load by themselves when the connection is back', async () => {
    const server = createMemoryServer({ rows: createSalon() })
    server.line.fail(offline)
    showScreen('dm-booking-services', server.client)
    await says('You are offline')
    server.line.fail(undefined)
    dispatchEvent(new Event('online'))
    await says('Cut & style')
  })

  it('are hidden from who may not look, and fixed for who may not change', async () => {
    await show({ permissions: [] })
    await says('You do not have access')
    clearStage()
    await show({ permissions: ['booking:read'] })
    await says('Cut & style')
    assert.equal(findAll('button').length, 0)
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`have nothing that axe would find, list, form and question, in ${theme}`, async () => {
      await show({}, { theme })
      const check = () => expect(document.querySelector('dm-booking-services')!).to.be.accessible()
      await check()
      await choose('Edit Colour')
      await until(() => findNamed('Name') !== undefined, 'the form')
      findAll('summary')[0]!.click()
      typeInto(findNamed('Name')!, '')
      await choose('Save')
      await says('Please fill this in.')
      await check()
      await choose('Close')
      await choose('Discard')
      await choose('Delete Colour')
      await says('Delete Colour?')
      await check()
    })
  }

  it('fit 320 pixels from right to left, with targets of 44, list and form', async () => {
    await setViewport({ width: 320, height: 640 })
    await show({ locale: 'ar' }, { dir: 'rtl' })
    await says('الخدمات')
    assert.deepEqual([...listOverflowing(), ...listSmallTargets()], [])
    findAll('.actions button')[0]!.click()
    await until(() => findAll('summary').length === 1, 'the form')
    findAll('summary')[0]!.click()
    assert.deepEqual([...listOverflowing(), ...listSmallTargets()], [])
  })
})
