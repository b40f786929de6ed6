import { html, nothing } from 'lit'
import { renderConfirm } from '../../app/confirm.ts'
import { Attempt } from '../../app/attempt.ts'
import { renderProblem } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { SessionChangedEvent } from '../entry/entry-app.ts'
import type { AccountPageApp, Me } from './account-app.ts'
import { sectionStyle } from './account-style.ts'
import type { TotpEnrolledEvent } from './totp-setup.ts'

/**
 * @summary Codes of an app as a second factor: set up, taken away, and the recovery codes that stand in for it.
 * @element dm-second-factors
 * @fires dm-session-changed
 */
export class DmSecondFactors extends DmElement {
  static override properties = {
    app: { attribute: false },
    me: { attribute: false },
    _isSettingUp: { state: true },
    _isRemoving: { state: true },
    _codes: { state: true },
  }

  static override styles = [tokens, controls, pageStyle, sectionStyle]

  declare app: AccountPageApp
  declare me: Me
  declare _isSettingUp: boolean
  declare _isRemoving: boolean
  /** Shown until the person says that they have them, or leaves. */
  declare _codes: readonly string[] | undefined
  readonly #write = new Attempt(this)

  constructor() {
    super()
    this._isSettingUp = this._isRemoving = false
  }

  #enrol({ recoveryCodes }: TotpEnrolledEvent): void {
    const { words, toast } = this.app
    this._isSettingUp = false
    this._codes = recoveryCodes
    toast(words.say('totpOn'))
    this.#tell()
  }

  #tell(): void {
    this.app.cache.invalidate('me')
    this.dispatchEvent(new SessionChangedEvent())
  }

  async #renew(): Promise<void> {
    const { api, cache } = this.app
    await this.#write.run(async () => {
      const { recoveryCodes } = await api.post<{ recoveryCodes: readonly string[] }>('/v1/me/recovery-codes')
      this._codes = recoveryCodes
      cache.invalidate('me')
    })
  }

  async #remove(): Promise<void> {
    const { api, words, toast } = this.app
    if (!(await this.#write.run(() => api.delete('/v1/me/totp')))) return
    this._isRemoving = false
    this._codes = undefined
    toast(words.say('totpOff'))
    this.#tell()
    this.#focusHeading()
  }

  #focusHeading(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus())
  }

  override render() {
    const { words } = this.app
    const { totp } = this.me
    return html`<section class="card">
        <div class="section-head">
          <div>
            <h2 tabindex="-1">${words.say('secondFactor')}</h2>
            <p class="hint">${words.say('secondFactorHint')}</p>
          </div>
          ${
            totp || this._isSettingUp || this._codes
              ? nothing
              : html`<button type="button" class="button" @click=${() => (this._isSettingUp = true)}>
                  ${words.say('totpSetUp')}
                </button>`
          }
        </div>
        ${this._isRemoving ? nothing : renderProblem(words, this.#write.problem)}
        ${this._codes ? this.#renderCodes(this._codes) : this._isSettingUp ? this.#renderSetup() : nothing}
        ${totp && !this._codes ? this.#renderOn() : nothing}
      </section>
      ${this._isRemoving ? this.#renderRemoving() : nothing}`
  }

  #renderSetup() {
    const { app } = this
    const leave = () => {
      this._isSettingUp = false
      this.#focusHeading()
    }
    return html`<dm-totp-setup .app=${app} @dm-totp-enrolled=${(event: TotpEnrolledEvent) => this.#enrol(event)}>
      <button type="button" class="button" @click=${leave}>${app.words.say('cancel')}</button>
    </dm-totp-setup>`
  }

  #renderCodes(codes: readonly string[]) {
    const keep = () => {
      this._codes = undefined
      this.#focusHeading()
    }
    return html`<dm-recovery-codes
      .words=${this.app.words}
      .codes=${codes}
      .email=${this.me.email}
      @dm-recovery-codes-kept=${keep}
    ></dm-recovery-codes>`
  }

  #renderOn() {
    const { words } = this.app
    const { recoveryCodesLeft } = this.me
    const isLow = recoveryCodesLeft < 3
    return html`<ul class="rows">
      <li>
        <div class="facts">
          <p class="row">
            <strong>${words.say('totpApp')}</strong><span class="badge good">${words.say('isOn')}</span>
          </p>
        </div>
        <button
          type="button"
          class="button danger"
          @click=${() => {
            this.#write.forget()
            this._isRemoving = true
          }}
        >
          ${words.say('turnOff')} <span class="visually-hidden">${words.say('totpApp')}</span>
        </button>
      </li>
      <li>
        <div class="facts">
          <p class="row">
            <strong>${words.say('recoveryCodes')}</strong>
            <span class="badge ${isLow ? 'warn' : ''}"
              >${words.say('recoveryCodesLeft', { count: recoveryCodesLeft })}</span
            >
          </p>
          <p class="hint">${words.say('recoveryCodesHint')}</p>
        </div>
        <button type="button" class="button" aria-disabled=${this.#write.isBusy} @click=${() => void this.#renew()}>
          ${words.say('recoveryCodesRenew')}
        </button>
      </li>
    </ul>`
  }

  #renderRemoving() {
    const { words } = this.app
    return renderConfirm({
      words,
      heading: words.say('totpRemoveTitle'),
      text: words.say('totpRemoveText'),
      action: words.say('turnOff'),
      busy: this.#write.isBusy,
      problem: this.#write.problem,
      onLeave: () => {
        this._isRemoving = false
        this.#write.forget()
      },
      onConfirm: () => void this.#remove(),
    })
  }
}
