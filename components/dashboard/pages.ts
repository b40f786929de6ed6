/** What stands at each address of a site, and of a person's own account. Code of a page comes when somebody opens it. */
import { html, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { RouteMatch } from '../app/router.ts'
import type { AccountApp } from './account/account-app.ts'
import type { AccountPage } from './account/account.ts'
import type { EntryApp } from './entry/entry-app.ts'
import type { EntryPage } from './entry/entry.ts'
import type { LoadPage } from './late-page.ts'
import { requestsLoader } from './desk-pages.ts'
import type { RouteName } from './routes.ts'
import type { SiteApp } from './site-app.ts'

export type Match = RouteMatch<RouteName>

/** Undefined when the address names nothing of this site. */
type Page = (app: SiteApp, match: Match) => TemplateResult | undefined

export const sitePages: Partial<Record<RouteName, Page>> = {
  screen: (app, { params }) => {
    const module = app.site.modules.find(({ slug }) => slug === params['module'])
    const screen = params['screen'] ?? ''
    if (!module || !Object.hasOwn(module.screens, screen)) return undefined
    return html`<dm-module-screen .app=${app} .module=${module} .screen=${screen}></dm-module-screen>`
  },
  domains: (app) => renderLate(app, loadDomains, html`<dm-domains .app=${app}></dm-domains>`),
  embed: (app) => renderLate(app, loadEmbed, html`<dm-embed-code .app=${app}></dm-embed-code>`),
  keys: (app) => renderLate(app, loadKeys, html`<dm-keys .app=${app}></dm-keys>`),
  requests: (app) => renderLate(app, requestsLoader(app.words.locale), html`<dm-requests .app=${app}></dm-requests>`),
}

const loadDomains: LoadPage = () => import('./domains/define.ts')
const loadEmbed: LoadPage = () => import('./embed/define.ts')
const loadKeys: LoadPage = () => import('./keys/define.ts')
const loadEntry: LoadPage = () => import('./entry/define.ts')
export const loadAccount: LoadPage = () => import('./account/define.ts')

/** A site's page starts anew for another site. */
const renderLate = ({ site, words }: SiteApp, load: LoadPage, page: TemplateResult) =>
  html`<dm-late-page .words=${words} .load=${load}>${keyed(site.id, page)}</dm-late-page>`

const entryPages: readonly string[] = [
  'signUp',
  'forgot',
  'reset',
  'verify',
  'magic',
  'invitation',
] satisfies EntryPage[]
const isEntryPage = (name: string): name is EntryPage => entryPages.includes(name)

/** The page that is open to anybody; undefined at any other address. */
export const findEntryPage = (match: Match | undefined): EntryPage | undefined =>
  match && isEntryPage(match.name) ? match.name : undefined

export const renderEntryPage = (app: EntryApp, page: EntryPage): TemplateResult =>
  html`<dm-late-page .words=${app.words} .load=${loadEntry}>
    <dm-entry .app=${app} .page=${page}></dm-entry>
  </dm-late-page>`

export const findAccountPage = (match: Match | undefined): AccountPage | undefined =>
  match?.name === 'account' || match?.name === 'security' ? match.name : undefined

export const renderAccountPage = (app: AccountApp, page: AccountPage): TemplateResult =>
  html`<dm-late-page .words=${app.words} .load=${loadAccount}>
    <dm-account .app=${app} .page=${page}></dm-account>
  </dm-late-page>`

export const renderGate = (app: AccountApp, entry: EntryApp, signOut: () => void): TemplateResult =>
  html`<dm-late-page .words=${app.words} .load=${loadAccount}>
    <dm-second-factor-gate .app=${app} .entry=${entry} @dm-sign-out=${signOut}></dm-second-factor-gate>
  </dm-late-page>`

/** Above every page, when there is something to say. */
export const renderNotices = (app: AccountApp): TemplateResult =>
  html`<dm-late-page
    class=${app.session.impersonation ? 'notices acting' : 'notices'}
    .words=${app.words}
    .load=${loadAccount}
  >
    <dm-session-notices .app=${app}></dm-session-notices>
  </dm-late-page>`
