import { css, html, nothing, type PropertyValues } from 'lit'
import { renderAsync, renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { Resource } from '@dramac/components/app/resource'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { valueOf } from '@dramac/components/ui/input-value'
import { addDays, dateIn } from '../dates.ts'
import { keyOf, listAll, tagsOf, type PersonRecord, type TimeOffRecord } from './records.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { announce } from './take-back.ts'
import { toInstant } from './wall-time.ts'

/**
 * @summary A person's holidays and other time off, in their own zone.
 * @element dm-booking-time-off
 */
export class DmBookingTimeOff extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    now: { attribute: false },
    person: { attribute: false },
    editable: { attribute: false },
    _isOpen: { state: true },
    _from: { state: true },
    _to: { state: true },
    _reason: { state: true },
    _wrong: { state: true },
  }

  static override styles = [
    screenStyle,
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
    `,
  ]

  declare client: ScreenClient
  declare words: ScreenWords
  declare now: () => Date
  declare person: PersonRecord
  declare editable: boolean
  declare _isOpen: boolean
  /** Wall times, `YYYY-MM-DDTHH:mm`. */
  declare _from: string
  declare _to: string
  declare _reason: string
  declare _wrong: ScreenMessage | undefined
  readonly #writing = new Attempt(this)
  readonly #list = new Resource<TimeOffRecord[]>(this, {
    cache: () => this.client.cache,
    key: () => (this.person ? keyOf(this.client, 'time-off', this.person.id) : undefined),
    ask: (signal) => this.#load(signal),
    tags: tagsOf('time-offs'),
  })

  constructor() {
    super()
    this.words = english
    this.now = () => new Date()
    this.editable = true
    this._isOpen = false
    this._from = ''
    this._to = ''
    this._reason = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('person') || changed.get('person')?.id === this.person.id) return
    this._isOpen = false
    this.#writing.forget()
  }

  #load(signal: AbortSignal): Promise<TimeOffRecord[]> {
    return listAll(this.client, 'time-offs', { query: { resourceId: this.person.id, sort: 'startsAt' }, signal })
  }

  #open(): void {
    const tomorrow = addDays(dateIn(this.person.zone, this.now()), 1)
    this._from = `${tomorrow}T00:00`
    this._to = `${addDays(tomorrow, 1)}T00:00`
    this._reason = ''
    this._wrong = undefined
    this._isOpen = true
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('form input')?.focus())
  }

  /** The form, or the row that was removed, had the focus. */
  async #close(): Promise<void> {
    this._isOpen = false
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.add')?.focus()
  }

  async #run(message: ScreenMessage, write: () => Promise<unknown>, undo?: () => Promise<unknown>): Promise<void> {
    if (!(await this.#writing.run(write))) return
    await this.#close()
    announce({ client: this.client, words: this.words, message, plurals: ['time-offs'], undo })
  }

  #add(event: SubmitEvent): void {
    event.preventDefault()
    const { zone, id } = this.person
    const [starts, ends] = [toInstant(this._from, zone), toInstant(this._to, zone)]
    this._wrong = !starts || !ends ? 'rangeMissing' : ends <= starts ? 'endBeforeStart' : undefined
    if (!starts || !ends || this._wrong) return
    const reason = this._reason.trim()
    const body = {
      resourceId: id,
      startsAt: starts.toISOString(),
      endsAt: ends.toISOString(),
      ...(reason ? { reason } : {}),
    }
    const { client } = this
    let added = ''
    void this.#run(
      'saved',
      async () => (added = (await client.create<TimeOffRecord>('time-offs', body)).id),
      () => client.remove('time-offs', added),
    )
  }

  #remove({ id, resourceId, startsAt, endsAt, reason }: TimeOffRecord): void {
    const { client } = this
    const again = { resourceId, startsAt, endsAt, ...(reason ? { reason } : {}) }
    void this.#run(
      'removed',
      () => client.remove('time-offs', id),
      () => client.create('time-offs', again),
    )
  }

  override render() {
    const { words, person } = this
    if (!person) return nothing
    return html`<section class="card stack" aria-labelledby="title">
      <div>
        <h2 id="title">${words.say('timeOff')}</h2>
        <p class="small quiet">${words.say('timeOffHint', { zone: person.zone.replaceAll('_', ' ') })}</p>
      </div>
      ${renderAsync({ words, resource: this.#list, ready: (rows) => this.#renderList(rows) })}
      ${renderProblem(words, this.#writing.problem)}
      ${this.editable ? (this._isOpen ? this.#renderForm() : html`<div><button type="button" class="button add" @click=${() => this.#open()}>${words.say('addTimeOff')}</button></div>`) : nothing}
    </section>`
  }

  #renderList(rows: readonly TimeOffRecord[]) {
    const { words, person } = this
    const now = this.now().getTime()
    const coming = rows.filter(({ endsAt }) => Date.parse(endsAt) > now)
    if (coming.length === 0) return html`<p class="quiet">${words.say('noTimeOff')}</p>`
    const format = new Intl.DateTimeFormat(words.locale, {
      timeZone: person.zone,
      dateStyle: 'medium',
      timeStyle: 'short',
    })
    return html`<ul class="plain">
      ${coming.map((row) => {
        const when = format.formatRange(new Date(row.startsAt), new Date(row.endsAt))
        return html`<li>
          <span>${when}${row.reason ? html`<br /><span class="small quiet">${row.reason}</span>` : nothing}</span>
          ${
            this.editable
              ? html`<button
                  type="button"
                  class="button plain"
                  aria-label=${words.say('removeOf', { name: when })}
                  aria-disabled=${this.#writing.isBusy}
                  @click=${() => this.#remove(row)}
                >
                  ${words.say('remove')}
                </button>`
              : nothing
          }
        </li>`
      })}
    </ul>`
  }

  #renderForm() {
    const { words } = this
    const typing = (name: '_from' | '_to' | '_reason') => (event: Event) => {
      this[name] = valueOf(event)
    }
    const edge = (name: '_from' | '_to', label: ScreenMessage) =>
      html`<label class="field">
        <span>${words.say(label)}</span>
        <input
          class="input"
          type="datetime-local"
          aria-invalid=${this._wrong !== undefined}
          aria-describedby=${this._wrong ? 'wrong' : nothing}
          .value=${this[name]}
          @change=${typing(name)}
        />
      </label>`
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => this.#add(event)}>
      <div class="fields two">
        ${edge('_from', 'offFrom')} ${edge('_to', 'offTo')}
        ${this._wrong ? html`<span class="error whole" id="wrong" role="alert">${words.say(this._wrong)}</span>` : nothing}
        <label class="field whole">
          <span>${words.say('reason')} <em>(${words.say('optional')})</em></span>
          <input class="input" maxlength="200" .value=${this._reason} @input=${typing('_reason')} />
        </label>
      </div>
      <div class="foot">
        <button type="button" class="button" @click=${() => void this.#close()}>${words.say('back')}</button>
        <button class="button primary" aria-disabled=${this.#writing.isBusy}>
          ${words.say(this.#writing.isBusy ? 'saving' : 'save')}
        </button>
      </div>
    </form>`
  }
}
