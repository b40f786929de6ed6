import { html } from 'lit'
import { renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { toOwnPath } from '../next-path.ts'
import type { Session } from '../session.ts'
import { isDeadLink } from './dead-link.ts'
import { SignedInEvent, type EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import { factorStep } from './factor-step.ts'
import { renderBack } from './mail-link.ts'
import { renderDead } from './reset.ts'
import { findOffer, type SecondFactorOffer } from './second-factor-offer.ts'
import { StepFocus } from './step-focus.ts'

/**
 * @summary Where the link to come in without a password leads. It asks for one press, because programs that read mails
 * open links too, and this one works once.
 * @element dm-magic
 * @fires dm-signed-in
 */
export class DmMagic extends DmElement {
  static override properties = { app: { attribute: false }, _offer: { state: true } }

  static override styles = [tokens, controls, entryStyle]

  declare app: EntryPageApp
  declare _offer: SecondFactorOffer | undefined
  readonly #attempt = new Attempt(this)

  constructor() {
    super()
    new StepFocus(this)
  }

  async #enter(): Promise<void> {
    const { api, token } = this.app
    await this.#attempt.run(async () => {
      try {
        const { next, ...session } = await api.post<Session & { next?: string | null }>('/v1/magic-links/confirm', {
          token,
        })
        this.dispatchEvent(new SignedInEvent(session, toOwnPath(next ?? '', location.origin)))
      } catch (problem) {
        this._offer = findOffer(problem)
        if (!this._offer) throw problem
      }
    })
  }

  override render() {
    const { app } = this
    const { words } = app
    const { isBusy, problem } = this.#attempt
    if (this._offer) return renderEntry(factorStep({ app, offer: this._offer, leave: () => app.go('/sign-in') }))
    if (isDeadLink(problem)) return renderDead(app, 'magic')
    return renderEntry({
      app,
      step: 'enter',
      heading: words.say('magicEnter'),
      lead: words.say('magicEnterText'),
      body: html`<div class="body">
        ${renderProblem(words, problem)}
        <button
          type="button"
          class="button primary"
          autofocus
          aria-disabled=${isBusy}
          @click=${() => void this.#enter()}
        >
          ${words.say(isBusy ? 'signingIn' : 'signIn')}
        </button>
      </div>`,
      under: renderBack(app),
    })
  }
}
