/** The queue's tasks of export and import. They take minutes, so they have a queue runner of their own. */
import type { Context, Tenant } from '@dramac/core/context'
import { checkImport, runImport } from '@dramac/core/exchange/run-import'
import { expireExport } from '@dramac/core/exchange/exports'
import { expireImport } from '@dramac/core/exchange/imports'
import { listExpiredFiles } from '@dramac/core/exchange/queries'
import { runExport, type Exchange } from '@dramac/core/exchange/run-export'
import { transactPlain } from '@dramac/core/db/database'
import type { JobHelpers, TaskList } from 'graphile-worker'
import type pg from 'pg'

type ContextOf = (job: string, tenant: Tenant, id: string) => Context

interface Payload extends Tenant {
  readonly exportId: string
  readonly importId: string
}

export function exchangeTasks(contextOf: ContextOf, exchange: Exchange): TaskList {
  const open = (name: string, payload: unknown, { job }: JobHelpers) => {
    const { agencyId, siteId, exportId, importId } = payload as Payload // written by scheduleJob
    const ctx = contextOf(name, { agencyId, siteId }, job.id)
    return { ctx, exportId, importId, isLast: job.attempts >= job.max_attempts }
  }
  return {
    export: async (payload, help) => {
      const { ctx, exportId, isLast } = open('export', payload, help)
      await runExport(ctx, { exportId, isLast }, exchange)
    },
    'check-import': async (payload, help) => {
      const { ctx, importId, isLast } = open('check-import', payload, help)
      await checkImport(ctx, { importId, isLast }, exchange)
    },
    'apply-import': async (payload, help) => {
      const { ctx, importId, isLast } = open('apply-import', payload, help)
      await runImport(ctx, { importId, isLast }, exchange)
    },
  }
}

interface Expiry {
  readonly workerPool: pg.Pool
  readonly contextOf: ContextOf
  readonly exchange: Exchange
  readonly now: Date
}

/** Of every tenant; each in a transaction of its own, as its own job would. */
export async function expireFiles({ workerPool, contextOf, exchange, now }: Expiry): Promise<number> {
  const expired = await transactPlain(workerPool, (tx) =>
    tx.rows<Tenant & { kind: string; id: string }>(listExpiredFiles, [now, 500]),
  )
  for (const { kind, id, ...tenant } of expired) {
    const ctx = contextOf('retention', tenant, id)
    await (kind === 'export' ? expireExport : expireImport)(ctx, id, exchange.files)
  }
  return expired.length
}
