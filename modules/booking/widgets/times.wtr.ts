import { expect } from '@open-wc/testing'
import './define-widgets.ts'
import { createWidgetApi } from '@dramac/frame/api'
import { DmError } from '@dramac/contract/wire/errors'
import type { DisplayChangeEvent, DmBookingTimes, SlotSelectEvent } from './times.ts'
import {
  clearStage,
  find,
  findAll,
  focused,
  listOverflowing,
  place,
  seen,
  serve,
  slotAt,
  textOf,
  type Answer,
} from './test/visitor-stage.ts'
import { loadWords } from './words.ts'

const free = ['2030-03-06', '2030-03-07', '2030-03-20', '2030-04-18']

/** Three times a free day. */
const someDays: Answer = ({ query }) => ({
  days: free
    .filter((date) => date >= query.get('from')! && date <= query.get('to')!)
    .map((date) => ({ date, slots: ['09', '13', '18'].map((hour) => slotAt(`${date}T${hour}:00:00.000Z`)) })),
})

async function show(slots: Answer = someDays, { locale = 'en-US', width = 720, zone = 'UTC' } = {}) {
  const calls = serve({ slots })
  const element = document.createElement('dm-booking-times') as DmBookingTimes // defined above
  Object.assign(element, {
    api: createWidgetApi({ base: '/api', headers: () => ({}) }),
    words: await loadWords(locale),
    service: 'haircut',
    business: { name: 'Harbor Salon', zone: 'UTC' },
    zone,
    now: () => new Date('2030-03-05T08:00:00Z'),
  })
  element.lang = locale
  place(element, width)
  await element.updateComplete
  return { element, calls }
}

const day = (date: string) => find(`[data-date="${date}"]`)!
const press = (key: string) =>
  focused()!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))
const focusedDate = () => (focused() as HTMLElement).dataset['date'] // a day of the grid

async function pressFrom(date: string, key: string): Promise<string | undefined> {
  day(date).focus()
  press(key)
  await find<DmBookingTimes>('dm-booking-times')!.updateComplete
  await new Promise((resolve) => setTimeout(resolve, 30))
  return focusedDate()
}

