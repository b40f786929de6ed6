import { css, html, nothing, type TemplateResult } from 'lit'
import { asyncStyle, renderAsync } from '../../app/async.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { SpokenIdentity } from '../identity/identity-words.ts'
import type { AccountApp, AccountPageApp, Me } from './account-app.ts'

export type AccountPage = 'account' | 'security'

const pages: Readonly<Record<AccountPage, (app: AccountPageApp, me: Me) => TemplateResult>> = {
  account: (app, me) =>
    html`<dm-profile .app=${app} .me=${me}></dm-profile><dm-email-change .app=${app} .me=${me}></dm-email-change>`,
  security: (app, me) =>
    html`<dm-password-change .app=${app} .me=${me}></dm-password-change>
      <dm-second-factors .app=${app} .me=${me}></dm-second-factors>
      <dm-passkeys .app=${app}></dm-passkeys>
      <dm-sessions .app=${app}></dm-sessions>`,
}

/**
 * @summary A person's own account: who they are, and what keeps it theirs.
 * @element dm-account
 */
export class DmAccount extends DmElement {
  static override properties = { app: { attribute: false }, page: { type: String } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    css`
      nav {
        display: flex;
        gap: 6px;
        border-block-end: 1px solid var(--_line);
      }
      nav a {
        display: grid;
        align-items: center;
        min-block-size: 44px;
        padding-inline: 10px;
        margin-block-end: -1px;
        border-block-end: 2px solid transparent;
        color: var(--_quiet);
        font-weight: 560;
        text-decoration: none;
      }
      nav a:hover {
        color: var(--_text);
      }
      nav a[aria-current] {
        border-color: var(--_accent);
        color: var(--_text);
      }
      .sections {
        display: grid;
        gap: 16px;
      }
    `,
  ]

  declare app: AccountApp
  declare page: AccountPage
  readonly #spoken = new SpokenIdentity(this, () => this.app.words.locale)
  readonly #me = new Resource<Me>(this, {
    cache: () => this.app.cache,
    key: () => '/v1/me',
    ask: (signal) => this.app.api.get<Me>('/v1/me', { signal }),
    tags: ['me'],
  })

  override render() {
    const { words } = this.#spoken
    if (!words) return nothing
    const app = { ...this.app, words }
    const link = (page: AccountPage, path: string, text: string) =>
      html`<a href=${path} aria-current=${page === this.page ? 'page' : nothing}>${text}</a>`
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">${words.say(this.page === 'account' ? 'profile' : 'security')}</h1>
          <p>${words.say(this.page === 'account' ? 'profileHint' : 'securityHint')}</p>
        </div>
      </div>
      <nav aria-label=${words.say('account')}>
        ${link('account', '/account', words.say('profile'))}
        ${link('security', '/account/security', words.say('security'))}
      </nav>
      ${renderAsync({
        words,
        resource: this.#me,
        ready: (me) => html`<div class="sections">${pages[this.page](app, me)}</div>`,
      })}
    </div>`
  }
}
