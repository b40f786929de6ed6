import { css, html, nothing, type PropertyValues } from 'lit'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { ScreenClient } from './screen-client.ts'
import { toFreeSlug } from './amounts.ts'
import { DialogCloseEvent } from './dialog.ts'
import { renderField, type FormView } from './form-parts.ts'
import type { GivingRecord, PersonRecord, ServiceRecord } from './records.ts'
import { isOutdated, refusedFields, renderAvatar, renderProblem } from './screen-parts.ts'
import { screenStyle } from './screen-style.ts'
import { SavedEvent } from './saved-event.ts'
import { english, type ScreenMessage, type ScreenWords } from './screen-words.ts'
import { readTyped, serviceGroups, toTyped, type FieldGroup, type Typed } from './service-fields.ts'

/**
 * @summary Every field of a service, and who gives it.
 * @element dm-booking-service-form
 * @fires dm-saved - The service is written.
 * @fires dm-dialog-close - It is to be removed.
 */
export class DmBookingServiceForm extends DmElement {
  static override properties = {
    client: { attribute: false },
    words: { attribute: false },
    service: { attribute: false },
    services: { attribute: false },
    people: { attribute: false },
    givings: { attribute: false },
    _typed: { state: true },
    _giving: { state: true },
    _wrong: { state: true },
    _busy: { state: true },
    _dirty: { state: true },
    _problem: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    screenStyle,
    css`
      form {
        display: grid;
        gap: 28px;
      }
      .pair {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .pair .input {
        flex: 1;
        min-inline-size: 0;
      }
      .pair select.input {
        flex: 0 0 auto;
        inline-size: auto;
      }
      summary {
        min-block-size: 44px;
        align-content: center;
        font-weight: 620;
        cursor: pointer;
      }
      details .fields {
        padding-block-start: 8px;
      }
      .people {
        display: grid;
        gap: 4px 16px;
        grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
      }
      .people .check {
        grid-template-columns: auto auto 1fr;
      }
      .foot {
        position: sticky;
        inset-block-end: -24px;
        margin: 0 -24px -24px;
        padding: 14px 24px;
        background: var(--_surface);
        border-block-start: 1px solid var(--_line);
      }
    `,
  ]

  declare client: ScreenClient
  declare words: ScreenWords
  /** Absent: a new one. */
  declare service: ServiceRecord | undefined
  declare services: readonly ServiceRecord[]
  declare people: readonly PersonRecord[]
  declare givings: readonly GivingRecord[]
  declare _typed: Typed
  declare _giving: ReadonlySet<string>
  declare _wrong: Readonly<Record<string, ScreenMessage>>
  declare _busy: boolean
  declare _dirty: boolean
  declare _problem: unknown
  #version = 0

  constructor() {
    super()
    this.words = english
    this.services = []
    this.people = []
    this.givings = []
    this._typed = {}
    this._giving = new Set()
    this._wrong = {}
    this._busy = false
    this._dirty = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Once: a list that was asked for again must not take away what is being typed.
    if (!this.hasUpdated && changed.has('client')) this.#fill(this.service)
  }

