import { css, html, nothing } from 'lit'
import type { FieldError } from '@dramac/contract/wire/errors'
import { controls } from '@dramac/components/ui/controls'
import { DmElement } from '@dramac/components/ui/element'
import { tokens } from '@dramac/components/ui/tokens'
import type { Messages } from '../messages/en.ts'
import { english, type Words } from './words.ts'

export interface Details {
  customerName: string
  customerEmail: string
  customerPhone?: string
  note?: string
}

/** The visitor is done typing. */
export class DetailsSubmitEvent extends Event {
  readonly details: Details

  constructor(details: Details) {
    super('dm-details-submit', { bubbles: true, composed: true })
    this.details = details
  }
}

interface FormField {
  readonly name: keyof Details
  readonly label: keyof Messages
  readonly type: 'text' | 'email' | 'tel' | 'area'
  readonly autocomplete: AutoFill
  readonly required: boolean
  readonly maxLength: number
}

const fields: readonly FormField[] = [
  { name: 'customerName', label: 'name', type: 'text', autocomplete: 'name', required: true, maxLength: 120 },
  { name: 'customerEmail', label: 'email', type: 'email', autocomplete: 'email', required: true, maxLength: 254 },
  { name: 'customerPhone', label: 'phone', type: 'tel', autocomplete: 'tel', required: false, maxLength: 40 },
  { name: 'note', label: 'note', type: 'area', autocomplete: 'off', required: false, maxLength: 2000 },
]

/**
 * @summary Who books: name, e-mail, phone, note. Keeps what was typed through every failure.
 * @element dm-booking-details
 * @fires dm-details-submit - The form is complete.
 */
export class DmBookingDetails extends DmElement {
  static override properties = {
    words: { attribute: false },
    prefill: { attribute: false },
    errors: { attribute: false },
    busy: { type: Boolean },
    action: { type: String },
    _wrong: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      form {
        display: grid;
        gap: 16px;
      }
      @container (min-width: 520px) {
        form {
          grid-template-columns: 1fr 1fr;
        }
        .wide {
          grid-column: 1 / -1;
        }
      }
    `,
  ]

  declare words: Words
  declare prefill: Readonly<Record<string, string>>
  /** What the server refused, by JSON pointer. */
  declare errors: readonly FieldError[]
  declare busy: boolean
  /** Label of the button. */
  declare action: string
  declare _wrong: Readonly<Record<string, string>>

  constructor() {
    super()
    this.words = english
    this.prefill = {}
    this.errors = []
    this.busy = false
    this.action = ''
    this._wrong = {}
  }

  override render() {
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#submit(event)}>
      ${fields.map((field) => this.#renderField(field))}
      <p class="wide">
        <button class="button primary" ?disabled=${this.busy}>
          ${this.busy ? this.words.say('booking') : this.action}
        </button>
      </p>
    </form>`
  }

  #renderField({ name, label, type, autocomplete, required, maxLength }: FormField) {
    const { words } = this
    const wrong =
      this._wrong[name] ?? (this.errors.some((error) => error.path === `/${name}`) ? words.say('refused') : undefined)
    const described = wrong ? `${name}-error` : nothing
    const value = this.prefill[name] ?? ''
    const control =
      type === 'area'
        ? html`<textarea
            class="input"
            name=${name}
            maxlength=${maxLength}
            aria-describedby=${described}
            .defaultValue=${value}
          ></textarea>`
        : html`<input
            class="input"
            name=${name}
            type=${type}
            autocomplete=${autocomplete}
            ?required=${required}
            maxlength=${maxLength}
            aria-invalid=${wrong !== undefined}
            aria-describedby=${described}
            .defaultValue=${value}
          />`
    return html`<label class="field ${type === 'area' ? 'wide' : ''}">
      <span>${words.say(label)} ${required ? nothing : html`<em>(${words.say('optional')})</em>`}</span>
      ${control} ${wrong ? html`<span class="error" id=${`${name}-error`} role="alert">${wrong}</span>` : nothing}
    </label>`
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const controlOf = (name: string) => form.elements.namedItem(name) as HTMLInputElement // rendered above
    const wrong: Record<string, string> = {}
    for (const { name } of fields) {
      const { validity } = controlOf(name)
      if (validity.valueMissing || (name === 'customerName' && controlOf(name).value.trim() === ''))
        wrong[name] = this.words.say('required')
      else if (!validity.valid) wrong[name] = this.words.say('emailWrong')
    }
    this._wrong = wrong
    const [first] = Object.keys(wrong)
    if (first !== undefined) return controlOf(first).focus()
    const value = (name: keyof Details) => controlOf(name).value.trim()
    const phone = value('customerPhone')
    const note = value('note')
    this.dispatchEvent(
      new DetailsSubmitEvent({
        customerName: value('customerName'),
        customerEmail: value('customerEmail'),
        ...(phone ? { customerPhone: phone } : {}),
        ...(note ? { note } : {}),
      }),
    )
  }
}
