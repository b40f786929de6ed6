/** Puts work into the queue in the transaction of its cause: a rolled-back cause leaves no job. */
import type { JsonValue } from '@dramac/contract/wire/json'
import type { TenantTx } from '../db/tx.ts'
import { addJob, removeJob } from './queries.ts'

export interface NewJob {
  /** `<module>.<job>`, or a name of core's. */
  readonly task: string
  readonly payload: Record<string, JsonValue>
  /** Absent: at once, whatever time it is to the operation. */
  readonly runAt?: Date
  /** A queued job of the same key is replaced. */
  readonly key: string
  readonly maxAttempts?: number
}

/** The tenant travels with the payload; the worker opens its transactions with it. */
export async function scheduleJob(
  tx: TenantTx,
  { task, payload, runAt, key, maxAttempts = 25 }: NewJob,
): Promise<void> {
  const body = { ...payload, agencyId: tx.agencyId, siteId: tx.siteId }
  await tx.run(addJob, [task, JSON.stringify(body), runAt ?? null, key, maxAttempts])
}

export async function dropJob(tx: TenantTx, key: string): Promise<void> {
  await tx.run(removeJob, [key])
}
