import { html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import type { Agenda } from '../../contract.ts'
import { addDays, dateIn, formatDay } from '../dates.ts'
import { groupByDay, isLive } from './agenda-days.ts'
import { renderColumns } from './agenda-columns.ts'
import { renderDays, renderRequests, type AgendaView } from './agenda-lists.ts'
import { agendaStyle } from './agenda-style.ts'
import { listAll, type BookingRecord, type ServiceRecord } from './records.ts'
import { Remote } from './remote.ts'
import { explainTo, renderArrow, renderDenied, renderEmpty, renderRemote } from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { english, loadScreenWords, type ScreenWords } from './screen-words.ts'
import { startOfDay } from './wall-time.ts'

type Mode = 'day' | 'week'
const daysOf: Readonly<Record<Mode, number>> = { day: 1, week: 7 }
/** Columns need this much room; below it the day is a list. */
const columnsFrom = 680

/**
 * @summary Today's and coming bookings by person, and the requests that wait for an answer.
 * @element dm-booking-agenda
 */
export class DmBookingAgenda extends DmElement {
  static override properties = {
    client: { attribute: false },
    now: { attribute: false },
    _words: { state: true },
    _date: { state: true },
    _mode: { state: true },
    _isNarrow: { state: true },
    _open: { state: true },
    _showsCancelled: { state: true },
    _busy: { state: true },
  }

  static override styles = [tokens, controls, screenStyle, agendaStyle]

  declare client: ScreenClient
  declare now: () => Date
  declare _words: ScreenWords
  /** First day shown, in the zone of the business. */
  declare _date: string
  declare _mode: Mode
  declare _isNarrow: boolean
  /** Id of the booking whose detail is open. */
  declare _open: string
  declare _showsCancelled: boolean
  /** Id of the request that is being confirmed. */
  declare _busy: string
  readonly #agenda = new Remote<Agenda>(this, (signal) => this.#loadAgenda(signal), { poll: true })
  readonly #requests = new Remote<BookingRecord[]>(this, (signal) => this.#loadRequests(signal), { poll: true })
  readonly #services = new Remote<ServiceRecord[]>(this, (signal) => listAll(this.client, 'services', { signal }))
  readonly #watch = new ResizeObserver(([entry]) => (this._isNarrow = (entry?.contentRect.width ?? 0) < columnsFrom))

  constructor() {
    super()
    this.now = () => new Date()
    this._words = english
    this._date = ''
    this._mode = 'day'
    this._isNarrow = true
    this._open = ''
    this._showsCancelled = false
    this._busy = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this._isNarrow = this.getBoundingClientRect().width < columnsFrom
    this.#watch.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#watch.disconnect()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('client') || !this.client) return
    this._date = this.#today
    void loadScreenWords(this.client.locale).then((words) => (this._words = words))
    if (!this.client.can('booking:read')) return
    void this.#agenda.load()
    void this.#requests.load()
    void this.#services.load()
  }

  get #zone(): string {
    return this.client.site.zone
  }

  get #today(): string {
    return dateIn(this.#zone, this.now())
  }

  #loadAgenda(signal: AbortSignal): Promise<Agenda> {
    // A booking of the evening before may reach into the first day.
    const from = startOfDay(addDays(this._date, -1), this.#zone).toISOString()
    const to = startOfDay(addDays(this._date, daysOf[this._mode]), this.#zone).toISOString()
    return this.client.read<Agenda>('agenda', { from, to }, signal)
  }

  #loadRequests(signal: AbortSignal): Promise<BookingRecord[]> {
    return listAll(this.client, 'bookings', { query: { state: 'pending', sort: 'startsAt' }, signal })
  }

  #refresh(): void {
    void this.#agenda.load()
    void this.#requests.load()
  }

  #show(date: string, mode = this._mode): void {
    if (date === '' || (date === this._date && mode === this._mode)) return
    this._date = date
    this._mode = mode
    this.#agenda.reset()
    void this.#agenda.load()
  }

  async #confirm(id: string): Promise<void> {
    this._busy = id
    try {
      await this.client.transition('bookings', id, 'confirm', {})
      this.client.toast(this._words.say('confirmed'))
    } catch (problem) {
      this.client.toast(explainTo(this._words, problem))
      // Its detail offers what can be done about it.
      this._open = id
    }
    this._busy = ''
    this.#refresh()
  }

  override render() {
    if (!this.client) return nothing
    const words = this._words
    if (!this.client.can('booking:read')) return renderDenied(words)
    const view = this.#view()
    return html`<div class="screen" lang=${words.locale}>
      ${this.#renderBar()}
      ${this.#requests.data?.length ? renderRequests(view, this.#requests.data, this.#services.data ?? []) : nothing}
      ${renderRemote(words, this.#agenda, (agenda) => this.#renderAgenda(agenda, view))}
      ${this._open ? this.#renderDetail() : nothing}
    </div>`
  }

  #view(): AgendaView {
    return {
      words: this._words,
      zone: this.#zone,
      now: this.now(),
      people: this.#agenda.data?.resources ?? [],
      mayConfirm: this.client.can('booking:write'),
      busy: this._busy,
      onOpen: (id) => (this._open = id),
      onConfirm: (id) => void this.#confirm(id),
    }
  }

  #renderBar() {
    const words = this._words
    const step = daysOf[this._mode]
    const title =
      this._mode === 'day'
        ? formatDay(this._date, words.locale)
        : words.say('daysFromTo', {
            from: formatDay(this._date, words.locale, { day: 'numeric', month: 'short' }),
            to: formatDay(addDays(this._date, 6), words.locale, { day: 'numeric', month: 'short' }),
          })
    const isToday = this._date === this.#today
    return html`<div class="bar">
      <h1 aria-live="polite">
        ${isToday && this._mode === 'day' ? html`<span class="quiet">${words.say('today')}</span> ` : nothing}${title}
      </h1>
      <div class="row tools">
        <div class="row steps">
          <button
            type="button"
            class="button icon-button"
            aria-label=${words.say(this._mode === 'day' ? 'previousDay' : 'previousWeek')}
            @click=${() => this.#show(addDays(this._date, -step))}
          >
            ${renderArrow('back')}
          </button>
          <button type="button" class="button" ?disabled=${isToday} @click=${() => this.#show(this.#today)}>
            ${words.say('today')}
          </button>
          <button
            type="button"
            class="button icon-button"
            aria-label=${words.say(this._mode === 'day' ? 'nextDay' : 'nextWeek')}
            @click=${() => this.#show(addDays(this._date, step))}
          >
            ${renderArrow('on')}
          </button>
        </div>
        <input
          class="input date"
          type="date"
          aria-label=${words.say('goToDay')}
          .value=${this._date}
          @change=${(event: Event) => this.#show((event.target as HTMLInputElement).value)}
        />
        <div class="segment" role="group" aria-label=${words.say('shown')}>
          ${(['day', 'week'] as const).map(
            (mode) =>
              html`<button
                type="button"
                aria-pressed=${this._mode === mode}
                @click=${() => this.#show(this._date, mode)}
              >
                ${words.say(mode === 'day' ? 'oneDay' : 'sevenDays')}
              </button>`,
          )}
        </div>
      </div>
    </div>`
  }

  #renderAgenda(agenda: Agenda, view: AgendaView) {
    const words = this._words
    if (agenda.resources.length === 0) {
      const action = { label: words.say('addPerson'), run: () => this.client.navigate('hours') }
      return renderEmpty({ title: words.say('noPeopleTitle'), text: words.say('noPeopleText'), action })
    }
    const days = groupByDay(agenda.bookings, { first: this._date, count: daysOf[this._mode], zone: this.#zone })
    const cancelled = days.flatMap(({ bookings }) => bookings).filter((booking) => !isLive(booking)).length
    const shown = days.map(({ date, bookings }) => ({
      date,
      bookings: this._showsCancelled ? bookings : bookings.filter(isLive),
    }))
    const columns = this._mode === 'day' && !this._isNarrow
    return html`
      ${
        columns
          ? renderColumns(
              view,
              this._date,
              agenda.bookings.filter((one) => this._showsCancelled || isLive(one)),
            )
          : renderDays(view, shown)
      }
      ${
        cancelled > 0
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${this._showsCancelled}
                @change=${() => (this._showsCancelled = !this._showsCancelled)}
              />
              <span>${words.say('showCancelled', { count: cancelled })}</span>
            </label>`
          : nothing
      }
      <p class="small quiet">${words.say('timesIn', { zone: this.#zone.replaceAll('_', ' ') })}</p>
    `
  }

  #renderDetail() {
    return html`<dm-booking-detail
      .client=${this.client}
      .words=${this._words}
      .now=${this.now}
      .booking=${this._open}
      @dm-booking-changed=${() => this.#refresh()}
      @dm-dialog-close=${() => (this._open = '')}
    ></dm-booking-detail>`
  }
}
