import { html, nothing } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Form, type Wrong } from '../../app/form.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import {
  judgePassword,
  passwordStyle,
  renderPasswordField,
  renderStrength,
  renderUsername,
  Reveal,
} from '../identity/password-field.ts'
import type { AccountPageApp, Me } from './account-app.ts'
import { sectionStyle } from './account-style.ts'

/**
 * @summary A new password. The old one is asked for when the server wants to know that it is still the same person.
 * @element dm-password-change
 */
export class DmPasswordChange extends DmElement {
  static override properties = { app: { attribute: false }, me: { attribute: false }, _isOpen: { state: true } }

  static override styles = [tokens, controls, pageStyle, passwordStyle, sectionStyle]

  declare app: AccountPageApp
  declare me: Me
  declare _isOpen: boolean
  readonly #reveal = new Reveal(this)
  readonly #form = new Form(this, { password: '' })

  constructor() {
    super()
    this._isOpen = false
  }

  #turn(isOpen: boolean): void {
    this._isOpen = isOpen
    this.#form.set({ password: '' })
    this.#form.forget()
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(isOpen ? '#password' : '#change')?.focus(),
    )
  }

  async #send(event: Event): Promise<void> {
    const { api, words, cache, toast } = this.app
    const isDone = await this.#form.submit(event, {
      check: ({ password }): Wrong<'password'> => {
        const weak = judgePassword(words, password)
        return weak === undefined ? {} : { password: weak }
      },
      refused: { password: words.say('passwordRefused') },
      write: ({ password }) => api.post('/v1/me/password', { password }),
    })
    if (!isDone) return
    this.#turn(false)
    toast(words.say('passwordChanged'))
    for (const tag of ['me', 'sessions']) cache.invalidate(tag)
  }

  override render() {
    const { words } = this.app
    const { hasPassword } = this.me
    return html`<section class="card">
      <div class="section-head">
        <div>
          <h2>${words.say('password')}</h2>
          <p class="hint">${words.say(hasPassword ? 'passwordHint' : 'passwordNone')}</p>
        </div>
        ${
          this._isOpen
            ? nothing
            : html`<button type="button" class="button" id="change" @click=${() => this.#turn(true)}>
                ${words.say(hasPassword ? 'passwordChange' : 'setPassword')}
              </button>`
        }
      </div>
      ${this._isOpen ? this.#renderForm() : nothing}
    </section>`
  }

  #renderForm() {
    const { words } = this.app
    const form = this.#form
    const { name, email } = this.me
    return html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
      ${renderProblem(words, form.problem)} ${renderUsername(email)}
      ${renderPasswordField(form, {
        words,
        reveal: this.#reveal,
        label: words.say('newPassword'),
        isNew: true,
        hint: renderStrength(words, form.values.password, [name, email]),
      })}
      <div class="foot">
        <button class="button primary" aria-disabled=${form.isBusy}>
          ${words.say(form.isBusy ? 'saving' : 'setPassword')}
        </button>
        <button type="button" class="button" @click=${() => this.#turn(false)}>${words.say('cancel')}</button>
      </div>
    </form>`
  }
}
