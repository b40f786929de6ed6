import { can } from '../access/can.ts'
import { findAgencyGrants } from '../access/find-grants.ts'
import { isPlatform } from '../access/places.ts'
import type { Database } from '../db/database.ts'

interface Impersonated {
  readonly impersonatorId: string | null
  readonly impersonatedFrom: string | null
}

/** Whoever acts as somebody must still be allowed to, at each request. */
export async function mayGoOn(db: Database, { impersonatorId, impersonatedFrom }: Impersonated): Promise<boolean> {
  if (impersonatorId === null || impersonatedFrom === null) return true
  const held = await findAgencyGrants(db, { userId: impersonatorId, name: impersonatedFrom })
  if (!held) return false
  const permission = isPlatform(held.place) ? 'platform:impersonate' : 'clients:impersonate'
  return can({ kind: 'user', userId: impersonatorId, grants: held.grants }, permission, held.place)
}
