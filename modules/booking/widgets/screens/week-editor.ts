import { css, html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import { addDays, formatDay } from '../dates.ts'
import { rangeStyle, renderRange } from './range-fields.ts'
import type { ScheduleRecord } from './records.ts'
import { isOutdated, renderProblem } from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenWords } from './screen-words.ts'
import { SavedEvent } from './saved-event.ts'
import {
  checkWeek,
  copyToWeekdays,
  fromWeek,
  nextRange,
  toWeek,
  type Range,
  type RangeProblem,
  type Week,
} from './week-hours.ts'

/** A Monday, to name weekdays by. */
const monday = '2024-01-01'

/**
 * @summary The weekly hours of a schedule, several ranges a day.
 * @element dm-booking-week
 * @fires dm-saved - The schedule is written.
 */
export class DmBookingWeek extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    schedule: { attribute: false },
    sharing: { attribute: false },
    editable: { attribute: false },
    _week: { state: true },
    _dirty: { state: true },
    _busy: { state: true },
    _checked: { state: true },
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
      .day {
        display: grid;
        grid-template-columns: 8rem minmax(0, 1fr) auto;
        gap: 4px 16px;
        align-items: start;
        padding-block: 10px;
        border-block-start: 1px solid var(--_line);
      }
      .day > h4 {
        margin: 0;
        min-block-size: 44px;
        align-content: center;
        font-weight: 560;
        font-size: 1rem;
      }
      .ranges {
        display: grid;
        gap: 8px;
      }
      .closed {
        min-block-size: 44px;
        align-content: center;
      }
      h3 {
        font-size: 1.0625rem;
      }
      @container (max-width: 679px) {
        .card {
          padding: 16px;
        }
        .day {
          grid-template-columns: minmax(0, 1fr);
        }
        .foot .button {
          flex: 1;
        }
      }
    `,
  ]

  declare client: ScreenClient
  declare words: ScreenWords
  declare schedule: ScheduleRecord
  /** Names of the others who work by the same schedule. */
  declare sharing: readonly string[]
  declare editable: boolean
  declare _week: Week
  declare _dirty: boolean
  declare _busy: boolean
  /** Problems are named from the first try to save on. */
  declare _checked: boolean
  declare _problem: unknown
  #version = 0

  constructor() {
    super()
    this.words = english
    this.sharing = []
    this.editable = true
    this._week = toWeek([])
    this._dirty = false
    this._busy = false
    this._checked = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('schedule') || !this.schedule) return
    // The same schedule read again keeps what is being typed; its version does too, so that a clash is found.
    const isOther = changed.get('schedule')?.id !== this.schedule.id
    if (isOther || !this._dirty) this.#fill()
  }

  #fill(): void {
    this._week = toWeek(this.schedule.weeklyHours)
    this.#version = this.schedule.version
    this._dirty = false
    this._checked = false
    this._problem = undefined
  }

  #setDay(weekday: number, ranges: readonly Range[]): void {
    this.#setWeek(this._week.map((old, index) => (index === weekday ? ranges : old)))
  }

  #setWeek(week: Week): void {
    this._week = week
    this._dirty = true
  }

  async #save(): Promise<void> {
    this._checked = true
    if (checkWeek(this._week).size > 0) {
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      return
    }
    this._busy = true
    this._problem = undefined
    try {
      const patch = { weeklyHours: fromWeek(this._week) }
      const saved = await this.client.update<ScheduleRecord>('schedules', this.schedule.id, patch, this.#version)
      this.#version = saved.version
      this._dirty = false
      this.client.toast(this.words.say('saved'))
      this.dispatchEvent(new SavedEvent(saved.id))
    } catch (problem) {
      this._problem = problem
    }
    this._busy = false
  }

  async #resolve(keepMine: boolean): Promise<void> {
    try {
      const latest = await this.client.get<ScheduleRecord>('schedules', this.schedule.id)
      this.#version = latest.version
      this._problem = undefined
      if (keepMine) return void this.#save()
      this._dirty = false
      this.schedule = latest
    } catch (problem) {
      this._problem = problem
    }
  }

  override render() {
    const { words, schedule, sharing } = this
    if (!schedule) return nothing
    const problems = this._checked ? checkWeek(this._week) : new Map<string, RangeProblem>()
    const names = new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(sharing)
    return html`<section class="card stack" aria-labelledby="title">
      <div>
        <h3 id="title">${words.say('weeklyHours')}</h3>
        <p class="small quiet">
          ${words.say('hoursIn', { name: schedule.name, zone: schedule.zone.replaceAll('_', ' ') })}
        </p>
        ${sharing.length > 0 ? html`<p class="small">${words.say('sharedWith', { names })}</p>` : nothing}
      </div>
      <div>${this._week.map((ranges, weekday) => this.#renderDay(weekday, ranges, problems))}</div>
      ${this._problem === undefined ? nothing : this.#renderProblem()}
      ${
        this.editable
          ? html`<div class="foot">
              ${this._dirty ? html`<button type="button" class="button" ?disabled=${this._busy} @click=${() => this.#fill()}>${words.say('undoChanges')}</button>` : nothing}
              <button
                type="button"
                class="button primary"
                ?disabled=${!this._dirty || this._busy}
                @click=${() => void this.#save()}
              >
                ${words.say(this._busy ? 'saving' : 'saveHours')}
              </button>
            </div>`
          : nothing
      }
    </section>`
  }

  #renderDay(weekday: number, ranges: readonly Range[], problems: ReadonlyMap<string, RangeProblem>) {
    const { words, editable } = this
    const name = formatDay(addDays(monday, weekday), words.locale, { weekday: 'long' })
    return html`<div class="day" role="group" aria-label=${name}>
      <h4>${name}</h4>
      <div class="ranges">
        ${ranges.length === 0 ? html`<p class="quiet closed">${words.say('closed')}</p>` : nothing}
        ${ranges.map((range, index) =>
          renderRange({
            words,
            name,
            range,
            editable,
            problem: problems.get(`${weekday}/${index}`),
            onChange: (changed) => this.#setDay(weekday, ranges.with(index, changed)),
            onRemove: () => this.#setDay(weekday, ranges.toSpliced(index, 1)),
          }),
        )}
      </div>
      ${
        editable
          ? html`<div class="row">
              <button
                type="button"
                class="button plain"
                aria-label=${words.say('addHoursOf', { day: name })}
                @click=${() => this.#setDay(weekday, [...ranges, nextRange(ranges)])}
              >
                ${words.say('addHours')}
              </button>
              ${
                weekday === this._week.findIndex((day) => day.length > 0)
                  ? html`<button
                      type="button"
                      class="button plain"
                      @click=${() => this.#setWeek(copyToWeekdays(this._week, weekday))}
                    >
                      ${words.say('copyToWeekdays')}
                    </button>`
                  : nothing
              }
            </div>`
          : nothing
      }
    </div>`
  }

  #renderProblem() {
    const { words } = this
    if (!isOutdated(this._problem)) return renderProblem(words, this._problem)
    return html`<div class="notice bad" role="alert">
      <p>${words.say('problemVersion')}</p>
      <p class="row">
        <button type="button" class="button" @click=${() => void this.#resolve(false)}>
          ${words.say('loadTheirs')}
        </button>
        <button type="button" class="button" @click=${() => void this.#resolve(true)}>${words.say('keepMine')}</button>
      </p>
    </div>`
  }
}
