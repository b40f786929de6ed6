/** A new agency with its first client, site, people and keys: one transaction of an administrator, who vouches for the addresses. */
import type { Tx } from '../db/tx.ts'
import * as queries from './queries.ts'
import { newTenantId, newUuidV7 } from '../identity/ids.ts'
import { agencyPlace } from '../access/places.ts'
import type { Role } from '../access/permissions.ts'
import type { KeyMode } from '@dramac/contract/wire/names'
import type { Tenant } from '../context.ts'

export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly role: Role
}

export interface NewSite {
  readonly agency: { readonly slug: string; readonly name: string }
  readonly client: {
    readonly slug: string
    readonly name: string
    /** Nothing when absent. */
    readonly portalPermissions?: readonly string[]
  }
  readonly site: { readonly slug: string; readonly name: string; readonly zone: string; readonly locale: string }
  readonly key: { readonly key: string; readonly frameLabel: string; readonly mode: KeyMode }
  readonly people: readonly NewPerson[]
  readonly modules: readonly { readonly slug: string; readonly version: string }[]
}

export async function createSite(
  tx: Tx,
  { agency, client, site, key, people, modules }: NewSite,
  now: Date,
): Promise<Tenant> {
  const agencyId = newTenantId()
  const siteId = newTenantId()
  const clientId = newTenantId()
  const newId = () => newUuidV7(now.getTime())
  await tx.run(queries.insertAgency, [agencyId, agency.slug, agency.name])
  await tx.run(queries.insertClient, [agencyId, clientId, client.slug, client.name, client.portalPermissions ?? []])
  await tx.run(queries.insertSite, [agencyId, siteId, clientId, site.slug, site.name, site.zone, site.locale])
  await tx.run(queries.insertSiteSlug, [site.slug, agencyId, siteId])
  for (const place of [agencyPlace(agencyId), { agencyId, siteId }])
    await tx.run(queries.insertDataSite, [place.agencyId, place.siteId])
  await tx.run(queries.insertSiteKey, [agencyId, siteId, newId(), key.key, key.frameLabel, key.mode])
  for (const person of people) {
    const userId = newTenantId()
    const isClient = person.role === 'client'
    const portal = isClient ? agencyId : null
    await tx.run(queries.insertUser, [userId, person.email, person.name, person.passwordHash, now, portal])
    const bound = isClient ? clientId : null
    await tx.run(queries.insertMembership, [agencyId, newId(), userId, person.role, bound])
  }
  for (const module of modules) await tx.run(queries.insertSiteModule, [agencyId, siteId, module.slug, module.version])
  return { agencyId, siteId }
}
