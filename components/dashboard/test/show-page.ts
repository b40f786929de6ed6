/** A site and who looks at it, and a page of the dashboard on a stage of a given theme and language. */
import { findAll, listOverflowing, listSmallTargets, stand, until } from '../../app/test/stage.ts'
import { ResourceCache } from '../../app/resource.ts'
import type { Language } from '../../app/words.ts'
import { english, loadDashboardWords } from '../dashboard-words.ts'
import '../../app/tenant/define.ts'
import type { DmTenant } from '../../app/tenant/tenant-provider.ts'
import type { Session, SessionModule, SessionSite } from '../session.ts'
import type { DeskApp, SiteApp } from '../site-app.ts'
import type { MemoryApi } from './memory-api.ts'

/** Of an owner. */
export const everything = ['site:read', 'domains:read', 'domains:write', 'keys:read', 'keys:write', 'ask:read']

const module: SessionModule = {
  slug: 'ask',
  label: 'Questions',
  script: null,
  screens: {
    inbox: { label: 'Inbox', element: 'dm-ask-inbox', icon: 'mail', permission: 'ask:read' },
    rules: { label: 'Rules', element: 'dm-ask-rules', icon: 'list', permission: 'ask:write' },
  },
  widgets: {
    ask: {
      label: 'Ask us',
      element: 'dm-ask',
      attributes: { topic: { label: 'Topic', records: 'topics' }, tone: { label: 'Tone', options: ['calm', 'loud'] } },
      events: [],
      allow: [],
      calls: ['answers'],
      heights: [400, 380, 360],
    },
  },
  translations: { de: { Questions: 'Fragen', Inbox: 'Eingang' } },
}

export const site: SessionSite = {
  id: 's1',
  slug: 'harbor',
  name: 'Harbor Salon',
  agencyId: 'a1',
  zone: 'Europe/Berlin',
  locale: 'en',
  publicKey: 'dm_pk_test_harbor',
  permissions: everything,
  modules: [module],
}

export const session: Session = {
  user: {
    id: 'u1',
    name: 'Nora North',
    email: 'owner@northwind.test',
    emailVerified: true,
    mustEnrolSecondFactor: false,
    isSuperAdmin: false,
  },
  impersonation: null,
  agencies: [
    {
      id: 'a1',
      name: 'Northwind Studio',
      slug: 'northwind',
      state: 'active',
      role: 'owner',
      permissions: ['agency:read'],
    },
  ],
  sites: [site],
}

export interface Look {
  readonly permissions?: readonly string[]
  readonly language?: Language
  readonly theme?: 'light' | 'dark'
}

export interface Shown<E extends HTMLElement> {
  readonly page: E
  readonly app: SiteApp
  readonly toasts: string[]
}

export async function createApp({ api }: MemoryApi, { permissions = everything, language = 'en' }: Look = {}) {
  const toasts: string[] = []
  const app: SiteApp = {
    api,
    cache: new ResourceCache(),
    words: language === 'en' ? english : await loadDashboardWords(language),
    site: { ...site, permissions },
    origins: { cdn: 'https://cdn.example', frames: 'https://frames.example' },
    can: (permission) => permissions.includes(permission),
    toast: (text) => void toasts.push(text),
    go: () => {},
  }
  return { app, toasts }
}

/** The element stands in a `main` until the stage is cleared. */
export const place = <E extends HTMLElement>(element: E, { language = 'en', theme = 'light' }: Look = {}): E =>
  stand(element, { locale: language, dir: language === 'ar' ? 'rtl' : 'ltr', theme })

export async function showPage<E extends HTMLElement & { app: SiteApp }>(
  tag: string,
  memory: MemoryApi,
  look: Look = {},
): Promise<Shown<E>> {
  const { app, toasts } = await createApp(memory, look)
  const page = document.createElement(tag) as E // the tag is the caller's
  page.app = app
  return { page: place(page, look), app, toasts }
}

export interface AgencyLook extends Look {
  readonly role?: string
  readonly state?: string
}

/** A page of an agency below a provider, as the dashboard places it; `permissions` are those in the agency. */
export async function showAgencyPage<E extends HTMLElement & { app: DeskApp }>(
  tag: string,
  memory: MemoryApi,
  { permissions = [], role = 'owner', state = 'active', ...look }: AgencyLook = {},
) {
  const { app, toasts } = await createApp(memory, look)
  const page = document.createElement(tag) as E // the tag is the caller's
  const provider = document.createElement('dm-tenant') as DmTenant // by its tag
  const [agency] = session.agencies as [Session['agencies'][number]]
  provider.session = { ...session, agencies: [{ ...agency, permissions, role, state }] }
  provider.agency = agency.slug
  page.app = app
  provider.append(page)
  place(provider, look)
  return { page, app, toasts, provider }
}

/** Nothing sticks out, and a finger hits everything. */
export function listMisfits(): string[] {
  return [...listOverflowing(), ...listSmallTargets()]
}

export const isSettled = (): Promise<void> => until(() => findAll('.late').length === 0, 'all of it has been loaded')