describe('the month of a widget', () => {
  afterEach(clearStage)

  it('marks only days with free times, and shows the first of them by parts of the day', async () => {
    await show()
    await seen('.times')
    expect(findAll('.day.free').map(({ dataset }) => dataset['date'])).to.deep.equal(free.slice(0, 3))
    expect(textOf(find('.of-day'))).to.match(/Wednesday, March 6 Morning 9:00 AM Afternoon 1:00 PM Evening 6:00 PM/)
    expect(textOf(find('[role=status]'))).to.equal('Free times on Wednesday, March 6: 3')
    expect(day('2030-03-06').getAttribute('aria-label')).to.equal('Wednesday, March 6, free times')
    expect(day('2030-03-08').getAttribute('aria-label')).to.equal('Friday, March 8, no free time')
    expect(day('2030-03-05').getAttribute('aria-current')).to.equal('date')
  })

  it('is one tab stop, moved by arrows, Home, End and the Page keys, and never into the past', async () => {
    await show()
    await seen('.times')
    expect(findAll('.day[tabindex="0"]')).to.have.length(1)
    expect(await pressFrom('2030-03-06', 'ArrowRight')).to.equal('2030-03-07')
    expect(await pressFrom('2030-03-07', 'ArrowDown')).to.equal('2030-03-14')
    expect(await pressFrom('2030-03-14', 'Home')).to.equal('2030-03-10')
    expect(await pressFrom('2030-03-10', 'End')).to.equal('2030-03-16')
    expect(await pressFrom('2030-03-16', 'ArrowUp')).to.equal('2030-03-09')
    expect(await pressFrom('2030-03-09', 'ArrowLeft')).to.equal('2030-03-08')
    expect(await pressFrom('2030-03-05', 'ArrowLeft')).to.equal('2030-03-05')
    expect(findAll('.day[tabindex="0"]')).to.have.length(1)
  })

  it('goes to the same day of another month by the Page keys, and loads it', async () => {
    const { calls } = await show()
    await seen('.times')
    expect(await pressFrom('2030-03-31', 'PageDown')).to.equal('2030-04-30')
    await seen('.day.free[data-date="2030-04-18"]')
    expect(calls.map(({ address }) => new URL(address).searchParams.get('from'))).to.deep.equal([
      '2030-03-01',
      '2030-04-01',
    ])
    expect(textOf(find('#month-name'))).to.equal('April 2030')
  })

  it('turns its arrows around where people read from the right', async () => {
    document.documentElement.dir = 'rtl'
    await show(someDays, { locale: 'ar' })
    await seen('.times')
    expect(await pressFrom('2030-03-06', 'ArrowLeft')).to.equal('2030-03-07')
    expect(await pressFrom('2030-03-07', 'ArrowRight')).to.equal('2030-03-06')
  })

  it('passes over an empty month at its start, and says when there is nothing at all', async () => {
    await show(({ query }) => (query.get('from') === '2030-04-01' ? someDays({ query, body: {} }) : { days: [] }))
    await seen('.day.free[data-date="2030-04-18"]')
    clearStage()
    const { calls } = await show(() => ({ days: [] }))
    await seen('.of-day', 'No free days in May 2030.')
    expect(calls).to.have.length(3)
    ;(await seen('.of-day .button', 'Look at June 2030')).click()
    await seen('.of-day', 'No free days in June 2030.')
  })

  it('says what failed and tries again when asked, or when the network is back', async () => {
    let broken = true
    const { calls } = await show((asked) => {
      if (broken) throw new DmError('SERVER_ERROR', 'core.unexpected')
      return someDays(asked)
    })
    await seen('[role=alert]', 'That did not work.')
    ;(await seen('[role=alert] .button', 'Try again')).click()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await seen('[role=alert]', 'That did not work.')
    broken = false
    dispatchEvent(new Event('online'))
    await seen('.times')
    expect(calls).to.have.length(3)
  })

  it('says unreachable when no server answers', async () => {
    await show(() => {
      throw new TypeError('failed to fetch')
    })
    await seen('[role=alert]', 'We cannot be reached')
  })

  it('asks anew in another zone, shows the business’s own time beside, and tells both choices', async () => {
    const { element, calls } = await show()
    const heard: [string, string][] = []
    element.addEventListener('dm-display-change', (event) => {
      const { zone, clock } = event as DisplayChangeEvent
      heard.push([zone, clock])
    })
    await seen('.times')
    const zones = find<HTMLSelectElement>('select')!
    zones.value = 'Asia/Dubai'
    zones.dispatchEvent(new Event('change'))
    await seen('.times .button small', '9:00 AM')
    expect(textOf(find('.times .button'))).to.equal('1:00 PM 9:00 AM')
    expect(new URL(calls.at(-1)!.address).searchParams.get('zone')).to.equal('Asia/Dubai')
    ;(await seen('.clock button', '24 h')).click()
    await seen('.times .button', '13:00')
    expect(heard).to.deep.equal([
      ['Asia/Dubai', 'auto'],
      ['Asia/Dubai', '24'],
    ])
    expect(findAll('.clock button').map((one) => one.getAttribute('aria-pressed'))).to.deep.equal(['false', 'true'])
  })

  it('gives the chosen time', async () => {
    const { element } = await show()
    const chosen = new Promise<string>((resolve) =>
      element.addEventListener('dm-slot-select', (event) => resolve((event as SlotSelectEvent).slot.startsAt)),
    )
    ;(await seen('.day.free[data-date="2030-03-20"]')).click()
    ;(await seen('.of-day h2', 'Wednesday, March 20')).focus()
    ;(await seen('.times .button', '1:00 PM')).click()
    expect(await chosen).to.equal('2030-03-20T13:00:00.000Z')
  })

  for (const scheme of ['light', 'dark'])
    for (const locale of ['en-US', 'de', 'ar'])
      it(`is accessible and fits 320 px, ${scheme}, in ${locale}`, async () => {
        document.documentElement.style.colorScheme = scheme
        document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr'
        const { element } = await show(someDays, { locale, width: 320, zone: 'Asia/Kolkata' })
        await seen('.times')
        await expect(element).to.be.accessible()
        expect(listOverflowing()).to.deep.equal([])
      })
})
