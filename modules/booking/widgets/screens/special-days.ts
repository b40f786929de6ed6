import { css, html, nothing, type PropertyValues } from 'lit'
import { renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { isOutdated } from '@dramac/components/app/problem-words'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { valueOf } from '@dramac/components/ui/input-value'
import type { DateOverrides } from '../../contract.ts'
import { dateIn, formatDay } from '../dates.ts'
import { rangeStyle, renderRange } from './range-fields.ts'
import type { ScheduleRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { announce } from './take-back.ts'
import { checkWeek, nextRange, restoreDates, setOverride, type Range } from './week-hours.ts'

type Change = (before: DateOverrides) => DateOverrides

/** Each change is made to whatever there is, so another's in between is no reason to ask. */
async function writeOverrides(client: ScreenClient, { id }: ScheduleRecord, change: Change): Promise<void> {
  for (let triesLeft = 3; ; triesLeft--) {
    const { version, dateOverrides } = await client.get<ScheduleRecord>('schedules', id)
    try {
      return void (await client.update('schedules', id, { dateOverrides: change(dateOverrides) }, version))
    } catch (problem) {
      if (triesLeft === 0 || !isOutdated(problem)) throw problem
    }
  }
}

/**
 * @summary Dates of a schedule with hours of their own, or closed.
 * @element dm-booking-special-days
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
  }

  static override styles = [
    screenStyle,
    rangeStyle,
    css`
      .card {
        padding: 18px 20px;
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
  readonly #saving = new Attempt(this)

  constructor() {
    super()
    this.words = english
    this.now = () => new Date()
    this.editable = true
    this.#saving.isBusy = false
    this.#reset()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('schedule')
    if (before && before.id !== this.schedule.id) this.#reset()
  }

  #reset(): void {
    this._isOpen = false
    this._date = ''
    this._ranges = []
    this._checked = false
    this.#saving.forget()
  }

  async #open(): Promise<void> {
    this._isOpen = true
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('form input')?.focus()
  }

  /** The form, or the row that was removed, had the focus. */
  async #close(): Promise<void> {
    this.#reset()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.add')?.focus()
  }

  async #write(message: ScreenMessage, change: Change): Promise<void> {
    const { client, words, schedule } = this
    const { dateOverrides: before } = schedule
    if (!(await this.#saving.run(() => writeOverrides(client, schedule, change)))) return
    await this.#close()
    // Only the dates that were changed go back: others may have been added since.
    const undo = () => writeOverrides(client, schedule, (now) => restoreDates(now, { before, after: change(before) }))
    announce({ client, words, message, plurals: ['schedules'], undo })
  }

  #add(event: SubmitEvent): void {
    event.preventDefault()
    this._checked = true
    if (this._date === '' || this.#problems().size > 0) return
    const { _date: date, _ranges: hours } = this
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
        <h2 id="title">${words.say('specialDays')}</h2>
        <p class="small quiet">${words.say('specialDaysHint')}</p>
      </div>
      ${
        coming.length > 0
          ? html`<ul class="plain">
              ${coming.map((one) => this.#renderDate(one))}
            </ul>`
          : nothing
      }
      ${renderProblem(words, this.#saving.problem)}
      ${this.editable ? (this._isOpen ? this.#renderForm(today) : html`<div><button type="button" class="button add" @click=${() => void this.#open()}>${words.say('addSpecialDay')}</button></div>`) : nothing}
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
                aria-disabled=${this.#saving.isBusy}
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
          @change=${(event: Event) => (this._date = valueOf(event))}
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
        <button type="button" class="button" @click=${() => void this.#close()}>${words.say('back')}</button>
        <button class="button primary" aria-disabled=${this.#saving.isBusy}>
          ${words.say(this.#saving.isBusy ? 'saving' : 'save')}
        </button>
      </div>
    </form>`
  }
}
