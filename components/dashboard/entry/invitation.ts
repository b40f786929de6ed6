import { html } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { asyncStyle, renderFailure, renderLoading } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { Session } from '../session.ts'
import { isDeadLink } from './dead-link.ts'
import { SignedInEvent, SignedOutEvent, type EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import { entryStyle } from './entry-style.ts'
import type { Invitation } from './invitation-facts.ts'
import { renderClosed, renderOther, renderReady, renderWelcome } from './invitation-steps.ts'
import { renderDead } from './reset.ts'
import { StepFocus } from './step-focus.ts'

/** What the server found out since it was asked. */
const overtaken = new Set(['identity.sign_in_to_accept', 'identity.other_user_signed_in'])

/**
 * @summary Where the link of an invitation leads: to a new account, to signing in, to accepting it at once, or to
 * another account than the one that is signed in. One that is no longer open says so, and how to get a new one.
 * @element dm-invitation
 * @fires dm-signed-in
 * @fires dm-signed-out
 */
export class DmInvitation extends DmElement {
  static override properties = {
    app: { attribute: false },
    _invitation: { state: true },
    _isSigningIn: { state: true },
    _isRenewed: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, entryStyle]

  declare app: EntryPageApp
  declare _invitation: Invitation | undefined
  declare _isSigningIn: boolean
  declare _isRenewed: boolean
  readonly #look = new Attempt(this)
  readonly #write = new Attempt(this)

  constructor() {
    super()
    this._isSigningIn = this._isRenewed = false
    new StepFocus(this, () => !this._isSigningIn)
  }

  override firstUpdated(): void {
    if (this.app.token !== '') void this.#inspect()
  }

  async #inspect(): Promise<void> {
    const { api, token, memory } = this.app
    await this.#look.run(async () => {
      this._invitation = await api.post<Invitation>('/v1/invitations/inspect', { token })
      memory.email = this._invitation.email
    })
  }

  readonly #accept = async (person: object = {}): Promise<void> => {
    const { api, token } = this.app
    try {
      const session = await api.post<Session>('/v1/invitations/accept', { token, ...person })
      this.dispatchEvent(new SignedInEvent(session))
    } catch (problem) {
      if (!isDmError(problem) || !(overtaken.has(problem.reason) || isDeadLink(problem))) throw problem
      await this.#inspect()
    }
  }

  /** Whoever has signed in for it has said that they want it. */
  async #goOn(event: Event): Promise<void> {
    event.stopPropagation()
    this._isSigningIn = false
    await this.#inspect()
    if (this._invitation?.signedInAs === this._invitation?.email) await this.#write.run(() => this.#accept())
  }

  async #leave(): Promise<void> {
    await this.#write.run(async () => {
      await this.app.api.delete('/v1/session')
      this.dispatchEvent(new SignedOutEvent())
      await this.#inspect()
    })
  }

  async #renew(): Promise<void> {
    const { api, token } = this.app
    this._isRenewed = await this.#write.run(() => api.post('/v1/invitations/renew', { token }))
  }

  override render() {
    const { app } = this
    const { words } = app
    const invitation = this._invitation
    if (app.token === '' || isDeadLink(this.#look.problem)) return renderDead(app, 'verify')
    if (!invitation) return this.#renderLooking()
    const parts = {
      app: { ...app, brand: app.brand ?? { name: invitation.agencyName } },
      invitation,
      attempt: this.#write,
    }
    if (invitation.state !== 'open')
      return renderClosed({ ...parts, isRenewed: this._isRenewed, renew: () => void this.#renew() })
    if (this._isSigningIn)
      return html`<dm-sign-in
        .app=${parts.app}
        .email=${invitation.email}
        .lead=${words.say('invitationSignIn', { agency: invitation.agencyName })}
        @dm-signed-in=${(event: Event) => void this.#goOn(event)}
      ></dm-sign-in>`
    const { signedInAs, hasAccount, email } = invitation
    if (signedInAs !== null && signedInAs !== email) return renderOther({ ...parts, leave: () => void this.#leave() })
    if (signedInAs === null && !hasAccount) return renderWelcome({ ...parts, accept: this.#accept })
    return renderReady({
      ...parts,
      isSignedIn: signedInAs !== null,
      goOn: () => (signedInAs === null ? (this._isSigningIn = true) : void this.#write.run(() => this.#accept())),
    })
  }

  #renderLooking() {
    const { app } = this
    const { problem, isBusy } = this.#look
    return renderEntry({
      app,
      step: 'looking',
      heading: app.words.say('invitation'),
      body: html`<div class="body">
        ${
          problem === undefined
            ? renderLoading(app.words)
            : renderFailure(app.words, problem, () => void this.#inspect(), isBusy)
        }
      </div>`,
    })
  }
}
