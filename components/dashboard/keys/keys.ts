import { css, html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied } from '../../app/async.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatDay } from '../dashboard-words.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import type { Key, NewKey } from './key.ts'
import { emptyDraft, type KeyCreatedEvent, type KeyDraft, type KeyDraftEvent } from './key-form.ts'
import { summarise } from './permissions.ts'

/**
 * @summary A site's public key, and the secret keys of its programs.
 * @element dm-keys
 */
export class DmKeys extends DmElement {
  static override properties = {
    app: { attribute: false },
    _isCreating: { state: true },
    _draft: { state: true },
    _created: { state: true },
    _revoking: { state: true },
    _isRevoking: { state: true },
    _problem: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    css`
      section {
        display: grid;
        gap: 12px;
      }
      .public {
        display: grid;
        gap: 10px;
        padding: 18px 20px;
      }
      .section-head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 16px;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 12px 20px;
        padding: 16px 20px;
      }
      .facts {
        display: grid;
        gap: 4px;
        min-inline-size: 0;
        flex: 1 1 18rem;
      }
      .facts strong {
        font-size: 1rem;
        font-weight: 620;
        overflow-wrap: anywhere;
      }
      .key.off .facts > :not(.row) {
        color: var(--_quiet);
      }
      .created {
        display: grid;
        gap: 12px;
      }
      .created h2:focus {
        outline: none;
      }
    `,
  ]

  declare app: SiteApp
  declare _isCreating: boolean
  declare _draft: KeyDraft
  /** Its secret is shown until the person says that they have it, or leaves. */
  declare _created: NewKey | undefined
  declare _revoking: Key | undefined
  declare _isRevoking: boolean
  declare _problem: unknown
  readonly #keys = new Resource<readonly Key[]>(this, {
    cache: () => this.app.cache,
    key: () => (this.app.can('keys:read') ? sitePath(this.app, 'keys') : undefined),
    ask: async (signal) =>
      (await this.app.api.get<{ data: readonly Key[] }>(sitePath(this.app, 'keys'), { signal })).data,
    tags: ['keys'],
  })

  constructor() {
    super()
    this._isCreating = this._isRevoking = false
    this._draft = emptyDraft
  }

  get #mayWrite(): boolean {
    return this.app.can('keys:write')
  }

  async #show(created: NewKey): Promise<void> {
    const { secret: _secret, ...key } = created
    this._isCreating = false
    this._draft = emptyDraft
    this._created = created
    this.#keys.mutate((all) => [key, ...all])
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.created h2')?.focus()
  }

  async #revoke(key: Key): Promise<void> {
    const { app } = this
    if (this._isRevoking) return
    this._isRevoking = true
    this._problem = undefined
    try {
      await app.api.delete(sitePath(app, 'keys', key.id))
      this._revoking = undefined
      if (this._created?.id === key.id) this._created = undefined
      app.toast(app.words.say('keyRevoked', { label: key.label }))
      await this.#keys.load()
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
    } catch (problem) {
      this._problem = problem
    } finally {
      this._isRevoking = false
    }
  }

  override render() {
    const { words } = this.app
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('keys')}</h1>
            <p>${words.say('keysHint')}</p>
          </div>
        </div>
        ${this.app.can('keys:read') ? html`${this.#renderCreated()}${this.#renderPublic()}${this.#renderSecret()}` : renderDenied(words)}
      </div>
      ${
        this._isCreating
          ? html`<dm-key-form
              .app=${this.app}
              .draft=${this._draft}
              @dm-key-created=${({ key }: KeyCreatedEvent) => void this.#show(key)}
              @dm-key-draft=${({ draft }: KeyDraftEvent) => {
                this._draft = draft
                this._isCreating = false
              }}
            ></dm-key-form>`
          : nothing
      }
      ${this._revoking ? this.#renderRevoking(this._revoking) : nothing}`
  }

  #renderPublic() {
    const { words, site } = this.app
    return html`<section class="card public">
      <h2>${words.say('publicKey')}</h2>
      <p class="hint">${words.say('publicKeyHint')}</p>
      ${this.#renderValue(site.publicKey, words.say('publicKey'))}
    </section>`
  }

  #renderValue(value: string, what: string, isPrimary = false) {
    return html`<div class="value">
      <code dir="ltr" translate="no">${value}</code>
      <dm-copy-button .words=${this.app.words} .text=${value} .what=${what} .primary=${isPrimary}></dm-copy-button>
    </div>`
  }

  #renderCreated() {
    const { words } = this.app
    const created = this._created
    if (!created) return nothing
    return html`<section class="created notice">
      <div>
        <h2 tabindex="-1">${words.say('keyCreated')}</h2>
        <p>${words.say('keyCreatedText')}</p>
      </div>
      ${this.#renderValue(created.secret, created.label, true)}
      <div>
        <button type="button" class="button" @click=${() => (this._created = undefined)}>${words.say('done')}</button>
      </div>
    </section>`
  }

  #renderSecret() {
    const { words } = this.app
    const create = html`<button type="button" class="button primary" @click=${() => (this._isCreating = true)}>
      ${renderIcon('plus', 18)}${words.say('createKey')}
    </button>`
    return html`<section>
      <div class="section-head">
        <h2>${words.say('secretKeys')}</h2>
        ${this.#mayWrite && this.#keys.data?.length ? create : nothing}
      </div>
      ${renderAsync({
        words,
        resource: this.#keys,
        ready: (keys) =>
          html`<ul class="rows card">
            ${keys.map((key) => this.#renderKey(key))}
          </ul>`,
        empty: (keys) =>
          keys.length > 0
            ? undefined
            : {
                icon: 'key',
                title: words.say('noKeys'),
                text: words.say('noKeysText'),
                action: this.#mayWrite ? create : undefined,
              },
      })}
    </section>`
  }

  #renderKey(key: Key) {
    const { words, site } = this.app
    const isOff = key.revokedAt !== null
    const isTest = key.mode === 'test'
    const used = key.lastUsedAt
      ? words.say('lastUsed', { date: formatDay(words, key.lastUsedAt) })
      : words.say('neverUsed')
    return html`<li class="key ${isOff ? 'off' : ''}">
      <div class="facts">
        <p class="row">
          <strong>${key.label}</strong>
          ${
            isOff
              ? html`<span class="badge bad">${words.say('revoked')}</span>`
              : html`<span class="badge ${isTest ? '' : 'good'}">${words.say(isTest ? 'modeTest' : 'modeLive')}</span>`
          }
        </p>
        <p><code dir="ltr" translate="no">${key.prefix}</code></p>
        <p class="hint">${summarise(words, site, key.permissions)}</p>
        <p class="hint">${words.say('created', { date: formatDay(words, key.createdAt) })}, ${used}</p>
      </div>
      ${
        this.#mayWrite && !isOff
          ? html`<button
              type="button"
              class="button danger"
              @click=${() => {
                this._problem = undefined
                this._revoking = key
              }}
            >
              ${words.say('revoke')} <span class="visually-hidden">${key.label}</span>
            </button>`
          : nothing
      }
    </li>`
  }

  #renderRevoking(key: Key) {
    const { words } = this.app
    return renderConfirm({
      words,
      heading: words.say('revokeTitle', { label: key.label }),
      text: words.say('revokeText'),
      action: words.say('revoke'),
      busy: this._isRevoking,
      problem: this._problem,
      onLeave: () => (this._revoking = this._problem = undefined),
      onConfirm: () => void this.#revoke(key),
    })
  }
}
