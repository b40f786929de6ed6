import { html, nothing, type PropertyValues } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { WidgetClient } from '@dramac/frame/client'
import type { Messages } from '../messages/en.ts'
import type { Appointment, Slot } from '../contract.ts'
import { renderCalendarLinks } from './calendar-links.ts'
import { flowStyle } from './flow-style.ts'
import {
  alternativesOf,
  explain,
  renderAlternatives,
  renderHead,
  renderLoading,
  renderProblem,
  renderSummary,
} from './parts.ts'
import type { DmBookingTimes, DisplayChangeEvent, SlotSelectEvent } from './times.ts'
import { english, loadWords, type Words } from './words.ts'

const stateWords: Record<Appointment['state'], keyof Messages> = {
  held: 'stateHeld',
  pending: 'statePending',
  confirmed: 'stateConfirmed',
  completed: 'stateCompleted',
  no_show: 'stateNoShow',
  cancelled: 'stateCancelled',
  expired: 'stateExpired',
}

/**
 * @summary A visitor's own booking, by the token of their link: see it, move it, cancel it.
 * @element dm-booking-manage
 */
export class DmBookingManage extends DmElement {
  static override properties = {
    client: { attribute: false },
    token: { type: String },
    _words: { state: true },
    _booking: { state: true },
    _view: { state: true },
    _busy: { state: true },
    _problem: { state: true },
    _isLinkWrong: { state: true },
    _said: { state: true },
    _alternatives: { state: true },
  }

  static override styles = [tokens, controls, flowStyle]

  declare client: WidgetClient
  /** Absent: what stands behind `#` in the address, where no server and no referrer sees it. */
  declare token: string
  declare _words: Words
  declare _booking: Appointment | undefined
  declare _view: 'show' | 'move' | 'cancel'
  declare _busy: boolean
  declare _problem: string
  /** Trying again would not help. */
  declare _isLinkWrong: boolean
  declare _said: string
  declare _alternatives: readonly Slot[] | undefined
  /** In which the visitor reads times, where it is not the booking's. */
  #zone: string | undefined

  constructor() {
    super()
    this.token = ''
    this._words = english
    this._view = 'show'
    this._busy = false
    this._problem = ''
    this._isLinkWrong = false
    this._said = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') && this.client) void this.#start()
  }

