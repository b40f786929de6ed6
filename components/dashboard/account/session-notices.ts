import { css, html, nothing } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { Attempt } from '../../app/attempt.ts'
import { renderIcon } from '../../app/icons.ts'
import { explainProblem } from '../../app/problem-words.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { SignedInEvent, SignedOutEvent } from '../entry/entry-app.ts'
import { SpokenIdentity, type IdentityWords } from '../identity/identity-words.ts'
import type { Session } from '../session.ts'
import type { AccountApp } from './account-app.ts'

/**
 * @summary What holds for the whole dashboard: that somebody acts as somebody else, and that an address is not proven.
 * @element dm-session-notices
 * @fires dm-signed-in
 * @fires dm-signed-out
 */
export class DmSessionNotices extends DmElement {
  static override properties = { app: { attribute: false }, _isSent: { state: true } }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
        padding: 10px 16px;
        border: 1px solid color-mix(in srgb, var(--_warn) 45%, transparent);
        border-radius: var(--_radius-control);
        background: color-mix(in srgb, var(--_warn) 10%, var(--_surface));
      }
      .bar p {
        flex: 1 1 14rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .bar > .icon {
        flex: none;
        color: var(--_warn);
      }
      .acting {
        border-width: 2px;
        border-color: var(--_warn);
      }
      .error {
        flex-basis: 100%;
      }
      .button[aria-disabled='true'] {
        opacity: 0.55;
      }
    `,
  ]

  declare app: AccountApp
  declare _isSent: boolean
  readonly #spoken = new SpokenIdentity(this, () => this.app.words.locale)
  readonly #stop = new Attempt(this)
  readonly #send = new Attempt(this)

  constructor() {
    super()
    this._isSent = false
  }

  async #back(): Promise<void> {
    await this.#stop.run(async () => {
      try {
        const session = await this.app.api.delete<Session>('/v1/session/impersonation')
        this.dispatchEvent(new SignedInEvent(session, '/'))
      } catch (problem) {
        // It ended by itself, and one's own session with it.
        if (!isDmError(problem) || problem.code !== 'UNAUTHORIZED') throw problem
        this.dispatchEvent(new SignedOutEvent())
      }
    })
  }

  async #sendAgain(): Promise<void> {
    this._isSent = await this.#send.run(() => this.app.api.post('/v1/me/email-verification'))
  }

  override render() {
    const { words } = this.#spoken
    if (!words) return nothing
    const { user, impersonation } = this.app.session
    return html`${impersonation ? this.#renderActing(words, impersonation) : nothing}
    ${user.emailVerified === false && !impersonation ? this.#renderUnverified(words) : nothing}`
  }

  #renderActing(words: IdentityWords, { byName, endsAt }: NonNullable<Session['impersonation']>) {
    const time = new Intl.DateTimeFormat(words.locale, { timeStyle: 'short' }).format(new Date(endsAt))
    const facts = { name: this.app.session.user.name, by: byName, time }
    return html`<section class="bar acting" aria-label=${words.say('acting')}>
      ${renderIcon('people')}
      <p><strong>${words.say('actingAs', facts)}</strong> ${words.say('actingBy', facts)}</p>
      <button type="button" class="button" aria-disabled=${this.#stop.isBusy} @click=${() => void this.#back()}>
        ${words.say('actingStop')}
      </button>
      ${renderSmallProblem(words, this.#stop.problem)}
    </section>`
  }

  #renderUnverified(words: IdentityWords) {
    return html`<section class="bar" aria-label=${words.say('emailUnverified')}>
      ${renderIcon('mail')}
      <p role="status">
        ${words.say(this._isSent ? 'verificationSentTo' : 'unverifiedTitle')}
        <strong dir="ltr">${this.app.session.user.email}</strong>
        ${this._isSent ? nothing : html`<br /><span class="quiet small">${words.say('unverifiedText')}</span>`}
      </p>
      ${
        this._isSent
          ? nothing
          : html`<button
              type="button"
              class="button"
              aria-disabled=${this.#send.isBusy}
              @click=${() => void this.#sendAgain()}
            >
              ${words.say(this.#send.isBusy ? 'sending' : 'sendAgain')}
            </button>`
      }
      ${renderSmallProblem(words, this.#send.problem)}
    </section>`
  }
}

const renderSmallProblem = (words: IdentityWords, problem: unknown) =>
  problem === undefined ? nothing : html`<p class="error" role="alert">${explainProblem(words, problem)}</p>`
