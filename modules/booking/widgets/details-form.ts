import { css, html, nothing, type PropertyValues } from 'lit'
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
  readonly isWide: boolean
}

const fields: readonly FormField[] = [
  {
    name: 'customerName',
    label: 'name',
    type: 'text',
    autocomplete: 'name',
    required: true,
    maxLength: 120,
    isWide: false,
  },
  {
    name: 'customerEmail',
    label: 'email',
    type: 'email',
    autocomplete: 'email',
    required: true,
    maxLength: 254,
    isWide: false,
  },
  {
    name: 'customerPhone',
    label: 'phone',
    type: 'tel',
    autocomplete: 'tel',
    required: false,
    maxLength: 40,
    isWide: true,
  },
  { name: 'note', label: 'note', type: 'area', autocomplete: 'off', required: false, maxLength: 2000, isWide: true },
]

/** Whether an error of the server stands next to a field of this form. */
export const isField = ({ path }: FieldError): boolean => fields.some(({ name }) => path === `/${name}`)

/**
 * @summary Who books: name, e-mail, phone, note. Keeps what was typed through every failure.
 * @element dm-booking-details
 * @fires dm-details-submit - The form is complete.
 * @slot - What stands in the way, shown above the button.
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
        align-items: start;
      }
      .primary {
        inline-size: 100%;
      }
      @container (min-width: 520px) {
        form {
          grid-template-columns: 1fr 1fr;
        }
        .wide {
          grid-column: 1 / -1;
        }
        .primary {
          inline-size: auto;
          min-inline-size: 12rem;
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

  /** What stands in the fields now, by name. */
  get typed(): Readonly<Record<string, string>> {
    return Object.fromEntries(fields.map(({ name }) => [name, this.#controlOf(name)?.value ?? '']))
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('errors')) return
    const say = (name: string) => this.words.say(name === 'customerEmail' ? 'emailWrong' : 'refused')
    this._wrong = Object.fromEntries(this.errors.filter(isField).map(({ path }) => [path.slice(1), say(path.slice(1))]))
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('errors')) this.#focusFirstWrong()
  }

  override render() {
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#submit(event)}>
      ${fields.map((field) => this.#renderField(field))}
      <slot class="wide"></slot>
      <p class="wide">
        <button class="button primary" aria-disabled=${this.busy}>
          ${this.busy ? this.words.say('booking') : this.action}
        </button>
      </p>
    </form>`
  }

  #renderField({ name, label, type, autocomplete, required, maxLength, isWide }: FormField) {
    const { words } = this
    const wrong = this._wrong[name]
    const described = wrong ? `${name}-error` : nothing
    const value = this.prefill[name] ?? ''
    const check = () => this.#check(name)
    const control =
      type === 'area'
        ? html`<textarea
            class="input"
            id=${name}
            name=${name}
            maxlength=${maxLength}
            aria-invalid=${wrong !== undefined}
            aria-describedby=${described}
            .defaultValue=${value}
          ></textarea>`
        : html`<input
            class="input"
            id=${name}
            name=${name}
            type=${type}
            autocomplete=${autocomplete}
            ?required=${required}
            maxlength=${maxLength}
            aria-invalid=${wrong !== undefined}
            aria-describedby=${described}
            .defaultValue=${value}
            @input=${wrong ? check : nothing}
          />`
    return html`<div class="field ${isWide ? 'wide' : ''}">
      <label class="label" for=${name}>
        ${words.say(label)} ${required ? nothing : html`<em>(${words.say('optional')})</em>`}
      </label>
      ${control} ${wrong ? html`<p class="error" id=${`${name}-error`}>${wrong}</p>` : nothing}
    </div>`
  }

  #controlOf(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`)
  }

  /** What is wrong with a field, if anything. */
  #faultOf(name: keyof Details): string | undefined {
    const { validity, value, required } = this.#controlOf(name)! // rendered by `render`
    if (required && value.trim() === '') return this.words.say('required')
    return validity.valid ? undefined : this.words.say('emailWrong')
  }

  /** While the visitor mends a field: its error goes as soon as it is right. */
  #check(name: keyof Details): void {
    const { [name]: _mended, ...others } = this._wrong
    if (this.#faultOf(name) === undefined) this._wrong = others
  }

  #focusFirstWrong(): boolean {
    const first = fields.find(({ name }) => name in this._wrong)
    if (first) this.#controlOf(first.name)?.focus()
    return first !== undefined
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    if (this.busy) return
    const faults = fields.map(({ name }) => [name, this.#faultOf(name)] as const)
    this._wrong = Object.fromEntries(faults.filter((fault): fault is [keyof Details, string] => fault[1] !== undefined))
    if (this.#focusFirstWrong()) return
    const value = (name: keyof Details) => this.typed[name]!.trim()
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
