/** An event as watchers get it: what happened, and to which rows. What the rows say is asked for, by who may. */

export interface WatchedEvent {
  readonly id: string
  /** `<module>.<entity>.<past participle>`. */
  readonly type: string
  readonly payload: Readonly<Record<string, string>>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const isEventId = (text: string): boolean => uuid.test(text)

/** Whatever else a payload may hold stays here. */
export function idsOf(payload: Readonly<Record<string, unknown>>): Record<string, string> {
  const ids = Object.entries(payload).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && uuid.test(entry[1]),
  )
  return Object.fromEntries(ids)
}

export interface Notice {
  readonly siteId: string
  readonly event: WatchedEvent
}

export const writeNotice = (siteId: string, event: WatchedEvent): string => JSON.stringify({ siteId, event })

/** Throws on what `writeNotice` did not write. */
export function parseNotice(text: string): Notice {
  const { siteId, event } = JSON.parse(text) as Notice // each member that is used is looked at
  if (typeof siteId !== 'string' || typeof event.id !== 'string' || typeof event.type !== 'string') {
    throw new Error('a notice of another shape')
  }
  return { siteId, event: { id: event.id, type: event.type, payload: idsOf(event.payload) } }
}

/** Core's areas with a permission of their own; the rest of core is open to who may see the site. */
const areaPermissions: Readonly<Record<string, string>> = {
  domain: 'domains:read',
  key: 'keys:read',
  export: 'data:export',
  import: 'data:import',
  module_grant: 'modules:read',
}
const sitePermission = 'site:read'

/** What it takes to be told of an event of this type. */
export function permissionToWatch(type: string): string {
  const [module = '', area = ''] = type.split('.')
  if (module !== 'core') return `${module}:read`
  return (Object.hasOwn(areaPermissions, area) ? areaPermissions[area] : undefined) ?? sitePermission
}

/** Each opens some events; who has none of them has nothing to watch. */
export const permissionsToWatch = (modules: Iterable<string>): string[] => [
  sitePermission,
  ...Object.values(areaPermissions),
  ...[...modules].map((module) => `${module}:read`),
]
