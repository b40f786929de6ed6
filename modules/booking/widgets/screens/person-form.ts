import { css, html, nothing } from 'lit'
import { renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { DialogCloseEvent } from '@dramac/components/app/dialog'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { isChecked, valueOf } from '@dramac/components/ui/input-value'
import { listZones } from '../dates.ts'
import { toFreeSlug } from './amounts.ts'
import { invalidate, type PersonRecord, type ScheduleRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { SavedEvent } from './saved-event.ts'
import type { WeeklyHours } from '../../contract.ts'

interface TypedPerson {
  readonly name: string
  readonly email: string
  readonly zone: string
  readonly color: string
  readonly active: boolean
  /** Id of a schedule, or empty for one of their own. */
  readonly scheduleId: string
}

const colors = ['#0f766e', '#6d28d9', '#b45309', '#be123c', '#1d4ed8', '#4d7c0f'] as const

/** What a person without hours starts with: Monday to Friday, nine to five. */
const officeHours: WeeklyHours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }))

/**
 * @summary Who a person is, and by which hours they work.
 * @element dm-booking-person-form
 * @fires dm-saved - The person is written.
 * @fires dm-dialog-close - It is to be removed.
 */
export class DmBookingPersonForm extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    person: { attribute: false },
    people: { attribute: false },
    schedules: { attribute: false },
    _typed: { state: true },
    _wrong: { state: true },
    _dirty: { state: true },
  }

  static override styles = [
    screenStyle,
    css`
      form {
        display: grid;
        gap: 18px;
      }
    `,
  ]

  declare client: ScreenClient
  declare words: ScreenWords
  /** Absent: a new one. */
  declare person: PersonRecord | undefined
  declare people: readonly PersonRecord[]
  declare schedules: readonly ScheduleRecord[]
  declare _typed: TypedPerson
  declare _wrong: Readonly<Partial<Record<keyof TypedPerson, ScreenMessage>>>
  declare _dirty: boolean
  readonly #saving = new Attempt(this)
  #version = 0

  constructor() {
    super()
    this.words = english
    this.people = []
    this.schedules = []
    this._wrong = {}
    this._dirty = false
  }

  override willUpdate(): void {
    if (!this.hasUpdated) this.#fill(this.person)
  }

  #fill(person: PersonRecord | undefined): void {
    this.#version = person?.version ?? 0
    this._typed = {
      name: person?.name ?? '',
      email: person?.email ?? '',
      zone: person?.zone ?? this.client.site.zone,
      color: person?.color ?? colors[this.people.length % colors.length]!,
      active: person?.active ?? true,
      scheduleId: person?.scheduleId ?? '',
    }
  }

  #type(patch: Partial<TypedPerson>): void {
    this._typed = { ...this._typed, ...patch }
    this._dirty = true
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const email = this.renderRoot.querySelector<HTMLInputElement>('input[type=email]')
    this._wrong = {
      ...(this._typed.name.trim() === '' ? { name: 'needed' as const } : {}),
      ...(email?.validity.typeMismatch ? { email: 'emailWrong' as const } : {}),
    }
    if (Object.keys(this._wrong).length === 0) return void this.#save()
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }

  async #save(): Promise<void> {
    if (this.#saving.isBusy) return
    let id = ''
    const isDone = await this.#saving.run(async () => ({ id } = await this.#write()))
    invalidate(this.client, 'resources', 'schedules')
    if (!isDone) return
    this._dirty = false
    this.client.toast(this.words.say('saved'))
    this.dispatchEvent(new SavedEvent(id))
  }

  async #write(): Promise<PersonRecord> {
    const { name, email, zone, color, active } = this._typed
    if (this._typed.scheduleId === '') {
      const schedule = await this.#createSchedule(name.trim(), zone)
      // Kept: a second try must not make a second schedule.
      this.schedules = [...this.schedules, schedule]
      this._typed = { ...this._typed, scheduleId: schedule.id }
    }
    const { scheduleId } = this._typed
    const values = { name: name.trim(), email: email.trim() || null, zone, color, active, scheduleId }
    if (this.person) return this.client.update<PersonRecord>('resources', this.person.id, values, this.#version)
    const taken = this.people.map(({ slug }) => slug)
    const slug = toFreeSlug(name, taken, 'person')
    return this.client.create<PersonRecord>('resources', { ...values, slug, position: this.people.length })
  }

  /** Starts from the hours that the person has had, so that one who leaves a shared schedule keeps their week. */
  #createSchedule(name: string, zone: string): Promise<ScheduleRecord> {
    const current = this.schedules.find(({ id }) => id === this.person?.scheduleId)
    return this.client.create<ScheduleRecord>('schedules', {
      name: this.words.say('hoursOf', { name }).slice(0, 120),
      zone: current?.zone ?? zone,
      weeklyHours: current?.weeklyHours ?? officeHours,
      dateOverrides: current?.dateOverrides ?? [],
    })
  }

  async #resolve(keepMine: boolean): Promise<void> {
    const { person } = this
    if (!person) return
    const isThere = await this.#saving.run(async () => {
      this.person = await this.client.get<PersonRecord>('resources', person.id)
      this.#version = this.person.version
    })
    if (!isThere) return
    if (keepMine) return this.#save()
    this.#fill(this.person)
    this._dirty = false
  }

  override render() {
    const { words, person } = this
    const { isBusy, problem } = this.#saving
    return html`<dm-dialog
      .words=${words}
      .heading=${person ? person.name : words.say('newPerson')}
      .dirty=${this._dirty}
      .locked=${isBusy}
      @dm-dialog-close=${() => this.dispatchEvent(new DialogCloseEvent())}
    >
      <form id="form" novalidate aria-busy=${isBusy} @submit=${(event: SubmitEvent) => this.#submit(event)}>
        ${this.#renderText('name', 'text', 'name')} ${this.#renderText('email', 'email', 'email')}
        ${this.#renderSchedule()} ${this.#renderZone()}
        <label class="field">
          <span>${words.say('color')}</span>
          <input
            class="input"
            type="color"
            .value=${this._typed.color}
            @input=${(event: Event) => this.#type({ color: valueOf(event) })}
          />
          <span class="hint">${words.say('colorHint')}</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            .checked=${this._typed.active}
            @change=${(event: Event) => this.#type({ active: isChecked(event) })}
          />
          <span class="label">${words.say('personActive')}</span>
          <span class="hint">${words.say('personActiveHint')}</span>
        </label>
        ${renderProblem(words, problem, { theirs: () => void this.#resolve(false), mine: () => void this.#resolve(true) })}
      </form>
      <button slot="foot" form="form" class="button primary" aria-disabled=${isBusy}>
        ${words.say(isBusy ? 'saving' : 'save')}
      </button>
    </dm-dialog>`
  }

  #renderText(name: 'name' | 'email', type: string, label: ScreenMessage) {
    const { words } = this
    const wrong = this._wrong[name]
    return html`<label class="field">
      <span>${words.say(label)} ${name === 'email' ? html`<em>(${words.say('optional')})</em>` : nothing}</span>
      <input
        class="input"
        type=${type}
        autocomplete="off"
        maxlength=${name === 'name' ? 120 : 254}
        aria-invalid=${wrong !== undefined}
        aria-describedby=${wrong ? `${name}-error` : nothing}
        .value=${this._typed[name]}
        @input=${(event: Event) => this.#type({ [name]: valueOf(event) })}
      />
      ${wrong ? html`<span class="error" id="${name}-error" role="alert">${words.say(wrong)}</span>` : nothing}
    </label>`
  }

  #renderSchedule() {
    const { words } = this
    return html`<label class="field">
      <span>${words.say('worksBy')}</span>
      <select class="input" @change=${(event: Event) => this.#type({ scheduleId: valueOf(event) })}>
        <option value="" ?selected=${this._typed.scheduleId === ''}>${words.say('ownHours')}</option>
        ${this.schedules.map(({ id, name }) => html`<option value=${id} ?selected=${id === this._typed.scheduleId}>${name}</option>`)}
      </select>
      <span class="hint">${words.say('worksByHint')}</span>
    </label>`
  }

  #renderZone() {
    const { words } = this
    const { zone } = this._typed
    return html`<label class="field">
      <span>${words.say('zone')}</span>
      <select class="input" @change=${(event: Event) => this.#type({ zone: valueOf(event) })}>
        ${listZones([zone, this.client.site.zone]).map((one) => html`<option value=${one} ?selected=${one === zone}>${one.replaceAll('_', ' ')}</option>`)}
      </select>
      <span class="hint">${words.say('zoneHint')}</span>
    </label>`
  }
}
