import { html, nothing, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { DmElement } from '../../ui/element.ts'
import { SpokenIdentity } from '../identity/identity-words.ts'
import type { EntryApp, EntryPageApp } from './entry-app.ts'

export type EntryPage = 'signUp' | 'forgot' | 'reset' | 'verify' | 'magic' | 'invitation'

const pages: Readonly<Record<EntryPage, (app: EntryPageApp) => TemplateResult>> = {
  signUp: (app) => html`<dm-sign-up .app=${app}></dm-sign-up>`,
  forgot: (app) => html`<dm-mail-link .app=${app} kind="reset"></dm-mail-link>`,
  reset: (app) => html`<dm-reset .app=${app}></dm-reset>`,
  verify: (app) => html`<dm-verify .app=${app}></dm-verify>`,
  magic: (app) =>
    app.token === ''
      ? html`<dm-mail-link .app=${app} kind="magic"></dm-mail-link>`
      : html`<dm-magic .app=${app}></dm-magic>`,
  invitation: (app) => html`<dm-invitation .app=${app}></dm-invitation>`,
}

/**
 * @summary The pages before the dashboard, in the language of whoever opens them.
 * @element dm-entry
 */
export class DmEntry extends DmElement {
  static override properties = { app: { attribute: false }, page: { type: String } }

  declare app: EntryApp
  declare page: EntryPage
  readonly #spoken = new SpokenIdentity(this, () => this.app.words.locale)

  /** Another link is another matter. */
  override render() {
    const { words } = this.#spoken
    return words ? keyed(`${this.page} ${this.app.token}`, pages[this.page]({ ...this.app, words })) : nothing
  }
}
