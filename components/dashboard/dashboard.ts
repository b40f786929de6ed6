import { html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { isDmError } from '@dramac/contract/wire/errors'
import { createApi } from '../app/api.ts'
import { asyncStyle, renderFailure, renderLoading } from '../app/async.ts'
import { applyTheme, loadPreferences, savePreferences, type Preferences } from '../app/preferences.ts'
import { ResourceCache } from '../app/resource.ts'
import { matchRoute, Router } from '../app/router.ts'
import { choosePlace, recallPlace, type ActivePlace, type TenantAgency, type TenantWish } from '../app/tenant/tenant.ts'
import type { AgencyChangeEvent, SessionLoadedEvent, SiteChangeEvent } from '../app/tenant/tenant-provider.ts'
import type { DmToasts, ToastOptions } from '../app/toasts.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { english, loadDashboardWords, type DashboardWords } from './dashboard-words.ts'
import type { AccountApp } from './account/account-app.ts'
import type { IdentityConfirmedEvent } from './account/confirm-identity.ts'
import type { Brand } from './entry/brand.ts'
import type { EntryApp, SignedInEvent } from './entry/entry-app.ts'
import { dashboardStyle } from './dashboard-style.ts'
import { renderLost, renderNoSites } from './lost.ts'
import { focusHeading } from './focus-heading.ts'
import { renderAgencyPage, renderOwnPage } from './desk-pages.ts'
import { agencyPath, findStart, listGroups, routes, type RouteName } from './routes.ts'
import { browserPasskeys } from './identity/passkeys.ts'
import { findNext } from './next-path.ts'
import {
  findAccountPage,
  findEntryPage,
  loadAccount,
  renderAccountPage,
  renderEntryPage,
  renderGate,
  renderNotices,
  sitePages,
} from './pages.ts'
import type { Session, SessionSite } from './session.ts'
import type { PreferenceEvent } from './shell.ts'
import { pageTags, type DeskApp, type SiteApp } from './site-app.ts'
import { takeToken } from './take-token.ts'

const placeKey = 'dm-dashboard-place'

/**
 * @summary The agency's dashboard.
 * @element dm-dashboard
 * @attr {string} cdn - Origin of the public files.
 * @attr {string} frames - Origin below which each site's frames are.
 * @attr {boolean} anonymous - The browser brought no session: there is none to ask for.
 * @property brand - Whose door it is, for who is not signed in yet.
 */
export class DmDashboard extends DmElement {
  static override properties = {
    cdn: { type: String },
    frames: { type: String },
    anonymous: { type: Boolean },
    brand: { attribute: false },
    _session: { state: true },
    _isSignedOut: { state: true },
    _hasEnded: { state: true },
    _problem: { state: true },
    _words: { state: true },
    _preferences: { state: true },
    _token: { state: true },
    _confirmation: { state: true },
  }

  static override styles = [tokens, controls, asyncStyle, dashboardStyle]

  declare cdn: string
  declare frames: string
  declare anonymous: boolean
  declare brand: Brand | undefined
  declare _session: Session | undefined
  declare _isSignedOut: boolean
  /** The session ended by itself, not by the person's wish. */
  declare _hasEnded: boolean
  declare _problem: unknown
  declare _words: DashboardWords
  declare _preferences: Preferences
  /** Of the link that led here; it stands in the address no longer. */
  declare _token: string
  /** Somebody is asked whether they are still the same person. */
  declare _confirmation: PromiseWithResolvers<boolean> | undefined
  readonly #router = new Router(this, routes, () => this.#arrive())
  readonly #cache = new ResourceCache()
  readonly #api = createApi({ onSignedOut: () => this.#lose(), onConfirmationRequired: () => this.#confirm() })
  /** Where nobody is signed in, a refusal ends nothing. */
  readonly #openApi = createApi()
  readonly #memory = { email: '' }
  #app: DeskApp | undefined
  #siteApp: SiteApp | undefined
  #arrival = new AbortController()

  constructor() {
    super()
    this.cdn = this.frames = this._token = ''
    this.anonymous = false
    this._isSignedOut = false
    this._hasEnded = false
    this._words = english
    this._preferences = loadPreferences()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    applyTheme(this._preferences.theme)
    this._token = takeToken(this.#router.match)
    void this.#speak()
    if (this.anonymous) this.#lose()
    else void this.#start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#arrival.abort()
    this.#answer(false)
  }

  async #speak(): Promise<void> {
    this._words = await loadDashboardWords(this._preferences.language)
    document.documentElement.lang = this._words.locale
    document.documentElement.dir = this._words.dir
  }

  async #start(): Promise<void> {
    this._problem = undefined
    try {
      this.#hold(await this.#api.get<Session>('/v1/session'))
      this.#arrive()
    } catch (problem) {
      if (!isDmError(problem) || problem.code !== 'UNAUTHORIZED') this._problem = problem
    }
  }

  /** After a session that ended by itself the same person goes on where they were, with all that they had typed. */
  #enter(session: Session, next?: string): void {
    const goesOn = this._hasEnded && this._session?.user.id === session.user.id
    this.#hold(session)
    if (goesOn) for (const tag of pageTags) this.#cache.invalidate(tag)
    else this.#follow(next ?? this.#wanted)
  }

  #hold(session: Session): void {
    if (this._session?.user.id !== session.user.id) this.#cache.clear()
    this._session = session
    this._isSignedOut = this._hasEnded = false
  }

  /** Where somebody goes who has just come in: to the address that they asked for, unless it was that of a door. */
  get #wanted(): string {
    const { match, path } = this.#router
    if (match?.name === 'signIn') return findNext() ?? '/'
    return findEntryPage(match) ? '/' : path
  }

  /** `path` is of this origin; what is not the dashboard's is a document of its own. */
  #follow(path: string): void {
    const { pathname } = new URL(path, location.origin)
    if (pathname === this.#router.path) this.#arrive()
    else if (matchRoute(routes, pathname)) this.#router.go(pathname, { replace: true })
    else location.assign(path)
  }

  /** Who or what the person is has changed, not where they are. */
  async #refresh(): Promise<void> {
    this.#cache.invalidate('me')
    if (!this._session) return
    const wasHeld = this._session.user.mustEnrolSecondFactor
    try {
      this._session = await this.#api.get<Session>('/v1/session')
      if (wasHeld && !this._session.user.mustEnrolSecondFactor) this.#arrive()
    } catch {
      // What is shown is a little old; the next page asks again.
    }
  }

  #lose(): void {
    // Whoever acted as somebody else comes back as themselves.
    if (this._session?.impersonation) this.#forget()
    this._hasEnded = this._session !== undefined
    this._isSignedOut = true
    this.#answer(false)
  }

  #forget(): void {
    this._session = undefined
    this._isSignedOut = true
    this._hasEnded = false
    this.#cache.clear()
  }

  async #confirm(): Promise<boolean> {
    await loadAccount()
    this._confirmation ??= Promise.withResolvers<boolean>()
    return this._confirmation.promise
  }

  #answer(isConfirmed: boolean): void {
    this._confirmation?.resolve(isConfirmed)
    this._confirmation = undefined
  }

  async #signOut(): Promise<void> {
    try {
      await this.#api.delete('/v1/session')
    } catch (problem) {
      if (!isDmError(problem) || problem.code !== 'UNAUTHORIZED') return this.#toast(this._words.say('problemOffline'))
    }
    this.#forget()
    this.#router.go('/')
  }

  #change(change: Partial<Preferences>): void {
    this._preferences = { ...this._preferences, ...change }
    savePreferences(this._preferences)
    if (change.theme) applyTheme(change.theme)
    if (change.language) void this.#speak()
  }

  readonly #toast = (text: string, options?: ToastOptions): void =>
    this.renderRoot.querySelector<DmToasts>('dm-toasts')?.show(text, options)

  get #wish(): TenantWish {
    const { site, agency } = this.#router.match?.params ?? {}
    return { site, agency }
  }

  get #place(): ActivePlace<TenantAgency, SessionSite> {
    const { agencies = [], sites = [] } = this._session ?? {}
    return choosePlace({ agencies, sites }, this.#wish, recallPlace(placeKey))
  }

  /** A new page: its title, and the focus to its heading. Addresses that only lead on are replaced. */
  #arrive(): void {
    const { match } = this.#router
    const { name } = match ?? {}
    this._token = takeToken(match)
    if (!this._session || this._isSignedOut) return
    if (name === 'signUp' || name === 'signIn') return this.#router.go('/', { replace: true })
    if (findEntryPage(match) || this._session.user.mustEnrolSecondFactor) return
    const { site, agency } = this.#place
    if (name === 'start' || name === 'site') {
      const first = findStart({ site, agency }, this._words.locale)
      if (first !== undefined) return this.#router.go(first, { replace: true })
    }
    this.#arrival.abort()
    this.#arrival = new AbortController()
    const { signal } = this.#arrival
    void this.updateComplete.then(() => {
      if (signal.aborted) return
      scrollTo(0, 0)
      focusHeading(this.renderRoot.querySelector('dm-shell') ?? this.renderRoot, signal, (title) => {
        const place = findAccountPage(match) ? undefined : this.#wish.agency === undefined ? site : agency
        document.title = [title, place?.name].filter(Boolean).join(' · ')
      })
    })
  }

  get #deskApp(): DeskApp {
    if (this.#app?.words === this._words) return this.#app
    return (this.#app = {
      api: this.#api,
      cache: this.#cache,
      words: this._words,
      toast: this.#toast,
      go: (path) => this.#router.go(path),
    })
  }

  #appOf(site: SessionSite): SiteApp {
    if (this.#siteApp?.site === site && this.#siteApp.words === this._words) return this.#siteApp
    this.#siteApp = {
      ...this.#deskApp,
      site,
      origins: { cdn: this.cdn, frames: this.frames },
      can: (permission) => site.permissions.includes(permission),
    }
    return this.#siteApp
  }

  readonly #load = (signal: AbortSignal): Promise<Session> => this.#api.get('/v1/session', { signal })

  /** The address says which place is active: whoever switches is taken there. */
  #switchTo(event: Event, path: string): void {
    event.preventDefault()
    this.#router.go(path)
  }

  get #entryApp(): EntryApp {
    return {
      api: this.#openApi,
      words: this._words,
      brand: this.brand,
      passkeys: browserPasskeys,
      memory: this.#memory,
      token: this._token,
      go: (path) => this.#router.go(path),
      speak: (language) => this.#change({ language }),
    }
  }

  #accountAppOf(session: Session): AccountApp {
    const speak: AccountApp['speak'] = (language) => this.#change({ language })
    return { ...this.#deskApp, session, passkeys: browserPasskeys, speak }
  }

  override render() {
    return html`<div
        @dm-signed-in=${({ session, next }: SignedInEvent) => this.#enter(session, next)}
        @dm-signed-out=${() => this.#forget()}
        @dm-session-changed=${() => void this.#refresh()}
      >
        ${this.#renderWhole()}
      </div>
      ${this.#renderConfirmation()}<dm-toasts .words=${this._words}></dm-toasts>`
  }

  #renderWhole() {
    const words = this._words
    const entryPage = findEntryPage(this.#router.match)
    if (entryPage) return renderEntryPage(this.#entryApp, entryPage)
    if (this._isSignedOut && !this._session) return this.#renderSignIn()
    if (this._problem !== undefined)
      return html`<main class="start">${renderFailure(words, this._problem, () => void this.#start())}</main>`
    if (!this._session) return html`<main class="start">${renderLoading(words)}</main>`
    const whole = this._session.user.mustEnrolSecondFactor
      ? renderGate(this.#accountAppOf(this._session), this.#entryApp, () => void this.#signOut())
      : this.#renderShell(this._session)
    return html`${keyed(this._session.user.id, whole)} ${this._isSignedOut ? this.#renderSignIn() : nothing}`
  }

  #renderShell(session: Session) {
    const isNoticed = session.impersonation || session.user.emailVerified === false
    const { site, agency } = this.#wish
    return html`<dm-tenant
      .session=${session}
      .load=${this.#load}
      .site=${site}
      .agency=${agency}
      remember=${placeKey}
      @dm-site-change=${(event: SiteChangeEvent) => this.#switchTo(event, `/sites/${event.site.slug}`)}
      @dm-agency-change=${(event: AgencyChangeEvent) => this.#switchTo(event, agencyPath(event.agency.slug))}
      @dm-session-loaded=${(event: SessionLoadedEvent) => (this._session = event.session as Session)}
      ><dm-shell
        .words=${this._words}
        .app=${this.#deskApp}
        .groups=${listGroups(this.#router.path, this.#place, this._words.locale)}
        .console=${session.user.isSuperAdmin}
        .preferences=${this._preferences}
        .path=${this.#router.path}
        @dm-preference=${({ change }: PreferenceEvent) => this.#change(change)}
        @dm-sign-out=${() => void this.#signOut()}
        >${isNoticed ? renderNotices(this.#accountAppOf(session)) : nothing}${this.#renderPage()}</dm-shell
      ></dm-tenant
    >`
  }

  #renderSignIn() {
    return html`<dm-sign-in
      .app=${this.#entryApp}
      .ended=${this._hasEnded}
      .email=${this._session?.user.email ?? ''}
    ></dm-sign-in>`
  }

  #renderConfirmation() {
    if (!this._confirmation || !this._session) return nothing
    return html`<dm-confirm-identity
      .app=${this.#accountAppOf(this._session)}
      @dm-identity-confirmed=${({ isConfirmed }: IdentityConfirmedEvent) => this.#answer(isConfirmed)}
    ></dm-confirm-identity>`
  }

  /** The console is for those who run the platform; the server refuses everybody else in any case. */
  #mayOpen(name: RouteName): boolean {
    return !routes[name].startsWith('/platform') || this._session?.user.isSuperAdmin === true
  }

  #renderPage() {
    const { match } = this.#router
    const words = this._words
    if (!match) return renderLost(words)
    const accountPage = findAccountPage(match)
    if (accountPage && this._session) return renderAccountPage(this.#accountAppOf(this._session), accountPage)
    const own = this.#mayOpen(match.name) ? renderOwnPage(this.#deskApp, match) : undefined
    if (own) return own
    if (match.params['agency'] !== undefined)
      return renderAgencyPage(this.#deskApp, match, this.#place) ?? renderLost(words)
    const { site } = this.#place
    const page = site && sitePages[match.name]?.(this.#appOf(site), match)
    return html`<dm-require-site>
      ${page ?? renderLost(words)}
      <div slot="otherwise">${this._session?.sites.length === 0 ? renderNoSites(words) : renderLost(words)}</div>
    </dm-require-site>`
  }
}
