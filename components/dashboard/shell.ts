import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { renderIcon } from '../app/icons.ts'
import { themes, type Preferences, type Theme } from '../app/preferences.ts'
import type { TenantAgency, TenantSite } from '../app/tenant/tenant.ts'
import { TenantController } from '../app/tenant/tenant-controller.ts'
import { isLanguage, languages } from '../app/words.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import type { DashboardWords } from './dashboard-words.ts'
import type { Message } from './messages/en.ts'
import { agencyPath, type NavGroup, type NavItem } from './routes.ts'
import { segmentsStyle } from './segments-style.ts'
import type { DeskApp } from './site-app.ts'
import { shellStyle } from './shell-style.ts'

/** Language or theme were chosen. */
export class PreferenceEvent extends Event {
  readonly change: Partial<Preferences>
  constructor(change: Partial<Preferences>) {
    super('dm-preference')
    this.change = change
  }
}

/** Fits beside "More" at phone width. */
const mostInBar = 4
const themeWords: Readonly<Record<Theme, Message>> = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' }

/**
 * @summary Navigation, site switcher and account menu around a page.
 * @element dm-shell
 * @fires dm-preference
 * @fires dm-sign-out
 * @slot - The page.
 */
export class DmShell extends DmElement {
  static override properties = {
    words: { attribute: false },
    app: { attribute: false },
    groups: { attribute: false },
    console: { type: Boolean },
    preferences: { attribute: false },
    path: { type: String },
  }

  static override styles = [tokens, controls, segmentsStyle, shellStyle]

  declare words: DashboardWords
  declare app: DeskApp
  declare groups: readonly NavGroup[]
  declare preferences: Preferences
  declare path: string
  /** The person runs the platform. */
  declare console: boolean
  readonly #tenant = new TenantController(this)

  override render() {
    const { groups } = this
    return html`<div class="shell">
      <header class="side switch">
        <button type="button" class="button skip" @click=${() => this.#skip()}>${this.words.say('skip')}</button>
        <div class="top">${this.#renderSwitch()}<dm-bell .app=${this.app}></dm-bell></div>
      </header>
      <nav class="side" aria-label=${this.words.say('navigation')}>
        ${groups.map(
          ({ label, message, items }) =>
            html`<div class="group">
              <h2>${label ?? this.words.say(message!)}</h2>
              ${items.map((item) => this.#renderItem(item))}
            </div>`,
        )}
      </nav>
      <section class="side account" aria-label=${this.words.say('account')}>${this.#renderAccount()}</section>
      <main id="main" tabindex="-1">${this.#renderSuspended()}<slot></slot></main>
      ${this.#renderBar(groups.flatMap(({ items }) => items))}
    </div>`
  }

  /** The page's own heading, or the page, is where a reader goes on. */
  #skip(): void {
    this.renderRoot.querySelector<HTMLElement>('main')?.focus()
  }

  #renderItem(item: NavItem) {
    const isHere = this.path === item.path
    return html`<a class="item" href=${item.path} aria-current=${isHere ? 'page' : nothing} @click=${this.#closeMenus}>
      ${renderIcon(item.icon)}<span>${item.label ?? this.words.say(item.message!)}</span>
    </a>`
  }

