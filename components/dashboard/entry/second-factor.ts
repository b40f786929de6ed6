import { css, html, nothing } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { renderProblem } from '../../app/async.ts'
import { Form } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { renderIcon } from '../../app/icons.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { SpokenIdentity, type IdentityWords } from '../identity/identity-words.ts'
import { isLeft } from '../identity/passkeys.ts'
import { passwordStyle } from '../identity/password-field.ts'
import type { Session } from '../session.ts'
import { isDeadLink } from './dead-link.ts'
import { SignedInEvent, type EntryApp } from './entry-app.ts'
import { entryStyle } from './entry-style.ts'
import { signInByPasskey } from './passkey-sign-in.ts'
import type { SecondFactorOffer } from './second-factor-offer.ts'

type Way = 'code' | 'recoveryCode'

/**
 * @summary What an account asks for besides the password: a code of the app, a recovery code, or a passkey.
 * @element dm-second-factor
 * @fires dm-signed-in
 * @fires dm-second-factor-left
 */
export class DmSecondFactor extends DmElement {
  static override properties = {
    app: { attribute: false },
    offer: { attribute: false },
    next: { type: String },
    _way: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    entryStyle,
    passwordStyle,
    css`
      .body {
        margin: 0;
      }
      #code,
      #recoveryCode {
        font-size: 1.25rem;
        letter-spacing: 0.12em;
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  declare app: EntryApp
  declare offer: SecondFactorOffer
  declare next: string | undefined
  declare _way: Way
  readonly #spoken = new SpokenIdentity(this, () => this.app.words.locale)
  readonly #form = new Form(this, { code: '', recoveryCode: '' })
  #drawn: Way | undefined

  constructor() {
    super()
    this._way = 'code'
  }

  override willUpdate(): void {
    const { methods } = this.offer
    if (!methods.includes('totp') && methods.includes('recovery')) this._way = 'recoveryCode'
  }

  override updated(): void {
    const field = this.renderRoot.querySelector<HTMLElement>(`#${this._way}`)
    if (!field || this.#drawn === this._way) return
    this.#drawn = this._way
    field.focus()
  }

  #send(event: Event, words: IdentityWords): Promise<boolean> {
    const way = this._way
    const { challenge } = this.offer
    return this.#form.submit(event, {
      check: (values) => (squeeze(values[way]) === '' ? { [way]: words.say('codeMissing') } : {}),
      write: async (values) => {
        const session = await this.app.api.post<Session>('/v1/session/second-factor', {
          challenge,
          [way]: squeeze(values[way]),
        })
        this.dispatchEvent(new SignedInEvent(session, this.next))
      },
      blame: (problem) =>
        isDmError(problem) && (problem.reason === 'identity.code_wrong' || problem.code === 'VALIDATION_ERROR')
          ? { [way]: words.say(way === 'code' ? 'codeWrong' : 'recoveryCodeWrong') }
          : undefined,
    })
  }

  async #usePasskey(): Promise<void> {
    const { api, passkeys } = this.app
    this.#form.forget()
    try {
      this.dispatchEvent(new SignedInEvent(await signInByPasskey(api, passkeys), this.next))
    } catch (problem) {
      if (!isLeft(problem)) this.#form.problem = problem
      this.requestUpdate()
    }
  }

  #turn(way: Way): void {
    this.#form.forget()
    this._way = way
  }

  /** The time for it is over, or too many codes were wrong: the password is asked for again. */
  get #isOver(): boolean {
    return isDeadLink(this.#form.problem)
  }

  override render() {
    const { words } = this.#spoken
    if (!words) return nothing
    const { methods } = this.offer
    const leave = () => this.dispatchEvent(new Event('dm-second-factor-left'))
    return html`<div class="body">
      ${
        this.#isOver
          ? html`<p class="notice bad" role="alert">${words.say('secondFactorOver')}</p>`
          : renderProblem(words, this.#form.problem)
      }
      ${methods.some((method) => method !== 'passkey') ? this.#renderForm(words) : nothing}
      <div class="ways">
        ${this.#renderPasskey(words)} ${this.#renderTurn(words)}
        <button type="button" class="way" @click=${leave}>${words.say('backToSignIn')}</button>
      </div>
    </div>`
  }

  #renderForm(words: IdentityWords) {
    const form = this.#form
    const isCode = this._way === 'code'
    return html`<form novalidate @submit=${(event: Event) => void this.#send(event, words)}>
      ${
        isCode
          ? renderField(form, {
              name: 'code',
              label: words.say('code'),
              hint: words.say('codeHint'),
              autocomplete: 'one-time-code',
              inputMode: 'numeric',
              maxLength: 9,
              isLatin: true,
            })
          : renderField(form, {
              name: 'recoveryCode',
              label: words.say('recoveryCode'),
              hint: words.say('recoveryCodeHint'),
              autocomplete: 'off',
              maxLength: 40,
              isLatin: true,
            })
      }
      <button class="button primary" aria-disabled=${form.isBusy}>
        ${words.say(form.isBusy ? 'signingIn' : 'goOn')}
      </button>
    </form>`
  }

  #renderPasskey(words: IdentityWords) {
    if (!this.offer.methods.includes('passkey') || !this.app.passkeys.isSupported) return nothing
    return html`<button type="button" class="button" @click=${() => void this.#usePasskey()}>
      ${renderIcon('key', 18)}${words.say('passkeyUse')}
    </button>`
  }

  #renderTurn(words: IdentityWords) {
    const { methods } = this.offer
    if (!methods.includes('totp') || !methods.includes('recovery')) return nothing
    const other = this._way === 'code' ? 'recoveryCode' : 'code'
    return html`<button type="button" class="way" @click=${() => this.#turn(other)}>
      ${words.say(other === 'code' ? 'useCode' : 'useRecoveryCode')}
    </button>`
  }
}

/** Codes are typed in groups, as they are shown. */
const squeeze = (text: string): string => text.replace(/\s+/g, '')
