import { html } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Form, type Wrong } from '../../app/form.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import {
  judgePassword,
  passwordStyle,
  renderPasswordField,
  renderStrength,
  renderUsername,
  Reveal,
} from '../identity/password-field.ts'
import type { Session } from '../session.ts'
import { isDeadLink } from './dead-link.ts'
import { SignedInEvent, type EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import { factorStep } from './factor-step.ts'
import { renderBack } from './mail-link.ts'
import { findOffer, type SecondFactorOffer } from './second-factor-offer.ts'
import { StepFocus } from './step-focus.ts'

/**
 * @summary A new password, by the link of a mail.
 * @element dm-reset
 * @fires dm-signed-in
 */
export class DmReset extends DmElement {
  static override properties = {
    app: { attribute: false },
    _isDead: { state: true },
    _offer: { state: true },
  }

  static override styles = [tokens, controls, entryStyle, passwordStyle]

  declare app: EntryPageApp
  declare _isDead: boolean
  /** The password is set; the account asks for more before it lets anyone in. */
  declare _offer: SecondFactorOffer | undefined
  readonly #reveal = new Reveal(this)
  readonly #form = new Form(this, { password: '' })

  constructor() {
    super()
    this._isDead = false
    new StepFocus(this)
  }

  async #send(event: Event): Promise<void> {
    const { api, words, token } = this.app
    await this.#form.submit(event, {
      check: ({ password }): Wrong<'password'> => {
        const weak = judgePassword(words, password)
        return weak === undefined ? {} : { password: weak }
      },
      refused: { password: words.say('passwordRefused') },
      write: ({ password }) =>
        api.post<Session>('/v1/password-resets/confirm', { token, password }).then(
          (session) => this.dispatchEvent(new SignedInEvent(session)),
          (problem: unknown) => this.#take(problem),
        ),
    })
  }

  #take(problem: unknown): void {
    this._offer = findOffer(problem)
    if (this._offer) return
    if (!isDeadLink(problem)) throw problem
    this._isDead = true
  }

  override render() {
    const { app } = this
    if (this._offer)
      return renderEntry(
        factorStep({
          app,
          offer: this._offer,
          lead: app.words.say('passwordChanged'),
          leave: () => app.go('/sign-in'),
        }),
      )
    if (this._isDead || app.token === '') return renderDead(app, 'reset')
    const { words } = app
    const form = this.#form
    return renderEntry({
      app,
      step: 'form',
      heading: words.say('newPassword'),
      lead: words.say('resetText'),
      body: html`<form novalidate @submit=${(event: Event) => void this.#send(event)}>
        ${renderProblem(words, form.problem)} ${renderUsername(app.memory.email)}
        ${renderPasswordField(form, {
          words,
          reveal: this.#reveal,
          label: words.say('newPassword'),
          isNew: true,
          isFirst: true,
          hint: renderStrength(words, form.values.password, [app.memory.email]),
        })}
        <button class="button primary" aria-disabled=${form.isBusy}>
          ${words.say(form.isBusy ? 'saving' : 'setPassword')}
        </button>
      </form>`,
      under: renderBack(app),
    })
  }
}

/** The link leads nowhere, and where to get a new one. */
export function renderDead(app: EntryPageApp, kind: 'reset' | 'magic' | 'verify') {
  const { words } = app
  const action =
    kind === 'verify'
      ? html`<p class="quiet small">${words.say('verifyDeadText')}</p>
          <a class="button primary" href="/">${words.say('toStart')}</a>`
      : html`<a class="button primary" href=${kind === 'reset' ? '/forgot' : '/magic'}>${words.say('sendNewLink')}</a>`
  return renderEntry({
    app,
    step: 'dead',
    heading: words.say('linkDead'),
    lead: words.say('linkDeadText'),
    body: html`<div class="body">${action}</div>`,
    under: renderBack(app),
  })
}
