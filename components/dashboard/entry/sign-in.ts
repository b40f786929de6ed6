import { html, nothing } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { explainProblem } from '../../app/problem-words.ts'
import { renderIcon } from '../../app/icons.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { isLeft } from '../identity/passkeys.ts'
import type { Message } from '../messages/en.ts'
import type { Session } from '../session.ts'
import { SignedInEvent, type EntryApp } from './entry-app.ts'
import { renderCard, renderEntry, type EntryStep } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import { signInByPasskey } from './passkey-sign-in.ts'
import { factorStep } from './factor-step.ts'
import { findOffer, type SecondFactorOffer } from './second-factor-offer.ts'
import { StepFocus } from './step-focus.ts'
import { signInStyle } from './sign-in-style.ts'

type Way = 'password' | 'passkey'
/** What was shown, by hand or by the browser, is not good. */
const refusals = new Set(['UNAUTHORIZED', 'VALIDATION_ERROR', 'TOKEN_REVOKED', 'TOKEN_EXPIRED'])

/**
 * @summary Signing in: by password and what the account asks besides, by passkey, or by a link. After a session that
 * ended by itself it stands above the page, which keeps what was typed.
 * @element dm-sign-in
 * @fires dm-signed-in
 */
export class DmSignIn extends DmElement {
  static override properties = {
    app: { attribute: false },
    ended: { type: Boolean },
    email: { type: String },
    lead: { type: String },
    _busy: { state: true },
    _problem: { state: true },
    _isWrong: { state: true },
    _isShown: { state: true },
    _offer: { state: true },
  }

  static override styles = [tokens, controls, entryStyle, signInStyle]

  declare app: EntryApp
  /** The session ended while the person was at work. */
  declare ended: boolean
  /** Of the person who was signed in, or is expected. */
  declare email: string
  /** Why, when it is not just to go in. */
  declare lead: string
  declare _busy: Way | undefined
  declare _problem: string
  /** What was typed is to blame. */
  declare _isWrong: boolean
  declare _isShown: boolean
  declare _offer: SecondFactorOffer | undefined
  #fill = new AbortController()

