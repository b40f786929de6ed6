/** A text field with its label, its hint and what is wrong with it. */
import { html, nothing, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { valueOf } from '../ui/input-value.ts'
import type { Form } from './form.ts'

export interface Field<Name extends string> {
  readonly name: Name
  readonly label: unknown
  readonly type?: 'text' | 'email' | 'password'
  readonly hint?: unknown
  readonly autocomplete: string
  /** Has the focus when the form appears. */
  readonly isFirst?: boolean
  readonly maxLength?: number
  readonly inputMode?: 'numeric'
  /** Written from left to right in every language. */
  readonly isLatin?: boolean
  /** Stands in the field, at its end. */
  readonly inside?: unknown
}

export function renderField<Name extends string>(form: Form<Name>, field: Field<Name>): TemplateResult {
  const { name, label, type = 'text', hint, isFirst = false, inside = nothing } = field
  const wrong = form.wrong[name]
  return html`<div class="field">
    <label class="label" for=${name}>${label}</label>
    <div class="control">
      <input
        class="input"
        id=${name}
        name=${name}
        type=${type}
        autocomplete=${field.autocomplete}
        autocapitalize=${type === 'text' ? nothing : 'none'}
        spellcheck=${type === 'text' ? nothing : 'false'}
        inputmode=${ifDefined(field.inputMode)}
        maxlength=${field.maxLength ?? 254}
        dir=${field.isLatin || type !== 'text' ? 'ltr' : nothing}
        ?autofocus=${isFirst}
        .value=${form.values[name]}
        aria-invalid=${wrong !== undefined}
        aria-describedby=${hint === undefined ? `${name}-wrong` : `${name}-hint ${name}-wrong`}
        @input=${(event: Event) => form.set({ [name]: valueOf(event) } as Partial<Record<Name, string>>)}
      />
      ${inside}
    </div>
    ${hint === undefined ? nothing : html`<div class="hint" id="${name}-hint">${hint}</div>`}
    <p class="error" id="${name}-wrong" role="alert">${wrong ?? nothing}</p>
  </div>`
}
