import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { renderConfirm } from '../../app/confirm.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatDay } from '../dashboard-words.ts'
import type { Message } from '../messages/en.ts'
import { sitePath, type SiteApp } from '../site-app.ts'
import { listDomains, nameOf, type Domain } from './domain.ts'
import type { DomainAddedEvent, DomainDraftEvent } from './domain-form.ts'
import { domainsStyle } from './domains-style.ts'

const states: Readonly<Record<Domain['state'], readonly [message: Message, tone: string]>> = {
  pending: ['statePending', 'warn'],
  verified: ['stateVerified', 'good'],
  failed: ['stateFailed', 'bad'],
  revoked: ['stateRevoked', 'bad'],
}

/**
 * @summary The websites that may show a site's widgets: add, prove, remove.
 * @element dm-domains
 */
export class DmDomains extends DmElement {
  static override properties = {
    app: { attribute: false },
    _isAdding: { state: true },
    _draft: { state: true },
    _checking: { state: true },
    _opened: { state: true },
    _removing: { state: true },
    _isRemoving: { state: true },
    _problem: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, pageStyle, domainsStyle]

  declare app: SiteApp
  declare _isAdding: boolean
  /** What was typed into a form that was left. */
  declare _draft: string
  /** Ids of domains whose check is on its way. */
  declare _checking: ReadonlySet<string>
  /** By id, what the person chose; else those are open that wait for a proof. */
  declare _opened: ReadonlyMap<string, boolean>
  declare _removing: Domain | undefined
  declare _isRemoving: boolean
  /** Of the last action. */
  declare _problem: unknown
  readonly #domains = listDomains(this, () => this.app)

  constructor() {
    super()
    this._isAdding = this._isRemoving = false
    this._draft = ''
    this._checking = new Set()
    this._opened = new Map()
  }

