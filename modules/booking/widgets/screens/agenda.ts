import { html, nothing, type PropertyValues } from 'lit'
import { renderAsync, renderDenied, renderFailure } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { explainProblem } from '@dramac/components/app/problem-words'
import { Resource } from '@dramac/components/app/resource'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { resetEvent } from '@dramac/contract/wire/names'
import type { Agenda } from '../../contract.ts'
import { addDays, dateIn } from '../dates.ts'
import { daysOf, renderBar, type Mode } from './agenda-bar.ts'
import { renderColumns } from './agenda-columns.ts'
import { groupByDay, isLive } from './agenda-days.ts'
import { renderDays, renderRequests, type AgendaView } from './agenda-lists.ts'
import { agendaStyle } from './agenda-style.ts'
import { columnsStyle } from './columns-style.ts'
import { invalidate, keyOf, listAll, tagsOf, type BookingRecord, type ServiceRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, loadScreenWords, type ScreenWords } from './screen-words.ts'
import { startOfDay } from './wall-time.ts'

/** Columns need this much room; below it the day is a list. */
const columnsFrom = 680
/** Events bring what is new; this is for when they do not arrive. */
const pollMs = 60_000
/** Events of one moment are answered together. */
const gatherMs = 100
/** They change nothing that staff see. */
const unseen: ReadonlySet<string> = new Set(['booking.booking.held', 'booking.booking.expired'])

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
    _confirming: { state: true },
  }

  static override styles = [screenStyle, agendaStyle, columnsStyle]

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
  declare _confirming: string
  readonly #confirmation = new Attempt(this)
  readonly #agenda = new Resource<Agenda>(this, {
    cache: () => this.client.cache,
    key: () => this.#keyOf('agenda', this._mode, this._date),
    ask: (signal) => this.#loadAgenda(signal),
    tags: tagsOf('bookings', 'resources', 'services'),
    pollMs,
  })
  readonly #requests = new Resource<BookingRecord[]>(this, {
    cache: () => this.client.cache,
    key: () => this.#keyOf('requests'),
    ask: (signal) => listAll(this.client, 'bookings', { query: { state: 'pending', sort: 'startsAt' }, signal }),
    tags: tagsOf('bookings'),
    pollMs,
  })
  readonly #services = new Resource<ServiceRecord[]>(this, {
    cache: () => this.client.cache,
    key: () => this.#keyOf('services'),
    ask: (signal) => listAll(this.client, 'services', { signal }),
    tags: tagsOf('services'),
  })
  readonly #resize = new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 0
    // Another layout has another height: within this round the browser would complain of a loop.
    requestAnimationFrame(() => (this._isNarrow = width < columnsFrom))
  })
  #unwatch: (() => void) | undefined
  #scrolled: Element | undefined
  #gathering: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.now = () => new Date()
    this._words = english
    this._date = ''
    this._mode = 'day'
    this._isNarrow = true
    this._open = ''
    this._showsCancelled = false
    this._confirming = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this._isNarrow = this.getBoundingClientRect().width < columnsFrom
    this.#resize.observe(this)
    this.#listen()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resize.disconnect()
    this.#unwatch?.()
    clearTimeout(this.#gathering)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('client') || !this.client) return
    if (changed.get('client')?.site.id !== this.client.site.id) this._date = this.#today
    void loadScreenWords(this.client.locale).then((words) => (this._words = words))
    if (this.isConnected) this.#listen()
  }

  /** What visitors and colleagues do shows within a moment. */
  #listen(): void {
    this.#unwatch?.()
    const { client } = this
    if (!client?.can('booking:read')) return
    this.#unwatch = client.watch(({ type }) => {
      if (type !== resetEvent && (!type.startsWith('booking.') || unseen.has(type))) return
      clearTimeout(this.#gathering)
      this.#gathering = setTimeout(() => invalidate(client, 'bookings'), gatherMs)
    })
  }

  override updated(): void {
    const now = this.renderRoot.querySelector('.now-line')
    const columns = now?.closest('.columns')
    if (!now || !columns || this.#scrolled === columns) return
    // Once a day shown: afterwards it is the person's.
    this.#scrolled = columns
    columns.scrollTop +=
      now.getBoundingClientRect().top - columns.getBoundingClientRect().top - columns.clientHeight / 2
  }

  get #zone(): string {
    return this.client.site.zone
  }

  get #today(): string {
    return dateIn(this.#zone, this.now())
  }

  /** Undefined, so that nothing is asked for, as long as nobody may look. */
  #keyOf(...parts: string[]): string | undefined {
    return this.client?.can('booking:read') ? keyOf(this.client, ...parts) : undefined
  }

  #loadAgenda(signal: AbortSignal): Promise<Agenda> {
    // A booking of the evening before may reach into the first day.
    const from = startOfDay(addDays(this._date, -1), this.#zone).toISOString()
    const to = startOfDay(addDays(this._date, daysOf[this._mode]), this.#zone).toISOString()
    return this.client.read<Agenda>('agenda', { from, to }, signal)
  }

  #show(date: string, mode: Mode): void {
    // What a date input holds while somebody types in it is empty.
    if (date === '') return
    this._date = date
    this._mode = mode
  }

  async #confirm(id: string): Promise<void> {
    if (this.#confirmation.isBusy) return
    this._confirming = id
    const isDone = await this.#confirmation.run(() => this.client.transition('bookings', id, 'confirm', {}))
    this._confirming = ''
    invalidate(this.client, 'bookings')
    if (isDone) {
      this.client.toast(this._words.say('confirmed'))
      // The button that had the focus goes with its request.
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
      return
    }
    this.client.toast(explainProblem(this._words, this.#confirmation.problem))
    // Its detail offers what can be done about it.
    this._open = id
  }

  override render() {
    if (!this.client) return nothing
    const words = this._words
    if (!this.client.can('booking:read')) return renderDenied(words)
    const view = this.#view()
    return html`<div class="page wide" lang=${words.locale}>
      ${renderBar({
        words,
        date: this._date,
        today: this.#today,
        mode: this._mode,
        onShow: (date, mode) => this.#show(date, mode),
      })}
      ${this.#renderRequests(view)}
      <div>
        ${renderAsync({
          words,
          resource: this.#agenda,
          ready: (agenda) => this.#renderAgenda(agenda, view),
          empty: ({ resources }) => (resources.length > 0 ? undefined : this.#describeNobody()),
        })}
      </div>
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
      busy: this._confirming,
      onOpen: (id) => (this._open = id),
      onConfirm: (id) => void this.#confirm(id),
      onWeek: () => this.#show(this._date, 'week'),
    }
  }

  /** Requests that did not arrive must not look like none, unless the agenda says the same below. */
  #renderRequests(view: AgendaView) {
    const { data, problem, isLoading } = this.#requests
    if (data) return data.length > 0 ? renderRequests(view, data, this.#services.data ?? []) : nothing
    if (problem === undefined || this.#agenda.problem !== undefined) return nothing
    return renderFailure(this._words, problem, () => void this.#requests.load(), isLoading)
  }

  #describeNobody() {
    const words = this._words
    const add = html`<button type="button" class="button primary" @click=${() => this.client.navigate('hours')}>
      ${words.say('addPerson')}
    </button>`
    return { icon: 'people', title: words.say('noPeopleTitle'), text: words.say('noPeopleText'), action: add }
  }

  #renderAgenda({ bookings }: Agenda, view: AgendaView) {
    const words = this._words
    const shown = this._showsCancelled ? bookings : bookings.filter(isLive)
    const days = groupByDay(bookings, { first: this._date, count: daysOf[this._mode], zone: this.#zone })
    const cancelled = days.flatMap((day) => day.bookings).filter((booking) => !isLive(booking)).length
    const hasColumns = this._mode === 'day' && !this._isNarrow
    return html`<div class="stack">
      ${
        hasColumns
          ? renderColumns(view, this._date, shown)
          : renderDays(
              view,
              days.map((day) => ({ ...day, bookings: day.bookings.filter((one) => shown.includes(one)) })),
            )
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
    </div>`
  }

  #renderDetail() {
    return html`<dm-booking-detail
      .client=${this.client}
      .words=${this._words}
      .now=${this.now}
      .booking=${this._open}
      @dm-dialog-close=${() => (this._open = '')}
    ></dm-booking-detail>`
  }
}
