/** Fields as data: what a form asks for, how each is drawn, and what is wrong with what was given. */
import { html, nothing, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { isChecked, valueOf } from '../ui/input-value.ts'

export type FormValue = string | boolean | readonly string[]
export type FormValues = Readonly<Record<string, FormValue>>

export interface FormOption {
  readonly value: string
  readonly label: string
  readonly hint?: string
  /** Those of one group stand together. */
  readonly group?: string
}

export interface FormField {
  readonly name: string
  readonly label: string
  /** `checks` are several boxes, and hold a list; `check` is one, and holds whether it is set. */
  readonly kind?: 'text' | 'email' | 'tel' | 'url' | 'color' | 'textarea' | 'select' | 'check' | 'checks'
  readonly hint?: string | undefined
  readonly options?: readonly FormOption[]
  /** What to say when it is empty; absent: it may be. */
  readonly missing?: string
  readonly maxLength?: number
  /** Written from left to right in every language. */
  readonly isLatin?: boolean
  readonly autocomplete?: string
  /** Absent: always there. */
  when?(values: FormValues): boolean
  /** Asked while somebody types: what is wrong with it, or undefined. */
  probe?(value: string, signal: AbortSignal): Promise<string | undefined>
}

export const textOfField = (values: FormValues, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value.trim() : ''
}

export const listOfField = (values: FormValues, name: string): readonly string[] => {
  const value = values[name]
  return typeof value === 'object' ? value : []
}

export const shownFields = (fields: readonly FormField[], values: FormValues): readonly FormField[] =>
  fields.filter(({ when }) => when?.(values) ?? true)

/** By the name of a field. */
export function findMissing(fields: readonly FormField[], values: FormValues): Readonly<Record<string, string>> {
  const empty = fields.filter(
    ({ name, kind, missing }) =>
      missing !== undefined &&
      (kind === 'checks' ? listOfField(values, name).length === 0 : !textOfField(values, name)),
  )
  return Object.fromEntries(empty.map(({ name, missing }) => [name, missing!]))
}

export interface FieldState {
  readonly value: FormValue | undefined
  readonly wrong: string | undefined
  readonly optional: string
  readonly isFirst: boolean
  change(value: FormValue): void
}

export function renderFormField(field: FormField, state: FieldState): TemplateResult {
  if (field.kind === 'check') return renderCheck(field, state)
  if (field.kind === 'checks') return renderChecks(field, state)
  const { name, label, kind, missing, hint } = field
  const isChoice = kind === 'select' || kind === 'color'
  return html`<div class="field">
    <label class="label" for=${name}
      >${label} ${missing === undefined && !isChoice ? html`<em>(${state.optional})</em>` : nothing}</label
    >
    ${renderControl(field, state)} ${hint === undefined ? nothing : html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${renderWrong(field, state)}
  </div>`
}

const renderWrong = ({ name }: FormField, { wrong }: FieldState) =>
  html`<p class="error" id="${name}-wrong" role="alert">${wrong ?? nothing}</p>`

function renderControl(field: FormField, { value = '', wrong, isFirst, change }: FieldState): TemplateResult {
  const { name, kind = 'text', hint, options = [], maxLength, isLatin, autocomplete = 'off' } = field
  const describedBy = hint === undefined ? `${name}-wrong` : `${name}-hint ${name}-wrong`
  const input = (event: Event) => change(valueOf(event))
  if (kind === 'select')
    return html`<select
      class="input"
      id=${name}
      ?autofocus=${isFirst}
      aria-invalid=${wrong !== undefined}
      aria-describedby=${describedBy}
      @change=${input}
    >
      ${options.map((one) => html`<option value=${one.value} .selected=${one.value === value}>${one.label}</option>`)}
    </select>`
  if (kind === 'textarea')
    return html`<textarea
      class="input"
      id=${name}
      rows="3"
      maxlength=${ifDefined(maxLength)}
      ?autofocus=${isFirst}
      aria-invalid=${wrong !== undefined}
      aria-describedby=${describedBy}
      .value=${String(value)}
      @input=${input}
    ></textarea>`
  return html`<input
    class="input"
    id=${name}
    type=${kind}
    dir=${isLatin || kind !== 'text' ? 'ltr' : nothing}
    maxlength=${ifDefined(maxLength)}
    autocomplete=${autocomplete}
    autocapitalize=${isLatin ? 'none' : nothing}
    spellcheck=${isLatin ? 'false' : nothing}
    ?autofocus=${isFirst}
    aria-invalid=${wrong !== undefined}
    aria-describedby=${describedBy}
    .value=${String(value)}
    @input=${input}
  />`
}

function renderCheck({ name, label, hint }: FormField, { value, change }: FieldState): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      id=${name}
      .checked=${value === true}
      @change=${(event: Event) => change(isChecked(event))}
    /><span>${label}</span>${hint === undefined ? nothing : html`<span class="hint">${hint}</span>`}
  </label>`
}

function renderChecks(field: FormField, state: FieldState): TemplateResult {
  const { name, label, options = [], hint } = field
  const chosen = typeof state.value === 'object' ? state.value : []
  const groups = [...new Set(options.map(({ group = '' }) => group))]
  const box = ({ value, label: text, hint: more }: FormOption) =>
    html`<label class="check">
      <input
        type="checkbox"
        value=${value}
        .checked=${chosen.includes(value)}
        @change=${(event: Event) =>
          state.change(isChecked(event) ? [...chosen, value] : chosen.filter((one) => one !== value))}
      /><span>${text}</span>${more === undefined ? nothing : html`<span class="hint">${more}</span>`}
    </label>`
  return html`<fieldset id=${name} tabindex="-1" aria-describedby="${name}-wrong">
    <legend class="label">${label}</legend>
    ${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}
    ${groups.map((group) => {
      const boxes = options.filter((one) => (one.group ?? '') === group).map(box)
      return group === ''
        ? boxes
        : html`<div role="group" aria-label=${group} class="checks">
            <p class="group-name" aria-hidden="true">${group}</p>
            ${boxes}
          </div>`
    })}
    ${renderWrong(field, state)}
  </fieldset>`
}
