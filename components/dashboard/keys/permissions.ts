/** Permissions as people read them: an area, and whether a program may read or write there. */
import type { DashboardWords } from '../dashboard-words.ts'
import type { Message } from '../messages/en.ts'
import { sayLabel, type SessionModule, type SessionSite } from '../session.ts'

export interface Area {
  /** Before the colon of its permissions. */
  readonly name: string
  readonly label: string
  readonly permissions: readonly string[]
}

const own: Readonly<Record<string, Message>> = {
  site: 'areaSite',
  domains: 'areaDomains',
  keys: 'areaKeys',
  requests: 'areaRequests',
}
const verbs: Readonly<Record<string, Message>> = { read: 'canRead', write: 'canWrite' }

const areaOf = (permission: string): string => permission.split(':')[0]!
const verbOf = (permission: string): string => permission.split(':')[1] ?? ''

/** Modules first: they are what programs mostly want. What the person may not do, no key of theirs should. */
export function listAreas(words: DashboardWords, { modules, permissions }: SessionSite): Area[] {
  const rank = (name: string) => (Object.hasOwn(own, name) ? 1 : 0)
  const names = [...new Set(permissions.map(areaOf))].sort((one, other) => rank(one) - rank(other))
  return names.map((name) => ({
    name,
    label:
      labelOf(
        words,
        modules.find(({ slug }) => slug === name),
      ) ?? sayOr(words, own, name),
    permissions: permissions.filter((permission) => areaOf(permission) === name),
  }))
}

const labelOf = (words: DashboardWords, module: SessionModule | undefined): string | undefined =>
  module && sayLabel(module, module.label, words.locale)

export const sayVerb = (words: DashboardWords, permission: string): string => sayOr(words, verbs, verbOf(permission))

/** `Booking: read, write` and so on, in one line. */
export function summarise(words: DashboardWords, site: SessionSite, permissions: readonly string[]): string {
  const areas = listAreas(words, { ...site, permissions })
  return areas
    .map(({ label, permissions: own }) => `${label}: ${own.map((one) => sayVerb(words, one).toLowerCase()).join(', ')}`)
    .join(' · ')
}

const sayOr = (words: DashboardWords, table: Readonly<Record<string, Message>>, name: string): string =>
  Object.hasOwn(table, name) ? words.say(table[name]!) : name
