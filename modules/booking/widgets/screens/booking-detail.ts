import { css, html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import type { WidgetApi } from '@dramac/frame/client'
import type { Slot } from '../../contract.ts'
import { formatPrice } from '../../messages/formats.ts'
import { dateIn, formatDay, formatTime } from '../dates.ts'
import { alternativesOf, renderAlternatives } from '../parts.ts'
import type { SlotSelectEvent } from '../times.ts'
import { customerOf } from './agenda-lists.ts'
import { DialogCloseEvent } from './dialog.ts'
import { listAll, type BookingRecord, type PersonRecord, type ServiceRecord } from './records.ts'
import { Remote } from './remote.ts'
import { renderBadge, renderProblem, renderRemote } from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'

/** The booking is not what it was. */
export class BookingChangeEvent extends Event {
  constructor() {
    super('dm-booking-changed', { bubbles: true, composed: true })
  }
}

interface Detail {
  readonly booking: BookingRecord
  readonly service: ServiceRecord
  readonly people: readonly PersonRecord[]
}

type View = 'show' | 'move' | 'cancel'

/**
 * @summary One booking with everything that staff can do about it.
 * @element dm-booking-detail
 * @fires dm-booking-changed - It was confirmed, moved, cancelled or ended.
 * @fires dm-dialog-close - It is to be removed.
 */
export class DmBookingDetail extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    now: { attribute: false },
    booking: { type: String },
    _view: { state: true },
    _busy: { state: true },
    _problem: { state: true },
    _slot: { state: true },
    _person: { state: true },
    _reason: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    screenStyle,
    css`
      dl {
        display: grid;
        gap: 14px;
        margin: 0;
      }
      dt {
        font-size: 0.8125rem;
        color: var(--_quiet);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .note {
        white-space: pre-line;
      }
      .foot {
        justify-content: flex-start;
        padding-block-start: 4px;
      }
    `,
  ]

  declare client: ScreenClient
  declare words: ScreenWords
  declare now: () => Date
  /** Id. */
  declare booking: string
  declare _view: View
  declare _busy: boolean
  declare _problem: unknown
  /** The chosen new time. */
  declare _slot: Slot | undefined
  /** Whose times are shown when moving; empty: anybody's. */
  declare _person: string | undefined
  declare _reason: string
  readonly #detail = new Remote<Detail>(this, (signal) => this.#load(signal))

  constructor() {
    super()
    this.words = english
    this.now = () => new Date()
    this._view = 'show'
    this._busy = false
    this._reason = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('booking') && this.booking) void this.#detail.load()
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

  async #run(done: ScreenMessage, ask: () => Promise<unknown>): Promise<void> {
    this._busy = true
    this._problem = undefined
    try {
      await ask()
      this.client.toast(this.words.say(done))
      this._view = 'show'
      this._slot = undefined
      this._reason = ''
    } catch (problem) {
      this._problem = problem
    }
    this._busy = false
    void this.#detail.load()
    this.dispatchEvent(new BookingChangeEvent())
  }

  #transition(name: string, done: ScreenMessage, body: object = {}): void {
    void this.#run(done, () => this.client.transition('bookings', this.booking, name, body))
  }

  #move({ startsAt }: Slot, resource = ''): void {
    const body = { id: this.booking, startsAt, ...(resource ? { resource } : {}) }
    void this.#run('moved', () => this.client.action('move', body))
  }

  #turn(view: View): void {
    this._view = view
    this._problem = undefined
    this._slot = undefined
  }

  override render() {
    const { words } = this
    const detail = this.#detail.data
    const headings: Record<View, string> = {
      show: detail ? customerOf(words, detail.booking.customerName) : words.say('booking'),
      move: words.say('moveTitle'),
      cancel: words.say('cancelTitle'),
    }
    return html`<dm-booking-dialog
      .words=${words}
      .heading=${headings[this._view]}
      .dirty=${this._reason !== ''}
      ?wide=${this._view === 'move'}
      @dm-dialog-close=${() => this.dispatchEvent(new DialogCloseEvent())}
    >
      <div class="stack" aria-busy=${this._busy}>
        ${this.#renderProblem(detail)} ${renderRemote(words, this.#detail, (found) => this.#renderView(found))}
      </div>
    </dm-booking-dialog>`
  }

  #renderProblem(detail: Detail | undefined) {
    if (this._problem === undefined) return nothing
    const slots = alternativesOf(this._problem)
    if (!slots?.length || !detail) return renderProblem(this.words, this._problem)
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

  #renderView(detail: Detail) {
    const views = { show: this.#renderShow, move: this.#renderMove, cancel: this.#renderCancel }
    return views[this._view].call(this, detail)
  }

  #when(at: string, to: string, zone: string): string {
    const { locale } = this.words
    const time = (of: string) => formatTime(of, { locale, zone, clock: 'auto' })
    return `${formatDay(dateIn(zone, new Date(at)), locale)}, ${time(at)} – ${time(to)}`
  }

  #renderShow({ booking, service, people }: Detail) {
    const { words } = this
    const { zone } = this.client.site
    const person = people.find(({ id }) => id === booking.resourceId)
    const fact = (name: ScreenMessage, value: unknown) =>
      html`<div>
        <dt>${words.say(name)}</dt>
        <dd>${value}</dd>
      </div>`
    return html`
      <div class="row">
        ${renderBadge(words, booking.state)}
        ${booking.price ? html`<span class="quiet">${formatPrice(booking.price, words.locale)}</span>` : nothing}
      </div>
      <dl>
        ${fact('when', html`<strong>${this.#when(booking.startsAt, booking.endsAt, zone)}</strong>`)}
        ${booking.zone === zone ? nothing : fact('whenCustomer', `${this.#when(booking.startsAt, booking.endsAt, booking.zone)} (${booking.zone.replaceAll('_', ' ')})`)}
        ${fact('service', person ? words.say('serviceWith', { service: service.name, name: person.name }) : service.name)}
        ${booking.customerEmail ? fact('email', html`<a href="mailto:${booking.customerEmail}" dir="ltr">${booking.customerEmail}</a>`) : nothing}
        ${booking.customerPhone ? fact('phone', html`<a href="tel:${booking.customerPhone.replace(/[^+\d]/g, '')}" dir="ltr">${booking.customerPhone}</a>`) : nothing}
        ${booking.note ? fact('note', html`<span class="note">${booking.note}</span>`) : nothing}
        ${booking.cancelReason ? fact('cancelReason', booking.cancelReason) : nothing}
      </dl>
      ${this.#renderActions(booking)}
    `
  }

  #renderActions({ state, startsAt }: BookingRecord) {
    const { words } = this
    const stands = state === 'pending' || state === 'confirmed'
    if (!stands) return nothing
    if (!this.client.can('booking:write')) return html`<p class="small quiet">${words.say('readOnly')}</p>`
    const hasStarted = Date.parse(startsAt) <= this.now().getTime()
    const action = (kind: string, name: ScreenMessage, run: () => void) =>
      html`<button type="button" class="button ${kind}" ?disabled=${this._busy} @click=${run}>
        ${words.say(name)}
      </button>`
    return html`<div class="foot">
      ${state === 'pending' ? action('primary', 'confirm', () => this.#transition('confirm', 'confirmed')) : nothing}
      ${
        state === 'confirmed' && hasStarted
          ? html`${action('primary', 'tookPlace', () => this.#transition('complete', 'completed'))}
            ${action('', 'noShow', () => this.#transition('no_show', 'missed'))}`
          : nothing
      }
      ${action('', 'move', () => this.#turn('move'))} ${action('danger', 'cancel', () => this.#turn('cancel'))}
    </div>`
  }

  #renderMove(detail: Detail) {
    const { words } = this
    const { booking, people } = detail
    const person = this._person ?? booking.resourceId
    const { client } = this
    return html`
      <p>
        ${words.say('movedFrom')} <strong>${this.#when(booking.startsAt, booking.endsAt, client.site.zone)}</strong>
      </p>
      <label class="field">
        <span>${words.say('person')}</span>
        <select
          class="input"
          @change=${(event: Event) => {
            this._person = (event.target as HTMLSelectElement).value
            this._slot = undefined
          }}
        >
          <option value="" ?selected=${person === ''}>${words.say('anyPerson')}</option>
          ${people.map(({ id, name }) => html`<option value=${id} ?selected=${id === person}>${name}</option>`)}
        </select>
      </label>
      <dm-booking-times
        .api=${toWidgetApi(client)}
        .words=${words.visitor}
        .service=${booking.serviceId}
        .resource=${person}
        .zone=${client.site.zone}
        .now=${this.now}
        .selected=${this._slot?.startsAt ?? ''}
        @dm-slot-select=${(event: SlotSelectEvent) => (this._slot = event.slot)}
      ></dm-booking-times>
      ${
        this._slot
          ? html`<p class="notice" role="status">
              ${words.say('moveTo', { when: this.#when(this._slot.startsAt, this._slot.endsAt, client.site.zone) })}
            </p>`
          : nothing
      }
      <div class="foot">
        <button
          type="button"
          class="button primary"
          ?disabled=${!this._slot || this._busy}
          @click=${() => this._slot && this.#move(this._slot, person)}
        >
          ${words.say(this._busy ? 'saving' : 'moveNow')}
        </button>
        <button type="button" class="button" @click=${() => this.#turn('show')}>${words.say('back')}</button>
      </div>
    `
  }

  #renderCancel({ booking }: Detail) {
    const { words } = this
    return html`<form
      class="stack"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault()
        const reason = this._reason.trim()
        this.#transition('cancel', 'cancelled', reason ? { reason } : {})
      }}
    >
      <p>
        ${words.say('cancelText', { name: customerOf(words, booking.customerName), when: this.#when(booking.startsAt, booking.endsAt, this.client.site.zone) })}
      </p>
      <label class="field">
        <span>${words.say('cancelReason')} <em>(${words.say('optional')})</em></span>
        <textarea
          class="input"
          maxlength="500"
          .value=${this._reason}
          @input=${(event: Event) => (this._reason = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
        <span class="hint">${words.say('cancelReasonHint')}</span>
      </label>
      <div class="foot">
        <button class="button danger" ?disabled=${this._busy}>${words.say(this._busy ? 'saving' : 'cancelNow')}</button>
        <button type="button" class="button" @click=${() => this.#turn('show')}>${words.say('back')}</button>
      </div>
    </form>`
  }
}

const apis = new WeakMap<ScreenClient, WidgetApi>()

/** The staff's session as the visitor's element asks for it; one per client, so that nothing loads twice. */
function toWidgetApi(client: ScreenClient): WidgetApi {
  const known = apis.get(client)
  if (known) return known
  const api: WidgetApi = {
    get: (read, query = {}, signal) =>
      client.read(
        read,
        Object.fromEntries(
          Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
        ),
        signal,
      ),
    post: (action, body) => client.action(action, body),
  }
  apis.set(client, api)
  return api
}
