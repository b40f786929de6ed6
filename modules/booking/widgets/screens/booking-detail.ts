import { html, nothing } from 'lit'
import { renderAsync, renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { DialogCloseEvent } from '@dramac/components/app/dialog'
import { Resource } from '@dramac/components/app/resource'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { valueOf } from '@dramac/components/ui/input-value'
import type { Slot } from '../../contract.ts'
import { alternativesOf, renderAlternatives } from '../parts.ts'
import type { DmBookingTimes } from '../times.ts'
import { customerOf } from './agenda-lists.ts'
import { factsStyle, formatSpan, renderFacts, type Detail } from './booking-facts.ts'
import { renderMove } from './booking-move.ts'
import { invalidate, keyOf, listAll, tagsOf, type BookingRecord, type ServiceRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { announce } from './take-back.ts'

type View = 'show' | 'move' | 'cancel'

interface Change {
  readonly done: ScreenMessage
  write(): Promise<unknown>
  undo?(): Promise<unknown>
}

/**
 * @summary One booking with everything that staff can do about it.
 * @element dm-booking-detail
 * @fires dm-dialog-close - It is to be removed.
 */
export class DmBookingDetail extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    now: { attribute: false },
    booking: { type: String },
    _view: { state: true },
    _slot: { state: true },
    _person: { state: true },
    _reason: { state: true },
  }

  static override styles = [screenStyle, factsStyle]

  declare client: ScreenClient
  declare words: ScreenWords
  declare now: () => Date
  /** Id. */
  declare booking: string
  declare _view: View
  /** The chosen new time. */
  declare _slot: Slot | undefined
  /** Whose times are shown when moving; empty: anybody's. */
  declare _person: string | undefined
  declare _reason: string
  readonly #change = new Attempt(this)
  readonly #detail = new Resource<Detail>(this, {
    cache: () => this.client.cache,
    key: () => (this.booking ? keyOf(this.client, 'booking', this.booking) : undefined),
    ask: (signal) => this.#load(signal),
    tags: tagsOf('bookings', 'services', 'resources', 'service-resources'),
  })

  constructor() {
    super()
    this.words = english
    this.now = () => new Date()
    this.booking = ''
    this._view = 'show'
    this._reason = ''
  }

  async #load(signal: AbortSignal): Promise<Detail> {
    const booking = await this.client.get<BookingRecord>('bookings', this.booking, signal)
    const [service, people, givings] = await Promise.all([
      this.client.get<ServiceRecord>('services', booking.serviceId, signal),
      listAll(this.client, 'resources', { query: { sort: 'position' }, signal }),
      listAll(this.client, 'service-resources', { query: { serviceId: booking.serviceId }, signal }),
    ])
    const giving = new Set(givings.map(({ resourceId }) => resourceId))
    // Whoever holds the booking is named even after they stopped giving the service.
    return { booking, service, people: people.filter(({ id }) => giving.has(id) || id === booking.resourceId) }
  }

  async #run({ done, write, undo }: Change): Promise<void> {
    if (this.#change.isBusy) return
    const { client, words } = this
    if (await this.#change.run(write)) {
      this.#turn('show')
      announce({ client, words, message: done, plurals: ['bookings'], undo })
      return
    }
    invalidate(client, 'bookings')
    this.renderRoot.querySelector<DmBookingTimes>('dm-booking-times')?.refresh()
  }

  #transition(name: string, done: ScreenMessage, { body = {}, back }: { body?: object; back?: string } = {}): void {
    const { client, booking } = this
    void this.#run({
      done,
      write: () => client.transition('bookings', booking, name, body),
      ...(back ? { undo: () => client.transition('bookings', booking, back) } : {}),
    })
  }

  #move({ booking }: Detail): void {
    const { client, _slot: slot } = this
    if (!slot) return
    // The new time was chosen by the site's clock, the old one by the visitor's.
    const move = (startsAt: string, resource: string, zone?: string) =>
      client.action('move', { id: booking.id, startsAt, ...(resource ? { resource } : {}), ...(zone ? { zone } : {}) })
    void this.#run({
      done: 'moved',
      write: () => move(slot.startsAt, this._person ?? booking.resourceId, client.site.zone),
      undo: () => move(booking.startsAt, booking.resourceId),
    })
  }

  #turn(view: View): void {
    this._view = view
    this._slot = this._person = undefined
    this._reason = ''
    this.#change.forget()
  }

  override render() {
    const { words } = this
    const detail = this.#detail.data
    // Somebody else was faster: there is nothing left to move or to cancel.
    const view = detail && !isOpen(detail.booking) ? 'show' : this._view
    const headings: Record<View, string> = {
      show: detail ? customerOf(words, detail.booking.customerName) : words.say('booking'),
      move: words.say('moveTitle'),
      cancel: words.say('cancelTitle'),
    }
    const bodies = { show: this.#renderShow, move: this.#renderMove, cancel: this.#renderCancel }
    return html`<dm-dialog
      .words=${words}
      .heading=${headings[view]}
      .dirty=${this._reason !== ''}
      .locked=${this.#change.isBusy}
      ?wide=${view === 'move'}
      @dm-dialog-close=${() => this.dispatchEvent(new DialogCloseEvent())}
    >
      <div class="stack" aria-busy=${this.#change.isBusy}>
        ${this.#renderProblem(detail)}
        ${renderAsync({ words, resource: this.#detail, ready: (found) => bodies[view].call(this, found) })}
      </div>
      ${detail ? this.#renderFoot(view, detail) : nothing}
    </dm-dialog>`
  }

  #renderProblem(detail: Detail | undefined) {
    const { problem } = this.#change
    const slots = alternativesOf(problem)
    if (!slots?.length || !detail) return renderProblem(this.words, problem)
    return renderAlternatives({
      words: this.words.visitor,
      zone: this.client.site.zone,
      slots,
      onChoose: (slot) => {
        this.#turn('move')
        this._person = ''
        this._slot = slot
      },
    })
  }

  #renderShow(detail: Detail) {
    return renderFacts(this.words, detail, this.client.site.zone)
  }

  #renderMove(detail: Detail) {
    return renderMove({
      client: this.client,
      words: this.words,
      detail,
      person: this._person ?? detail.booking.resourceId,
      slot: this._slot,
      now: this.now,
      onPerson: (id) => {
        this._person = id
        this._slot = undefined
      },
      onSlot: (slot) => (this._slot = slot),
    })
  }

  #renderCancel({ booking }: Detail) {
    const { words } = this
    const when = formatSpan(words, booking, this.client.site.zone)
    return html`<form
      id="cancel"
      class="stack"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault()
        const reason = this._reason.trim()
        this.#transition('cancel', 'cancelled', { body: reason ? { reason } : {} })
      }}
    >
      <p>${words.say('cancelText', { name: customerOf(words, booking.customerName), when })}</p>
      <label class="field">
        <span>${words.say('cancelReason')} <em>(${words.say('optional')})</em></span>
        <textarea
          class="input"
          maxlength="500"
          .value=${this._reason}
          @input=${(event: Event) => (this._reason = valueOf(event))}
        ></textarea>
        <span class="hint">${words.say('cancelReasonHint')}</span>
      </label>
    </form>`
  }

  #renderFoot(view: View, detail: Detail) {
    if (view === 'show') return this.#renderActions(detail.booking)
    const { words } = this
    const { isBusy } = this.#change
    const back = this.#button('', 'back', () => this.#turn('show'))
    if (view === 'move')
      return html`${back}<button
          slot="foot"
          type="button"
          class="button primary"
          ?disabled=${!this._slot}
          aria-disabled=${isBusy}
          @click=${() => this.#move(detail)}
        >
          ${words.say(isBusy ? 'saving' : 'moveNow')}
        </button>`
    return html`${back}<button slot="foot" form="cancel" class="button danger" aria-disabled=${isBusy}>
        ${words.say(isBusy ? 'saving' : 'cancelNow')}
      </button>`
  }

  #button(kind: '' | 'primary' | 'danger', name: ScreenMessage, run: () => void) {
    return html`<button
      slot="foot"
      type="button"
      class="button ${kind}"
      aria-disabled=${this.#change.isBusy}
      @click=${run}
    >
      ${this.words.say(name)}
    </button>`
  }

  #renderActions(booking: BookingRecord) {
    const { words } = this
    const { state } = booking
    if (!this.client.can('booking:write'))
      return isOpen(booking) ? html`<p slot="foot" class="small quiet">${words.say('readOnly')}</p>` : nothing
    if (state === 'completed' || state === 'no_show')
      return this.#button('', 'reopen', () => this.#transition('reopen', 'reopened'))
    if (!isOpen(booking)) return nothing
    const hasStarted = Date.parse(booking.startsAt) <= this.now().getTime()
    return html`
      ${this.#button('danger', 'cancelBooking', () => this.#turn('cancel'))}
      ${this.#button('', 'move', () => this.#turn('move'))}
      ${state === 'pending' ? this.#button('primary', 'confirm', () => this.#transition('confirm', 'confirmed')) : nothing}
      ${
        state === 'confirmed' && hasStarted
          ? html`${this.#button('', 'noShow', () => this.#transition('no_show', 'missed', { back: 'reopen' }))}
            ${this.#button('primary', 'tookPlace', () => this.#transition('complete', 'completed', { back: 'reopen' }))}`
          : nothing
      }
    `
  }
}

/** Something can still be done about it before or while it takes place. */
const isOpen = ({ state }: BookingRecord): boolean => state === 'pending' || state === 'confirmed'
