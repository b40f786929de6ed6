import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { MenuAction } from '../../app/action-menu.ts'
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
import type { AgencyMessage } from './agency-words.ts'
import { renderChoice, renderMore, Search } from './list-parts.ts'
import { renderState, renderStates } from './row-states.ts'
import type { Client, Site } from './rows.ts'
import type { SiteSavedEvent } from './site-form.ts'

type Way = 'archive' | 'restore' | 'suspend' | 'resume'

const ways: Readonly<Record<Way, { readonly back: Way; readonly done: AgencyMessage; readonly icon: string }>> = {
  archive: { back: 'restore', done: 'archivedNamed', icon: 'archive' },
  restore: { back: 'archive', done: 'restoredNamed', icon: 'refresh' },
  suspend: { back: 'resume', done: 'suspendedNamed', icon: 'lock' },
  resume: { back: 'suspend', done: 'resumedNamed', icon: 'refresh' },
}

const waysOf: Readonly<Record<Site['state'], readonly Way[]>> = {
  active: ['suspend', 'archive'],
  suspended: ['resume', 'archive'],
  archived: ['restore'],
}

/**
 * @summary The sites of an agency.
 * @element dm-sites
 */
export class DmSites extends DmElement {
  static override properties = {
    app: { attribute: false },
    _state: { state: true },
    _client: { state: true },
    _form: { state: true },
    _problem: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, pageStyle, formStyle, segmentsStyle, agencyStyle]

