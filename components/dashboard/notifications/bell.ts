import { css, html, nothing } from 'lit'
import type { Api } from '../../app/api.ts'
import { renderIcon } from '../../app/icons.ts'
import { Resource, type ResourceCache } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DashboardWords } from '../dashboard-words.ts'
import type { DeskApp } from '../site-app.ts'
import type { Unread } from './notification.ts'

const pollMs = 60_000

/**
 * @summary How much is unread, and the way to it. The list itself comes when somebody opens it.
 * @element dm-bell
 */
export class DmBell extends DmElement {
  static override properties = { app: { attribute: false }, _isOpen: { state: true }, _isLoaded: { state: true } }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: block;
        flex: none;
      }
      .bell {
        position: relative;
        inline-size: 44px;
        min-block-size: 44px;
        padding: 0;
        border-color: transparent;
        background: none;
      }
      .count {
        position: absolute;
        inset-block-start: 3px;
        inset-inline-end: 1px;
        min-inline-size: 18px;
        padding-inline: 5px;
        border-radius: 9px;
        background: var(--_danger);
        color: var(--_surface);
        font-size: 0.6875rem;
        font-weight: 680;
        line-height: 18px;
        text-align: center;
      }
    `,
  ]

  declare app: DeskApp
  declare _isOpen: boolean
  declare _isLoaded: boolean
  readonly #unread = new Resource<Unread>(this, {
    cache: (): ResourceCache => this.app.cache,
    key: () => 'notifications/unread',
    ask: (signal) => this.#api.get<Unread>('/v1/me/notifications/unread', { signal }),
    tags: ['notifications-unread'],
    pollMs,
  })

  constructor() {
    super()
    this._isOpen = this._isLoaded = false
  }

  get #api(): Api {
    return this.app.api
  }

  async #open(): Promise<void> {
    this._isOpen = true
    if (this._isLoaded) return
    try {
      await (await import('./define.ts')).loadWords(this.#words.locale)
      this._isLoaded = true
    } catch {
      this._isOpen = false
      this.app.toast(this.#words.say('screenFailed'))
    }
  }

  get #words(): DashboardWords {
    return this.app.words
  }

  override render() {
    const words = this.#words
    // Without an answer there is nothing to count: the bell rings no alarm of its own.
    const count = this.#unread.data?.count ?? 0
    const name = count > 0 ? words.say('unreadCount', { count }) : words.say('notifications')
    return html`<button
        type="button"
        class="button bell"
        aria-label=${name}
        aria-haspopup="dialog"
        @click=${() => void this.#open()}
      >
        ${renderIcon('bell')}
        ${count > 0 ? html`<span class="count" aria-hidden="true">${count > 99 ? '99+' : count}</span>` : nothing}
      </button>
      ${
        this._isOpen && this._isLoaded
          ? html`<dm-notifications
              .app=${this.app}
              @dm-dialog-close=${() => (this._isOpen = false)}
            ></dm-notifications>`
          : nothing
      }`
  }
}
