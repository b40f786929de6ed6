import { css, html, nothing, type PropertyValues } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { renderProblem, type Resolve } from './async.ts'
import { Attempt } from './attempt.ts'
import {
  findMissing,
  renderFormField,
  shownFields,
  type FormField,
  type FormValue,
  type FormValues,
} from './form-fields.ts'
import { formStyle } from './form-style.ts'
import { pageStyle } from './page-style.ts'
import { fieldProblem, type AppWords } from './problem-words.ts'

/** It was written. */
export class FormDoneEvent extends Event {
  constructor() {
    super('dm-form-done')
  }
}

/** It was left, and is to be removed. */
export class FormLeaveEvent extends Event {
  constructor() {
    super('dm-form-leave')
  }
}

/** As each value stands now, for a preview. */
export class FormChangeEvent extends Event {
  readonly values: FormValues
  constructor(values: FormValues) {
    super('dm-form-change')
    this.values = values
  }
}

/** Nobody waits for an answer to every letter. */
const probeMs = 250

/**
 * @summary A form made of a list of fields: in a dialog when it has a heading, else in the page. What was typed outlives every failure.
 * @element dm-field-form
 * @fires dm-form-done
 * @fires dm-form-leave
 * @fires dm-form-change
 */
export class DmFieldForm extends DmElement {
  static override properties = {
    words: { attribute: false },
    heading: { type: String },
    lead: { type: String },
    action: { type: String },
    fields: { attribute: false },
    values: { attribute: false },
    write: { attribute: false },
    resolve: { attribute: false },
    locked: { type: Boolean },
    danger: { type: Boolean },
    _draft: { state: true },
    _wrong: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    pageStyle,
    formStyle,
    css`
      .error:empty {
        display: none;
      }
      .checks {
        margin-block-start: 8px;
      }
      .group-name {
        font-size: 0.8125rem;
        font-weight: 600;
        color: var(--_quiet);
      }
      form.inline {
        display: grid;
        gap: 18px;
      }
    `,
  ]

  declare words: AppWords
  /** Empty: it stands in the page. */
  declare heading: string
  declare lead: string
  /** What the button says that writes. */
  declare action: string
  declare fields: readonly FormField[]
  /** To begin with; others begin anew. */
  declare values: FormValues
  declare write: (values: FormValues) => Promise<unknown>
  /** Absent where there is no other version. */
  declare resolve: Resolve | undefined
  /** To be read only. */
  declare locked: boolean
  declare danger: boolean
  declare _draft: FormValues
  declare _wrong: Readonly<Record<string, string>>
  readonly #attempt = new Attempt(this)
  #probe: AbortController | undefined

  constructor() {
    super()
    this.heading = this.lead = this.action = ''
    this.fields = []
    this.values = this._draft = this._wrong = {}
    this.locked = this.danger = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('values')) return
    this._draft = this.values
    this._wrong = {}
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#probe?.abort()
  }

  get #isDirty(): boolean {
    return Object.entries(this._draft).some(([name, value]) => String(value) !== String(this.values[name] ?? ''))
  }

  #change(field: FormField, value: FormValue): void {
    const { [field.name]: _was, ...others } = this._wrong
    this._draft = { ...this._draft, [field.name]: value }
    this._wrong = others
    if (field.probe && typeof value === 'string') void this.#ask(field, value)
    this.dispatchEvent(new FormChangeEvent(this._draft))
  }

  async #ask({ name, probe }: FormField, value: string): Promise<void> {
    this.#probe?.abort()
    const { signal } = (this.#probe = new AbortController())
    await new Promise((resolve) => setTimeout(resolve, probeMs))
    if (signal.aborted || value.trim() === '') return
    // The server judges again when it is written: without an answer there is nothing to say here.
    const wrong = await probe!(value.trim(), signal).catch(() => undefined)
    if (!signal.aborted && wrong !== undefined) this._wrong = { ...this._wrong, [name]: wrong }
  }

  async #submit(event?: Event): Promise<void> {
    event?.preventDefault()
    if (this.#attempt.isBusy || this.locked) return
    const missing = findMissing(shownFields(this.fields, this._draft), this._draft)
    if (Object.keys(missing).length > 0) return this.#refuse(missing)
    if (await this.#attempt.run(() => this.write(this._draft))) this.dispatchEvent(new FormDoneEvent())
    else this.#blame(this.#attempt.problem)
  }

  /** What the server says of a field stands at the field. */
  #blame(problem: unknown): void {
    if (!isDmError(problem)) return
    const named = this.fields.flatMap(({ name }) => {
      const text = fieldProblem(problem, `/${name}`)
      return text === undefined ? [] : [[name, text] as const]
    })
    if (named.length > 0) this.#refuse(Object.fromEntries(named))
  }

  #refuse(wrong: Readonly<Record<string, string>>): void {
    this._wrong = wrong
    const first = this.fields.find(({ name }) => Object.hasOwn(wrong, name))
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${first?.name}`)?.focus())
  }

  override render() {
    const { words, heading } = this
    const isBusy = this.#attempt.isBusy
    const leave = () => this.dispatchEvent(new FormLeaveEvent())
    if (heading === '') return this.#renderForm()
    return html`<dm-dialog
      .words=${words}
      .heading=${heading}
      .locked=${isBusy}
      .dirty=${this.#isDirty}
      @dm-dialog-close=${leave}
    >
      ${this.#renderForm()}
      <button slot="foot" type="button" class="button" @click=${leave}>${words.say('cancel')}</button>
      ${this.#renderAction('foot')}
    </dm-dialog>`
  }

  #renderForm() {
    const { words, lead } = this
    const isInline = this.heading === ''
    const shown = shownFields(this.fields, this._draft)
    return html`<form
      id="form"
      class=${isInline ? 'inline' : 'stack'}
      novalidate
      @submit=${(event: Event) => void this.#submit(event)}
    >
      ${renderProblem(words, this.#attempt.problem, this.resolve)} ${lead === '' ? nothing : html`<p>${lead}</p>`}
      <fieldset class="fields" ?disabled=${this.locked}>
        ${shown.map((field, index) =>
          renderFormField(field, {
            value: this._draft[field.name],
            wrong: this._wrong[field.name],
            optional: words.say('optional'),
            isFirst: index === 0 && !isInline,
            change: (value) => this.#change(field, value),
          }),
        )}
      </fieldset>
      ${isInline && !this.locked ? html`<div>${this.#renderAction()}</div>` : nothing}
    </form>`
  }

  #renderAction(slot?: string) {
    const isBusy = this.#attempt.isBusy
    return html`<button
      slot=${slot ?? nothing}
      form="form"
      class="button primary ${this.danger ? 'danger' : ''}"
      aria-disabled=${isBusy}
    >
      ${isBusy ? this.words.say('saving') : this.action}
    </button>`
  }
}
