/** A committed change always has its event and its audit row, and a rolled-back one never. */
import type { JsonValue } from '@dramac/contract/wire/json'
import { insertAudit } from '../audit/queries.ts'
import type { TenantTx } from '../db/tx.ts'
import { newUuidV7 } from '../identity/ids.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { insertEvent } from './queries.ts'

/**
 * Writes an event in the transaction of its cause. Payloads carry ids, not copies; what was and what is now is for the audit
 * alone, and holds no secret.
 */
export type Emit = (type: string, payload: Record<string, JsonValue>, change?: Change) => Promise<void>

export interface Change {
  readonly before?: Record<string, JsonValue>
  readonly after?: Record<string, JsonValue>
  /** Nothing came of it that anybody is to be told: the audit row alone, with how it ended. */
  readonly trace?: 'ok' | 'failed'
}

export interface Emitter {
  /** Who acts, as `<kind>:<id>`. */
  readonly actor: string
  /** Who acts as them; null for nobody. */
  readonly impersonator: string | null
  readonly requestId: string
  readonly networkHash?: Buffer | undefined
}

/** The job is a hint that makes delivery quick; the relay's sweep of undelivered events is the guarantee. */
export function createEmit(tx: TenantTx, { actor, impersonator, requestId, networkHash }: Emitter): Emit {
  return async (type, payload, { trace, ...change } = {}) => {
    // An operation may run at another time than now, its delivery may not: who missed events goes on from an id.
    const runAt = new Date()
    const id = newUuidV7(runAt.getTime())
    const body = JSON.stringify(payload)
    const resource = String(Object.values(payload)[0] ?? '')
    const here = [tx.agencyId, tx.siteId] as const
    const told = trace === undefined
    await Promise.all([
      ...(told ? [tx.run(insertEvent, [...here, id, type, body, actor, requestId, tx.now, impersonator])] : []),
      tx.run(insertAudit, [
        ...here, tx.newId(), actor, type, resource, trace ?? 'ok', JSON.stringify({ ...payload, ...change }), requestId, tx.now,
        impersonator, networkHash ?? null,
      ]), // prettier-ignore
      ...(told ? [scheduleJob(tx, { task: 'event', payload: { eventId: id }, runAt, key: id })] : []),
    ])
  }
}
