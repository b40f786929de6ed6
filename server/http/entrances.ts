/** The kinds of place that a door opens to. */
import { findAgencyGrants, findPlatformGrants, findSiteGrants, type Held } from '@dramac/core/access/find-grants'
import type { Database } from '@dramac/core/db/database'

/** How a person's way in is found, and how a missing place is called. */
export interface Entrance {
  readonly find: (db: Database, wanted: { userId: string; name: string }) => Promise<Held | undefined>
  readonly unknown: string
  /** Keys and widgets belong to one site, and pass no other door. */
  readonly takesKeys: boolean
}

export const entrances = {
  site: { find: findSiteGrants, unknown: 'core.site_unknown', takesKeys: true },
  agency: { find: findAgencyGrants, unknown: 'core.agency_unknown', takesKeys: false },
  platform: {
    find: (db, { userId }) => findPlatformGrants(db, userId),
    unknown: 'core.platform_unknown',
    takesKeys: false,
  },
} as const satisfies Record<string, Entrance>
