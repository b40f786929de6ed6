/**
 * Where people are served who are nobody yet or who look after their own account: a transaction of the platform's place, for its
 * mail and audit, that also sees the rows of one person.
 */
import { agencyPlace, platformPlace } from '../access/places.ts'
import type { Tenant } from '../context.ts'
import type { Shared } from '../create-context.ts'
import type { TenantTx, Tx } from '../db/tx.ts'
import { createEmit, type Emit } from '../events/emit.ts'
import type { BreachedPasswords } from './breached-passwords.ts'
import { newUuidV7 } from './ids.ts'
import { becomePerson } from './person-queries.ts'

export interface Desk {
  readonly shared: Shared
  readonly now: Date
  readonly requestId: string
  /** A digest of the network that the request came from. */
  readonly networkHash: Buffer
  readonly userAgent: string | null
  readonly breached: BreachedPasswords
  /** Of the app: what a passkey is good for. */
  readonly origin: string
}

/** The nil identity: whoever is not known. */
export const nobody = '00000000-0000-0000-0000-000000000000'

type Work<R> = (tx: TenantTx, emit: Emit) => Promise<R>

export interface Acting {
  readonly userId: string
  readonly impersonatorId?: string | null
}

export const atDesk = <R>(desk: Desk, person: Acting, work: Work<R>): Promise<R> =>
  inPlace(desk, { kind: 'door', place: platformPlace, person }, work)

/** In an agency that is not there yet. */
export const atFounding = <R>(desk: Desk, agencyId: string, userId: string, work: Work<R>): Promise<R> =>
  inPlace(desk, { kind: 'founder', place: agencyPlace(agencyId), person: { userId } }, work) // prettier-ignore

interface Standing {
  readonly kind: 'door' | 'founder'
  readonly place: Tenant
  readonly person: Acting
}

function inPlace<R>(desk: Desk, { kind, place, person }: Standing, work: Work<R>): Promise<R> {
  const { shared, now, requestId, networkHash } = desk
  const { agencyId, siteId } = place
  return shared.db.tenant({ kind, id: null, agencyId, siteId }, async (tx) => {
    const tenantTx = { ...tx, agencyId, siteId, now, newId: () => newUuidV7(now.getTime()) }
    await become(tx, person.userId)
    const emit = createEmit(tenantTx, {
      actor: person.userId === nobody ? 'anyone' : `user:${person.userId}`,
      impersonator: person.impersonatorId ? `user:${person.impersonatorId}` : null,
      requestId,
      networkHash,
    })
    return work(tenantTx, emit)
  })
}

/** From here on the transaction sees the rows of this person, and of nobody else. */
export async function become(tx: Tx, userId: string): Promise<void> {
  await tx.row(becomePerson, [userId])
}
