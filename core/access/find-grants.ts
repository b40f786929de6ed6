/** What a signed-in person holds where they want to go, asked anew for each request: a changed role counts at once. */
import type { Tenant } from '../context.ts'
import type { Database } from '../db/database.ts'
import type { Statement } from '../db/tx.ts'
import type { Grant } from './can.ts'
import type { Role } from './permissions.ts'
import { platformPlace } from './places.ts'
import * as queries from './queries.ts'

export interface Place extends Tenant {
  readonly slug: string
  /** Null for what is no site. */
  readonly clientId: string | null
}

interface GrantRow extends Place {
  readonly grantedAgency: string
  readonly grantedClient: string | null
  readonly grantedSite: string | null
  readonly role: Role
  readonly permissions: readonly string[] | null
}

export interface Held {
  readonly place: Place
  readonly grants: readonly Grant[]
}

export interface Wanted {
  readonly userId: string
  /** Slug or identity. */
  readonly name: string
}

/** Undefined where there is nothing, and where the person holds nothing in all the agency. */
const find =
  (statement: Statement) =>
  async (db: Database, { userId, name }: Wanted): Promise<Held | undefined> => {
    const rows = await db.user(null, (tx) => tx.rows<GrantRow>(statement, [userId, name]))
    const [first] = rows
    if (!first) return undefined
    const { agencyId, clientId, siteId, slug } = first
    return { place: { agencyId, clientId, siteId, slug }, grants: rows.map(toGrant) }
  }

const toGrant = ({ grantedAgency, grantedClient, grantedSite, role, permissions }: GrantRow): Grant => ({
  agencyId: grantedAgency,
  clientId: grantedClient,
  siteId: grantedSite,
  role,
  permissions,
})

export const findSiteGrants = find(queries.listSiteGrants)
export const findAgencyGrants = find(queries.listAgencyGrants)
/** Nobody is a member of the platform but super admins. */
export const findPlatformGrants = (db: Database, userId: string): Promise<Held | undefined> =>
  findAgencyGrants(db, { userId, name: platformPlace.agencyId })

/** Where what a person was refused is written down: their first agency, or its site they are bound to. */
export function findHome(db: Database, userId: string): Promise<Tenant | undefined> {
  return db.user(null, (tx) => tx.row<Tenant>(queries.findHome, [userId]))
}
