import { css, html, nothing, type PropertyValues } from 'lit'
import { renderProblem } from '@dramac/components/app/async'
import { Attempt } from '@dramac/components/app/attempt'
import { DialogCloseEvent } from '@dramac/components/app/dialog'
import { refusedFields } from '@dramac/components/app/problem-words'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { DmElement } from '@dramac/components/ui/element'
import { isChecked } from '@dramac/components/ui/input-value'
import { isDmError } from '@dramac/contract/wire/errors'
import { toFreeSlug } from './amounts.ts'
import { renderField, type FormView } from './form-parts.ts'
import { renderAvatar } from './booking-marks.ts'
import { invalidate, type GivingRecord, type PersonRecord, type ServiceRecord } from './records.ts'
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
    _dirty: { state: true },
  }

  static override styles = [
    screenStyle,
    css`
      form {
        display: grid;
        gap: 28px;
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
  declare _dirty: boolean
  readonly #saving = new Attempt(this)
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
    if (this.#saving.isBusy) return
    const isDone = await this.#saving.run(() => this.#write(values))
    invalidate(this.client, 'services', 'service-resources')
    if (isDone) {
      this._dirty = false
      this.client.toast(this.words.say('saved'))
      return void this.dispatchEvent(new SavedEvent(this.service!.id))
    }
    const refused = refusedFields(this.#saving.problem).map((name) => [name, 'refused' as const])
    this._wrong = Object.fromEntries(refused)
    this.#showWrong()
  }

  async #write(values: object): Promise<void> {
    const saved = this.service
      ? await this.client.update<ServiceRecord>('services', this.service.id, values, this.#version)
      : await this.client.create<ServiceRecord>('services', { ...values, position: this.services.length })
    // What follows may fail: a second try must then change this one, not make another.
    this.service = saved
    this.#version = saved.version
    await this.#saveGivings(saved.id)
  }

  /** Somebody else may have done the same meanwhile: that is as good. */
  async #saveGivings(serviceId: string): Promise<void> {
    const before = this.givings.filter((one) => one.serviceId === serviceId)
    const added = [...this._giving].filter((id) => !before.some(({ resourceId }) => resourceId === id))
    const removed = before.filter(({ resourceId }) => !this._giving.has(resourceId))
    for (const resourceId of added)
      await unless('core.already_exists', this.client.create('service-resources', { serviceId, resourceId }))
    for (const { id } of removed)
      await unless('booking.service_resource_unknown', this.client.remove('service-resources', id))
  }

  /** Somebody else was faster: their version, or one's own on top of it. */
  async #resolve(keepMine: boolean): Promise<void> {
    const { service } = this
    if (!service) return
    const isThere = await this.#saving.run(async () => {
      this.service = await this.client.get<ServiceRecord>('services', service.id)
      this.#version = this.service.version
    })
    if (!isThere) return
    if (keepMine) return this.#save(readTyped(this._typed).values)
    this.#fill(this.service)
    this._dirty = false
  }

  override render() {
    const { words } = this
    const { isBusy, problem } = this.#saving
    return html`<dm-dialog
      wide
      .words=${words}
      .heading=${this.service ? this.service.name : words.say('newService')}
      .dirty=${this._dirty}
      .locked=${this.#saving.isBusy}
      @dm-dialog-close=${() => this.dispatchEvent(new DialogCloseEvent())}
    >
      <form id="form" novalidate aria-busy=${isBusy} @submit=${(event: SubmitEvent) => this.#submit(event)}>
        ${serviceGroups.slice(0, 1).map((group) => this.#renderGroup(group))} ${this.#renderPeople()}
        ${serviceGroups.slice(1).map((group) => this.#renderGroup(group))}
        ${renderProblem(words, problem, { theirs: () => void this.#resolve(false), mine: () => void this.#resolve(true) })}
      </form>
      <button slot="foot" form="form" class="button primary" aria-disabled=${isBusy}>
        ${words.say(isBusy ? 'saving' : 'save')}
      </button>
    </dm-dialog>`
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
                @change=${(event: Event) => toggle(id, isChecked(event))}
              />
              ${renderAvatar(name, color)}<span>${name}</span>
            </label>`,
        )}
      </div>
      ${this.people.length > 0 && this._giving.size === 0 ? html`<p class="small error">${words.say('nobodyGives')}</p>` : nothing}
    </fieldset>`
  }
}

/** A failure for this reason is none. */
async function unless(reason: string, write: Promise<unknown>): Promise<void> {
  await write.catch((problem: unknown) => {
    if (!isDmError(problem) || problem.reason !== reason) throw problem
  })
}
