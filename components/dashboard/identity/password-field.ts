/** A password: shown on request, and for a new one how strong it is. */
import { css, html, nothing, type LitElement, type TemplateResult } from 'lit'
import type { Form } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { renderIcon } from '../../app/icons.ts'
import type { Words } from '../../app/words.ts'
import type { Message } from '../messages/en.ts'
import type { IdentityMessage, IdentityWords } from './identity-words.ts'
import { leastLength, rateStrength, type Strength } from './password-strength.ts'

/** Whether one password is to be read; the host draws it again when that changes. */
export class Reveal {
  isShown = false
  readonly #host: LitElement

  constructor(host: LitElement) {
    this.#host = host
  }

  readonly turn = (): void => {
    this.isShown = !this.isShown
    this.#host.requestUpdate()
  }
}

export interface PasswordField {
  readonly words: Words<Message>
  readonly reveal: Reveal
  readonly label: string
  readonly hint?: unknown
  readonly isNew?: boolean
  readonly isFirst?: boolean
}

export function renderPasswordField(form: Form<'password'>, field: PasswordField): TemplateResult {
  const { words, reveal, label, hint, isNew = false, isFirst = false } = field
  return renderField<'password'>(form, {
    name: 'password',
    label,
    hint,
    isFirst,
    type: reveal.isShown ? 'text' : 'password',
    isLatin: true,
    maxLength: 200,
    autocomplete: isNew ? 'new-password' : 'current-password',
    inside: html`<button
      type="button"
      class="reveal"
      aria-label=${words.say('showPassword')}
      title=${words.say('showPassword')}
      aria-pressed=${reveal.isShown}
      @click=${reveal.turn}
    >
      ${renderIcon('eye')}
    </button>`,
  })
}

const grades: readonly IdentityMessage[] = ['strength0', 'strength1', 'strength2', 'strength3', 'strength4']

/** For the hint of a new password's field. */
export function renderStrength(words: IdentityWords, password: string, own: readonly string[]): TemplateResult {
  const strength: Strength = rateStrength(password, own)
  const grade = grades[strength]
  const isTooShort = [...password].length < leastLength
  return html`<span class="strength" data-strength=${password === '' ? 'none' : strength}>
    <span class="steps" aria-hidden="true"
      >${[1, 2, 3, 4].map((step) => html`<i ?data-on=${step <= strength}></i>`)}</span
    >
    <span role="status"
      >${password === '' || isTooShort || !grade ? words.say('passwordRule', { count: leastLength }) : words.say(grade)}</span
    >
  </span>`
}

/** What is wrong with a new password before the server is asked. */
export const judgePassword = (words: IdentityWords, password: string): string | undefined =>
  [...password].length < leastLength ? words.say('passwordShort', { count: leastLength }) : undefined

/** So that a store of passwords knows whose it is. */
export const renderUsername = (email: string): TemplateResult | typeof nothing =>
  email === ''
    ? nothing
    : html`<input type="text" name="username" autocomplete="username" .value=${email} hidden readonly tabindex="-1" />`

export const passwordStyle = css`
  .control {
    position: relative;
  }
  .control:has(.reveal) .input {
    padding-inline-end: 48px;
  }
  .control:has(.reveal) .input:dir(ltr) {
    padding-inline: 0.75em 48px;
  }
  .reveal {
    position: absolute;
    inset-block: 0;
    right: 0;
    display: grid;
    place-items: center;
    inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: var(--_quiet);
    cursor: pointer;
  }
  .reveal[aria-pressed='true'] {
    color: var(--_accent);
  }
  .hint {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .error:empty {
    display: none;
  }
  .strength {
    display: grid;
    gap: 6px;
  }
  .steps {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 4px;
  }
  .steps i {
    block-size: 4px;
    border-radius: 2px;
    background: var(--_line);
    forced-color-adjust: none;
  }
  .steps [data-on] {
    background: var(--_tone, var(--_accent));
  }
  [data-strength='1'] {
    --_tone: var(--_danger);
  }
  [data-strength='2'] {
    --_tone: var(--_warn);
  }
  [data-strength='3'],
  [data-strength='4'] {
    --_tone: var(--_good);
  }
  @media (forced-colors: active) {
    .steps i {
      background: GrayText;
    }
    .steps [data-on] {
      background: Highlight;
    }
  }
`
