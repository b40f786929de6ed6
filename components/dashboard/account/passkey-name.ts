import { html } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Form } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { passwordStyle } from '../identity/password-field.ts'
import type { AccountPageApp } from './account-app.ts'
import type { Passkey } from './passkey-list.ts'

/** It is called so from now on. */
export class PasskeyNamedEvent extends Event {
  readonly passkey: Passkey
  readonly label: string
  constructor(passkey: Passkey, label: string) {
    super('dm-passkey-named')
    this.passkey = passkey
    this.label = label
  }
}

/**
 * @summary Another name for a passkey.
 * @element dm-passkey-name
 * @fires dm-passkey-named
 * @fires dm-dialog-close
 */
export class DmPasskeyName extends DmElement {
  static override properties = { app: { attribute: false }, passkey: { attribute: false } }

  static override styles = [tokens, controls, pageStyle, passwordStyle]

  declare app: AccountPageApp
  declare passkey: Passkey
  readonly #form = new Form(this, { label: '' })

  override firstUpdated(): void {
    this.#form.set({ label: this.passkey.label })
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('#label')?.select())
  }

  async #save(event: Event): Promise<void> {
    const { api, words } = this.app
    await this.#form.submit(event, {
      check: ({ label }) => (label.trim() === '' ? { label: words.say('nameMissing') } : {}),
      refused: { label: words.say('nameMissing') },
      write: async ({ label }) => {
        await api.patch(`/v1/me/passkeys/${this.passkey.id}`, { label: label.trim() })
        this.dispatchEvent(new PasskeyNamedEvent(this.passkey, label.trim()))
      },
    })
  }

  override render() {
    const { words } = this.app
    const form = this.#form
    const leave = () => this.dispatchEvent(new Event('dm-dialog-close'))
    return html`<dm-dialog
      .words=${words}
      .heading=${words.say('passkeyRename')}
      .locked=${form.isBusy}
      @dm-dialog-close=${leave}
    >
      <form id="form" novalidate @submit=${(event: Event) => void this.#save(event)}>
        ${renderProblem(words, form.problem)}
        ${renderField(form, { name: 'label', label: words.say('passkeyLabel'), autocomplete: 'off', maxLength: 80, isFirst: true })}
      </form>
      <button slot="foot" type="button" class="button" @click=${leave}>${words.say('cancel')}</button>
      <button slot="foot" form="form" class="button primary" aria-disabled=${form.isBusy}>
        ${words.say(form.isBusy ? 'saving' : 'save')}
      </button>
    </dm-dialog>`
  }
}
