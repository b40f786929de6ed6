import { html, nothing } from 'lit'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { SessionChangedEvent, type EntryApp } from '../entry/entry-app.ts'
import { renderEntry } from '../entry/entry-card.ts'
import { entryStyle } from '../entry/entry-style.ts'
import { StepFocus } from '../entry/step-focus.ts'
import { SpokenIdentity } from '../identity/identity-words.ts'
import type { AccountApp } from './account-app.ts'
import type { TotpEnrolledEvent } from './totp-setup.ts'

/**
 * @summary Stands before the dashboard until a person whose agency asks for it has set up a second factor.
 * @element dm-second-factor-gate
 * @fires dm-session-changed
 * @fires dm-sign-out
 */
export class DmSecondFactorGate extends DmElement {
  static override properties = {
    app: { attribute: false },
    entry: { attribute: false },
    _codes: { state: true },
  }

  static override styles = [tokens, controls, entryStyle]

  declare app: AccountApp
  declare entry: EntryApp
  declare _codes: readonly string[] | undefined
  readonly #spoken = new SpokenIdentity(this, () => this.app.words.locale)

  constructor() {
    super()
    new StepFocus(this)
  }

  override render() {
    const { words } = this.#spoken
    if (!words) return nothing
    const { session } = this.app
    if (this._codes)
      return renderEntry({
        app: this.entry,
        step: 'codes',
        heading: words.say('gateDone'),
        body: html`<div class="body">
          <dm-recovery-codes
            .words=${words}
            .codes=${this._codes}
            .email=${session.user.email}
            @dm-recovery-codes-kept=${() => this.dispatchEvent(new SessionChangedEvent())}
          ></dm-recovery-codes>
        </div>`,
      })
    return renderEntry({
      app: this.entry,
      step: 'set-up',
      heading: words.say('gateTitle'),
      lead: words.say('gateText', { agency: session.agencies[0]?.name ?? '' }),
      body: html`<div class="body">
        <dm-totp-setup
          .app=${{ ...this.app, words }}
          @dm-totp-enrolled=${({ recoveryCodes }: TotpEnrolledEvent) => (this._codes = recoveryCodes)}
        ></dm-totp-setup>
      </div>`,
      under: html`<button type="button" class="way" @click=${() => this.dispatchEvent(new Event('dm-sign-out'))}>
        ${words.say('signOut')}
      </button>`,
    })
  }
}
