import { expect } from '@open-wc/testing'
import './define-widgets.ts'
import type { Details, DetailsSubmitEvent, DmBookingDetails } from './details-form.ts'
import { clearStage, find, findAll, focused, listOverflowing, place, textOf } from './test/visitor-stage.ts'
import { loadWords } from './words.ts'

async function show(changes: Partial<DmBookingDetails> = {}, width = 720, locale = 'en-US') {
  const element = document.createElement('dm-booking-details') as DmBookingDetails // defined above
  Object.assign(element, { action: 'Book', words: await loadWords(locale), ...changes })
  element.lang = locale
  const sent: Details[] = []
  element.addEventListener('dm-details-submit', (event) => sent.push((event as DetailsSubmitEvent).details))
  place(element, width)
  await element.updateComplete
  return { element, sent }
}

const field = (name: string) => find<HTMLInputElement>(`[name=${name}]`)!
function type(name: string, text: string) {
  field(name).value = text
  field(name).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
}
async function submit(element: DmBookingDetails) {
  find('.primary')!.click()
  await element.updateComplete
}

describe('the details of a visitor', () => {
  afterEach(clearStage)

  it('are sent trimmed, without what was left empty', async () => {
    const { element, sent } = await show()
    type('customerName', ' Ada Lovelace ')
    type('customerEmail', 'ada@example.com')
    type('note', 'Window seat')
    await submit(element)
    expect(sent).to.deep.equal([
      { customerName: 'Ada Lovelace', customerEmail: 'ada@example.com', note: 'Window seat' },
    ])
  })

  it('that lack something are named next to their field, and the first one has the focus', async () => {
    const { element, sent } = await show()
    type('customerName', '   ')
    type('customerEmail', 'ada@')
    await submit(element)
    expect(sent).to.deep.equal([])
    expect(findAll('.error').map(textOf)).to.deep.equal([
      'Please fill this in.',
      'Please enter a full e-mail address, such as name@example.com.',
    ])
    expect(focused()).to.equal(field('customerName'))
    expect(field('customerName').getAttribute('aria-invalid')).to.equal('true')
    expect(textOf(find(`#${field('customerEmail').getAttribute('aria-describedby')}`))).to.match(/^Please enter/)
  })

  it('lose their error as soon as they are right, and keep the others', async () => {
    const { element } = await show()
    await submit(element)
    type('customerEmail', 'ada@example')
    await element.updateComplete
    expect(findAll('.error')).to.have.length(1)
    expect(field('customerEmail').getAttribute('aria-invalid')).to.equal('false')
  })

  it('that the server refuses are named next to their field', async () => {
    const { element } = await show({ prefill: { customerName: 'Ada', customerEmail: 'ada@example.com' } })
    element.errors = [
      { path: '/customerEmail', rule: 'format', message: 'invalid' },
      { path: '/startsAt', rule: 'format', message: 'elsewhere' },
    ]
    await element.updateComplete
    expect(findAll('.error').map(textOf)).to.have.length(1)
    expect(focused()).to.equal(field('customerEmail'))
    expect(field('customerEmail').value).to.equal('ada@example.com')
  })

  it('are sent once, and stay as typed while they are on their way', async () => {
    const { element, sent } = await show()
    type('customerName', 'Ada')
    type('customerEmail', 'ada@example.com')
    await submit(element)
    element.busy = true
    await element.updateComplete
    await submit(element)
    expect(sent).to.have.length(1)
    expect(textOf(find('.primary'))).to.equal('Booking…')
    expect(find('.primary')!.getAttribute('aria-disabled')).to.equal('true')
    expect(element.typed['customerName']).to.equal('Ada')
  })

  for (const scheme of ['light', 'dark'])
    for (const locale of ['en-US', 'ar'])
      it(`are accessible and fit 320 px with every error, ${scheme}, in ${locale}`, async () => {
        document.documentElement.style.colorScheme = scheme
        document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr'
        const { element } = await show({}, 320, locale)
        await submit(element)
        await expect(element).to.be.accessible()
        expect(listOverflowing()).to.deep.equal([])
      })
})
