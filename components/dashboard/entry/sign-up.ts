import { html } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Form, isEmail, type Wrong } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import {
  judgePassword,
  passwordStyle,
  renderPasswordField,
  renderStrength,
  Reveal,
} from '../identity/password-field.ts'
import type { EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import { renderBack } from './mail-link.ts'
import { StepFocus } from './step-focus.ts'

type Name = 'agencyName' | 'name' | 'email' | 'password'

/**
 * @summary A new agency and its first person. Says the same for an address that has an account already.
 * @element dm-sign-up
 */
export class DmSignUp extends DmElement {
  static override properties = { app: { attribute: false }, _sentTo: { state: true } }

  static override styles = [tokens, controls, entryStyle, passwordStyle]

  declare app: EntryPageApp
  declare _sentTo: string | undefined
  readonly #zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  readonly #reveal = new Reveal(this)
  readonly #form = new Form<Name>(this, { agencyName: '', name: '', email: '', password: '' })

  constructor() {
    super()
    new StepFocus(this)
  }

  override firstUpdated(): void {
    this.#form.set({ email: this.app.memory.email })
  }

  async #send(event: Event): Promise<void> {
    const { api, words, memory } = this.app
    await this.#form.submit(event, {
      check: (values) => this.#judge(values),
      refused: {
        agencyName: words.say('agencyNameMissing'),
        name: words.say('nameMissing'),
        email: words.say('emailWrong'),
        password: words.say('passwordRefused'),
      },
      write: async ({ agencyName, name, email, password }) => {
        const locale = words.locale.slice(0, 2)
        const person = { agencyName: agencyName.trim(), name: name.trim(), email: email.trim(), password }
        await api.post('/v1/sign-up', { ...person, zone: this.#zone, locale })
        memory.email = this._sentTo = person.email
        this.#form.set({ password: '' })
      },
    })
  }

  #judge({ agencyName, name, email, password }: Readonly<Record<Name, string>>): Wrong<Name> {
    const { words } = this.app
    const weak = judgePassword(words, password)
    return {
      ...(agencyName.trim() === '' && { agencyName: words.say('agencyNameMissing') }),
      ...(name.trim() === '' && { name: words.say('nameMissing') }),
      ...(!isEmail(email) && { email: words.say('emailWrong') }),
      ...(weak !== undefined && { password: weak }),
    }
  }

  override render() {
    return this._sentTo === undefined ? this.#renderForm() : this.#renderSent(this._sentTo)
  }

  #renderForm() {
    const { app } = this
    const { words } = app
    const form = this.#form
    const { agencyName, name, email, password } = form.values
    return renderEntry({
      app,
      step: 'form',
      heading: words.say('signUpTitle'),
      lead: words.say('signUpText'),
      body: html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
        ${renderProblem(words, form.problem)}
        ${renderField(form, { name: 'agencyName', label: words.say('agencyName'), autocomplete: 'organization', maxLength: 120, isFirst: true })}
        ${renderField(form, { name: 'name', label: words.say('yourName'), autocomplete: 'name', maxLength: 120 })}
        ${renderField(form, { name: 'email', label: words.say('workEmail'), type: 'email', autocomplete: 'username' })}
        ${renderPasswordField(form, {
          words,
          reveal: this.#reveal,
          label: words.say('password'),
          isNew: true,
          hint: renderStrength(words, password, [agencyName, name, email]),
        })}
        <p class="quiet small">${words.say('zoneFound')} <span dir="ltr">${this.#zone}</span></p>
        <button class="button primary" aria-disabled=${form.isBusy}>
          ${words.say(form.isBusy ? 'signingUp' : 'signUp')}
        </button>
      </form>`,
      under: html`${words.say('haveAccount')} <a class="way" href="/sign-in">${words.say('signIn')}</a>`,
    })
  }

  #renderSent(email: string) {
    const { app } = this
    const { words } = app
    return renderEntry({
      app,
      step: 'sent',
      heading: words.say('checkMail'),
      lead: html`${words.say('signUpSent')} <span class="who" dir="ltr">${email}</span>`,
      body: html`<div class="body">
        <p class="quiet small">${words.say('mailMissing')}</p>
        <button type="button" class="button" @click=${() => (this._sentTo = undefined)}>
          ${words.say('otherAddress')}
        </button>
      </div>`,
      under: renderBack(app),
    })
  }
}
