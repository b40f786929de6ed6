import { html } from 'lit'
import { asyncStyle, renderLoading, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { isDeadLink } from './dead-link.ts'
import { SessionChangedEvent, type EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import { renderDead } from './reset.ts'
import { StepFocus } from './step-focus.ts'

/**
 * @summary An address is proven by the link that was sent to it.
 * @element dm-verify
 * @fires dm-session-changed
 */
export class DmVerify extends DmElement {
  static override properties = { app: { attribute: false }, _email: { state: true } }

  static override styles = [tokens, controls, asyncStyle, entryStyle]

  declare app: EntryPageApp
  declare _email: string | undefined
  readonly #attempt = new Attempt(this)

  constructor() {
    super()
    new StepFocus(this)
  }

  override firstUpdated(): void {
    if (this.app.token !== '') void this.#verify()
  }

  async #verify(): Promise<void> {
    const { api, token, memory } = this.app
    const isDone = await this.#attempt.run(async () => {
      const { email } = await api.post<{ email: string }>('/v1/email-verifications/confirm', { token })
      memory.email = this._email = email
    })
    if (isDone) this.dispatchEvent(new SessionChangedEvent())
  }

  override render() {
    const { app } = this
    const { words } = app
    const { problem } = this.#attempt
    if (app.token === '' || isDeadLink(problem)) return renderDead(app, 'verify')
    if (this._email !== undefined)
      return renderEntry({
        app,
        step: 'verified',
        heading: words.say('verifiedTitle'),
        lead: html`${words.say('verifiedText')} <span class="who" dir="ltr">${this._email}</span>`,
        body: html`<div class="body"><a class="button primary" href="/" autofocus>${words.say('goOn')}</a></div>`,
      })
    return renderEntry({
      app,
      step: 'verifying',
      heading: words.say('verifyTitle'),
      body: html`<div class="body">
        ${
          problem === undefined
            ? renderLoading(words)
            : html`${renderProblem(words, problem)}
                <button type="button" class="button primary" @click=${() => void this.#verify()}>
                  ${words.say('retry')}
                </button>`
        }
      </div>`,
    })
  }
}
