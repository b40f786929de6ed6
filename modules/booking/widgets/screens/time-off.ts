import { css, html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import { addDays, dateIn } from '../dates.ts'
import { listAll, type PersonRecord, type TimeOffRecord } from './records.ts'
import { Remote } from './remote.ts'
import { renderProblem, renderRemote } from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
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
    _busy: { state: true },
    _problem: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    screenStyle,
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
      .placeholder {
        min-block-size: 0;
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
  declare _busy: boolean
  declare _problem: unknown
  readonly #list = new Remote<TimeOffRecord[]>(this, (signal) => this.#load(signal))

  constructor() {
    super()
    this.words = english
    this.now = () => new Date()
    this.editable = true
    this._isOpen = false
    this._from = ''
    this._to = ''
    this._reason = ''
    this._busy = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('person') || changed.get('person')?.id === this.person.id) return
    this._isOpen = false
    this._problem = undefined
    this.#list.reset()
    void this.#list.load()
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

  async #run(done: ScreenMessage, write: () => Promise<unknown>, undo?: () => Promise<unknown>): Promise<void> {
    this._busy = true
    this._problem = undefined
    try {
      await write()
      this._isOpen = false
      const options = undo ? { undo: () => void this.#run('restored', undo) } : {}
      this.client.toast(this.words.say(done), options)
    } catch (problem) {
      this._problem = problem
    }
    this._busy = false
    void this.#list.load()
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
    void this.#run('saved', () => this.client.create('time-offs', body))
  }

  #remove({ id, resourceId, startsAt, endsAt, reason }: TimeOffRecord): void {
    const again = { resourceId, startsAt, endsAt, ...(reason ? { reason } : {}) }
    void this.#run(
      'removed',
      () => this.client.remove('time-offs', id),
      () => this.client.create('time-offs', again),
    )
  }

  override render() {
    const { words, person } = this
    if (!person) return nothing
    return html`<section class="card stack" aria-labelledby="title">
      <div>
        <h3 id="title">${words.say('timeOff')}</h3>
        <p class="small quiet">${words.say('timeOffHint', { zone: person.zone.replaceAll('_', ' ') })}</p>
      </div>
      ${renderRemote(words, this.#list, (rows) => this.#renderList(rows))}
      ${this._problem === undefined ? nothing : renderProblem(words, this._problem)}
      ${this.editable ? (this._isOpen ? this.#renderForm() : html`<div><button type="button" class="button" @click=${() => this.#open()}>${words.say('addTimeOff')}</button></div>`) : nothing}
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
                  ?disabled=${this._busy}
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
      this[name] = (event.target as HTMLInputElement).value
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
        <button type="button" class="button" @click=${() => (this._isOpen = false)}>${words.say('back')}</button>
        <button class="button primary" ?disabled=${this._busy}>${words.say(this._busy ? 'saving' : 'save')}</button>
      </div>
    </form>`
  }
}
