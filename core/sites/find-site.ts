/** The lookups by which a request finds its tenant, before any tenant is known. */
import type { KeyMode } from '@dramac/contract/wire/names'
import type { Place } from '../access/find-grants.ts'
import type { Tenant } from '../context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTx } from '../db/tx.ts'
import * as queries from './queries.ts'

/** By slug or id. */
export function findSite(db: Database, site: string): Promise<Place | undefined> {
  return db.user(null, (tx) => tx.row<Place>(queries.findSite, [site]))
}

export interface FoundSiteKey extends Tenant {
  readonly id: string
  readonly key: string
  readonly frameLabel: string
  readonly mode: KeyMode
  readonly slug: string
  readonly name: string
  readonly zone: string
  readonly locale: string
  /** Not while the site or its agency is suspended. */
  readonly isAvailable: boolean
}

/** By the label of its frames' host. */
export function findSiteKey(db: Database, frameLabel: string): Promise<FoundSiteKey | undefined> {
  return db.user(null, (tx) => tx.row<FoundSiteKey>(queries.findSiteKey, [frameLabel]))
}

export interface Site {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly zone: string
  readonly locale: string
  /** First label of the host of its frames. */
  readonly frameLabel: string
}

export async function getSite(tx: TenantTx): Promise<Site> {
  return (await tx.row<Site>(queries.getSite, [tx.agencyId, tx.siteId]))!
}

export interface SiteModule {
  readonly module: string
  readonly version: string
}

export function listSiteModules(tx: TenantTx): Promise<SiteModule[]> {
  return tx.rows<SiteModule>(queries.listSiteModules, [tx.agencyId, tx.siteId])
}
