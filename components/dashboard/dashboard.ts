import { css, html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { isDmError } from '@dramac/contract/wire/errors'
import { createApi } from '../app/api.ts'
import { asyncStyle, renderEmpty, renderFailure, renderLoading } from '../app/async.ts'
import { renderIcon } from '../app/icons.ts'
import { applyTheme, loadPreferences, savePreferences, type Preferences } from '../app/preferences.ts'
import { ResourceCache } from '../app/resource.ts'
import { matchRoute, Router } from '../app/router.ts'
import type { DmToasts, ToastOptions } from '../app/toasts.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { english, loadDashboardWords, type DashboardWords } from './dashboard-words.ts'
import type { AccountApp } from './account/account-app.ts'
import type { IdentityConfirmedEvent } from './account/confirm-identity.ts'
import type { Brand } from './entry/brand.ts'
import type { EntryApp, SignedInEvent } from './entry/entry-app.ts'
import { focusHeading } from './focus-heading.ts'
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
import { listNavigation, routes } from './routes.ts'
import type { Session, SessionSite } from './session.ts'
import type { PreferenceEvent } from './shell.ts'
import { pageTags, type SiteApp } from './site-app.ts'
import { takeToken } from './take-token.ts'

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

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    css`
      :host {
        display: block;
        min-block-size: 100dvh;
        background: var(--_ground);
      }
      .start {
        padding: 24px;
      }
      .notices {
        max-inline-size: 60rem;
        margin: 0 auto 20px;
      }
      .notices.acting {
        position: sticky;
        inset-block-start: 12px;
        z-index: 1;
      }
      @media (max-width: 799px) {
        .notices.acting {
          inset-block-start: 76px;
        }
      }
    `,
  ]

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
  #app: SiteApp | undefined
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

  get #site(): SessionSite | undefined {
    const slug = this.#router.match?.params['site'] ?? this._preferences.site
    const { sites = [] } = this._session ?? {}
    return sites.find((site) => site.slug === slug) ?? (this.#router.match?.params['site'] ? undefined : sites[0])
  }

  /** A new page: its title, and the focus to its heading. Addresses that only lead on are replaced. */
  #arrive(): void {
    const { match } = this.#router
    const { name } = match ?? {}
    this._token = takeToken(match)
    if (!this._session || this._isSignedOut) return
    if (name === 'signUp' || name === 'signIn') return this.#router.go('/', { replace: true })
    if (findEntryPage(match) || this._session.user.mustEnrolSecondFactor) return
    const site = this.#site
    if (site && (name === 'start' || name === 'site')) {
      const first = listNavigation(site, this._words.locale)[0]?.items[0]
      if (first) return this.#router.go(first.path, { replace: true })
    }
    if (site && site.slug !== this._preferences.site) this.#change({ site: site.slug })
    this.#arrival.abort()
    this.#arrival = new AbortController()
    const { signal } = this.#arrival
    void this.updateComplete.then(() => {
      if (signal.aborted) return
      scrollTo(0, 0)
      focusHeading(this.renderRoot.querySelector('dm-shell') ?? this.renderRoot, signal, (title) => {
        document.title = [title, findAccountPage(match) ? '' : site?.name].filter(Boolean).join(' · ')
      })
    })
  }

  #appOf(site: SessionSite): SiteApp {
    if (this.#app?.site === site && this.#app.words === this._words) return this.#app
    this.#app = {
      api: this.#api,
      cache: this.#cache,
      words: this._words,
      site,
      origins: { cdn: this.cdn, frames: this.frames },
      can: (permission) => site.permissions.includes(permission),
      toast: this.#toast,
      go: (path) => this.#router.go(path),
    }
    return this.#app
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
    return {
      api: this.#api,
      cache: this.#cache,
      words: this._words,
      session,
      passkeys: browserPasskeys,
      toast: this.#toast,
      speak: (language) => this.#change({ language }),
    }
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
    return html`<dm-shell
      .words=${this._words}
      .session=${session}
      .site=${this.#site}
      .preferences=${this._preferences}
      .path=${this.#router.path}
      @dm-preference=${({ change }: PreferenceEvent) => this.#change(change)}
      @dm-sign-out=${() => void this.#signOut()}
      >${isNoticed ? renderNotices(this.#accountAppOf(session)) : nothing}${this.#renderPage(session)}</dm-shell
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

  #renderPage(session: Session) {
    const site = this.#site
    const words = this._words
    const match = this.#router.match
    const accountPage = findAccountPage(match)
    if (accountPage) return renderAccountPage(this.#accountAppOf(session), accountPage)
    if (session.sites.length === 0)
      return renderEmpty({ icon: 'globe', title: words.say('noSites'), text: words.say('noSitesText') })
    const page = site && match && sitePages[match.name]?.(this.#appOf(site), match)
    return page ?? renderLost(words)
  }
}

function renderLost(words: DashboardWords) {
  return html`<div class="state card">
    <span class="state-icon">${renderIcon('globe', 24)}</span>
    <h1>${words.say('notFound')}</h1>
    <p class="quiet">${words.say('notFoundText')}</p>
    <a class="button" href="/">${words.say('toStart')}</a>
  </div>`
}
