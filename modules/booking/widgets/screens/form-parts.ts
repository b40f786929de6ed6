/** Controls of the staff's forms. What is typed stands in the form's own state, so that no failure loses it. */
import { html, nothing, type TemplateResult } from 'lit'
import { isChecked, valueOf } from '@dramac/components/ui/input-value'
import { units } from './amounts.ts'
import type { ServiceField, Typed } from './service-fields.ts'
import type { ScreenMessage, ScreenWords } from './screen-words.ts'

export interface FormView {
  readonly words: ScreenWords
  readonly typed: Typed
  readonly wrong: Readonly<Record<string, ScreenMessage>>
  onType(name: string, value: string): void
}

/** The currencies that this browser can write. */
const currencies = (): readonly string[] => Intl.supportedValuesOf('currency')

export function renderField(view: FormView, field: ServiceField): TemplateResult {
  if (field.kind === 'boolean') return renderCheck(view, field)
  const { words, wrong } = view
  const { name, hint, required } = field
  const problem = wrong[name]
  const whole = field.kind === 'text' || field.kind === 'area'
  return html`<div class="field ${whole ? 'whole' : ''}">
    <label class="label" for=${name}>
      ${words.say(field.label)} ${required ? nothing : html`<em class="quiet">(${words.say('optional')})</em>`}
    </label>
    ${renderControl(view, field)}
    ${problem ? html`<span class="error" id="${name}-error">${words.say(problem, { min: field.min ?? 0, max: field.max ?? 0 })}</span>` : nothing}
    ${hint ? html`<span class="hint" id="${name}-hint">${words.say(hint)}</span>` : nothing}
  </div>`
}

function renderCheck({ words, typed, onType }: FormView, { name, label, hint }: ServiceField): TemplateResult {
  return html`<label class="check whole">
    <input
      type="checkbox"
      name=${name}
      aria-describedby=${hint ? `${name}-hint` : nothing}
      .checked=${typed[name] === 'on'}
      @change=${(event: Event) => onType(name, isChecked(event) ? 'on' : '')}
    />
    <span class="label">${words.say(label)}</span>
    ${hint ? html`<span class="hint" id="${name}-hint">${words.say(hint)}</span>` : nothing}
  </label>`
}

function renderControl(view: FormView, field: ServiceField): TemplateResult {
  const { words, typed, wrong, onType } = view
  const { name, kind, min, max, options } = field
  const value = typed[name] ?? ''
  const described =
    [...(wrong[name] ? [`${name}-error`] : []), ...(field.hint ? [`${name}-hint`] : [])].join(' ') || nothing
  const typing = (event: Event) => onType(name, valueOf(event))
  if (kind === 'area') {
    return html`<textarea
      class="input"
      id=${name}
      maxlength=${max ?? nothing}
      aria-describedby=${described}
      .value=${value}
      @input=${typing}
    ></textarea>`
  }
  if (options) {
    return html`<select class="input" id=${name} aria-describedby=${described} @change=${typing}>
      ${Object.entries(options).map(([option, label]) => html`<option value=${option} ?selected=${option === value}>${words.say(label)}</option>`)}
    </select>`
  }
  const isNumber = kind === 'minutes' || kind === 'span' || kind === 'integer'
  const input = html`<input
    class="input"
    id=${name}
    type=${isNumber ? 'number' : 'text'}
    inputmode=${kind === 'money' ? 'decimal' : isNumber ? 'numeric' : 'text'}
    min=${isNumber && kind !== 'span' ? min! : nothing}
    max=${isNumber && kind !== 'span' ? max! : nothing}
    maxlength=${isNumber || kind === 'money' ? nothing : (max ?? nothing)}
    dir=${kind === 'slug' ? 'ltr' : nothing}
    autocomplete="off"
    aria-invalid=${wrong[name] !== undefined}
    aria-describedby=${described}
    .value=${value}
    @input=${typing}
  />`
  if (kind === 'minutes' || kind === 'integer') {
    return html`<div class="pair">
      ${input}<span class="quiet">${words.say(kind === 'minutes' ? 'minutes' : 'days')}</span>
    </div>`
  }
  if (kind === 'span') return html`<div class="pair">${input}${renderUnit(view, name)}</div>`
  if (kind === 'money') return html`<div class="pair">${input}${renderCurrency(view, name)}</div>`
  return input
}

function renderUnit({ words, typed, onType }: FormView, name: string): TemplateResult {
  const key = `${name}.unit`
  return html`<select
    class="input"
    aria-label=${words.say('unit')}
    @change=${(event: Event) => onType(key, valueOf(event))}
  >
    ${Object.keys(units).map((unit) => html`<option value=${unit} ?selected=${unit === typed[key]}>${words.say(unit as keyof typeof units)}</option>`)}
  </select>`
}

function renderCurrency({ words, typed, onType }: FormView, name: string): TemplateResult {
  const key = `${name}.currency`
  return html`<select
    class="input"
    aria-label=${words.say('currency')}
    @change=${(event: Event) => onType(key, valueOf(event))}
  >
    ${currencies().map((code) => html`<option ?selected=${code === typed[key]}>${code}</option>`)}
  </select>`
}
