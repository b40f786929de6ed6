import { css, html } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Form } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { IdentityWords } from '../identity/identity-words.ts'
import {
  judgePassword,
  passwordStyle,
  renderPasswordField,
  renderStrength,
  renderUsername,
  Reveal,
} from '../identity/password-field.ts'
import { entryStyle } from './entry-style.ts'

/**
 * @summary Name and password of somebody who was invited.
 * @element dm-join-form
 */
export class DmJoinForm extends DmElement {
  static override properties = {
    words: { attribute: false },
    accept: { attribute: false },
    email: { type: String },
    agency: { type: String },
  }

  static override styles = [
    tokens,
    controls,
    entryStyle,
    passwordStyle,
    css`
      .email {
        overflow-wrap: anywhere;
      }
    `,
  ]

  declare words: IdentityWords
  declare email: string
  declare agency: string
  /** Rejects with what the server says against it. */
  declare accept: (person: { readonly name: string; readonly password: string }) => Promise<void>
  readonly #reveal = new Reveal(this)
  readonly #form = new Form(this, { name: '', password: '' })

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('#name')?.focus()
  }

  async #send(event: Event): Promise<void> {
    const { words } = this
    await this.#form.submit(event, {
      check: ({ name, password }) => {
        const weak = judgePassword(words, password)
        return {
          ...(name.trim() === '' && { name: words.say('nameMissing') }),
          ...(weak !== undefined && { password: weak }),
        }
      },
      refused: { name: words.say('nameMissing'), password: words.say('passwordRefused') },
      write: ({ name, password }) => this.accept({ name: name.trim(), password }),
    })
  }

  override render() {
    const { words } = this
    const form = this.#form
    const { name, password } = form.values
    return html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
      ${renderProblem(words, form.problem)} ${renderUsername(this.email)}
      <div class="field">
        <span class="label">${words.say('email')}</span>
        <p class="email" dir="ltr">${this.email}</p>
      </div>
      ${renderField(form, { name: 'name', label: words.say('yourName'), autocomplete: 'name', maxLength: 120 })}
      ${renderPasswordField(form, {
        words,
        reveal: this.#reveal,
        label: words.say('password'),
        isNew: true,
        hint: renderStrength(words, password, [name, this.email, this.agency]),
      })}
      <button class="button primary" aria-disabled=${form.isBusy}>
        ${words.say(form.isBusy ? 'signingUp' : 'invitationJoin')}
      </button>
    </form>`
  }
}