  declare app: DeskApp
  declare _state: Site['state']
  /** Id; empty: of all. */
  declare _client: string
  declare _form: { readonly site?: Site; readonly isMove?: boolean } | undefined
  declare _problem: unknown
  readonly #search = new Search(() => this.requestUpdate())
  readonly #desk = new AgencyDesk(this)
  readonly #sites = this.#desk.list<Site>({
    path: () => (this.#desk.may('sites:read') ? 'sites' : undefined),
    query: () => ({
      state: this._state,
      client: this._client || undefined,
      q: this.#search.text.trim() || undefined,
    }),
    tags: ['sites'],
  })
  readonly #clients = this.#desk.list<Client>({
    path: () => (this.#desk.may('clients:read') ? 'clients' : undefined),
    query: () => ({ state: 'active', limit: 100 }),
    tags: ['clients'],
  })

  constructor() {
    super()
    this._state = 'active'
    this._client = ''
  }

  /** At once, and with a way back; a refusal puts it where it was. */
  async #turn(site: Site, way: Way): Promise<void> {
    const { words } = this.#desk
    this._problem = undefined
    const takeBack = this.#sites.mutate((page) => ({ ...page, data: page.data.filter(({ id }) => id !== site.id) }))
    try {
      await this.app.api.post(this.#desk.path('sites', site.id, way))
      this.#desk.invalidate('sites', 'clients', 'usage')
      void this.#desk.tenant.refresh()
      const { back, done } = ways[way]
      this.app.toast(words.say(done, { name: site.name }), { undo: () => void this.#turn(site, back) })
    } catch (problem) {
      takeBack()
      this._problem = problem
    }
  }

  #saved({ site }: SiteSavedEvent): void {
    const { words } = this.#desk
    this.app.toast(words.say(this._form?.site ? 'savedNamed' : 'createdNamed', { name: site.name }))
    this._form = undefined
  }

  override render() {
    const { words } = this.#desk
    if (!this.#desk.may('sites:read')) return renderDenied(words)
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('sites')}</h1>
            <p>${words.say('sitesHint')}</p>
          </div>
          ${this.#sites.data?.data.length ? this.#renderAdd() : nothing}
        </div>
        ${this.#renderFilters()} ${renderProblem(words, this._problem)}
        ${renderAsync({
          words,
          resource: this.#sites,
          ready: ({ data }) =>
            html`<ul class="rows card">
                ${repeat(
                  data,
                  ({ id }) => id,
                  (site) => this.#renderSite(site),
                )}
              </ul>
              ${renderMore(words, this.#sites, (problem) => (this._problem = problem))}`,
          empty: ({ data }) => (data.length > 0 ? undefined : this.#describeEmpty()),
        })}
      </div>
      ${
        this._form
          ? html`<dm-site-form
              .app=${this.app}
              .site=${this._form.site}
              .moving=${this._form.isMove ?? false}
              .clients=${this.#clients.data?.data ?? []}
              @dm-site-saved=${(event: SiteSavedEvent) => this.#saved(event)}
              @dm-form-leave=${() => (this._form = undefined)}
            ></dm-site-form>`
          : nothing
      }`
  }

  #renderFilters() {
    const { words } = this.#desk
    const clients = this.#clients.data?.data ?? []
    return html`<div class="filters">
      ${this.#search.render(words.say('searchSites'))}
      ${
        clients.length > 1
          ? renderChoice({
              id: 'client',
              label: words.say('client'),
              value: this._client,
              options: [['', words.say('allClients')], ...clients.map(({ id, name }) => [id, name] as const)],
              choose: (value) => (this._client = value),
            })
          : nothing
      }
      ${renderStates(words, ['active', 'suspended', 'archived'], this._state, (state) => (this._state = state))}
    </div>`
  }

  #describeEmpty() {
    const { words } = this.#desk
    if (this.#search.text.trim() !== '' || this._client !== '')
      return { icon: 'search', title: words.say('nothingFound'), text: words.say('nothingFoundText') }
    if (this._state !== 'active')
      return { icon: 'archive', title: words.say('noneOfState'), text: words.say('noneOfStateText') }
    if (this.#desk.may('sites:manage') && this.#clients.data?.data.length === 0)
      return {
        icon: 'building',
        title: words.say('noClients'),
        text: words.say('clientFirst'),
        action: html`<a class="button primary" href=${`/agencies/${this.#desk.agency.slug}/clients`}
          >${words.say('clients')}</a
        >`,
      }
    return { icon: 'globe', title: words.say('noSites'), text: words.say('noSitesText'), action: this.#renderAdd() }
  }

  #renderAdd() {
    if (!this.#desk.may('sites:manage') || !this.#clients.data?.data.length) return nothing
    return html`<button type="button" class="button primary" @click=${() => (this._form = {})}>
      ${renderIcon('plus', 18)}${this.#desk.words.say('newSite')}
    </button>`
  }

  #renderSite(site: Site) {
    const { words, tenant } = this.#desk
    const isOpen = tenant.sites.some(({ id }) => id === site.id)
    const actions = this.#listActions(site)
    return html`<li class="line">
      <div class="facts">
        <p class="row"><strong>${site.name}</strong> ${renderState(words, site.state)}</p>
        <p class="hint">${site.clientName} · <bdi>${site.slug}</bdi></p>
        ${site.purgeAt ? html`<p class="hint">${words.say('purgedOn', { date: formatDay(words, site.purgeAt) })}</p>` : nothing}
      </div>
      <div class="side">
        ${
          isOpen && site.state !== 'archived'
            ? html`<a class="button" href=${`/sites/${site.slug}`}
                >${words.say('open')} <span class="visually-hidden">${site.name}</span></a
              >`
            : nothing
        }
        ${
          actions.length > 0
            ? html`<dm-action-menu
                .label=${words.say('actionsOf', { name: site.name })}
                .actions=${actions}
              ></dm-action-menu>`
            : nothing
        }
      </div>
    </li>`
  }

  #listActions(site: Site): MenuAction[] {
    const { words } = this.#desk
    const mayManage = this.#desk.may('sites:manage')
    const canChange = site.state !== 'archived'
    const [edit, move]: MenuAction[] = [
      { label: words.say('edit'), icon: 'pen', run: () => (this._form = { site }) },
      { label: words.say('moveToClient'), icon: 'building', run: () => (this._form = { site, isMove: true }) },
    ]
    return [
      ...(canChange && this.#desk.may('sites:write') ? [edit!] : []),
      ...(canChange && mayManage && (this.#clients.data?.data.length ?? 0) > 1 ? [move!] : []),
      ...(mayManage ? waysOf[site.state] : []).map((way) => ({
        label: words.say(way),
        icon: ways[way].icon,
        danger: way === 'archive',
        run: () => void this.#turn(site, way),
      })),
    ]
  }
}
