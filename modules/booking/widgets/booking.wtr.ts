import { expect } from '@open-wc/testing'
import './define-widgets.ts'
import { DmError } from '@dramac/contract/wire/errors'
import type { DmBooking } from './booking.ts'
import {
  clearStage,
  find,
  findAll,
  focused,
  lastDays,
  listOverflowing,
  openSalon,
  salon,
  seen,
  slotAt,
  stage,
  textOf,
  type Answer,
  type StageOptions,
} from './test/visitor-stage.ts'

const show = (answers: Record<string, Answer> = {}, options: StageOptions = {}) =>
  stage<DmBooking>('dm-booking', { ...openSalon, ...answers }, options)

async function press(selector: string, text = '') {
  ;(await seen(selector, text)).click()
}
async function type(name: string, text: string) {
  const field = await seen<HTMLInputElement>(`[name=${name}]`)
  field.value = text
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
}
async function reachDetails() {
  await press('.choice', 'Haircut')
  await press('.choice', 'Mara')
  await press('.times .button', '1:00 PM')
  await seen('[name=customerName]')
}
async function fillIn() {
  await type('customerName', 'Ada Lovelace')
  await type('customerEmail', 'ada@example.com')
  await press('form .primary')
}
const choices = () => findAll('.choice strong').map(textOf)
const isUtc = { init: { locale: 'en-US' } }