  readonly #closeMenus = (): void => {
    for (const menu of this.renderRoot.querySelectorAll<HTMLElement>('.menu:popover-open')) menu.hidePopover()
  }

  #renderSuspended() {
    const { agency } = this.#tenant
    if (agency?.state !== 'suspended') return nothing
    return html`<div class="notice warn suspended" role="status">
      <strong>${this.words.say('suspendedTitle', { agency: agency.name })}</strong>
      <p>${this.words.say('suspendedText')}</p>
    </div>`
  }

  /** In an agency's own area it stands for the agency, elsewhere for a site. */
  get #isAtAgency(): boolean {
    return this.path.startsWith('/agencies/')
  }

  #renderSwitch() {
    const { words } = this
    const { agency, agencies, site, sites } = this.#tenant
    const open = agencies.filter(({ permissions }) => permissions.includes('agency:read'))
    const here = this.#isAtAgency ? agency : site
    const name = here?.name ?? agency?.name ?? words.say('sites')
    const below = here === agency ? undefined : agency?.name
    const face = html`<span class="tile" aria-hidden="true">${firstLetter(name)}</span>
      <span class="names"><strong>${name}</strong>${below ? html`<small>${below}</small>` : nothing}</span>`
    if (open.length + sites.length < 2) return html`<div class="person">${face}</div>`
    const own = sites.filter(({ agencyId }) => agencyId === agency?.id)
    return html`<button type="button" class="person" popovertarget="sites" aria-haspopup="true">
        ${face}<span class="visually-hidden">${words.say(open.length > 0 ? 'switchPlace' : 'sites')}</span>
        ${renderIcon('down', 18)}
      </button>
      <div class="menu sites" id="sites" popover>
        ${this.#renderPlaces(
          words.say('agencies'),
          open.map((one) => this.#renderAgency(one)),
        )}
        ${this.#renderPlaces(
          words.say('sites'),
          (agency && own.length > 0 ? own : sites).map((one) => this.#renderSite(one)),
        )}
      </div>`
  }

  #renderPlaces(heading: string, places: readonly unknown[]) {
    if (places.length === 0) return nothing
    return html`<div class="group" role="group" aria-label=${heading}>
      <p class="group-name" aria-hidden="true">${heading}</p>
      ${places}
    </div>`
  }

  #renderAgency({ slug, name }: TenantAgency) {
    const isHere = this.#isAtAgency && slug === this.#tenant.agency?.slug
    return this.#renderPlace({ name, isHere, path: agencyPath(slug), to: () => this.#tenant.switchAgency(slug) })
  }

  #renderSite({ slug, name }: TenantSite) {
    const isHere = !this.#isAtAgency && slug === this.#tenant.site?.slug
    return this.#renderPlace({ name, isHere, path: `/sites/${slug}`, to: () => this.#tenant.switchSite(slug) })
  }

  /** A link for a tab of its own; in this one it is a switch, which who has something open may prevent. */
  #renderPlace({ name, path, isHere, to }: { name: string; path: string; isHere: boolean; to: () => boolean }) {
    return html`<a
      class="item"
      href=${path}
      aria-current=${isHere ? 'true' : nothing}
      @click=${(event: MouseEvent) => {
        this.#closeMenus()
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
        // What is active already has another page open: the link leads there.
        if (isPlain && !to()) event.preventDefault()
      }}
    >
      <span>${name}</span>
    </a>`
  }

  #renderAccount() {
    const { words } = this
    const { name = '', email = '' } = this.#tenant.user ?? {}
    return html`<button type="button" class="person" popovertarget="own">
        <span class="visually-hidden">${words.say('account')}</span>
        <span class="tile round" aria-hidden="true">${initialsOf(name)}</span>
        <span class="names"><strong>${name}</strong><small dir="ltr">${email}</small></span>
        ${renderIcon('down', 18)}
      </button>
      <div class="menu own" id="own" popover>
        <div class="who"><strong>${name}</strong><span class="quiet small">${email}</span></div>
        <label class="choice"
          ><span class="label">${words.say('language')}</span>
          <select
            class="input"
            ${ref((select) => this.#selectLanguage(select))}
            @change=${(event: Event) => this.#chooseLanguage(event)}
          >
            ${Object.entries(languages).map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}
          </select>
        </label>
        ${this.#renderThemes()}
        <hr />
        ${
          this.console
            ? html`<a class="item" href="/platform" @click=${this.#closeMenus}
                >${renderIcon('pulse')}<span>${words.say('platform')}</span></a
              >`
            : nothing
        }
        ${this.#renderItem({ path: '/account', icon: 'person', message: 'profile' })}
        ${this.#renderItem({ path: '/account/security', icon: 'shield', message: 'security' })}
        <button type="button" class="item" @click=${() => this.dispatchEvent(new Event('dm-sign-out'))}>
          ${renderIcon('leave')}<span>${words.say('signOut')}</span>
        </button>
      </div>`
  }

  #renderThemes() {
    const { words, preferences } = this
    return html`<fieldset class="choice">
      <legend>${words.say('theme')}</legend>
      <div class="segments">
        ${themes.map(
          (theme) =>
            html`<label
              ><input
                type="radio"
                name="theme"
                .checked=${preferences.theme === theme}
                @change=${() => this.dispatchEvent(new PreferenceEvent({ theme }))}
              />${words.say(themeWords[theme])}</label
            >`,
        )}
      </div>
    </fieldset>`
  }

  /** Set once the options stand in it. */
  #selectLanguage(select: Element | undefined): void {
    if (select instanceof HTMLSelectElement) queueMicrotask(() => (select.value = this.preferences.language))
  }

  #chooseLanguage(event: Event): void {
    const { value } = event.target as HTMLSelectElement // the listener stands on it
    if (isLanguage(value)) this.dispatchEvent(new PreferenceEvent({ language: value }))
  }

  #renderBar(items: readonly NavItem[]) {
    if (items.length === 0) return nothing
    const rest = items.slice(mostInBar)
    return html`<nav class="bar" aria-label=${this.words.say('navigation')}>
      ${items.slice(0, mostInBar).map((item) => this.#renderItem(item))}
      ${
        rest.length === 0
          ? nothing
          : html`<button
                type="button"
                class="item"
                popovertarget="rest"
                aria-current=${rest.some(({ path }) => path === this.path) ? 'true' : nothing}
              >
                ${renderIcon('more')}<span>${this.words.say('more')}</span>
              </button>
              <div class="menu rest" id="rest" popover>${rest.map((item) => this.#renderItem(item))}</div>`
      }
    </nav>`
  }
}

const firstLetter = (name: string): string => [...name][0]?.toUpperCase() ?? ''
const initialsOf = (name: string): string => name.split(/\s+/).slice(0, 2).map(firstLetter).join('')