  constructor() {
    super()
    this.ended = this._isShown = this._isWrong = false
    this.email = this.lead = this._problem = ''
    new StepFocus(this, () => !this.ended)
    // Closed, not only removed: then the browser gives the focus back to where it was.
    this.addEventListener('dm-signed-in', () => this.#dialog?.close())
  }

  override firstUpdated(): void {
    this.#dialog?.showModal()
    void this.#offerFill()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#fill.abort()
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  get #email(): string {
    return this.email || this.app.memory.email
  }

  /** Nothing behind it can be used without a session. */
  #stay(): void {
    if (this.isConnected && !this.#dialog?.open) this.#dialog?.showModal()
  }

  /** The browser offers a passkey where it would offer a password. Without one, or without the server, nothing is lost. */
  async #offerFill(): Promise<void> {
    const { api, passkeys } = this.app
    if (!(await passkeys.canFill()) || !this.isConnected) return
    this.#fill = new AbortController()
    const { signal } = this.#fill
    await signInByPasskey(api, passkeys, { isFill: true, signal })
      .then((session) => this.#enter(session))
      .catch((problem: unknown) => {
        if (isDmError(problem) && problem.code === 'UNAUTHORIZED') this.#refuse(this.app.words.say('passkeyRefused'))
      })
  }

  #enter(session: Session): void {
    this.dispatchEvent(new SignedInEvent(session))
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this._busy) return
    const { api, words } = this.app
    const form = event.currentTarget as HTMLFormElement // the listener stands on the form
    const { email, password } = Object.fromEntries(new FormData(form))
    if (!email || !password) return this.#refuse(words.say('signInEmpty'), email ? '#password' : '#email')
    await this.#try('password', async () => {
      this.#enter(await api.post<Session>('/v1/session', { email, password }))
    })
  }

  async #usePasskey(): Promise<void> {
    if (this._busy) return
    // One question at a time: the browser refuses a second one.
    this.#fill.abort()
    await this.#try('passkey', async () => this.#enter(await signInByPasskey(this.app.api, this.app.passkeys)))
    if (this.isConnected && !this._busy) void this.#offerFill()
  }

  async #try(way: Way, write: () => Promise<void>): Promise<void> {
    const { words } = this.app
    this._busy = way
    this._problem = ''
    try {
      await write()
    } catch (problem) {
      const offer = findOffer(problem)
      if (offer) await this.#ask(offer)
      else if (!isLeft(problem)) {
        const isWrong = isDmError(problem) && refusals.has(problem.code)
        const wrong: Message = way === 'password' ? 'signInWrong' : 'passkeyRefused'
        const text = isWrong ? words.say(wrong) : explainProblem(words, problem)
        this.#refuse(text, way === 'password' ? '#password' : undefined)
      }
    } finally {
      this._busy = undefined
    }
  }

  async #ask(offer: SecondFactorOffer): Promise<void> {
    try {
      await import('./define.ts')
      this._offer = offer
    } catch (problem) {
      this.#refuse(explainProblem(this.app.words, problem))
    }
  }

  #refuse(problem: string, field?: string): void {
    this._problem = problem
    this._isWrong = field !== undefined
    const input = field === undefined ? null : this.renderRoot.querySelector<HTMLInputElement>(field)
    input?.focus()
    input?.select()
  }

  override render() {
    const step = this._offer
      ? factorStep({ app: this.app, offer: this._offer, leave: () => (this._offer = undefined) })
      : this.#passwordStep()
    if (!this.ended) return renderEntry(step)
    return html`<dialog
      class="whole"
      aria-labelledby="heading"
      @cancel=${(event: Event) => event.preventDefault()}
      @close=${() => this.#stay()}
    >
      ${renderCard(step)}
    </dialog>`
  }

  #passwordStep(): EntryStep {
    const { app, ended } = this
    const { words } = app
    return {
      app,
      step: 'password',
      heading: words.say('signIn'),
      lead: this.lead || (ended ? words.say('problemSignedOut') : this.#welcome()),
      body: html`${this.#renderForm()} ${this.#renderOtherWays()}`,
      under:
        ended || this.lead
          ? undefined
          : html`${words.say('newHere')} <a class="way" href="/sign-up">${words.say('signUp')}</a>`,
    }
  }

  #welcome(): string {
    const { brand, words } = this.app
    return brand ? words.say('signInHintTo', { name: brand.name }) : words.say('signInHint')
  }

  #renderForm() {
    const { words } = this.app
    const isWrong = this._problem !== '' && this._isWrong
    return html`<form novalidate @submit=${(event: SubmitEvent) => void this.#submit(event)}>
      ${this._problem ? html`<p class="notice bad" role="alert" id="problem">${this._problem}</p>` : nothing}
      <label class="field"
        ><span>${words.say('email')}</span>
        <input
          class="input"
          id="email"
          name="email"
          type="email"
          autocomplete="username webauthn"
          dir="ltr"
          ?autofocus=${this.#email === ''}
          .value=${this.#email}
          aria-invalid=${isWrong}
          aria-describedby=${this._problem ? 'problem' : nothing}
          @input=${({ currentTarget }: InputEvent) => {
            if (currentTarget instanceof HTMLInputElement) this.app.memory.email = currentTarget.value
          }}
        />
      </label>
      <label class="field"
        ><span>${words.say('password')}</span>
        <input
          class="input"
          id="password"
          name="password"
          type=${this._isShown ? 'text' : 'password'}
          autocomplete="current-password webauthn"
          dir="ltr"
          ?autofocus=${this.#email !== ''}
          aria-invalid=${isWrong}
          aria-describedby=${this._problem ? 'problem' : nothing}
        />
      </label>
      <div class="label-row">
        <label class="show">
          <input
            type="checkbox"
            .checked=${this._isShown}
            @change=${() => (this._isShown = !this._isShown)}
          />${words.say('showPassword')}
        </label>
        <a class="way" href="/forgot">${words.say('forgotPassword')}</a>
      </div>
      <button class="button primary" aria-disabled=${this._busy !== undefined}>
        ${words.say(this._busy === 'password' ? 'signingIn' : 'signIn')}
      </button>
    </form>`
  }

  #renderOtherWays() {
    const { words, passkeys } = this.app
    return html`<div class="body ways">
      <p class="or">${words.say('or')}</p>
      ${
        passkeys.isSupported
          ? html`<button
              type="button"
              class="button"
              aria-disabled=${this._busy !== undefined}
              @click=${() => void this.#usePasskey()}
            >
              ${renderIcon('key', 18)}${words.say(this._busy === 'passkey' ? 'passkeyWaiting' : 'passkeyUse')}
            </button>`
          : nothing
      }
      ${this.ended ? nothing : html`<a class="button" href="/magic">${renderIcon('mail', 18)}${words.say('magicUse')}</a>`}
    </div>`
  }
}
