import { html, nothing } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { Form, isEmail } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { passwordStyle } from '../identity/password-field.ts'
import type { AccountPageApp, Me } from './account-app.ts'
import { sectionStyle } from './account-style.ts'

/**
 * @summary The address somebody signs in with. Another one counts once it is proven; until then the old one does.
 * @element dm-email-change
 */
export class DmEmailChange extends DmElement {
  static override properties = {
    app: { attribute: false },
    me: { attribute: false },
    _isOpen: { state: true },
    _sentTo: { state: true },
  }

  static override styles = [tokens, controls, pageStyle, passwordStyle, sectionStyle]

  declare app: AccountPageApp
  declare me: Me
  declare _isOpen: boolean
  declare _sentTo: string | undefined
  readonly #form = new Form(this, { email: '' })
  readonly #resend = new Attempt(this)

  constructor() {
    super()
    this._isOpen = false
  }

  get #pending(): string | undefined {
    const pending = this.me.pendingEmail ?? this._sentTo
    return pending === this.me.email ? undefined : pending
  }

  async #send(event: Event): Promise<void> {
    const { api, words, cache } = this.app
    const isSent = await this.#form.submit(event, {
      check: ({ email }) => {
        if (!isEmail(email)) return { email: words.say('emailWrong') }
        return email.trim().toLowerCase() === this.me.email.toLowerCase() ? { email: words.say('emailSame') } : {}
      },
      refused: { email: words.say('emailWrong') },
      write: async ({ email }) => {
        await api.post('/v1/me/email', { email: email.trim() })
        this._sentTo = email.trim()
      },
    })
    if (!isSent) return
    this.#turn(false)
    this.#form.set({ email: '' })
    cache.invalidate('me')
  }

  #turn(isOpen: boolean): void {
    this._isOpen = isOpen
    this.#form.forget()
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(isOpen ? '#email' : '#change')?.focus(),
    )
  }

  async #sendAgain(): Promise<void> {
    const { api, words, toast } = this.app
    const isSent = await this.#resend.run(() => api.post('/v1/me/email-verification'))
    if (isSent) toast(words.say('verificationSent'))
  }

  override render() {
    const { words } = this.app
    const { me } = this
    return html`<section class="card">
      <div class="section-head">
        <div>
          <h2>${words.say('email')}</h2>
          <p class="row">
            <span class="who" dir="ltr">${me.email}</span>
            <span class="badge ${me.emailVerified ? 'good' : 'warn'}"
              >${words.say(me.emailVerified ? 'emailVerified' : 'emailUnverified')}</span
            >
          </p>
          ${this.#renderPending()}
        </div>
        ${
          this._isOpen
            ? nothing
            : html`<button type="button" class="button" id="change" @click=${() => this.#turn(true)}>
                ${words.say('emailChange')}
              </button>`
        }
      </div>
      ${me.emailVerified || this.#pending ? nothing : this.#renderUnverified()}
      ${this._isOpen ? this.#renderForm() : nothing}
    </section>`
  }

  #renderPending() {
    const { words } = this.app
    const pending = this.#pending
    return html`<div role="status">
      ${
        pending === undefined
          ? nothing
          : html`<p class="notice">
              ${words.say('emailPending')} <span class="who" dir="ltr">${pending}</span>.
              ${words.say('emailPendingText')}
            </p>`
      }
    </div>`
  }

  #renderUnverified() {
    const { words } = this.app
    return html`${renderProblem(words, this.#resend.problem)}
      <p class="row">
        <span class="hint">${words.say('unverifiedText')}</span>
        <button
          type="button"
          class="button"
          aria-disabled=${this.#resend.isBusy}
          @click=${() => void this.#sendAgain()}
        >
          ${words.say('sendAgain')}
        </button>
      </p>`
  }

  #renderForm() {
    const { words } = this.app
    const form = this.#form
    return html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
      ${renderProblem(words, form.problem)}
      ${renderField(form, { name: 'email', label: words.say('emailNew'), type: 'email', autocomplete: 'email', hint: words.say('emailNewHint') })}
      <div class="foot">
        <button class="button primary" aria-disabled=${form.isBusy}>
          ${words.say(form.isBusy ? 'sending' : 'sendLink')}
        </button>
        <button type="button" class="button" @click=${() => this.#turn(false)}>${words.say('cancel')}</button>
      </div>
    </form>`
  }
}
