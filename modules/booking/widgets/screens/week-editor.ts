import { css, html, nothing, type PropertyValues } from 'lit'
import { renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { renderIcon } from '@dramac/components/app/icons'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { valueOf } from '@dramac/components/ui/input-value'
import { addDays, formatDay, listZones } from '../dates.ts'
import { rangeStyle, renderRange } from './range-fields.ts'
import { invalidate, type ScheduleRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenWords } from './screen-words.ts'
import { announce } from './take-back.ts'
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

interface Draft {
  readonly week: Week
  /** IANA. */
  readonly zone: string
  /** Of the schedule that the draft began with, so that a clash is found. */
  readonly version: number
}

/**
 * @summary The weekly hours of a schedule, several ranges a day, and the zone that they are in.
 * @element dm-booking-week
 */
export class DmBookingWeek extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    schedule: { attribute: false },
    sharing: { attribute: false },
    editable: { attribute: false },
    _draft: { state: true },
    _isChecked: { state: true },
  }

  static override styles = [
    screenStyle,
    rangeStyle,
    css`
      .card {
        padding: 18px 20px;
      }
      .day {
        display: grid;
        grid-template-columns: 6.5rem minmax(0, 1fr) auto;
        gap: 4px 12px;
        align-items: start;
        padding-block: 10px;
        border-block-start: 1px solid var(--_line);
      }
      .day > .name {
        min-block-size: 44px;
        align-content: center;
        font-weight: 560;
      }
      .day > .row {
        gap: 0;
      }
      .ranges {
        display: grid;
        gap: 8px;
      }
      .closed {
        min-block-size: 44px;
        align-content: center;
      }
      .zone {
        max-inline-size: 22rem;
      }
      @container (max-width: 559px) {
        .card {
          padding: 16px;
        }
        .day {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .day > .ranges {
          grid-row: 2;
          grid-column: 1 / -1;
        }
        .closed {
          min-block-size: 0;
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
  /** What was changed and not yet saved. */
  declare _draft: Draft | undefined
  /** Problems are named from the first try to save on. */
  declare _isChecked: boolean
  readonly #saving = new Attempt(this)
  /** Of schedules that were left for another one: coming back finds what was typed. */
  readonly #drafts = new Map<string, Draft>()

  constructor() {
    super()
    this.words = english
    this.sharing = []
    this.editable = true
    this._isChecked = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('schedule')
    if (!before || before.id === this.schedule.id) return
    if (this._draft) this.#drafts.set(before.id, this._draft)
    this._draft = this.#drafts.get(this.schedule.id)
    this.#drafts.delete(this.schedule.id)
    this._isChecked = false
    this.#saving.forget()
  }

  get #shown(): Draft {
    const { weeklyHours, zone, version } = this.schedule
    return this._draft ?? { week: toWeek(weeklyHours), zone, version }
  }

  #change(patch: Partial<Draft>): void {
    this._draft = { ...this.#shown, ...patch }
  }

  #setDay(weekday: number, ranges: readonly Range[]): void {
    this.#change({ week: this.#shown.week.map((old, index) => (index === weekday ? ranges : old)) })
  }

  #discard(): void {
    this._draft = undefined
    this._isChecked = false
    this.#saving.forget()
  }

  async #undo(): Promise<void> {
    if (this.#saving.isBusy) return
    this.#discard()
    await this.updateComplete
    // The button that was pressed is gone.
    this.renderRoot.querySelector<HTMLElement>('.foot .primary')?.focus()
  }

  async #save(): Promise<void> {
    if (!this._draft || this.#saving.isBusy) return
    const { week, zone, version } = this.#shown
    const { client, words, schedule } = this
    this._isChecked = true
    if (checkWeek(week).size > 0) {
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      return
    }
    let saved = version
    const write = async (patch: Pick<ScheduleRecord, 'weeklyHours' | 'zone'>): Promise<void> => {
      const answer = await client.update<ScheduleRecord>('schedules', schedule.id, patch, saved)
      saved = answer.version
      if (this.schedule.id === answer.id) this.schedule = answer
    }
    if (!(await this.#saving.run(() => write({ weeklyHours: fromWeek(week), zone })))) return
    this.#discard()
    const undo = () => write({ weeklyHours: schedule.weeklyHours, zone: schedule.zone })
    announce({ client, words, message: 'saved', plurals: ['schedules'], undo })
  }

  async #resolve(keepMine: boolean): Promise<void> {
    const { client, schedule } = this
    const isThere = await this.#saving.run(async () => {
      this.schedule = await client.get<ScheduleRecord>('schedules', schedule.id)
    })
    if (!isThere) return
    invalidate(client, 'schedules')
    if (!keepMine) return this.#discard()
    this.#change({ version: this.schedule.version })
    return this.#save()
  }

  override render() {
    const { words, schedule, sharing } = this
    if (!schedule) return nothing
    const { week, zone } = this.#shown
    const problems = this._isChecked ? checkWeek(week) : new Map<string, RangeProblem>()
    const names = new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(sharing)
    return html`<section class="card stack" aria-labelledby="title">
      <div>
        <h2 id="title">${words.say('weeklyHours')}</h2>
        <p class="small quiet">${words.say('hoursIn', { name: schedule.name, zone: zone.replaceAll('_', ' ') })}</p>
        ${sharing.length > 0 ? html`<p class="small">${words.say('sharedWith', { names })}</p>` : nothing}
      </div>
      <div>${week.map((ranges, weekday) => this.#renderDay(weekday, ranges, problems))}</div>
      ${this.editable ? this.#renderZone(zone) : nothing}
      ${renderProblem(words, this.#saving.problem, { theirs: () => void this.#resolve(false), mine: () => void this.#resolve(true) })}
      ${this.editable ? this.#renderFoot() : nothing}
    </section>`
  }

  #renderDay(weekday: number, ranges: readonly Range[], problems: ReadonlyMap<string, RangeProblem>) {
    const { words, editable } = this
    const name = formatDay(addDays(monday, weekday), words.locale, { weekday: 'long' })
    return html`<div class="day" role="group" aria-label=${name}>
      <p class="name" aria-hidden="true">${name}</p>
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
      ${editable ? this.#renderDayActions(weekday, ranges, name) : nothing}
    </div>`
  }

  #renderDayActions(weekday: number, ranges: readonly Range[], name: string) {
    const { words } = this
    const { week } = this.#shown
    const isFirstOpen = weekday === week.findIndex((day) => day.length > 0)
    const copy = () => this.#change({ week: copyToWeekdays(week, weekday) })
    const button = (icon: string, label: string, run: () => void) =>
      html`<button type="button" class="button plain icon-button" aria-label=${label} title=${label} @click=${run}>
        ${renderIcon(icon, 18)}
      </button>`
    return html`<div class="row">
      ${button('plus', words.say('addHoursOf', { day: name }), () => this.#setDay(weekday, [...ranges, nextRange(ranges)]))}
      ${isFirstOpen ? button('copy', words.say('copyToWeekdays'), copy) : nothing}
    </div>`
  }

  #renderZone(zone: string) {
    const zones = listZones([zone, this.client.site.zone])
    return html`<label class="field zone">
      <span>${this.words.say('zone')}</span>
      <select class="input" @change=${(event: Event) => this.#change({ zone: valueOf(event) })}>
        ${zones.map((one) => html`<option value=${one} ?selected=${one === zone}>${one.replaceAll('_', ' ')}</option>`)}
      </select>
      <span class="hint">${this.words.say('hoursZoneHint')}</span>
    </label>`
  }

  #renderFoot() {
    const { words, _draft: draft } = this
    const { isBusy } = this.#saving
    return html`<div class="foot">
      ${draft ? html`<button type="button" class="button" aria-disabled=${isBusy} @click=${() => void this.#undo()}>${words.say('undoChanges')}</button>` : nothing}
      <button type="button" class="button primary" aria-disabled=${!draft || isBusy} @click=${() => void this.#save()}>
        ${words.say(isBusy ? 'saving' : 'saveHours')}
      </button>
    </div>`
  }
}
