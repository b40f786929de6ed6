import { aTimeout, expect } from '@open-wc/testing'
import './define-widgets.ts'
import { DmError } from '@dramac/contract/wire/errors'
import type { DmBookingManage } from './manage.ts'
import {
  appointmentAt,
  clearStage,
  find,
  findAll,
  focused,
  lastDays,
  listOverflowing,
  seen,
  slotAt,
  stage,
  textOf,
  type Answer,
  type StageOptions,
} from './test/visitor-stage.ts'

const startsAt = '2030-03-06T09:00:00.000Z'

const show = (answers: Record<string, Answer> = {}, options: StageOptions = {}) =>
  stage<DmBookingManage>(
    'dm-booking-manage',
    {
      slots: lastDays,
      'actions/appointment': () => appointmentAt(startsAt),
      'actions/reschedule': ({ body }) => appointmentAt(String(body['startsAt'])),
      'actions/cancel': () => appointmentAt(startsAt, { state: 'cancelled', mayReschedule: false, mayCancel: false }),
      ...answers,
    },
    { attributes: { token: 'secret-token' }, ...options },
  )

async function press(selector: string, text = '') {
  ;(await seen(selector, text)).click()
}
const buttons = () => findAll('.frame .button').map(textOf)

describe('a visitor’s own booking', () => {
  afterEach(clearStage)

  it('is shown by its token, which stands in no address', async () => {
    const { calls } = show()
    await seen('.summary', 'Haircut with Mara Lindqvist')
    expect(textOf(find('.summary'))).to.match(/Wednesday, March 6 10:00 – 10:45 AM \(Europe\/Berlin\) €48 Confirmed/)
    expect(calls.map(({ path }) => path)).to.deep.equal(['actions/appointment'])
    expect(calls[0]!.body).to.deep.equal({ token: 'secret-token' })
    expect(calls[0]!.address).not.to.contain('secret')
  })

  it('is moved to another time, and says so', async () => {
    const { calls, events } = show()
    await press('.button.primary', 'Move')
    await seen('h1', 'Choose a day and time')
    await aTimeout(0)
    expect(focused()?.textContent).to.equal('Choose a day and time')
    await press('.times .button')
    await seen('.notice', 'Your booking is moved.')
    expect(focused()).to.equal(find('.notice'))
    expect(calls.at(-1)!.body['token']).to.equal('token')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(events.map(([name]) => name)).to.include('dm-rescheduled')
  })

  it('shows other free times when the one wanted has just gone', async () => {
    let isTaken = true
    show({
      'actions/reschedule': ({ body }) => {
        if (!isTaken) return appointmentAt(String(body['startsAt']))
        isTaken = false
        throw new DmError('CONFLICT', 'booking.slot_taken', { alternatives: [slotAt('2030-03-07T09:00:00.000Z')] })
      },
    })
    await press('.button.primary', 'Move')
    await press('.times .button')
    await press('[role=alert] .button')
    await seen('.summary', 'Thursday, March 7')
  })

  it('is cancelled only after a question, which may be answered with no', async () => {
    const { calls } = show()
    await press('.button.danger')
    await seen('h1', 'Cancel this booking?')
    await press('form .button', 'Keep it')
    await press('.button.danger')
    const reason = await seen<HTMLTextAreaElement>('[name=reason]')
    reason.value = ' Ill '
    await press('form .button.danger')
    await seen('.notice', 'Your booking is cancelled.')
    expect(calls.at(-1)).to.deep.include({ path: 'actions/cancel', body: { token: 'token', reason: 'Ill' } })
    expect(textOf(find('.summary'))).to.match(/Cancelled$/)
    expect(buttons()).to.deep.equal([])
  })

  it('cannot be changed when it is too late, and says whom to ask', async () => {
    show({ 'actions/appointment': () => appointmentAt(startsAt, { mayReschedule: false, mayCancel: false }) })
    await seen('.frame', 'It is too late to change this booking here. Please contact Harbor Salon.')
    expect(buttons()).to.deep.equal(['Add to calendar (.ics)', 'Google Calendar', 'Outlook'])
  })

  it('whose notice passes while the page is open stays as it is', async () => {
    show({
      'actions/cancel': () => {
        throw new DmError('CONFLICT', 'booking.notice_passed')
      },
    })
    await press('.button.danger')
    await press('form .button.danger')
    await seen('[role=alert]', 'It is too late')
  })

  it('by a link that is not valid is not shown, and trying again is not offered', async () => {
    show({
      'actions/appointment': () => {
        throw new DmError('TOKEN_REVOKED', 'booking.link_unknown')
      },
    })
    await seen('[role=alert]', 'This link is not valid.')
    expect(buttons()).to.deep.equal([])
  })

  it('that no server can show is asked for again', async () => {
    let isDown = true
    show({
      'actions/appointment': () => {
        if (isDown) throw new TypeError('failed to fetch')
        return appointmentAt(startsAt)
      },
    })
    await seen('[role=alert]', 'We cannot be reached')
    isDown = false
    await press('[role=alert] .button', 'Try again')
    await seen('.summary')
  })

  for (const scheme of ['light', 'dark'])
    for (const locale of ['en-US', 'ar'])
      it(`is accessible and fits 320 px, ${scheme}, in ${locale}`, async () => {
        document.documentElement.style.colorScheme = scheme
        document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr'
        const { element } = show({}, { init: { locale }, width: 320 })
        const inspect = async () => {
          await expect(element).to.be.accessible()
          expect(listOverflowing()).to.deep.equal([])
        }
        await seen('.summary')
        await inspect()
        await press('.button.danger')
        await seen('form')
        await inspect()
      })
})