  #fill(service: ServiceRecord | undefined): void {
    const currency = this.services.find(({ price }) => price)?.price?.currency ?? 'EUR'
    this._typed = toTyped(service, { locale: this.words.locale, currency })
    this.#version = service?.version ?? 0
    const given = this.givings.filter(({ serviceId }) => serviceId === service?.id).map(({ resourceId }) => resourceId)
    this._giving = new Set(service ? given : this.people.filter(({ active }) => active).map(({ id }) => id))
  }

  #type(name: string, value: string): void {
    this._dirty = true
    const { [name]: _, ...wrong } = this._wrong
    this._wrong = wrong
    this._typed = { ...this._typed, [name]: value }
    if (name === 'name' && !this.service) {
      const taken = this.services.map(({ slug }) => slug)
      this._typed = { ...this._typed, slug: value.trim() ? toFreeSlug(value, taken, 'service') : '' }
    }
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const { values, wrong } = readTyped(this._typed)
    this._wrong = wrong
    if (Object.keys(wrong).length > 0) return this.#showWrong()
    void this.#save(values)
  }

  /** Opens what is shut around the first wrong field and goes there. */
  #showWrong(): void {
    void this.updateComplete.then(() => {
      const field = this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')
      field?.closest('details')?.setAttribute('open', '')
      field?.focus()
    })
  }

  async #save(values: object): Promise<void> {
    this._busy = true
    this._problem = undefined
    try {
      const saved = this.service
        ? await this.client.update<ServiceRecord>('services', this.service.id, values, this.#version)
        : await this.client.create<ServiceRecord>('services', { ...values, position: this.services.length })
      // What follows may fail: a second try must then change this one, not make another.
      this.service = saved
      this.#version = saved.version
      await this.#saveGivings(saved.id)
      this._dirty = false
      this.client.toast(this.words.say('saved'))
      this.dispatchEvent(new SavedEvent(saved.id))
    } catch (problem) {
      this._problem = problem
      this._wrong = Object.fromEntries(
        refusedFields(problem).map((path) => [path.split('/')[1] ?? '', 'refused' as const]),
      )
      this.#showWrong()
    }
    this._busy = false
  }

  async #saveGivings(serviceId: string): Promise<void> {
    const before = this.givings.filter((one) => one.serviceId === serviceId)
    const added = [...this._giving].filter((id) => !before.some(({ resourceId }) => resourceId === id))
    const removed = before.filter(({ resourceId }) => !this._giving.has(resourceId))
    for (const resourceId of added) {
      const row = await this.client.create<GivingRecord>('service-resources', { serviceId, resourceId })
      this.givings = [...this.givings, row]
    }
    for (const { id } of removed) {
      await this.client.remove('service-resources', id)
      this.givings = this.givings.filter((one) => one.id !== id)
    }
  }

  /** Somebody else was faster: their version, or one's own on top of it. */
  async #resolve(keepMine: boolean): Promise<void> {
    if (!this.service) return
    try {
      const latest = await this.client.get<ServiceRecord>('services', this.service.id)
      this.service = latest
      this.#version = latest.version
      this._problem = undefined
      if (keepMine) return void this.#save(readTyped(this._typed).values)
      this.#fill(latest)
      this._dirty = false
    } catch (problem) {
      this._problem = problem
    }
  }

  override render() {
    const { words } = this
    return html`<dm-booking-dialog
      wide
      .words=${words}
      .heading=${this.service ? this.service.name : words.say('newService')}
      .dirty=${this._dirty}
      @dm-dialog-close=${() => this.dispatchEvent(new DialogCloseEvent())}
    >
      <form novalidate aria-busy=${this._busy} @submit=${(event: SubmitEvent) => this.#submit(event)}>
        ${serviceGroups.slice(0, 1).map((group) => this.#renderGroup(group))} ${this.#renderPeople()}
        ${serviceGroups.slice(1).map((group) => this.#renderGroup(group))} ${this.#renderProblem()}
        <div class="foot">
          <button class="button primary" ?disabled=${this._busy}>${words.say(this._busy ? 'saving' : 'save')}</button>
        </div>
      </form>
    </dm-booking-dialog>`
  }

  #renderGroup({ title, folded, fields }: FieldGroup) {
    const { words } = this
    const view: FormView = {
      words,
      typed: this._typed,
      wrong: this._wrong,
      onType: (name, value) => this.#type(name, value),
    }
    // Whether a request blocks its time is a question only where there are requests.
    const shown = fields.filter(({ name }) => name !== 'pendingBlocks' || this._typed['requiresConfirmation'] === 'on')
    const content = html`<div class="fields two">${shown.map((field) => renderField(view, field))}</div>`
    if (folded)
      return html`<details>
        <summary>${words.say(title)}</summary>
        ${content}
      </details>`
    return html`<fieldset>
      <legend>${words.say(title)}</legend>
      ${content}
    </fieldset>`
  }

  #renderPeople() {
    const { words } = this
    const toggle = (id: string, checked: boolean) => {
      const giving = new Set(this._giving)
      if (checked) giving.add(id)
      else giving.delete(id)
      this._giving = giving
      this._dirty = true
    }
    return html`<fieldset>
      <legend>${words.say('whoGives')}</legend>
      ${this.people.length === 0 ? html`<p class="quiet small">${words.say('nobodyYet')}</p>` : nothing}
      <div class="people">
        ${this.people.map(
          ({ id, name, color }) =>
            html`<label class="check">
              <input
                type="checkbox"
                .checked=${this._giving.has(id)}
                @change=${(event: Event) => toggle(id, (event.target as HTMLInputElement).checked)}
              />
              ${renderAvatar(name, color)}<span>${name}</span>
            </label>`,
        )}
      </div>
      ${this.people.length > 0 && this._giving.size === 0 ? html`<p class="small error">${words.say('nobodyGives')}</p>` : nothing}
    </fieldset>`
  }

  #renderProblem() {
    const { words } = this
    if (this._problem === undefined) return nothing
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
