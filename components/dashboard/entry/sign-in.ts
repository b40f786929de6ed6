import { css, html, nothing } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import type { Api } from '../app/api.ts'
import { explainProblem } from '../app/problem-words.ts'
import { renderIcon } from '../app/icons.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import type { DashboardWords } from './dashboard-words.ts'
import type { Session } from './session.ts'

/** The server has accepted the credentials. */
export class SignedInEvent extends Event {
  readonly session: Session
  constructor(session: Session) {
    super('dm-signed-in')
    this.session = session
  }
}

/**
 * @summary Signing in with email and password. After a session that ended by itself it stands above the page,
 * which keeps what was typed.
 * @element dm-sign-in
 * @fires dm-signed-in
 */
export class DmSignIn extends DmElement {
  static override properties = {
    api: { attribute: false },
    words: { attribute: false },
    ended: { type: Boolean },
    email: { type: String },
    _busy: { state: true },
    _problem: { state: true },
    _isShown: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: block;
      }
      .whole {
        display: grid;
        place-items: center;
        min-block-size: 100dvh;
        padding: 24px 16px;
        background:
          radial-gradient(60rem 30rem at 50% -10rem, color-mix(in srgb, var(--_accent) 14%, transparent), transparent),
          var(--_ground);
        color: var(--_text);
      }
      dialog.whole {
        inline-size: 100%;
        block-size: 100%;
        max-inline-size: none;
        max-block-size: none;
        border: 0;
      }
      .card {
        inline-size: min(25rem, 100%);
        padding: 36px 32px 32px;
        box-shadow: 0 16px 48px rgb(0 0 0 / 0.07);
      }
      .mark {
        display: grid;
        place-items: center;
        inline-size: 44px;
        block-size: 44px;
        border-radius: 12px;
        background: var(--_accent);
        color: var(--_on-accent);
      }
      form {
        display: grid;
        gap: 18px;
        margin-block-start: 24px;
      }
      h1 {
        margin-block-start: 20px;
        font-size: 1.5rem;
      }
      .primary {
        margin-block-start: 4px;
      }
      label.show {
        display: flex;
        align-items: center;
        gap: 10px;
        font-size: 0.9375rem;
        cursor: pointer;
      }
      input[type='checkbox'] {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        accent-color: var(--_accent);
      }
      @media (max-width: 480px) {
        .card {
          padding: 28px 20px 20px;
        }
      }
    `,
  ]

  declare api: Api
  declare words: DashboardWords
  /** The session ended while the person was at work. */
  declare ended: boolean
  /** Of the person who was signed in. */
  declare email: string
  declare _busy: boolean
  declare _problem: string
  declare _isShown: boolean

  constructor() {
    super()
    this.ended = false
    this.email = ''
    this._busy = false
    this._problem = ''
    this._isShown = false
  }

  override firstUpdated(): void {
    this.#dialog?.showModal()
    this.renderRoot.querySelector<HTMLElement>(this.email ? '#password' : '#email')?.focus()
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  /** Nothing behind it can be used without a session. */
  #stay(): void {
    if (this.isConnected && !this.#dialog?.open) this.#dialog?.showModal()
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this._busy) return
    const form = event.currentTarget as HTMLFormElement // the listener stands on the form
    const { email, password } = Object.fromEntries(new FormData(form))
    if (!email || !password) return this.#refuse(this.words.say('signInEmpty'), email ? '#password' : '#email')
    this._busy = true
    this._problem = ''
    try {
      const session = await this.api.post<Session>('/v1/session', { email, password })
      this.dispatchEvent(new SignedInEvent(session))
      // Closed, not only removed: then the browser gives the focus back to where it was.
      this.#dialog?.close()
    } catch (problem) {
      const isWrong = isDmError(problem) && (problem.code === 'UNAUTHORIZED' || problem.code === 'VALIDATION_ERROR')
      this.#refuse(isWrong ? this.words.say('signInWrong') : explainProblem(this.words, problem), '#password')
    } finally {
      this._busy = false
    }
  }

  #refuse(problem: string, field: string): void {
    this._problem = problem
    const input = this.renderRoot.querySelector<HTMLInputElement>(field)
    input?.focus()
    input?.select()
  }

  override render() {
    if (!this.ended) return html`<main class="whole">${this.#renderCard()}</main>`
    return html`<dialog
      class="whole"
      aria-labelledby="heading"
      @cancel=${(event: Event) => event.preventDefault()}
      @close=${() => this.#stay()}
    >
      ${this.#renderCard()}
    </dialog>`
  }

  #renderCard() {
    const { words } = this
    const invalid = this._problem ? 'true' : 'false'
    return html`<div class="card">
      <div class="mark">${renderIcon('calendar', 24)}</div>
      <h1 id="heading">${words.say('signIn')}</h1>
      <p class="quiet">${words.say(this.ended ? 'problemSignedOut' : 'signInHint')}</p>
      <form novalidate @submit=${(event: SubmitEvent) => void this.#submit(event)}>
        ${this._problem ? html`<p class="notice bad" role="alert" id="problem">${this._problem}</p>` : nothing}
        <label class="field"
          ><span>${words.say('email')}</span>
          <input
            class="input"
            id="email"
            name="email"
            type="email"
            autocomplete="username"
            dir="ltr"
            .value=${this.email}
            aria-invalid=${invalid}
            aria-describedby=${this._problem ? 'problem' : nothing}
          />
        </label>
        <label class="field"
          ><span>${words.say('password')}</span>
          <input
            class="input"
            id="password"
            name="password"
            type=${this._isShown ? 'text' : 'password'}
            autocomplete="current-password"
            dir="ltr"
            aria-invalid=${invalid}
            aria-describedby=${this._problem ? 'problem' : nothing}
          />
        </label>
        <label class="show">
          <input
            type="checkbox"
            .checked=${this._isShown}
            @change=${() => (this._isShown = !this._isShown)}
          />${words.say('showPassword')}
        </label>
        <button class="button primary" aria-disabled=${this._busy}>
          ${words.say(this._busy ? 'signingIn' : 'signIn')}
        </button>
      </form>
    </div>`
  }
}