  get #mayWrite(): boolean {
    return this.app.can('domains:write')
  }

  #toggle(domain: Domain, isOpen: boolean): void {
    this._opened = new Map(this._opened).set(domain.id, isOpen)
  }

  #isOpen({ id, state }: Domain): boolean {
    return this._opened.get(id) ?? (this.#mayWrite && state !== 'verified')
  }

  /** The new row, opened, is where the work goes on. */
  async #welcome(domain: Domain): Promise<void> {
    const { words, toast } = this.app
    this._isAdding = false
    this._draft = ''
    this.#toggle(domain, true)
    this.#domains.mutate((all) => [...all, domain])
    toast(words.say('domainAdded', { domain: nameOf(domain) }))
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>(`#domain-${domain.id} .toggle`)?.focus()
  }

  async #verify(domain: Domain): Promise<void> {
    const { app } = this
    if (this._checking.has(domain.id)) return
    this._checking = new Set(this._checking).add(domain.id)
    this._problem = undefined
    try {
      const now = await app.api.post<Domain>(sitePath(app, 'domains', domain.id, 'verify'))
      this.#domains.mutate((all) => all.map((one) => (one.id === now.id ? now : one)))
      const isProven = now.state === 'verified'
      // A verified domain stays so for a while after its proof is gone: then what was seen is all the news.
      this.#toggle(now, !isProven || domain.state === 'verified')
      app.toast(isProven ? app.words.say('verified', { domain: nameOf(now) }) : app.words.say('notVerified'))
    } catch (problem) {
      this._problem = problem
    } finally {
      this._checking = new Set([...this._checking].filter((id) => id !== domain.id))
    }
  }

  async #remove(domain: Domain): Promise<void> {
    const { app } = this
    if (this._isRemoving) return
    this._isRemoving = true
    this._problem = undefined
    try {
      await app.api.delete(sitePath(app, 'domains', domain.id))
      this._removing = undefined
      this.#domains.mutate((all) => all.filter(({ id }) => id !== domain.id))
      app.toast(app.words.say('removed', { domain: nameOf(domain) }))
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
    } catch (problem) {
      this._problem = problem
    } finally {
      this._isRemoving = false
    }
  }

  override render() {
    const { words } = this.app
    const list = this.#domains
    const add = () => this.#renderAdd()
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('domains')}</h1>
            <p>${words.say('domainsHint')}</p>
          </div>
          ${this.#mayWrite && list.data?.length ? add() : nothing}
        </div>
        ${this._removing ? nothing : renderProblem(words, this._problem)}
        ${
          this.app.can('domains:read')
            ? html`<div>
                ${renderAsync({
                  words,
                  resource: list,
                  ready: (all) => this.#renderList(all),
                  empty: (all) =>
                    all.length > 0
                      ? undefined
                      : {
                          icon: 'globe',
                          title: words.say('noDomains'),
                          text: words.say('noDomainsText'),
                          action: this.#mayWrite ? add() : undefined,
                        },
                })}
              </div>`
            : renderDenied(words)
        }
      </div>
      ${this._isAdding ? this.#renderForm() : nothing}
      ${this._removing ? this.#renderRemoving(this._removing) : nothing}`
  }

  #renderAdd() {
    return html`<button type="button" class="button primary" @click=${() => (this._isAdding = true)}>
      ${renderIcon('plus', 18)}${this.app.words.say('addDomain')}
    </button>`
  }

  #renderList(domains: readonly Domain[]) {
    return html`<ul class="rows card">
      ${repeat(
        domains,
        ({ id }) => id,
        (domain) => this.#renderDomain(domain),
      )}
    </ul>`
  }

  #renderDomain(domain: Domain) {
    const { words } = this.app
    const name = nameOf(domain)
    const [message, tone] = states[domain.state]
    const isOpen = this.#isOpen(domain)
    return html`<li id="domain-${domain.id}" class="domain">
      <div class="line">
        <div class="facts">
          <h2 dir="ltr">${name}</h2>
          <p class="row">
            <span class="badge ${tone}">${words.say(message)}</span>
            ${domain.kind === 'development' ? html`<span class="hint">${this.#renderDevelopment(domain)}</span>` : nothing}
          </p>
        </div>
        ${this.#mayWrite ? this.#renderActions(domain, isOpen) : nothing}
      </div>
      ${
        isOpen
          ? html`<dm-domain-details id="details-${domain.id}" .words=${words} .domain=${domain}></dm-domain-details>`
          : nothing
      }
    </li>`
  }

  #renderDevelopment({ expiresAt }: Domain) {
    const { words } = this.app
    const until = expiresAt && words.say('expires', { date: formatDay(words, expiresAt) })
    return `${words.say('development')}${until ? `, ${until}` : ''}`
  }

  #renderActions(domain: Domain, isOpen: boolean) {
    const { words } = this.app
    const isChecking = this._checking.has(domain.id)
    const of = html`<span class="visually-hidden">${nameOf(domain)}</span>`
    return html`<div class="actions">
      <button type="button" class="button verify" aria-disabled=${isChecking} @click=${() => void this.#verify(domain)}>
        ${renderIcon('refresh', 18)}${words.say(isChecking ? 'verifying' : 'verify')} ${of}
      </button>
      <button
        type="button"
        class="button toggle"
        aria-expanded=${isOpen}
        aria-controls=${isOpen ? `details-${domain.id}` : nothing}
        @click=${() => this.#toggle(domain, !isOpen)}
      >
        ${words.say(domain.state === 'verified' ? 'details' : 'setUp')} ${of}${renderIcon('down', 18)}
      </button>
      <button
        type="button"
        class="button plain remove"
        @click=${() => {
          this._problem = undefined
          this._removing = domain
        }}
      >
        ${renderIcon('trash', 18)}${words.say('remove')} ${of}
      </button>
    </div>`
  }

  #renderForm() {
    return html`<dm-domain-form
      .app=${this.app}
      .draft=${this._draft}
      @dm-domain-added=${({ domain }: DomainAddedEvent) => void this.#welcome(domain)}
      @dm-domain-draft=${({ draft }: DomainDraftEvent) => {
        this._draft = draft
        this._isAdding = false
      }}
    ></dm-domain-form>`
  }

  #renderRemoving(domain: Domain) {
    const { words } = this.app
    return renderConfirm({
      words,
      heading: words.say('removeTitle', { domain: nameOf(domain) }),
      text: words.say('removeText'),
      action: words.say('remove'),
      busy: this._isRemoving,
      problem: this._problem,
      onLeave: () => (this._removing = this._problem = undefined),
      onConfirm: () => void this.#remove(domain),
    })
  }
}
