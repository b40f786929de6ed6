import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { asyncStyle, renderAsync, renderDenied, renderProblem } from '../../app/async.ts'
import { formStyle } from '../../app/form-style.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatDay } from '../dashboard-words.ts'
import { segmentsStyle } from '../segments-style.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import type { ClientSavedEvent } from './client-form.ts'
import { renderMore, Search } from './list-parts.ts'
import { renderStates } from './row-states.ts'
import type { Client } from './rows.ts'

/**
 * @summary The clients of an agency.
 * @element dm-clients
 */
export class DmClients extends DmElement {
  static override properties = {
    app: { attribute: false },
    _state: { state: true },
    _editing: { state: true },
    _problem: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, pageStyle, formStyle, segmentsStyle, agencyStyle]

  declare app: DeskApp
  declare _state: Client['state']
  /** `new`, or the one that is being changed. */
  declare _editing: Client | 'new' | undefined
  /** Of an action on a row. */
  declare _problem: unknown
  readonly #search = new Search(() => this.requestUpdate())
  readonly #desk = new AgencyDesk(this)
  readonly #clients = this.#desk.list<Client>({
    path: () => (this.#desk.may('clients:read') ? 'clients' : undefined),
    query: () => ({ state: this._state, q: this.#search.text.trim() || undefined }),
    tags: ['clients'],
  })

  constructor() {
    super()
    this._state = 'active'
  }

  /** At once, and with a way back; a refusal puts it where it was. */
  async #turn(client: Client, way: 'archive' | 'restore'): Promise<void> {
    const { words } = this.#desk
    this._problem = undefined
    const takeBack = this.#clients.mutate((page) => ({ ...page, data: page.data.filter(({ id }) => id !== client.id) }))
    try {
      await this.app.api.post(this.#desk.path('clients', client.id, way))
      this.#desk.invalidate('clients', 'sites')
      const back = way === 'archive' ? 'restore' : 'archive'
      this.app.toast(words.say(way === 'archive' ? 'archivedNamed' : 'restoredNamed', { name: client.name }), {
        undo: () => void this.#turn(client, back),
      })
    } catch (problem) {
      takeBack()
      this._problem = problem
    }
  }

  #saved({ client }: ClientSavedEvent): void {
    const { words } = this.#desk
    this.app.toast(words.say(this._editing === 'new' ? 'createdNamed' : 'savedNamed', { name: client.name }))
    this._editing = undefined
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.may('clients:read')) return renderDenied(words)
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('clients')}</h1>
            <p>${words.say('clientsHint')}</p>
          </div>
          ${this.#clients.data?.data.length ? this.#renderAdd() : nothing}
        </div>
        <div class="filters">
          ${this.#search.render(words.say('searchClients'))}
          ${renderStates(words, ['active', 'archived'], this._state, (state) => (this._state = state))}
        </div>
        ${renderProblem(words, this._problem)}
        ${renderAsync({
          words,
          resource: this.#clients,
          ready: ({ data }) =>
            html`<ul class="rows card">
                ${repeat(
                  data,
                  ({ id }) => id,
                  (client) => this.#renderClient(client),
                )}
              </ul>
              ${renderMore(words, this.#clients, (problem) => (this._problem = problem))}`,
          empty: ({ data }) => (data.length > 0 ? undefined : this.#describeEmpty()),
        })}
      </div>
      ${
        this._editing
          ? html`<dm-client-form
              .app=${this.app}
              .client=${this._editing === 'new' ? undefined : this._editing}
              @dm-client-saved=${(event: ClientSavedEvent) => this.#saved(event)}
              @dm-form-leave=${() => (this._editing = undefined)}
            ></dm-client-form>`
          : nothing
      }`
  }

  #describeEmpty() {
    const { words } = this.#desk
    if (this.#search.text.trim() !== '')
      return { icon: 'search', title: words.say('nothingFound'), text: words.say('nothingFoundText') }
    if (this._state === 'archived')
      return { icon: 'archive', title: words.say('noArchived'), text: words.say('noArchivedText') }
    return {
      icon: 'building',
      title: words.say('noClients'),
      text: words.say('noClientsText'),
      action: this.#renderAdd(),
    }
  }

  #renderAdd() {
    if (!this.#desk.may('clients:write')) return nothing
    return html`<button type="button" class="button primary" @click=${() => (this._editing = 'new')}>
      ${renderIcon('plus', 18)}${this.#desk.words.say('newClient')}
    </button>`
  }

  #renderClient(client: Client) {
    const { words } = this.#desk
    const contact = [client.company, client.contactEmail].filter(Boolean).join(' · ')
    return html`<li class="line">
      <div class="facts">
        <p class="row">
          <strong>${client.name}</strong>
          ${client.portalEnabled ? html`<span class="badge good">${words.say('portalOn')}</span>` : nothing}
        </p>
        ${contact ? html`<p class="hint">${contact}</p>` : nothing}
        <p class="row hint">
          <span>${words.say('siteCount', { count: client.sites })}</span>
          ${client.tags.map((tag) => html`<span class="tag">${tag}</span>`)}
          ${client.purgeAt ? html`<span>${words.say('purgedOn', { date: formatDay(words, client.purgeAt) })}</span>` : nothing}
        </p>
      </div>
      ${this.#desk.may('clients:write') ? this.#renderActions(client) : nothing}
    </li>`
  }

  #renderActions(client: Client) {
    const { words } = this.#desk
    const named = html`<span class="visually-hidden">${client.name}</span>`
    if (client.state === 'archived')
      return html`<div class="side">
        <button type="button" class="button" @click=${() => void this.#turn(client, 'restore')}>
          ${renderIcon('refresh', 18)}${words.say('restore')} ${named}
        </button>
      </div>`
    return html`<div class="side">
      <button type="button" class="button" @click=${() => (this._editing = client)}>
        ${renderIcon('pen', 18)}${words.say('edit')} ${named}
      </button>
      <button type="button" class="button" @click=${() => void this.#turn(client, 'archive')}>
        ${renderIcon('archive', 18)}${words.say('archive')} ${named}
      </button>
    </div>`
  }
}
