import { html } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Form, isEmail } from '../../app/form.ts'
import { renderField } from '../../app/form-field.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { IdentityMessage } from '../identity/identity-words.ts'
import { passwordStyle } from '../identity/password-field.ts'
import { findNext } from '../next-path.ts'
import type { EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import { StepFocus } from './step-focus.ts'

export type LinkKind = 'reset' | 'magic'

const kinds: Readonly<
  Record<
    LinkKind,
    { readonly address: string } & Readonly<Record<'heading' | 'lead' | 'send' | 'sent', IdentityMessage>>
  >
> = {
  reset: {
    address: '/v1/password-resets',
    heading: 'forgotPassword',
    lead: 'forgotText',
    send: 'sendLink',
    sent: 'resetSent',
  },
  magic: {
    address: '/v1/magic-links',
    heading: 'magicTitle',
    lead: 'magicText',
    send: 'sendLink',
    sent: 'magicSent',
  },
}

/**
 * @summary Asks for a mail with a link: to set a new password, or to come in without one. Says the same whether or not
 * the address has an account.
 * @element dm-mail-link
 */
export class DmMailLink extends DmElement {
  static override properties = { app: { attribute: false }, kind: { type: String }, _sentTo: { state: true } }

  static override styles = [tokens, controls, entryStyle, passwordStyle]

  declare app: EntryPageApp
  declare kind: LinkKind
  declare _sentTo: string | undefined
  readonly #form = new Form(this, { email: '' })

  constructor() {
    super()
    new StepFocus(this)
  }

  override firstUpdated(): void {
    this.#form.set({ email: this.app.memory.email })
  }

  async #send(event: Event): Promise<void> {
    const { api, words, memory } = this.app
    const next = findNext()
    await this.#form.submit(event, {
      check: ({ email }) => (isEmail(email) ? {} : { email: words.say('emailWrong') }),
      refused: { email: words.say('emailWrong') },
      write: async ({ email }) => {
        memory.email = email.trim()
        const body = { email: email.trim(), ...(this.kind === 'magic' && next !== undefined && { next }) }
        await api.post(kinds[this.kind].address, body)
        this._sentTo = email.trim()
      },
    })
  }

  override render() {
    return this._sentTo === undefined ? this.#renderAsk() : this.#renderSent(this._sentTo)
  }

  #renderAsk() {
    const { app } = this
    const { words } = app
    const form = this.#form
    const { heading, lead, send } = kinds[this.kind]
    return renderEntry({
      app,
      step: 'ask',
      heading: words.say(heading),
      lead: words.say(lead),
      body: html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
        ${renderProblem(words, form.problem)}
        ${renderField(form, { name: 'email', label: words.say('email'), type: 'email', autocomplete: 'username', isFirst: true })}
        <button class="button primary" aria-disabled=${form.isBusy}>
          ${words.say(form.isBusy ? 'sending' : send)}
        </button>
      </form>`,
      under: renderBack(app),
    })
  }

  #renderSent(email: string) {
    const { app } = this
    const { words } = app
    return renderEntry({
      app,
      step: 'sent',
      heading: words.say('checkMail'),
      lead: html`${words.say(kinds[this.kind].sent)} <span class="who" dir="ltr">${email}</span>`,
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

export const renderBack = ({ words }: EntryPageApp) =>
  html`<a class="way" href="/sign-in">${words.say('backToSignIn')}</a>`