  get #token(): string {
    return this._booking?.manageToken || this.token || location.hash.slice(1)
  }

  async #start(): Promise<void> {
    this._words = await loadWords(this.client.init.locale)
    await this.#run(() => this.client.api.post<Appointment>('appointment', { token: this.#token }))
  }

  async #run(ask: () => Promise<Appointment>): Promise<boolean> {
    if (this._busy) return false
    this._busy = true
    this._problem = ''
    this._alternatives = undefined
    try {
      this._booking = await ask()
      return true
    } catch (error) {
      this._alternatives = alternativesOf(error)
      if (this._alternatives) this.renderRoot.querySelector<DmBookingTimes>('dm-booking-times')?.refresh()
      else this._problem = this.#explain(error)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.notice')?.focus())
      return false
    } finally {
      this._busy = false
    }
  }

  #explain(error: unknown): string {
    const words = this._words
    const reason = isDmError(error) ? error.reason : ''
    this._isLinkWrong = ['booking.link_unknown', 'booking.link_expired', 'core.input_refused'].includes(reason)
    if (this._isLinkWrong) return words.say('linkUnknown')
    if (reason === 'booking.notice_passed' || reason === 'booking.not_changeable') {
      return words.say('noticePassed', { business: this._booking?.business.name ?? '' })
    }
    return explain(words, error)
  }

  /** Starts are offered by the clock of a zone: the server judges a time by the zone it was chosen in. */
  async #move(slot: Slot): Promise<void> {
    const zone = this.#zone
    const done = await this.#run(() =>
      this.client.api.post<Appointment>(
        'reschedule',
        { token: this.#token, startsAt: slot.startsAt, ...(zone ? { zone } : {}) },
        { idempotencyKey: crypto.randomUUID() },
      ),
    )
    if (done) this.#tell('moved', 'dm-rescheduled')
  }

  async #cancel(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim()
    const body = { token: this.#token, ...(reason ? { reason } : {}) }
    const done = await this.#run(() =>
      this.client.api.post<Appointment>('cancel', body, { idempotencyKey: crypto.randomUUID() }),
    )
    if (done) this.#tell('cancelled', 'dm-cancelled')
  }

  #tell(words: keyof Messages, event: string): void {
    this._said = this._words.say(words)
    this.#open('show', '.notice')
    this.client.announce(this._said)
    this.client.raise(event, { bookingId: this._booking!.id, startsAt: this._booking!.startsAt })
  }

  /** Another view starts at its heading, or at what there is to say. */
  #open(view: 'show' | 'move' | 'cancel', focus = 'h1'): void {
    if (focus === 'h1') this._said = ''
    this._view = view
    this._problem = ''
    this._alternatives = undefined
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(focus)?.focus())
  }

  override render() {
    const booking = this._booking
    const words = this._words
    if (!booking) {
      const retry = this._isLinkWrong ? undefined : () => void this.#start()
      return html`<div class="frame">
        ${this._problem ? renderProblem(words, this._problem, retry) : renderLoading(words)}
      </div>`
    }
    const views = {
      show: () => this.#renderShow(booking),
      move: () => this.#renderMove(booking),
      cancel: () => this.#renderCancel(booking),
    }
    return html`<div class="frame" lang=${words.locale} aria-busy=${this._busy}>
      ${this._said ? html`<p class="notice" role="status" tabindex="-1">${this._said}</p>` : nothing}
      ${this._problem ? renderProblem(words, this._problem) : nothing}
      ${this._alternatives ? renderAlternatives({ words, zone: booking.zone, slots: this._alternatives, onChoose: (slot) => void this.#move(slot) }) : nothing}
      ${views[this._view]()}
    </div>`
  }

  #renderSummary({ service, resource, business, zone, state, ...times }: Appointment) {
    const words = this._words
    return renderSummary({
      words,
      clock: 'auto',
      zone,
      business,
      title: service.name,
      person: resource.name,
      times,
      price: service.price,
      status: words.say(stateWords[state]),
    })
  }

  #renderShow(booking: Appointment) {
    const words = this._words
    const stands = booking.state === 'pending' || booking.state === 'confirmed'
    const actions = html`<p class="row">
      ${booking.mayReschedule ? html`<button type="button" class="button primary" @click=${() => this.#open('move')}>${words.say('move')}</button>` : nothing}
      ${booking.mayCancel ? html`<button type="button" class="button danger" @click=${() => this.#open('cancel')}>${words.say('cancel')}</button>` : nothing}
    </p>`
    return html`${renderHead({ words, title: words.say('yourBooking'), hint: booking.business.name })}
    ${this.#renderSummary(booking)} ${booking.mayReschedule || booking.mayCancel ? actions : nothing}
    ${stands && !booking.mayCancel ? html`<p class="quiet">${words.say('noticePassed', { business: booking.business.name })}</p>` : nothing}
    ${booking.state === 'confirmed' ? renderCalendarLinks(words, booking) : nothing}`
  }

  #renderMove(booking: Appointment) {
    const words = this._words
    return html`${renderHead({ words, title: words.say('chooseTime'), hint: booking.service.name, onBack: () => this.#open('show') })}
      <dm-booking-times
        .api=${this.client.api}
        .words=${words}
        .business=${booking.business}
        .service=${booking.service.id}
        .zone=${booking.zone}
        .selected=${booking.startsAt}
        aria-busy=${this._busy}
        @dm-slot-select=${(event: SlotSelectEvent) => void this.#move(event.slot)}
        @dm-display-change=${({ zone }: DisplayChangeEvent) => (this.#zone = zone)}
      ></dm-booking-times>`
  }

  #renderCancel(booking: Appointment) {
    const words = this._words
    return html`${renderHead({ words, title: words.say('cancelAsk'), onBack: () => this.#open('show') })}
      ${this.#renderSummary(booking)}
      <form @submit=${(event: SubmitEvent) => void this.#cancel(event)}>
        <div class="field">
          <label class="label" for="reason"> ${words.say('cancelReason')} <em>(${words.say('optional')})</em> </label>
          <textarea class="input" id="reason" name="reason" maxlength="500"></textarea>
        </div>
        <p class="row">
          <button class="button danger" aria-disabled=${this._busy}>${words.say('cancel')}</button>
          <button type="button" class="button plain" @click=${() => this.#open('show')}>${words.say('keep')}</button>
        </p>
      </form>`
  }
}
