import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import '../define-screens.ts'
import './define-hours.ts'
import type { WeeklyHours } from '../../contract.ts'
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

async function show(options: Partial<MemoryOptions> = {}, stage: Stage = {}): Promise<MemoryServer> {
  const server = createMemoryServer({ rows: createSalon(), ...options })
  showScreen('dm-booking-hours', server.client, stage)
  await until(() => findAll('.people, .state').length > 0, 'the people')
  return server
}

const hoursOf = ({ rows }: MemoryServer, id: string) => rows.schedules.find((one) => one.id === id)!
const valueOf = (name: string) => (findNamed(name) as HTMLInputElement).value

describe('people and hours', () => {
  beforeEach(() => setViewport({ width: 1200, height: 900 }))
  afterEach(clearStage)

  it('shows who there is, by which hours they work, and the week of the first', async () => {
    await show()
    await says('Mara Weiß Opening hours')
    await says('Opening hours, in the time zone Europe/Berlin')
    assert.equal(valueOf('Monday: from'), '09:00')
    expect(textOf()).to.match(/Saturday Closed/)
    await says('Skiing')
    await says(/Wed, January 20, 2027 Closed/)
  })

  it('says in words that hours run past midnight', async () => {
    await show()
    findAll('.people .person')[1]!.click()
    await says('Ends at 02:00 on the next day.')
  })

  it('saves several ranges a day, and takes them back', async () => {
    const server = await show()
    await choose('Add hours on Saturday')
    await choose('Add hours on Saturday')
    await until(() => findAll('[aria-label="Saturday: from"]').length === 2, 'two ranges')
    await choose('Save hours')
    await until(() => server.toasts.length === 1, 'saved')
    const saturday = () =>
      (hoursOf(server, 'open')['weeklyHours'] as WeeklyHours).filter(({ weekday }) => weekday === 6)
    assert.deepEqual(saturday(), [
      { weekday: 6, from: '09:00', to: '17:00' },
      { weekday: 6, from: '18:00', to: '22:00' },
    ])
    server.toasts[0]!.undo!()
    await until(() => saturday().length === 0, 'taken back')
    await until(() => /Saturday Closed/.test(textOf()), 'taken back on the page')
  })

  it('names hours that overlap and does not send them', async () => {
    const server = await show()
    await choose('Add hours on Monday')
    await until(() => findAll('[aria-label="Monday: from"]').length === 2, 'two ranges')
    typeInto(findAll('[aria-label="Monday: from"]')[1]!, '10:00')
    await choose('Save hours')
    await says('This overlaps with other hours.')
    await until(() => focused()?.getAttribute('aria-invalid') === 'true', 'the focus on what is wrong')
    assert.equal(
      server.line.calls.some((call) => call.startsWith('update')),
      false,
    )
  })

  it('copies a day to all weekdays, and gives changes up when asked', async () => {
    await show()
    typeInto(findNamed('Monday: until')!, '14:00')
    await choose('Copy to all weekdays')
    await until(() => valueOf('Friday: until') === '14:00', 'copied')
    await choose('Undo changes')
    await until(() => valueOf('Friday: until') === '17:00', 'as before')
  })

  it('changes the zone that the hours are in', async () => {
    const server = await show()
    const zone = findNamed('Time zone')!
    typeInto(zone, 'Asia/Tokyo')
    await says('in the time zone Asia/Tokyo')
    await choose('Save hours')
    await until(() => hoursOf(server, 'open')['zone'] === 'Asia/Tokyo', 'saved')
  })

  it('finds what was typed again after a look at somebody else', async () => {
    await show()
    typeInto(findNamed('Monday: from')!, '07:00')
    findAll('.people .person')[1]!.click()
    await says('Late shift, in the time zone')
    findAll('.people .person')[0]!.click()
    await says('Opening hours, in the time zone')
    assert.equal(valueOf('Monday: from'), '07:00')
  })

  for (const [button, from] of [
    ['Save mine over it', '07:00'],
    ['Show what it is now', '08:30'],
  ] as const) {
    it(`offers to ${button.toLowerCase()} when somebody else changed the hours`, async () => {
      const server = await show()
      server.touch('schedules', 'open', { weeklyHours: [{ weekday: 1, from: '08:30', to: '12:00' }] })
      typeInto(findNamed('Monday: from')!, '07:00')
      await choose('Save hours')
      await says('Somebody else changed this in the meantime')
      await choose(button)
      await until(() => !textOf().includes('Somebody else'), 'solved')
      await until(() => valueOf('Monday: from') === from, 'the hours')
      const saved = () => JSON.stringify(hoursOf(server, 'open')['weeklyHours'])
      await until(() => saved().includes(from), 'the hours on the server')
    })
  }

  it('adds a special day, also when somebody else adds another meanwhile', async () => {
    const server = await show()
    await choose('Add a date')
    await until(() => findNamed('Date') !== undefined, 'the date')
    typeInto(findNamed('Date')!, '2027-01-25')
    server.touch('schedules', 'open', {
      dateOverrides: [...(hoursOf(server, 'open')['dateOverrides'] as object[]), { date: '2027-02-14', hours: [] }],
    })
    await choose('Save')
    await says('Mon, January 25, 2027')
    const dates = () => (hoursOf(server, 'open')['dateOverrides'] as { date: string }[]).map(({ date }) => date)
    assert.deepEqual(dates(), ['2027-01-20', '2027-01-25', '2027-02-14'])
    server.toasts[0]!.undo!()
    await until(() => dates().length === 2, 'taken back')
  })

  it('takes time off away, and gives it back', async () => {
    const server = await show()
    await says('Skiing')
    findAll('dm-booking-time-off')[0]!.shadowRoot!.querySelector<HTMLElement>('li button')!.click()
    await says('No time off is planned.')
    server.toasts[0]!.undo!()
    await says('Skiing')
    assert.equal(server.rows['time-offs'].length, 1)
  })

  it('adds time off in the zone of the person', async () => {
    const server = await show()
    await choose('Add time off')
    await until(() => findNamed('From') !== undefined, 'the form')
    typeInto(findNamed('From')!, '2027-03-01T09:00')
    typeInto(findNamed('Until')!, '2027-03-01T08:00')
    await choose('Save')
    await says('The end must be after the start.')
    typeInto(findNamed('Until')!, '2027-03-02T18:00')
    await choose('Save')
    await until(() => server.rows['time-offs'].length === 2, 'saved')
    expect(server.rows['time-offs'][1]).to.include({
      startsAt: '2027-03-01T08:00:00.000Z',
      endsAt: '2027-03-02T17:00:00.000Z',
    })
  })

  it('adds a person with hours of their own, and shows them', async () => {
    const server = await show()
    await choose('Add a person')
    await until(() => findNamed('Name') !== undefined, 'the form')
    await choose('Save')
    await says('Please fill this in.')
    typeInto(findNamed('Name')!, 'Zoë Adler')
    await choose('Save')
    await until(() => findAll('dialog').length === 0, 'closed')
    expect(server.rows.resources[2]).to.include({ name: 'Zoë Adler', slug: 'zoe-adler', position: 2 })
    await says('Hours of Zoë Adler, in the time zone Europe/Berlin')
  })

  it('says whom a change of shared hours concerns', async () => {
    const rows = createSalon()
    Object.assign(rows.resources[1]!, { scheduleId: 'open' })
    await show({ rows })
    await says('A change also counts for Jonas Keller-Schmidt.')
  })

  it('makes one schedule, not two, when the person is refused at first', async () => {
    const server = await show()
    await choose('Add a person')
    await until(() => findNamed('Name') !== undefined, 'the form')
    typeInto(findNamed('Name')!, 'Zoë Adler')
    const taken = { ...server.rows.resources[0]!, id: 'other', slug: 'zoe-adler' }
    server.rows.resources.push(taken)
    await choose('Save')
    await says('There is one with the same name')
    server.rows.resources.pop()
    await choose('Save')
    await until(() => findAll('dialog').length === 0, 'closed')
    assert.deepEqual(
      server.rows.schedules.map(({ name }) => name),
      ['Opening hours', 'Late shift', 'Hours of Zoë Adler'],
    )
  })

  it('begins with one action where there is nobody', async () => {
    await show({ rows: emptySalon() })
    await says('Nobody to book yet')
    await choose('Add a person')
    await until(() => findAll('dialog[open]').length === 1, 'the form')
  })

  it('tells who may not look, and lets who may only look change nothing', async () => {
    await show({ permissions: [] })
    await says('You do not have access')
    clearStage()
    await show({ permissions: ['booking:read'] })
    await says('Skiing')
    const usable = findAll('button, input, select').filter((one) => one.checkVisibility() && one.matches(':enabled'))
    assert.deepEqual(
      usable.map((one) => one.className),
      ['person', 'person'],
    )
  })

  it('names the reference of a failure and loads after a retry', async () => {
    const server = createMemoryServer({ rows: createSalon() })
    server.line.fail(new DmError('SERVER_ERROR', 'core.unexpected', { requestId: 'req-3' }))
    showScreen('dm-booking-hours', server.client)
    await says('Reference req-3')
    server.line.fail(undefined)
    await choose('Try again')
    await says('Mara Weiß')
  })

  it('is worked by keyboard on a phone: into a person, back, and the focus comes along', async () => {
    await setViewport({ width: 390, height: 844 })
    await show()
    await until(() => !findNamed('All people')?.checkVisibility(), 'the list alone')
    findAll('.people .person')[1]!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => focused()?.classList.contains('name') ?? false, 'the focus on the name')
    findNamed('All people')!.focus()
    await sendKeys({ press: 'Enter' })
    await until(() => focused()?.getAttribute('data-id') === 'jonas', 'the focus back in the list')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, with every form open, in ${theme}`, async () => {
      await show({}, { theme })
      await says('Skiing')
      await choose('Add a date')
      await choose('Add time off')
      await choose('Add hours on Monday')
      const check = () => expect(document.querySelector('dm-booking-hours')!).to.be.accessible()
      await check()
      await choose('Edit person')
      await until(() => findNamed('Colour') !== undefined, 'the form')
      await check()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44, list, person and forms', async () => {
    await setViewport({ width: 320, height: 640 })
    await show({ locale: 'ar' }, { dir: 'rtl' })
    await until(() => /[\u0600-\u06ff]/.test(textOf()), 'Arabic')
    assert.deepEqual([...listOverflowing(), ...listSmallTargets()], [])
    findAll('.people .person')[0]!.click()
    await says('Skiing')
    for (const section of ['dm-booking-special-days', 'dm-booking-time-off'])
      findAll(section)[0]!.shadowRoot!.querySelector<HTMLElement>('section > div > button')!.click()
    await until(() => findAll('input[type=date]').length === 1, 'the forms')
    assert.deepEqual([...listOverflowing(), ...listSmallTargets()], [])
  })
})
