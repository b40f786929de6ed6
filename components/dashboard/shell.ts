import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { renderIcon } from '../app/icons.ts'
import { themes, type Preferences, type Theme } from '../app/preferences.ts'
import { isLanguage, languages } from '../app/words.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import type { DashboardWords } from './dashboard-words.ts'
import type { Message } from './messages/en.ts'
import { listNavigation, type NavItem } from './routes.ts'
import { segmentsStyle } from './segments-style.ts'
import type { Session, SessionSite } from './session.ts'
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
    session: { attribute: false },
    site: { attribute: false },
    preferences: { attribute: false },
    path: { type: String },
  }

  static override styles = [tokens, controls, segmentsStyle, shellStyle]

  declare words: DashboardWords
  declare session: Session
  declare site: SessionSite | undefined
  declare preferences: Preferences
  declare path: string

  override render() {
    const groups = this.site ? listNavigation(this.site, this.words.locale) : []
    return html`<div class="shell">
      <header class="side switch">
        <button type="button" class="button skip" @click=${() => this.#skip()}>${this.words.say('skip')}</button>
        ${this.#renderSwitch()}
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
      <main id="main" tabindex="-1"><slot></slot></main>
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

  #renderSwitch() {
    const { session, site, words } = this
    const agency = session.agencies.find(({ id }) => id === site?.agencyId) ?? session.agencies[0]
    const face = html`<span class="tile" aria-hidden="true">${firstLetter(site?.name ?? agency?.name ?? '')}</span>
      <span class="names"
        ><strong>${site?.name ?? words.say('sites')}</strong
        >${agency ? html`<small>${agency.name}</small>` : nothing}</span
      >`
    if (session.sites.length < 2) return html`<div class="person">${face}</div>`
    return html`<button type="button" class="person" popovertarget="sites" aria-haspopup="true">
        ${face}<span class="visually-hidden">${words.say('sites')}</span>${renderIcon('down', 18)}
      </button>
      <div class="menu sites" id="sites" popover>
        ${session.sites.map(
          (one) =>
            html`<a
              class="item"
              href=${`/sites/${one.slug}`}
              aria-current=${one.slug === site?.slug ? 'true' : nothing}
              @click=${this.#closeMenus}
            >
              <span>${one.name}</span>
            </a>`,
        )}
      </div>`
  }

  #renderAccount() {
    const { words, session } = this
    return html`<button type="button" class="person" popovertarget="own">
        <span class="visually-hidden">${words.say('account')}</span>
        <span class="tile round" aria-hidden="true">${initialsOf(session.user.name)}</span>
        <span class="names"><strong>${session.user.name}</strong><small dir="ltr">${session.user.email}</small></span>
        ${renderIcon('down', 18)}
      </button>
      <div class="menu own" id="own" popover>
        <div class="who">
          <strong>${session.user.name}</strong><span class="quiet small">${session.user.email}</span>
        </div>
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
