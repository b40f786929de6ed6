/** The pages of an invitation, by who opens it and when. */
import { html, type TemplateResult } from 'lit'
import { renderProblem } from '../../app/async.ts'
import type { Attempt } from '../../app/attempt.ts'
import type { IdentityMessage } from '../identity/identity-words.ts'
import type { EntryPageApp } from './entry-app.ts'
import { renderEntry } from './entry-card.ts'
import type { Invitation } from './invitation-facts.ts'
import { renderBack } from './mail-link.ts'

interface Parts {
  readonly app: EntryPageApp
  readonly invitation: Invitation
  /** The write that its buttons start. */
  readonly attempt: Attempt
}

const factsOf = ({ invitation: { agencyName, inviterName, roleName } }: Parts) => ({
  agency: agencyName,
  name: inviterName,
  role: roleName,
})

/** Nobody has an account of this address yet. */
export function renderWelcome(parts: Parts & { accept(person: object): Promise<void> }): TemplateResult {
  const { app, invitation } = parts
  const { words } = app
  return renderEntry({
    app,
    step: 'welcome',
    heading: words.say('invitationTitle', factsOf(parts)),
    lead: words.say('invitationText', factsOf(parts)),
    body: html`<dm-join-form
      .words=${words}
      .email=${invitation.email}
      .agency=${invitation.agencyName}
      .accept=${parts.accept}
    ></dm-join-form>`,
  })
}

/** The address has an account, which is signed in or is to be. */
export function renderReady(parts: Parts & { readonly isSignedIn: boolean; goOn(): void }): TemplateResult {
  const { app, invitation, attempt, isSignedIn } = parts
  const { words } = app
  return renderEntry({
    app,
    step: isSignedIn ? 'accept' : 'sign-in',
    heading: words.say('invitationTitle', factsOf(parts)),
    lead: words.say('invitationText', factsOf(parts)),
    body: html`<div class="body">
      ${renderProblem(words, attempt.problem)}
      <p>${words.say('invitationFor')} <span class="who" dir="ltr">${invitation.email}</span></p>
      <button
        type="button"
        class="button primary"
        autofocus
        aria-disabled=${attempt.isBusy}
        @click=${() => parts.goOn()}
      >
        ${words.say(isSignedIn ? 'invitationAccept' : 'invitationSignInFirst')}
      </button>
      ${isSignedIn ? html`<a class="way" href="/">${words.say('notNow')}</a>` : ''}
    </div>`,
  })
}

/** Somebody else is signed in: nothing happens to either account unless the person says so. */
export function renderOther(parts: Parts & { leave(): void }): TemplateResult {
  const { app, invitation, attempt } = parts
  const { words } = app
  return renderEntry({
    app,
    step: 'other',
    heading: words.say('otherTitle'),
    lead: words.say('otherText', factsOf(parts)),
    body: html`<div class="body">
      ${renderProblem(words, attempt.problem)}
      <dl class="accounts">
        <div>
          <dt>${words.say('otherInvited')}</dt>
          <dd dir="ltr">${invitation.email}</dd>
        </div>
        <div>
          <dt>${words.say('otherSignedIn')}</dt>
          <dd dir="ltr">${invitation.signedInAs}</dd>
        </div>
      </dl>
      <div class="ways">
        <button type="button" class="button primary" aria-disabled=${attempt.isBusy} @click=${() => parts.leave()}>
          ${words.say('switchAccount')}
        </button>
        <a class="button" href="/">${words.say('stayHere')}</a>
      </div>
    </div>`,
  })
}

const closed: Readonly<
  Record<'expired' | 'accepted' | 'revoked', readonly [heading: IdentityMessage, lead: IdentityMessage]>
> = {
  expired: ['invitationExpired', 'invitationExpiredText'],
  accepted: ['invitationAccepted', 'invitationAcceptedText'],
  revoked: ['invitationRevoked', 'invitationRevokedText'],
}

export function renderClosed(parts: Parts & { readonly isRenewed: boolean; renew(): void }): TemplateResult {
  const { app, invitation, attempt, isRenewed } = parts
  const { words } = app
  const state = invitation.state === 'open' ? 'revoked' : invitation.state
  if (isRenewed)
    return renderEntry({
      app,
      step: 'renewed',
      heading: words.say('invitationRenewed'),
      lead: html`${words.say('invitationRenewedText', factsOf(parts))}
        <span class="who" dir="ltr">${invitation.email}</span>`,
      under: renderBack(app),
    })
  const [heading, lead] = closed[state]
  return renderEntry({
    app,
    step: state,
    heading: words.say(heading),
    lead: words.say(lead, factsOf(parts)),
    body: html`<div class="body">
      ${renderProblem(words, attempt.problem)}
      ${
        state === 'expired'
          ? html`<button
              type="button"
              class="button primary"
              autofocus
              aria-disabled=${attempt.isBusy}
              @click=${() => parts.renew()}
            >
              ${words.say(attempt.isBusy ? 'sending' : 'invitationRenew')}
            </button>`
          : html`<a class="button primary" href="/"
              >${words.say(invitation.signedInAs === null ? 'signIn' : 'toStart')}</a
            >`
      }
    </div>`,
  })
}
