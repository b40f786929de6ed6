import { css, html, nothing, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { isDmError } from '@dramac/contract/wire/errors'
import { createApi } from '../app/api.ts'
import { asyncStyle, renderEmpty, renderFailure, renderLoading } from '../app/async.ts'
import { renderIcon } from '../app/icons.ts'
import { applyTheme, loadPreferences, savePreferences, type Preferences } from '../app/preferences.ts'
import { ResourceCache } from '../app/resource.ts'
import { Router, type RouteMatch } from '../app/router.ts'
import type { DmToasts, ToastOptions } from '../app/toasts.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { english, loadDashboardWords, type DashboardWords } from './dashboard-words.ts'
import { focusHeading } from './focus-heading.ts'
import type { LoadPage } from './late-page.ts'
import { listNavigation, routes, type RouteName } from './routes.ts'
import type { Session, SessionSite } from './session.ts'
import type { PreferenceEvent } from './shell.ts'
import type { SignedInEvent } from './sign-in.ts'
import { pageTags, type SiteApp } from './site-app.ts'

type Match = RouteMatch<RouteName>

/**
 * @summary The agency's dashboard.
 * @element dm-dashboard
 * @attr {string} cdn - Origin of the public files.
 * @attr {string} frames - Origin below which each site's frames are.
 * @attr {boolean} anonymous - The browser brought no session: there is none to ask for.
 */
export class DmDashboard extends DmElement {
  static override properties = {
    cdn: { type: String },
    frames: { type: String },
    anonymous: { type: Boolean },
    _session: { state: true },
    _isSignedOut: { state: true },
    _hasEnded: { state: true },
    _problem: { state: true },
    _words: { state: true },
    _preferences: { state: true },
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
    `,
  ]

  declare cdn: string
  declare frames: string
  declare anonymous: boolean
  declare _session: Session | undefined
  declare _isSignedOut: boolean
  /** The session ended by itself, not by the person's wish. */
  declare _hasEnded: boolean
  declare _problem: unknown
  declare _words: DashboardWords
  declare _preferences: Preferences
  readonly #router = new Router(this, routes, () => this.#arrive())
  readonly #cache = new ResourceCache()
  readonly #api = createApi({ onSignedOut: () => this.#lose() })
  #app: SiteApp | undefined
  #arrival = new AbortController()

  constructor() {
    super()
    this.cdn = this.frames = ''
    this.anonymous = false
    this._isSignedOut = false
    this._hasEnded = false
    this._words = english
    this._preferences = loadPreferences()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    applyTheme(this._preferences.theme)
    void this.#speak()
    if (this.anonymous) this.#lose()
    else void this.#start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#arrival.abort()
  }

  override updated(): void {
    if (this._isSignedOut && !this._session) document.title = this._words.say('signIn')
  }

  async #speak(): Promise<void> {
    this._words = await loadDashboardWords(this._preferences.language)
    document.documentElement.lang = this._words.locale
    document.documentElement.dir = this._words.dir
  }

  async #start(): Promise<void> {
    this._problem = undefined
    try {
      this.#enter(await this.#api.get<Session>('/v1/session'))
    } catch (problem) {
      if (!isDmError(problem) || problem.code !== 'UNAUTHORIZED') this._problem = problem
    }
  }

  /** After a session that ended by itself the same person goes on where they were, with all that they had typed. */
  #enter(session: Session): void {
    const isSame = this._session?.user.id === session.user.id
    const goesOn = isSame && this._hasEnded
    if (!isSame) this.#cache.clear()
    this._session = session
    this._isSignedOut = this._hasEnded = false
    if (goesOn) for (const tag of pageTags) this.#cache.invalidate(tag)
    else this.#arrive()
  }

  #lose(): void {
    this._hasEnded = this._session !== undefined
    this._isSignedOut = true
  }

  async #signOut(): Promise<void> {
    try {
      await this.#api.delete('/v1/session')
    } catch (problem) {
      if (!isDmError(problem) || problem.code !== 'UNAUTHORIZED') return this.#toast(this._words.say('problemOffline'))
    }
    this._session = undefined
    this._isSignedOut = true
    this._hasEnded = false
    this.#cache.clear()
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
    if (!this._session || this._isSignedOut) return
    const site = this.#site
    const { name } = this.#router.match ?? {}
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
        document.title = [title, site?.name].filter(Boolean).join(' · ')
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

  override render() {
    return html`${this.#renderWhole()}<dm-toasts .words=${this._words}></dm-toasts>`
  }

  #renderWhole() {
    const words = this._words
    if (this._isSignedOut && !this._session) return this.#renderSignIn()
    if (this._problem !== undefined)
      return html`<main class="start">${renderFailure(words, this._problem, () => void this.#start())}</main>`
    if (!this._session) return html`<main class="start">${renderLoading(words)}</main>`
    const shell = html`<dm-shell
      .words=${words}
      .session=${this._session}
      .site=${this.#site}
      .preferences=${this._preferences}
      .path=${this.#router.path}
      @dm-preference=${({ change }: PreferenceEvent) => this.#change(change)}
      @dm-sign-out=${() => void this.#signOut()}
      >${this.#renderPage()}</dm-shell
    >`
    return html`${keyed(this._session.user.id, shell)} ${this._isSignedOut ? this.#renderSignIn() : nothing}`
  }

  #renderSignIn() {
    return html`<dm-sign-in
      .api=${this.#api}
      .words=${this._words}
      .ended=${this._hasEnded}
      .email=${this._session?.user.email ?? ''}
      @dm-signed-in=${({ session }: SignedInEvent) => this.#enter(session)}
    ></dm-sign-in>`
  }

  #renderPage() {
    const site = this.#site
    const words = this._words
    if (this._session?.sites.length === 0)
      return renderEmpty({ icon: 'globe', title: words.say('noSites'), text: words.say('noSitesText') })
    const match = this.#router.match
    const page = site && match && pages[match.name]?.(this.#appOf(site), match)
    return page ?? renderLost(words)
  }
}

/** Undefined when the address names nothing of this site. */
type Page = (app: SiteApp, match: Match) => TemplateResult | undefined

const pages: Partial<Record<RouteName, Page>> = {
  screen: (app, { params }) => {
    const module = app.site.modules.find(({ slug }) => slug === params['module'])
    const screen = params['screen'] ?? ''
    if (!module || !Object.hasOwn(module.screens, screen)) return undefined
    return html`<dm-module-screen .app=${app} .module=${module} .screen=${screen}></dm-module-screen>`
  },
  domains: (app) => renderLate(app, loadDomains, html`<dm-domains .app=${app}></dm-domains>`),
  embed: (app) => renderLate(app, loadEmbed, html`<dm-embed-code .app=${app}></dm-embed-code>`),
  keys: (app) => renderLate(app, loadKeys, html`<dm-keys .app=${app}></dm-keys>`),
}

const loadDomains: LoadPage = () => import('./domains/define.ts')
const loadEmbed: LoadPage = () => import('./embed/define.ts')
const loadKeys: LoadPage = () => import('./keys/define.ts')

/** A site's page starts anew for another site. */
const renderLate = ({ site, words }: SiteApp, load: LoadPage, page: TemplateResult) =>
  html`<dm-late-page .words=${words} .load=${load}>${keyed(site.id, page)}</dm-late-page>`

function renderLost(words: DashboardWords) {
  return html`<div class="state card">
    <span class="state-icon">${renderIcon('globe', 24)}</span>
    <h1>${words.say('notFound')}</h1>
    <p class="quiet">${words.say('notFoundText')}</p>
    <a class="button" href="/">${words.say('toStart')}</a>
  </div>`
}
