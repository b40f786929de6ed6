import { css, html, nothing } from 'lit'
import { Speech } from '../../app/area-words.ts'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { DialogCloseEvent } from '../../app/dialog.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { valueOf } from '../../ui/input-value.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { categories, type Notification } from './notification.ts'
import { categoryWords, notificationWords, type NotificationMessage } from './notification-words.ts'

interface Page {
  readonly data: readonly Notification[]
  readonly nextCursor: string | null
}

/**
 * @summary What a person has been told, by day.
 * @element dm-notifications
 * @fires dm-dialog-close
 */
export class DmNotifications extends DmElement {
  static override properties = {
    app: { attribute: false },
    _category: { state: true },
    _problem: { state: true },
    _isGoingOn: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        justify-content: space-between;
        gap: 10px;
        margin-block-end: 12px;
      }
      .tools .input {
        inline-size: auto;
      }
      h3 {
        padding: 12px 0 6px;
        font-size: 0.8125rem;
        font-weight: 600;
        color: var(--_quiet);
      }
      .one {
        display: grid;
        grid-template-columns: 10px minmax(0, 1fr) auto;
        gap: 2px 10px;
        padding: 12px 0;
      }
      .dot {
        inline-size: 8px;
        block-size: 8px;
        margin-block-start: 8px;
        border-radius: 50%;
        background: var(--_accent);
      }
      .one.read .dot {
        visibility: hidden;
      }
      .one strong {
        font-weight: 620;
      }
      .one.read strong {
        font-weight: 500;
      }
      .text {
        display: grid;
        gap: 2px;
        justify-items: start;
        overflow-wrap: anywhere;
      }
      .text .button {
        min-block-size: 44px;
        padding-inline: 0;
      }
      .quiet-button {
        inline-size: 44px;
        min-block-size: 44px;
        padding: 0;
        border-color: transparent;
        background: none;
        color: var(--_quiet);
      }
      .more {
        display: block;
        margin: 12px auto 0;
      }
      a.button {
        justify-content: start;
      }
    `,
  ]

  declare app: DeskApp
  /** Empty: all. */
  declare _category: string
  declare _problem: unknown
  declare _isGoingOn: boolean
  readonly #speech = new Speech<NotificationMessage>(this, notificationWords, () => this.app.words.locale)
  readonly #list = new Resource<Page>(this, {
    cache: () => this.app.cache,
    key: () => `notifications/${this._category}`,
    ask: (signal) => this.#ask({ signal }),
    tags: ['notifications'],
  })

  constructor() {
    super()
    this._category = ''
    this._isGoingOn = false
  }

  #ask({ signal, cursor }: { signal?: AbortSignal; cursor?: string }): Promise<Page> {
    const query = { category: this._category || undefined, cursor }
    return this.app.api.get<Page>('/v1/me/notifications', { query, signal })
  }

  async #more(): Promise<void> {
    const before = this.#list.data
    if (this._isGoingOn || !before?.nextCursor) return
    this._isGoingOn = true
    try {
      const { data, nextCursor } = await this.#ask({ cursor: before.nextCursor })
      if (this.#list.data === before) this.#list.mutate(() => ({ data: [...before.data, ...data], nextCursor }))
    } catch (problem) {
      this._problem = problem
    } finally {
      this._isGoingOn = false
    }
  }

  /** Shown at once; a refusal puts it back. */
  async #act(path: string, change: (data: readonly Notification[]) => readonly Notification[]): Promise<void> {
    this._problem = undefined
    const takeBack = this.#list.mutate((page) => ({ ...page, data: change(page.data) }))
    try {
      await this.app.api.post(`/v1/me/notifications/${path}`)
      this.app.cache.invalidate('notifications-unread')
    } catch (problem) {
      takeBack()
      this._problem = problem
    }
  }

  #read(id: string): Promise<void> {
    return this.#act(`${id}/read`, (data) => data.map((one) => (one.id === id ? markRead(one) : one)))
  }

  #follow(one: Notification, event: Event): void {
    event.preventDefault()
    if (one.readAt === null) void this.#read(one.id)
    this.#leave()
    this.app.go(new URL(one.actionUrl ?? '/', location.href).pathname)
  }

  #leave(): void {
    this.dispatchEvent(new DialogCloseEvent())
  }

  override render() {
    const { words } = this.#speech
    const hasUnread = this.#list.data?.data.some(({ readAt }) => readAt === null) ?? false
    return html`<dm-dialog
      .words=${words}
      .heading=${words.say('notifications')}
      wide
      @dm-dialog-close=${(event: Event) => {
        event.stopPropagation()
        this.#leave()
      }}
    >
      <div class="tools">
        <label class="field"
          ><span>${words.say('category')}</span>
          <select class="input" @change=${(event: Event) => (this._category = valueOf(event))}>
            <option value="">${words.say('allCategories')}</option>
            ${categories.map((one) => html`<option value=${one}>${words.say(categoryWords[one])}</option>`)}
          </select></label
        >
        ${
          hasUnread
            ? html`<button
                type="button"
                class="button"
                @click=${() => void this.#act('read', (data) => data.map(markRead))}
              >
                ${renderIcon('check', 18)}${words.say('readAll')}
              </button>`
            : nothing
        }
      </div>
      ${renderProblem(words, this._problem)}
      ${renderAsync({
        words,
        resource: this.#list,
        ready: ({ data, nextCursor }) => html`${this.#renderDays(data)} ${nextCursor ? this.#renderMore() : nothing}`,
        empty: ({ data }) =>
          data.length > 0
            ? undefined
            : { icon: 'bell', title: words.say('nothingNew'), text: words.say('nothingNewText') },
      })}
      <a
        slot="foot"
        class="button"
        href="/notifications"
        @click=${(event: Event) => {
          event.preventDefault()
          this.#leave()
          this.app.go('/notifications')
        }}
        >${renderIcon('gear', 18)}${words.say('preferences')}</a
      >
    </dm-dialog>`
  }

  #renderMore() {
    const { words } = this.#speech
    return html`<button
      type="button"
      class="button more"
      aria-disabled=${this._isGoingOn}
      @click=${() => void this.#more()}
    >
      ${words.say(this._isGoingOn ? 'loading' : 'showMore')}
    </button>`
  }

  #renderDays(data: readonly Notification[]) {
    const day = new Intl.DateTimeFormat(this.#speech.words.locale, { dateStyle: 'full' })
    const days = Map.groupBy(data, ({ createdAt }) => day.format(new Date(createdAt)))
    return [...days].map(
      ([name, ones]) =>
        html`<h3>${name}</h3>
          <ul class="rows plain">
            ${ones.map((one) => this.#renderOne(one))}
          </ul>`,
    )
  }

  #renderOne(one: Notification) {
    const { words } = this.#speech
    const time = new Intl.DateTimeFormat(words.locale, { timeStyle: 'short' }).format(new Date(one.createdAt))
    const isRead = one.readAt !== null
    return html`<li class="one ${isRead ? 'read' : ''}">
      <span class="dot"></span>
      <div class="text">
        <strong
          >${one.title}${isRead ? nothing : html`<span class="visually-hidden"> (${words.say('unread')})</span>`}</strong
        >
        <span class="small">${one.body}</span>
        <span class="hint">${[one.actorName, time].filter(Boolean).join(' · ')}</span>
        ${
          one.actionUrl === null
            ? nothing
            : html`<a class="button plain" href=${one.actionUrl} @click=${(event: Event) => this.#follow(one, event)}
                >${words.say('look')} <span class="visually-hidden">${one.title}</span></a
              >`
        }
      </div>
      <div>
        ${
          isRead
            ? nothing
            : html`<button
                type="button"
                class="button quiet-button"
                aria-label=${words.say('markRead', { title: one.title })}
                @click=${() => void this.#read(one.id)}
              >
                ${renderIcon('check', 18)}
              </button>`
        }
        <button
          type="button"
          class="button quiet-button"
          aria-label=${words.say('archiveOne', { title: one.title })}
          @click=${() => void this.#act(`${one.id}/archive`, (data) => data.filter(({ id }) => id !== one.id))}
        >
          ${renderIcon('archive', 18)}
        </button>
      </div>
    </li>`
  }
}

const markRead = (one: Notification): Notification => ({ ...one, readAt: one.readAt ?? new Date().toISOString() })
