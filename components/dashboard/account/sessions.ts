import { html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { Attempt } from '../../app/attempt.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { Resource } from '../../app/resource.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatMoment } from '../dashboard-words.ts'
import type { AccountPageApp } from './account-app.ts'
import { sectionStyle } from './account-style.ts'
import { readDevice } from './device.ts'

interface SessionRow {
  readonly id: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly userAgent: string | null
  /** Where it was, roughly. */
  readonly place?: string | null
  readonly isCurrent: boolean
  readonly isImpersonation: boolean
}

const address = '/v1/me/sessions'

/**
 * @summary Where somebody is signed in, and how to end it.
 * @element dm-sessions
 */
export class DmSessions extends DmElement {
  static override properties = { app: { attribute: false }, _isEndingAll: { state: true } }

  static override styles = [tokens, controls, asyncStyle, pageStyle, sectionStyle]

  declare app: AccountPageApp
  declare _isEndingAll: boolean
  readonly #write = new Attempt(this)
  readonly #sessions = new Resource<readonly SessionRow[]>(this, {
    cache: () => this.app.cache,
    key: () => address,
    ask: async (signal) => (await this.app.api.get<{ data: readonly SessionRow[] }>(address, { signal })).data,
    tags: ['sessions'],
  })

  constructor() {
    super()
    this._isEndingAll = false
  }

  async #end(session: SessionRow): Promise<void> {
    const { api, words, toast } = this.app
    if (!(await this.#write.run(() => api.delete(`${address}/${session.id}`)))) return
    this.#sessions.mutate((all) => all.filter(({ id }) => id !== session.id))
    toast(words.say('sessionEnded'))
    this.#focusHeading()
  }

  async #endAll(): Promise<void> {
    const { api, words, toast } = this.app
    if (!(await this.#write.run(() => api.delete(address)))) return
    this._isEndingAll = false
    this.#sessions.mutate((all) => all.filter(({ isCurrent }) => isCurrent))
    toast(words.say('sessionsEnded'))
    this.#focusHeading()
  }

  /** The button that was pressed is gone. */
  #focusHeading(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h2')?.focus())
  }

  override render() {
    const { words } = this.app
    const hasOthers = this.#sessions.data?.some(({ isCurrent }) => !isCurrent)
    const ask = () => {
      this.#write.forget()
      this._isEndingAll = true
    }
    return html`<section class="card">
        <div class="section-head">
          <div>
            <h2 tabindex="-1">${words.say('sessions')}</h2>
            <p class="hint">${words.say('sessionsHint')}</p>
          </div>
          ${
            hasOthers
              ? html`<button type="button" class="button" @click=${ask}>${words.say('sessionsEndAll')}</button>`
              : nothing
          }
        </div>
        ${this._isEndingAll ? nothing : renderProblem(words, this.#write.problem)}
        ${renderAsync({
          words,
          resource: this.#sessions,
          ready: (sessions) =>
            html`<ul class="rows">
              ${sessions.map((session) => this.#renderSession(session))}
            </ul>`,
        })}
      </section>
      ${this._isEndingAll ? this.#renderEndingAll() : nothing}`
  }

  #renderSession(session: SessionRow) {
    const { words } = this.app
    const { browser, system } = readDevice(session.userAgent)
    const name = [browser ?? words.say('browserUnknown'), system].filter(Boolean).join(' · ')
    const seen = words.say('sessionSeen', { date: formatMoment(words, session.lastSeenAt) })
    return html`<li>
      <div class="what">
        ${renderIcon('device')}
        <div class="facts">
          <p class="row">
            <strong>${name}</strong>
            ${session.isCurrent ? html`<span class="badge good">${words.say('sessionCurrent')}</span>` : nothing}
            ${session.isImpersonation ? html`<span class="badge warn">${words.say('sessionSupport')}</span>` : nothing}
          </p>
          <p class="hint">
            ${[session.place, seen, words.say('sessionSince', { date: formatMoment(words, session.createdAt) })]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      </div>
      ${
        session.isCurrent
          ? nothing
          : html`<button
              type="button"
              class="button"
              aria-disabled=${this.#write.isBusy}
              @click=${() => void this.#end(session)}
            >
              ${words.say('sessionEnd')} <span class="visually-hidden">${name}, ${seen}</span>
            </button>`
      }
    </li>`
  }

  #renderEndingAll() {
    const { words } = this.app
    return renderConfirm({
      words,
      heading: words.say('sessionsEndTitle'),
      text: words.say('sessionsEndText'),
      action: words.say('sessionsEndAll'),
      busy: this.#write.isBusy,
      problem: this.#write.problem,
      onLeave: () => {
        this._isEndingAll = false
        this.#write.forget()
      },
      onConfirm: () => void this.#endAll(),
    })
  }
}
