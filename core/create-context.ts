/** Makes the context of one operation from what the process shares and what the caller is. */
import type { Context, Links, Principal, Sealer, Tenant } from './context.ts'
import { enterPlace, type Database, type Scope } from './db/database.ts'
import type { MovableTx, Tx } from './db/tx.ts'
import { createEmit } from './events/emit.ts'
import { repeatOnce, type IdempotencyClaim } from './idempotency/repeat-once.ts'
import { newUuidV7 } from './identity/ids.ts'

export type { IdempotencyClaim }

/** What every operation of the process shares. */
export interface Shared {
  readonly db: Database
  readonly sealer: Sealer
  readonly links: Links
}

export interface Caller {
  readonly principal: Principal
  readonly tenant: Tenant
  readonly requestId: string
  /** Fixed for the whole operation. */
  readonly at: Date
  /** A digest of the network that the request came from. */
  readonly networkHash?: Buffer
  /** The result of the operation's transaction is the answer that a repeat gets. */
  readonly claim?: IdempotencyClaim
}

export const actorOf = (principal: Principal): string => {
  switch (principal.kind) {
    case 'user':
      return `user:${principal.userId}`
    case 'key':
      return `key:${principal.keyId}`
    case 'visitor':
      return `visitor:${principal.origin}`
    case 'job':
      return `job:${principal.job}`
  }
}

/** As `actorOf` writes it, or null. */
export const impersonatorOf = (principal: Principal): string | null =>
  principal.kind === 'user' && principal.impersonatorId !== undefined ? `user:${principal.impersonatorId}` : null

const idOf = (principal: Principal): string | null => {
  switch (principal.kind) {
    case 'user':
      return principal.userId
    case 'key':
      return principal.keyId
    case 'visitor':
      return principal.siteKeyId
    case 'job':
      return null
  }
}

export function scopeOf(principal: Principal, tenant: Tenant): Scope {
  return { kind: principal.kind, id: idOf(principal), agencyId: tenant.agencyId, siteId: tenant.siteId }
}

export function createContext(
  shared: Shared,
  { principal, tenant, requestId, at, networkHash, claim }: Caller,
): Context {
  const newId = () => newUuidV7(at.getTime())
  const emitter = { actor: actorOf(principal), impersonator: impersonatorOf(principal), requestId, networkHash }
  const open = (tx: Tx, place: Tenant = tenant): MovableTx => {
    const inPlace: MovableTx['inPlace'] = async (other, work) => {
      await enterPlace(tx, scopeOf(principal, other))
      const otherTx = open(tx, other)
      const result = await work(otherTx, createEmit(otherTx, emitter))
      await enterPlace(tx, scopeOf(principal, place))
      return result
    }
    return { ...tx, agencyId: place.agencyId, siteId: place.siteId, now: at, newId, inPlace }
  }
  const scope = scopeOf(principal, tenant)
  return {
    principal,
    tenant,
    now: () => at,
    rows: (statement, values) => shared.db.read(scope, statement, values),
    read: (work) => shared.db.look(scope, (tx) => work(open(tx))),
    transaction: (work) =>
      shared.db.tenant(scope, (tx) => {
        const tenantTx = open(tx)
        const run = () => work(tenantTx, createEmit(tenantTx, emitter))
        return claim ? repeatOnce(tenantTx, { ...claim, principal: emitter.actor }, run) : run()
      }),
    sealer: shared.sealer,
    links: shared.links,
  }
}
