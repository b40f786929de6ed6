import { html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { WidgetApi } from '@dramac/frame/client'
import type { Slot, Slots } from '../contract.ts'
import {
  addMonths,
  dateIn,
  firstDay,
  formatDay,
  formatMonth,
  formatTime,
  hourIn,
  lastDay,
  listZones,
  localZone,
  monthOf,
  type Clock,
} from './dates.ts'
import { renderMonth } from './month-grid.ts'
import { explain, renderLoading, renderProblem } from './parts.ts'
import { timesStyle } from './times-style.ts'
import { english, type Words } from './words.ts'

/** A time was chosen. */
export class SlotSelectEvent extends Event {
  readonly slot: Slot

  constructor(slot: Slot) {
    super('dm-slot-select', { bubbles: true, composed: true })
    this.slot = slot
  }
}

/** The visitor reads times in another zone or by another clock from now on. */
export class DisplayChangeEvent extends Event {
  readonly zone: string
  readonly clock: Clock

  constructor(zone: string, clock: Clock) {
    super('dm-display-change', { bubbles: true, composed: true })
    this.zone = zone
    this.clock = clock
  }
}

type Days = ReadonlyMap<string, readonly Slot[]>
type MonthState = { readonly slots: Days } | { readonly problem: string } | 'loading'

/**
 * @summary A month with the free days marked, and the free times of one day.
 * @element dm-booking-times
 * @fires dm-slot-select - A time was chosen.
 * @fires dm-display-change - Another zone or clock was chosen.
 */
export class DmBookingTimes extends DmElement {
  static override properties = {
    api: { attribute: false },
    words: { attribute: false },
    service: { type: String },
    resource: { type: String },
    clock: { type: String },
    zone: { type: String },
    business: { attribute: false },
    selected: { type: String },
    now: { attribute: false },
    _month: { state: true },
    _date: { state: true },
    _focused: { state: true },
    _months: { state: true },
  }

  static override styles = [tokens, controls, timesStyle]

  declare api: WidgetApi
  declare words: Words
  /** Id or slug. */
  declare service: string
  /** Id or slug; empty: any person. */
  declare resource: string
  declare clock: Clock
  /** The zone that times are shown in; the visitor may change it. */
  declare zone: string
  declare business: { name: string; zone: string } | undefined
  /** Start of the chosen slot. */
  declare selected: string
  declare now: () => Date
  declare _month: string
  declare _date: string | undefined
  declare _focused: string
  declare _months: ReadonlyMap<string, MonthState>
  #abort: AbortController | undefined
  #skipped = 0

  constructor() {
    super()
    this.words = english
    this.clock = 'auto'
    this.zone = localZone()
    this.resource = ''
    this.selected = ''
    this.now = () => new Date()
    this._months = new Map()
    this._month = ''
    this._focused = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this._month === '') this.#openMonth(monthOf(dateIn(this.zone, this.now())))
    if (changed.has('service') || changed.has('resource') || (changed.has('zone') && changed.get('zone') !== undefined))
      this.refresh()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('online', this.#retry)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('online', this.#retry)
    this.#abort?.abort()
  }

  readonly #retry = () => void this.#load(this._month)

  /** Forgets what was free: after a time was lost to somebody else. */
  refresh(): void {
    this._months = new Map()
    this.#skipped = 0
    void this.#load(this._month)
  }

  #openMonth(month: string): void {
    const today = dateIn(this.zone, this.now())
    this._month = month
    this._focused =
      monthOf(this._focused) === month ? this._focused : month === monthOf(today) ? today : firstDay(month)
    if (this.hasUpdated) void this.#load(month)
  }

  override firstUpdated(): void {
    if (this._months.size === 0) void this.#load(this._month)
  }

  async #load(month: string): Promise<void> {
    const known = this._months.get(month)
    if (known && !(typeof known === 'object' && 'problem' in known)) return
    this.#abort?.abort()
    const { signal } = (this.#abort = new AbortController())
    this.#set(month, 'loading')
    try {
      const slots = await this.#fetch(month, signal)
      this.#set(month, { slots })
      if (month === this._month) this.#settle(slots)
    } catch (error) {
      if (signal.aborted) this.#forget(month)
      else this.#set(month, { problem: explain(this.words, error) })
    }
  }

  async #fetch(month: string, signal: AbortSignal): Promise<Days> {
    const query = {
      service: this.service,
      from: firstDay(month),
      to: lastDay(month),
      zone: this.zone,
      resource: this.resource || undefined,
    }
    const { days } = await this.api.get<Slots>('slots', query, signal)
    return new Map(days.map((day) => [day.date, day.slots]))
  }

  /** Shows the first free day; an empty month at the start passes on to the next one, twice at most. */
  #settle(slots: Days): void {
    const [first] = slots.keys()
    if (first === undefined) {
      if (this._date === undefined && this.#skipped++ < 2) this.#openMonth(addMonths(this._month, 1))
      return
    }
    this.#skipped = 9
    if (this._date === undefined || !slots.has(this._date)) this._date = first
    if (!slots.has(this._focused)) this._focused = this._date
  }

  #set(month: string, state: MonthState): void {
    this._months = new Map(this._months).set(month, state)
  }

  #forget(month: string): void {
    const months = new Map(this._months)
    if (months.get(month) === 'loading') months.delete(month)
    this._months = months
  }

  #focusDate(date: string): void {
    if (date < dateIn(this.zone, this.now())) return
    this._focused = date
    if (monthOf(date) !== this._month) this.#openMonth(monthOf(date))
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-date="${date}"]`)?.focus())
  }

  override render() {
    const state = this._months.get(this._month) ?? 'loading'
    const slots: Days = typeof state === 'object' && 'slots' in state ? state.slots : new Map()
    const { words } = this
    return html`
      <div class="panes">
        <div>
          ${this.#renderBar()}
          ${renderMonth({
            words,
            month: this._month,
            free: new Set(slots.keys()),
            selected: this._date,
            focused: this._focused,
            today: dateIn(this.zone, this.now()),
            loading: state === 'loading',
            onFocus: (date) => this.#focusDate(date),
            onSelect: (date) => this.#selectDate(date),
          })}
        </div>
        <div class="of-day">${this.#renderOfDay(state)}</div>
        <p class="visually-hidden" role="status">${state === 'loading' ? '' : this.#describe(slots)}</p>
      </div>
      ${this.#renderFoot()}
    `
  }

  #selectDate(date: string): void {
    this._date = date
    this._focused = date
    // On a narrow screen the times stand below the month.
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('.of-day h2')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
    )
  }

  #renderBar() {
    const { words } = this
    const isFirst = this._month <= monthOf(dateIn(this.zone, this.now()))
    const arrow = (path: string) =>
      html`<svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
      >
        <path d=${path} />
      </svg>`
    return html`<div class="bar">
      <button
        type="button"
        class="button"
        aria-label=${words.say('previousMonth')}
        ?disabled=${isFirst}
        @click=${() => this.#openMonth(addMonths(this._month, -1))}
      >
        ${arrow('M12 4 6 10l6 6')}
      </button>
      <h2 id="month-name" aria-live="polite">${formatMonth(this._month, words.locale)}</h2>
      <button
        type="button"
        class="button"
        aria-label=${words.say('nextMonth')}
        @click=${() => this.#openMonth(addMonths(this._month, 1))}
      >
        ${arrow('M8 4l6 6-6 6')}
      </button>
    </div>`
  }

  /** For those who hear instead of see: how much the day offers, not every time of it. */
  #describe(slots: Days): string {
    const { words } = this
    const ofDay = this._date === undefined ? undefined : slots.get(this._date)
    return ofDay ? words.say('timesOn', { day: formatDay(this._date!, words.locale), count: ofDay.length }) : ''
  }

  #renderOfDay(state: MonthState) {
    if (state === 'loading') return renderLoading(this.words)
    return 'problem' in state ? renderProblem(this.words, state.problem, this.#retry) : this.#renderTimes(state.slots)
  }

  #renderTimes(slots: Days) {
    const { words } = this
    if (slots.size === 0) {
      const next = formatMonth(addMonths(this._month, 1), words.locale)
      return html`<p class="quiet" role="status">
          ${words.say('noDays', { month: formatMonth(this._month, words.locale) })}
        </p>
        <button type="button" class="button plain" @click=${() => this.#openMonth(addMonths(this._month, 1))}>
          ${words.say('showNextMonth', { month: next })}
        </button>`
    }
    const ofDay = this._date === undefined ? undefined : slots.get(this._date)
    if (!ofDay) return html`<p class="quiet">${words.say('chooseDay')}</p>`
    const parts = [
      ['morning', (hour: number) => hour < 12],
      ['afternoon', (hour: number) => hour >= 12 && hour < 17],
      ['evening', (hour: number) => hour >= 17],
    ] as const
    const { business } = this
    return html`<h2>${formatDay(this._date!, words.locale)}</h2>
      ${business && business.zone !== this.zone ? html`<p class="small quiet aside">${words.say('businessTimes', { business: business.name })}</p>` : nothing}
      ${parts.map(([name, fits]) =>
        this.#renderPart(
          name,
          ofDay.filter((slot) => fits(hourIn(this.zone, slot.startsAt))),
        ),
      )}`
  }

  #renderPart(name: 'morning' | 'afternoon' | 'evening', slots: readonly Slot[]) {
    if (slots.length === 0) return nothing
    return html`<h3 class="small quiet" id=${name}>${this.words.say(name)}</h3>
      <ul class="times" aria-labelledby=${name}>
        ${slots.map((slot) => this.#renderSlot(slot))}
      </ul>`
  }

  #renderSlot(slot: Slot) {
    const { business, clock, words, zone } = this
    const elsewhere = business && business.zone !== zone
    return html`<li>
      <button
        type="button"
        class="button"
        aria-pressed=${slot.startsAt === this.selected}
        @click=${() => this.dispatchEvent(new SlotSelectEvent(slot))}
      >
        ${formatTime(slot.startsAt, { locale: words.locale, zone, clock })}
        ${elsewhere ? html`<small>${formatTime(slot.startsAt, { locale: words.locale, zone: business.zone, clock })}</small>` : nothing}
      </button>
    </li>`
  }

  #renderFoot() {
    const { words } = this
    const zones = listZones([this.zone, this.business?.zone ?? this.zone])
    return html`<div class="foot">
      <label class="field">
        <span>${words.say('zone')}</span>
        <select
          class="input"
          @change=${(event: Event) => this.#display((event.target as HTMLSelectElement).value, this.clock)}
        >
          ${zones.map((zone) => html`<option value=${zone} ?selected=${zone === this.zone}>${zone.replaceAll('_', ' ')}</option>`)}
        </select>
      </label>
      <div class="clock" role="group" aria-label=${words.say('clock')}>
        ${(['12', '24'] as const).map(
          (clock) =>
            html`<button
              type="button"
              aria-pressed=${clock === this.#shownClock()}
              @click=${() => this.#display(this.zone, clock)}
            >
              ${words.say(clock === '12' ? 'clock12' : 'clock24')}
            </button>`,
        )}
      </div>
    </div>`
  }

  #display(zone: string, clock: Clock): void {
    this.zone = zone
    this.clock = clock
    this.dispatchEvent(new DisplayChangeEvent(zone, clock))
  }

  #shownClock(): Clock {
    if (this.clock !== 'auto') return this.clock
    const { hourCycle } = new Intl.DateTimeFormat(this.words.locale, { hour: 'numeric' }).resolvedOptions()
    return hourCycle === 'h11' || hourCycle === 'h12' ? '12' : '24'
  }
}
