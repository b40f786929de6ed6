import { css, html, nothing } from 'lit'
import { asyncStyle, renderAsync, renderDenied, renderLoading } from '../../app/async.ts'
import { renderIcon } from '../../app/icons.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { AgencyDesk } from './agency-desk.ts'
import { agencyStyle } from './agency-style.ts'
import type { AgencyMessage } from './agency-words.ts'
import type { ClientSavedEvent } from './client-form.ts'
import { renderState } from './row-states.ts'
import type { Agency, Client, Site, Usage } from './rows.ts'
import type { SiteSavedEvent } from './site-form.ts'

const metricWords: Readonly<Record<string, AgencyMessage>> = {
  sites: 'sites',
  clients: 'clients',
  members: 'members',
  seats: 'members',
  domains: 'metricDomains',
  storage: 'metricStorage',
  requests: 'metricRequests',
  emailsPerMonth: 'metricEmails',
}

/**
 * @summary An agency at a glance: its sites, how much of the plan is used, and what is made most often.
 * @element dm-agency-home
 */
export class DmAgencyHome extends DmElement {
  static override properties = { app: { attribute: false }, _making: { state: true } }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    pageStyle,
    agencyStyle,
    css`
      .usage {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
        gap: 16px 24px;
        padding: 20px;
      }
      .metric {
        display: grid;
        align-content: start;
        gap: 6px;
      }
      .metric p {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      .bar {
        block-size: 8px;
        border-radius: 4px;
        background: color-mix(in srgb, var(--_text) 9%, transparent);
        overflow: hidden;
      }
      .bar span {
        display: block;
        block-size: 100%;
        border-radius: 4px;
        background: var(--_tone);
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr));
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .site {
        display: grid;
        gap: 4px;
        align-content: start;
        min-block-size: 92px;
        block-size: 100%;
        padding: 16px 18px;
        color: inherit;
        text-decoration: none;
        overflow-wrap: anywhere;
      }
      a.site:hover {
        border-color: var(--_accent);
      }
      .site strong {
        font-weight: 620;
      }
    `,
  ]

  declare app: DeskApp
  declare _making: 'client' | 'site' | undefined
  readonly #desk = new AgencyDesk(this)
  readonly #agency = this.#desk.record<Agency>({ path: () => '', tags: ['agency-record'] })
  readonly #usage = this.#desk.record<Usage>({
    path: () => (this.#desk.may('usage:read') ? 'usage' : undefined),
    tags: ['usage', 'sites', 'clients', 'members'],
  })
  readonly #sites = this.#desk.list<Site>({
    path: () => (this.#desk.may('sites:read') ? 'sites' : undefined),
    query: () => ({ limit: 12 }),
    tags: ['sites'],
  })
  readonly #clients = this.#desk.list<Client>({
    path: () => (this.#desk.may('clients:read') ? 'clients' : undefined),
    query: () => ({ state: 'active', limit: 100 }),
    tags: ['clients'],
  })

  #welcome(name: string): void {
    this.app.toast(this.#desk.words.say('createdNamed', { name }))
    this._making = undefined
  }

  override render() {
    const { words, agency, tenant } = this.#desk
    if (!tenant.can('agency:read')) return renderDenied(words)
    const plan = this.#agency.data?.planName
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${agency.name}</h1>
            <p>${plan ? words.say('planNamed', { plan }) : html`&nbsp;`}</p>
          </div>
          <div class="row">${this.#renderMake('client', 'clients:write')} ${this.#renderMakeSite()}</div>
        </div>
        ${this.#desk.may('usage:read') ? this.#renderUsage() : nothing}
        <section>
          <div class="section-head">
            <h2>${words.say('sites')}</h2>
            <a href=${`/agencies/${agency.slug}/sites`}>${words.say('allSites')}</a>
          </div>
          ${renderAsync({
            words,
            resource: this.#sites,
            ready: ({ data }) =>
              data.length === 0
                ? renderLoading(words)
                : html`<ul class="cards">
                    ${data.map((site) => this.#renderSite(site))}
                  </ul>`,
            empty: ({ data }) => (data.length > 0 || this.#isUndecided ? undefined : this.#describeEmpty()),
          })}
        </section>
      </div>
      ${this.#renderForms()}`
  }

  /** What comes first depends on the clients: until they are known, nothing is advised. */
  get #isUndecided(): boolean {
    return this.#desk.may('clients:read') && this.#clients.data === undefined && this.#clients.problem === undefined
  }

  #describeEmpty() {
    const { words } = this.#desk
    const needsClient = this.#clients.data?.data.length === 0
    if (needsClient)
      return {
        icon: 'building',
        title: words.say('firstClient'),
        text: words.say('firstClientText'),
        action: this.#renderMake('client', 'clients:write'),
      }
    return {
      icon: 'globe',
      title: words.say('noSites'),
      text: words.say('noSitesText'),
      action: this.#renderMakeSite(),
    }
  }

  #renderMakeSite() {
    return this.#clients.data?.data.length ? this.#renderMake('site', 'sites:manage') : nothing
  }

  #renderMake(what: 'client' | 'site', permission: string) {
    if (!this.#desk.may(permission)) return nothing
    return html`<button
      type="button"
      class="button ${what === 'site' ? 'primary' : ''}"
      @click=${() => (this._making = what)}
    >
      ${renderIcon('plus', 18)}${this.#desk.words.say(what === 'site' ? 'newSite' : 'newClient')}
    </button>`
  }

  #renderForms() {
    const leave = () => (this._making = undefined)
    if (this._making === 'client')
      return html`<dm-client-form
        .app=${this.app}
        @dm-client-saved=${({ client }: ClientSavedEvent) => this.#welcome(client.name)}
        @dm-form-leave=${leave}
      ></dm-client-form>`
    if (this._making === 'site')
      return html`<dm-site-form
        .app=${this.app}
        .clients=${this.#clients.data?.data ?? []}
        @dm-site-saved=${({ site }: SiteSavedEvent) => this.#welcome(site.name)}
        @dm-form-leave=${leave}
      ></dm-site-form>`
    return nothing
  }

  #renderUsage() {
    const { words } = this.#desk
    return html`<section>
      <h2>${words.say('usage')}</h2>
      ${renderAsync({
        words,
        resource: this.#usage,
        ready: ({ metrics }) =>
          html`<div class="card usage">${metrics.map((metric) => this.#renderMetric(metric))}</div>`,
      })}
    </section>`
  }

  #renderMetric({ metric, used, limit }: Usage['metrics'][number]) {
    const { words } = this.#desk
    const known = Object.hasOwn(metricWords, metric) ? metricWords[metric] : undefined
    const label = known ? words.say(known) : metric.replaceAll(/[_-]/g, ' ')
    const count = new Intl.NumberFormat(words.locale)
    const said =
      limit === null
        ? words.say('usedUnlimited', { used: count.format(used) })
        : words.say('usedOf', { used: count.format(used), limit: count.format(limit) })
    const share = limit === null ? 0 : Math.min(1, limit === 0 ? 1 : used / limit)
    const tone = share >= 1 ? '--_danger' : share >= 0.8 ? '--_warn' : '--_accent'
    return html`<div class="metric">
      <p><span>${label}</span><span class="hint">${said}</span></p>
      <div class="bar" aria-hidden="true">
        <span .style=${`inline-size: ${share * 100}%; --_tone: var(${tone})`}></span>
      </div>
      ${share >= 1 && limit !== null ? html`<p class="hint">${words.say('usedUp')}</p>` : nothing}
    </div>`
  }

  #renderSite(site: Site) {
    const { words, tenant } = this.#desk
    const inside = html`<strong>${site.name}</strong>
      <span class="hint">${site.clientName}</span>
      <span>${renderState(words, site.state)}</span>`
    const isOpen = tenant.sites.some(({ id }) => id === site.id) && site.state !== 'archived'
    return html`<li>
      ${isOpen ? html`<a class="card site" href=${`/sites/${site.slug}`}>${inside}</a>` : html`<div class="card site">${inside}</div>`}
    </li>`
  }
}
