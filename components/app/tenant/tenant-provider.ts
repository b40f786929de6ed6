import { ContextProvider } from '@lit/context'
import { css, html, type PropertyValues } from 'lit'
import { DmElement } from '../../ui/element.ts'
import {
  choosePlace,
  recallPlace,
  rememberPlace,
  type ActivePlace,
  type TenantAgency,
  type TenantSession,
  type TenantSite,
} from './tenant.ts'
import { tenantContext, type Tenant } from './tenant-context.ts'

/** Another site is about to be the active one. Whoever keeps it in an address prevents this, and goes there. */
export class SiteChangeEvent extends Event {
  readonly site: TenantSite
  readonly previous: TenantSite | undefined
  constructor(site: TenantSite, previous: TenantSite | undefined) {
    super('dm-site-change', { bubbles: true, composed: true, cancelable: true })
    this.site = site
    this.previous = previous
  }
}

/** The same of an agency. */
export class AgencyChangeEvent extends Event {
  readonly agency: TenantAgency
  constructor(agency: TenantAgency) {
    super('dm-agency-change', { bubbles: true, composed: true, cancelable: true })
    this.agency = agency
  }
}

/** Another site, or none, is the active one now, by whatever way. */
export class SiteChangedEvent extends Event {
  readonly site: TenantSite | undefined
  constructor(site: TenantSite | undefined) {
    super('dm-site-changed', { bubbles: true, composed: true })
    this.site = site
  }
}

/** The session has been asked for again. */
export class SessionLoadedEvent extends Event {
  readonly session: TenantSession
  constructor(session: TenantSession) {
    super('dm-session-loaded')
    this.session = session
  }
}

/**
 * @summary Tells everything below it which agency and site are active, who looks, and what they may do.
 * @element dm-tenant
 * @attr {string} site - Slug of the site that is wished for, such as by the address.
 * @attr {string} agency - Slug of the agency.
 * @attr {string} remember - Under which name the browser keeps the choice; providers of one name share it. Empty: it is not kept.
 * @fires dm-site-change - Before a site is switched to; cancelable.
 * @fires dm-agency-change - Before an agency is switched to; cancelable.
 * @fires dm-site-changed
 * @fires dm-session-loaded
 * @slot - All that is to know of it.
 */
export class DmTenant extends DmElement {
  static override properties = {
    session: { attribute: false },
    load: { attribute: false },
    site: { type: String },
    agency: { type: String },
    remember: { type: String },
    _isLoading: { state: true },
    _problem: { state: true },
  }

  static override styles = css`
    :host {
      display: contents;
    }
  `

  /** Who is signed in; asked for by `load` where it is not known yet. */
  declare session: TenantSession | undefined
  declare load: ((signal: AbortSignal) => Promise<TenantSession>) | undefined
  declare site: string | undefined
  declare agency: string | undefined
  declare remember: string
  declare _isLoading: boolean
  declare _problem: unknown
  #place: ActivePlace = { agency: undefined, site: undefined }
  #abort: AbortController | undefined
  readonly #provider = new ContextProvider(this, { context: tenantContext, initialValue: this.#describe() })

  constructor() {
    super()
    this.remember = ''
    this._isLoading = false
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#abort?.abort()
    this._isLoading = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('load') && this.load && !this.session) void this.#refresh()
    const before = this.#place
    const { session, site, agency } = this
    this.#place = session
      ? choosePlace(session, { site, agency }, recallPlace(this.remember))
      : { agency: undefined, site: undefined }
    // Who may not open what an address named, or is signed out, comes back to what they had.
    if (this.#place.agency) rememberPlace(this.remember, this.#place)
    this.#provider.setValue(this.#describe())
    if (before.site?.id !== this.#place.site?.id) this.dispatchEvent(new SiteChangedEvent(this.#place.site))
  }

  #describe(): Tenant {
    return {
      ...this.#place,
      session: this.session,
      loading: this._isLoading,
      error: this._problem,
      switchSite: (slug) => this.#switchSite(slug),
      switchAgency: (slug) => this.#switchAgency(slug),
      refresh: () => this.#refresh(),
    }
  }

  #switchSite(slug: string): boolean {
    const site = this.session?.sites.find((one) => one.slug === slug)
    if (!site) return false
    if (site.id === this.#place.site?.id) return true
    if (!this.dispatchEvent(new SiteChangeEvent(site, this.#place.site))) return false
    this.site = slug
    this.agency = undefined
    return true
  }

  #switchAgency(slug: string): boolean {
    const agency = this.session?.agencies.find((one) => one.slug === slug)
    if (!agency) return false
    if (agency.id === this.#place.agency?.id) return true
    if (!this.dispatchEvent(new AgencyChangeEvent(agency))) return false
    this.site = undefined
    this.agency = slug
    return true
  }

  /** A later call overtakes this one. */
  async #refresh(): Promise<void> {
    if (!this.load) return
    this.#abort?.abort()
    const { signal } = (this.#abort = new AbortController())
    this._isLoading = true
    this._problem = undefined
    try {
      const session = await this.load(signal)
      if (signal.aborted) return
      this.session = session
      this.dispatchEvent(new SessionLoadedEvent(session))
    } catch (problem) {
      if (signal.aborted) return
      this._problem = problem
    }
    this._isLoading = false
  }

  override render() {
    return html`<slot></slot>`
  }
}