describe('booking a time', () => {
  afterEach(clearStage)

  it('goes from the service to the confirmation, each step starting at its heading', async () => {
    const { calls, events } = show()
    await press('.choice', 'Haircut')
    await seen('h1', 'Choose a person')
    expect(focused()?.textContent).to.equal('Choose a person')
    expect(textOf(find('.crumb'))).to.equal('Back Step 2 of 4')
    await press('.choice', 'Mara')
    await press('.times .button', '1:00 PM')
    await seen('h1', 'Your details')
    expect(textOf(find('.summary'))).to.match(/Haircut with Mara Lindqvist .* €48 Kept for you for 5:00/)
    await fillIn()
    await seen('h1', 'You are booked')
    expect(focused()?.textContent).to.equal('You are booked')
    expect(calls.map(({ path }) => path)).to.deep.equal(['catalogue', 'slots', 'actions/hold', 'actions/reserve'])
    expect(calls[3]!.body).to.include({
      customerName: 'Ada Lovelace',
      locale: 'en-US',
      resource: salon.services[0]!.resources[0]!.id,
    })
    expect(calls[3]!.body['holdToken']).to.match(/^hold-/)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(events.map(([name]) => name)).to.include.members(['dm-booked', 'dm-track', 'announce'])
    expect(findAll('.done .row a').map((one) => new URL((one as HTMLAnchorElement).href).host)).to.deep.equal([
      'calendar.google.com',
      'outlook.live.com',
      'harbor.frames.localhost',
    ])
  })

  it('takes service and person from the page by their slugs, and asks only for the rest', async () => {
    const { element } = show({}, { attributes: { service: 'haircut', resource: 'jonas' } })
    await element.updateComplete
    expect(textOf(find('h1'))).to.equal('Choose a day and time')
    expect(textOf(find('.head'))).to.contain('Haircut, Jonas Weber')
    expect(find('.crumb')).to.equal(undefined)
    expect(focused()).to.equal(document.body)
    await press('.times .button')
    await seen('.crumb', 'Step 2 of 2')
  })

  it('offers only what the page’s person gives, and everything when there is no such person', async () => {
    show({}, { attributes: { resource: 'jonas' } })
    await seen('.choice')
    expect(choices()).to.deep.equal(['Haircut', 'Beard'])
    await press('.choice', 'Haircut')
    await seen('.crumb', 'Step 2 of 3')
    clearStage()
    show({}, { attributes: { resource: 'nobody', service: 'nothing' } })
    await seen('.choice')
    expect(choices()).to.deep.equal(['Haircut', 'Beard', 'Colour'])
  })

  it('passes over the person where there is only one, and follows an attribute that changes', async () => {
    const { element } = show()
    await press('.choice', 'Beard')
    await seen('h1', 'Choose a day and time')
    await press('.crumb .button')
    await seen('h1', 'Choose a service')
    element.setAttribute('service', 'haircut')
    await seen('h1', 'Choose a person')
  })

  it('says what failed at its start and begins again when asked; says when nothing is offered', async () => {
    let broken = true
    show({
      catalogue: () => {
        if (broken) throw new TypeError('failed to fetch')
        return salon
      },
    })
    await seen('[role=alert]', 'We cannot be reached')
    broken = false
    await press('[role=alert] .button')
    await seen('.choice')
    clearStage()
    show({ catalogue: () => ({ ...salon, services: [] }) })
    await seen('.frame', 'Nothing can be booked here at the moment.')
  })

  it('shows the nearest free times when another visitor was faster, and loses nothing that was typed', async () => {
    let isTaken = true
    const { calls } = show({
      'actions/reserve': (asked) => {
        if (!isTaken) return openSalon['actions/reserve']!(asked)
        isTaken = false
        const alternatives = ['2030-01-02T10:00:00.000Z', '2030-01-02T11:00:00.000Z'].map(slotAt)
        throw new DmError('CONFLICT', 'booking.slot_taken', { alternatives })
      },
    })
    await reachDetails()
    await type('note', 'A window seat')
    await fillIn()
    await seen('[role=alert]', 'Somebody was faster')
    expect(focused()).to.equal(find('[role=alert]'))
    expect(findAll('[role=alert] .button')).to.have.length(2)
    await press('[role=alert] .button')
    await seen('.summary', 'January 2')
    expect(find<HTMLInputElement>('[name=customerName]')!.value).to.equal('Ada Lovelace')
    expect(find<HTMLTextAreaElement>('[name=note]')!.value).to.equal('A window seat')
    expect(find('[role=alert]')).to.equal(undefined)
    await press('form .primary')
    await seen('h1', 'You are booked')
    const reserved = calls.filter(({ path }) => path === 'actions/reserve')
    expect(reserved[0]!.key).not.to.equal(reserved[1]!.key)
    expect(reserved[1]!.body).to.include({ startsAt: '2030-01-02T10:00:00.000Z', note: 'A window seat' })
  })

  it('shows the nearest free times when the chosen one is gone already', async () => {
    show({
      'actions/hold': () => {
        throw new DmError('CONFLICT', 'booking.slot_taken', { alternatives: [] })
      },
    })
    await press('.choice', 'Beard')
    await press('.times .button')
    await seen('[role=alert]', 'no other is free nearby')
  })

  it('keeps what was typed while no server answers, and sends the same intention again', async () => {
    let isDown = true
    const { calls } = show({
      'actions/reserve': (asked) => {
        if (isDown) throw new TypeError('failed to fetch')
        return openSalon['actions/reserve']!(asked)
      },
    })
    await reachDetails()
    await fillIn()
    const alert = await seen('[role=alert]', 'What you typed is kept')
    expect(focused()).to.equal(alert)
    expect(alert.getBoundingClientRect().bottom).to.be.lessThan(find('form .primary')!.getBoundingClientRect().top)
    isDown = false
    await press('form .primary')
    await seen('h1', 'You are booked')
    const [first, second] = calls.filter(({ path }) => path === 'actions/reserve')
    expect(first!.key).to.equal(second!.key)
  })

  it('puts what the server refuses next to its field, without a second word', async () => {
    show({
      'actions/reserve': () => {
        const errors = [{ path: '/customerEmail', rule: 'format', message: 'invalid' }]
        throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
      },
    })
    await reachDetails()
    await fillIn()
    await seen('.error', 'Please enter a full e-mail address')
    expect(find('[role=alert]')).to.equal(undefined)
    expect((focused() as HTMLInputElement).name).to.equal('customerEmail')
  })

  it('keeps what was typed when the visitor goes back for another time, and gives the first one up', async () => {
    const { calls } = show()
    await reachDetails()
    await type('customerName', 'Ada Lovelace')
    await press('.crumb .button')
    await press('.times .button', '6:00 PM')
    await seen('h1', 'Your details')
    expect((await seen<HTMLInputElement>('[name=customerName]')).value).to.equal('Ada Lovelace')
    const [first, second] = calls.filter(({ path }) => path === 'actions/hold')
    expect(second!.body['holdToken']).to.equal(`hold-${String(first!.body['startsAt'])}`)
  })

  it('counts the hold down whatever the visitor’s clock says, and tells its end', async () => {
    const hold = openSalon['actions/hold']!
    const { events } = show({ 'actions/hold': (asked) => ({ ...(hold(asked) as object), lastsSeconds: 1 }) })
    await reachDetails()
    await seen('.summary', 'Kept for you for 0:01')
    await seen('.summary', 'The five minutes are over.')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(
      events.filter(([name]) => name === 'announce').map(([, said]) => (said as { text: string }).text),
    ).to.include('The five minutes are over. The time may still be free: go on, or go back and choose another.')
    await fillIn()
    await seen('h1', 'You are booked')
  })

  it('keeps the clock and the zone that the visitor has chosen', async () => {
    show()
    await press('.choice', 'Beard')
    await press('.clock button', '24 h')
    await press('.times .button', '13:00')
    await seen('.summary', '13:00')
    await press('.crumb .button')
    await seen('.times .button', '18:00')
  })

  it('speaks the visitor’s language from its first rendering', async () => {
    for (const [locale, words] of [
      ['de-DE', 'Leistung wählen'],
      ['ar', 'اختر الخدمة'],
      ['fr', 'Choose a service'],
    ] as const) {
      const { element } = show({}, { init: { locale }, data: salon })
      await element.updateComplete
      expect(textOf(find('h1'))).to.equal(words)
      clearStage()
    }
  })

  it('says request where the business must confirm', async () => {
    show({
      'actions/reserve': (asked) => ({ ...(openSalon['actions/reserve']!(asked) as object), state: 'pending' }),
    })
    await press('.choice', 'Colour')
    await press('.times .button')
    expect(textOf(await seen('form .primary'))).to.equal('Send request')
    await fillIn()
    await seen('h1', 'Your request is on its way')
    expect(findAll('.done .row a')).to.have.length(1)
  })

  it('saves the invite as a file', async () => {
    show({}, isUtc)
    await reachDetails()
    await fillIn()
    const saved: string[] = []
    const watch = (event: Event) => {
      const link = event.target as HTMLAnchorElement
      if (link.download) {
        event.preventDefault()
        saved.push(link.download)
      }
    }
    // The link is never in the document, so its click is seen where it is made.
    const click = HTMLAnchorElement.prototype.click
    HTMLAnchorElement.prototype.click = function () {
      watch({ target: this, preventDefault: () => {} } as unknown as Event)
    }
    await press('.done .button', 'Add to calendar')
    HTMLAnchorElement.prototype.click = click
    expect(saved).to.deep.equal(['haircut.ics'])
  })
})

describe('every step of a booking', () => {
  afterEach(clearStage)

  for (const scheme of ['light', 'dark'])
    for (const locale of ['en-US', 'ar'])
      it(`is accessible and fits 320 px, ${scheme}, in ${locale}`, async () => {
        document.documentElement.style.colorScheme = scheme
        document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr'
        const { element } = show({ slots: lastDays }, { init: { locale }, width: 320 })
        const inspect = async () => {
          await expect(element).to.be.accessible()
          expect(listOverflowing()).to.deep.equal([])
        }
        await seen('.choice', 'Haircut')
        await inspect()
        await press('.choice', 'Haircut')
        await seen('.choice', 'Mara')
        await inspect()
        await press('.choice', 'Mara')
        await seen('.times .button')
        await inspect()
        await press('.times .button')
        await seen('[name=customerName]')
        await inspect()
        await fillIn()
        await seen('.done h1')
        await inspect()
      })
})
