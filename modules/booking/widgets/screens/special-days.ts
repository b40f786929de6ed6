import { css, html, nothing } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import type { DateOverrides } from '../../contract.ts'
import { dateIn, formatDay } from '../dates.ts'
import { rangeStyle, renderRange } from './range-fields.ts'
import type { ScheduleRecord } from './records.ts'
import { isOutdated, renderProblem } from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { SavedEvent } from './saved-event.ts'
import { checkWeek, nextRange, setOverride, type Range } from './week-hours.ts'

/**
 * @summary Dates of a schedule with hours of their own, or closed.
 * @element dm-booking-special-days
 * @fires dm-saved - The schedule is written.
 */
export class DmBookingSpecialDays extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    now: { attribute: false },
    schedule: { attribute: false },
    editable: { attribute: false },
    _isOpen: { state: true },
    _date: { state: true },
    _ranges: { state: true },
    _checked: { state: true },
    _busy: { state: true },
    _problem: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    screenStyle,
    rangeStyle,
    css`
      .card {
        padding: 18px 20px;
      }
      h3 {
        font-size: 1.0625rem;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 16px;
        min-block-size: 52px;
        border-block-start: 1px solid var(--_line);
      }
      .date {
        max-inline-size: 14rem;
      }
    `,
  ]

  declare client: ScreenClient
  declare words: ScreenWords
  declare now: () => Date
  declare schedule: ScheduleRecord
  declare editable: boolean
  declare _isOpen: boolean
  declare _date: string
  declare _ranges: readonly Range[]
  declare _checked: boolean
  declare _busy: boolean
  declare _problem: unknown

  constructor() {
    super()
    this.words = english
    this.now = () => new Date()
    this.editable = true
    this._busy = false
    this.#reset()
  }

  #reset(): void {
    this._isOpen = false
    this._date = ''
    this._ranges = []
    this._checked = false
    this._problem = undefined
  }

  async #write(done: ScreenMessage, change: (before: DateOverrides) => DateOverrides): Promise<void> {
    this._busy = true
    try {
      await this.#writeOnce(change).catch(async (problem: unknown) => {
        // One date is added to whatever there is, so another's change is no reason to ask.
        if (!isOutdated(problem)) throw problem
        this.schedule = await this.client.get<ScheduleRecord>('schedules', this.schedule.id)
        await this.#writeOnce(change)
      })
      this.client.toast(this.words.say(done))
      this.#reset()
    } catch (problem) {
      this._problem = problem
    }
    this._busy = false
  }

  async #writeOnce(change: (before: DateOverrides) => DateOverrides): Promise<void> {
    const { id, version, dateOverrides } = this.schedule
    const patch = { dateOverrides: change(dateOverrides) }
    this.schedule = await this.client.update<ScheduleRecord>('schedules', id, patch, version)
    this.dispatchEvent(new SavedEvent(id))
  }

  #add(event: SubmitEvent): void {
    event.preventDefault()
    this._checked = true
    if (this._date === '' || this.#problems().size > 0) return
    const [date, hours] = [this._date, this._ranges]
    void this.#write('saved', (before) => setOverride(before, date, hours))
  }

  #problems() {
    return checkWeek([this._ranges])
  }

  override render() {
    const { words, schedule } = this
    if (!schedule) return nothing
    const today = dateIn(schedule.zone, this.now())
    // What is over decides nothing any more.
    const coming = schedule.dateOverrides.filter(({ date }) => date >= today)
    return html`<section class="card stack" aria-labelledby="title">
      <div>
        <h3 id="title">${words.say('specialDays')}</h3>
        <p class="small quiet">${words.say('specialDaysHint')}</p>
      </div>
      ${
        coming.length > 0
          ? html`<ul class="plain">
              ${coming.map((one) => this.#renderDate(one))}
            </ul>`
          : nothing
      }
      ${this._problem === undefined ? nothing : renderProblem(words, this._problem)}
      ${this.editable ? (this._isOpen ? this.#renderForm(today) : html`<div><button type="button" class="button" @click=${() => (this._isOpen = true)}>${words.say('addSpecialDay')}</button></div>`) : nothing}
    </section>`
  }

  #renderDate({ date, hours }: DateOverrides[number]) {
    const { words } = this
    const day = formatDay(date, words.locale, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' })
    return html`<li>
      <span>${day}</span>
      <span class="row">
        <span class=${hours.length ? '' : 'quiet'}>
          ${hours.length ? html`<bdi dir="ltr">${hours.map(({ from, to }) => `${from} – ${to}`).join(', ')}</bdi>` : words.say('closed')}
        </span>
        ${
          this.editable
            ? html`<button
                type="button"
                class="button plain"
                aria-label=${words.say('removeOf', { name: day })}
                ?disabled=${this._busy}
                @click=${() => void this.#write('removed', (before) => before.filter((one) => one.date !== date))}
              >
                ${words.say('remove')}
              </button>`
            : nothing
        }
      </span>
    </li>`
  }

  #renderForm(today: string) {
    const { words } = this
    const problems = this.#problems()
    const day = this._date ? formatDay(this._date, words.locale) : words.say('date')
    const isMissing = this._checked && this._date === ''
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => this.#add(event)}>
      <label class="field date">
        <span>${words.say('date')}</span>
        <input
          class="input"
          type="date"
          min=${today}
          .value=${this._date}
          aria-invalid=${isMissing}
          @change=${(event: Event) => (this._date = (event.target as HTMLInputElement).value)}
        />
        ${isMissing ? html`<span class="error" role="alert">${words.say('needed')}</span>` : nothing}
      </label>
      <div class="stack">
        ${this._ranges.length === 0 ? html`<p class="quiet">${words.say('closedAllDay')}</p>` : nothing}
        ${this._ranges.map((range, index) =>
          renderRange({
            words,
            name: day,
            range,
            editable: true,
            problem: this._checked ? problems.get(`0/${index}`) : undefined,
            onChange: (changed) => (this._ranges = this._ranges.with(index, changed)),
            onRemove: () => (this._ranges = this._ranges.toSpliced(index, 1)),
          }),
        )}
        <div>
          <button
            type="button"
            class="button plain"
            @click=${() => (this._ranges = [...this._ranges, nextRange(this._ranges)])}
          >
            ${words.say('addHours')}
          </button>
        </div>
      </div>
      <div class="foot">
        <button type="button" class="button" @click=${() => this.#reset()}>${words.say('back')}</button>
        <button class="button primary" ?disabled=${this._busy}>${words.say(this._busy ? 'saving' : 'save')}</button>
      </div>
    </form>`
  }
}
