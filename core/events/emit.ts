/** A committed change always has its event and its audit row, and a rolled-back one never. */
import type { JsonValue } from '@dramac/contract/wire/json'
import { insertAudit } from '../audit/queries.ts'
import type { TenantTx } from '../db/tx.ts'
import { newUuidV7 } from '../identity/ids.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { insertEvent } from './queries.ts'

/** Writes an event in the transaction of its cause. Payloads carry ids, not copies. */
export type Emit = (type: string, payload: Record<string, JsonValue>) => Promise<void>

export interface Emitter {
  /** Who acts, as `<kind>:<id>`. */
  readonly actor: string
  readonly requestId: string
}

/** The job is a hint that makes delivery quick; the relay's sweep of undelivered events is the guarantee. */
export function createEmit(tx: TenantTx, { actor, requestId }: Emitter): Emit {
  return async (type, payload) => {
    // An operation may run at another time than now, its delivery may not: who missed events goes on from an id.
    const runAt = new Date()
    const id = newUuidV7(runAt.getTime())
    const body = JSON.stringify(payload)
    const resource = String(Object.values(payload)[0] ?? '')
    const here = [tx.agencyId, tx.siteId] as const
    await Promise.all([
      tx.run(insertEvent, [...here, id, type, body, actor, requestId, tx.now]),
      tx.run(insertAudit, [...here, tx.newId(), actor, type, resource, 'ok', body, requestId, tx.now]),
      scheduleJob(tx, { task: 'event', payload: { eventId: id }, runAt, key: id }),
    ])
  }
}
