import { html, nothing, type PropertyValues } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { WidgetClient } from '@dramac/frame/client'
import type { Messages } from '../messages/en.ts'
import type { Appointment, Slot } from '../contract.ts'
import { flowStyle } from './flow-style.ts'
import { alternativesOf, explain, renderAlternatives, renderCalendarLinks, renderHead, renderWhen } from './parts.ts'
import type { SlotSelectEvent } from './times.ts'
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
  declare _said: string
  declare _alternatives: readonly Slot[] | undefined

  constructor() {
    super()
    this.token = ''
    this._words = english
    this._view = 'show'
    this._busy = false
    this._problem = ''
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
    await this.#run(() => this.client.api.get<Appointment>('appointment', { token: this.#token }))
  }

  async #run(ask: () => Promise<Appointment>): Promise<boolean> {
    this._busy = true
    this._problem = ''
    this._alternatives = undefined
    try {
      this._booking = await ask()
      return true
    } catch (error) {
      this._alternatives = alternativesOf(error)
      if (!this._alternatives) this._problem = this.#explain(error)
      return false
    } finally {
      this._busy = false
    }
  }

  #explain(error: unknown): string {
    const words = this._words
    const reason = isDmError(error) ? error.reason : ''
    if (reason === 'booking.link_unknown' || reason === 'core.input_refused') return words.say('linkUnknown')
    if (reason === 'booking.notice_passed' || reason === 'booking.not_changeable') {
      return words.say('noticePassed', { business: this._booking?.business.name ?? '' })
    }
    return explain(words, error)
  }

  async #move(slot: Slot): Promise<void> {
    const done = await this.#run(() =>
      this.client.api.post<Appointment>(
        'reschedule',
        { token: this.#token, startsAt: slot.startsAt },
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
    this._view = 'show'
    this.client.announce(this._said)
    this.client.raise(event, { bookingId: this._booking!.id, startsAt: this._booking!.startsAt })
  }

  override render() {
    const booking = this._booking
    const words = this._words
    if (!booking) {
      return html`<div class="frame">
        ${
          this._problem
            ? html`<div class="notice bad" role="alert">
                <p>${this._problem}</p>
                <button type="button" class="button plain" @click=${() => void this.#start()}>
                  ${words.say('retry')}
                </button>
              </div>`
            : html`<div class="stack" aria-label=${words.say('loading')}>
                ${[1, 2, 3].map(() => html`<div class="skeleton">&nbsp;</div>`)}
              </div>`
        }
      </div>`
    }
    const views = {
      show: () => this.#renderShow(booking),
      move: () => this.#renderMove(booking),
      cancel: () => this.#renderCancel(booking),
    }
    return html`<div class="frame" lang=${words.locale} aria-busy=${this._busy}>
      ${this._said && this._view === 'show' ? html`<p class="notice" role="status">${this._said}</p>` : nothing}
      ${this._problem ? html`<p class="notice bad" role="alert">${this._problem}</p>` : nothing}
      ${this._alternatives ? renderAlternatives({ words, zone: booking.zone, slots: this._alternatives, onChoose: (slot) => void this.#move(slot) }) : nothing}
      ${views[this._view]()}
    </div>`
  }

  #renderSummary(booking: Appointment) {
    const words = this._words
    return html`<div class="summary">
      <strong>${booking.service.name} ${words.say('with', { name: booking.resource.name })}</strong>
      ${renderWhen(booking.startsAt, { words, clock: 'auto', zone: booking.zone, business: booking.business })}
      <span class="small quiet">${words.say(stateWords[booking.state])}</span>
    </div>`
  }

  #renderShow(booking: Appointment) {
    const words = this._words
    const stands = booking.state === 'pending' || booking.state === 'confirmed'
    return html`${renderHead({ words, title: words.say('yourBooking'), hint: booking.business.name })}
      ${this.#renderSummary(booking)} ${booking.state === 'confirmed' ? renderCalendarLinks(words, booking) : nothing}
      ${stands && !booking.mayCancel ? html`<p class="quiet">${words.say('noticePassed', { business: booking.business.name })}</p>` : nothing}
      <p class="row">
        ${booking.mayReschedule ? html`<button type="button" class="button primary" @click=${() => (this._view = 'move')}>${words.say('move')}</button>` : nothing}
        ${booking.mayCancel ? html`<button type="button" class="button danger" @click=${() => (this._view = 'cancel')}>${words.say('cancel')}</button>` : nothing}
      </p>`
  }

  #renderMove(booking: Appointment) {
    const words = this._words
    return html`${renderHead({ words, title: words.say('chooseTime'), hint: booking.service.name, onBack: () => (this._view = 'show') })}
      <dm-booking-times
        .api=${this.client.api}
        .words=${words}
        .business=${booking.business}
        .service=${booking.service.id}
        .zone=${booking.zone}
        .selected=${booking.startsAt}
        @dm-slot-select=${(event: SlotSelectEvent) => void this.#move(event.slot)}
      ></dm-booking-times>`
  }

  #renderCancel(booking: Appointment) {
    const words = this._words
    return html`${renderHead({ words, title: words.say('cancelAsk'), onBack: () => (this._view = 'show') })}
      ${this.#renderSummary(booking)}
      <form @submit=${(event: SubmitEvent) => void this.#cancel(event)}>
        <label class="field">
          <span>${words.say('cancelReason')} <em>(${words.say('optional')})</em></span>
          <textarea class="input" name="reason" maxlength="500"></textarea>
        </label>
        <p class="row">
          <button class="button danger" ?disabled=${this._busy}>${words.say('cancel')}</button>
          <button type="button" class="button plain" @click=${() => (this._view = 'show')}>${words.say('keep')}</button>
        </p>
      </form>`
  }
}
