/** What stands at the addresses of an agency, of a person's notifications and of the platform's console. */
import { html, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { RouteMatch } from '../app/router.ts'
import type { ActivePlace } from '../app/tenant/tenant.ts'
import type { DashboardWords } from './dashboard-words.ts'
import type { LoadPage } from './late-page.ts'
import type { RouteName } from './routes.ts'
import type { DeskApp } from './site-app.ts'

type Match = RouteMatch<RouteName>

/** Pages of an agency ask the provider above them which one it is. */
type AgencyPage = (app: DeskApp) => TemplateResult

const agencyPages: Partial<Record<RouteName, AgencyPage>> = {
  agency: (app) => html`<dm-agency-home .app=${app}></dm-agency-home>`,
  clients: (app) => html`<dm-clients .app=${app}></dm-clients>`,
  sites: (app) => html`<dm-sites .app=${app}></dm-sites>`,
  members: (app) => html`<dm-members .app=${app}></dm-members>`,
  roles: (app) => html`<dm-roles .app=${app}></dm-roles>`,
  audits: (app) => html`<dm-audits .app=${app}></dm-audits>`,
  brand: (app) => html`<dm-brand .app=${app}></dm-brand>`,
  settings: (app) => html`<dm-agency-settings .app=${app}></dm-agency-settings>`,
}

/** Undefined when it is no page of an agency, or of none that the person may open. */
export function renderAgencyPage(app: DeskApp, { name }: Match, { agency }: ActivePlace): TemplateResult | undefined {
  const page = agencyPages[name]
  return agency && page && renderLate(app, agencyLoader(app.words.locale), agency.id, page(app))
}

/** Of a person, and of those who run the platform. */
const ownPages: Partial<
  Record<RouteName, { readonly loader: (locale: string) => LoadPage; readonly page: AgencyPage }>
> = {
  notifications: {
    loader: (locale) => notificationsLoader(locale),
    page: (app) => html`<dm-notification-preferences .app=${app}></dm-notification-preferences>`,
  },
  platform: {
    loader: (locale) => platformLoader(locale),
    page: (app) => html`<dm-platform-agencies .app=${app}></dm-platform-agencies>`,
  },
  health: {
    loader: (locale) => platformLoader(locale),
    page: (app) => html`<dm-platform-health .app=${app}></dm-platform-health>`,
  },
  errors: {
    loader: (locale) => platformLoader(locale),
    page: (app) => html`<dm-platform-errors .app=${app}></dm-platform-errors>`,
  },
  jobs: {
    loader: (locale) => platformLoader(locale),
    page: (app) => html`<dm-platform-jobs .app=${app}></dm-platform-jobs>`,
  },
}

/** Undefined when it is a page of an agency or a site. */
export function renderOwnPage(app: DeskApp, { name }: Match): TemplateResult | undefined {
  const found = ownPages[name]
  return found && renderLate(app, found.loader(app.words.locale), name, found.page(app))
}

/** One function for each language: another one is another page to wait for. */
function wordsWith(load: (locale: string) => Promise<unknown>): (locale: string) => LoadPage {
  const loaders = new Map<string, LoadPage>()
  return (locale) => {
    const loader = loaders.get(locale) ?? (() => load(locale))
    loaders.set(locale, loader)
    return loader
  }
}

export const requestsLoader = wordsWith(async (locale) => (await import('./requests/define.ts')).loadWords(locale))
const notificationsLoader = wordsWith(async (locale) => (await import('./notifications/define.ts')).loadWords(locale))
const platformLoader = wordsWith(async (locale) => (await import('./platform/define.ts')).loadWords(locale))
const agencyLoader = wordsWith(async (locale) => (await import('./agency/define.ts')).loadWords(locale))

/** A page starts anew for another place. */
const renderLate = (
  { words }: { readonly words: DashboardWords },
  load: LoadPage,
  ...[place, page]: [string, TemplateResult]
) => html`<dm-late-page .words=${words} .load=${load}>${keyed(place, page)}</dm-late-page>`
