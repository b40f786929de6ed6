/** Exports of a site: asked for by people, made by a job, fetched for a day. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { actorOf } from '../create-context.ts'
import type { FileStore, StoredFile } from '../files/file-store.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { getWork, listWork, moveWork, unknownWork, type Work, type WorkKind, type WorkQuery } from './work.ts'
import { exportRows, insertExport } from './queries.ts'
import { exportStates } from './states.ts'
import type { ExchangeTable } from './tables.ts'

export interface ExportOptions {
  readonly format: 'json' | 'csv'
  /** With their schema. */
  readonly excludeTables: readonly string[]
}

export interface SiteExport extends Work {
  readonly options: ExportOptions
}

export const exportKind: WorkKind<typeof exportStates> = {
  noun: 'export',
  machine: exportStates,
  statements: exportRows,
}

/** Tried again so often before it counts as failed. */
const maxAttempts = 3

export const fileNameOf = (siteId: string, id: string, attempt: number): string => `exports/${siteId}/${id}/${attempt}`

/** Throws VALIDATION_ERROR for a table that does not travel. */
export function requestExport(
  ctx: Context,
  options: ExportOptions,
  tables: readonly ExchangeTable[],
): Promise<SiteExport> {
  const errors = options.excludeTables.flatMap((name, index) =>
    tables.some((table) => table.name === name)
      ? []
      : [{ path: `/excludeTables/${index}`, rule: 'unknown', message: 'is not a table of an export' }],
  )
  if (errors.length > 0) throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
  return ctx.transaction(async (tx, emit) => {
    const id = tx.newId()
    await tx.run(insertExport, [
      tx.agencyId, tx.siteId, id, JSON.stringify(options), actorOf(ctx.principal), tx.now,
    ]) // prettier-ignore
    await emit('core.export.requested', { exportId: id })
    await scheduleJob(tx, { task: 'export', payload: { exportId: id }, key: `export:${id}`, maxAttempts })
    return (await tx.row<SiteExport>(exportRows.find, [tx.agencyId, tx.siteId, id]))!
  })
}

export const listExports = (ctx: Context, query: WorkQuery) =>
  listWork<typeof exportStates, SiteExport>(ctx, exportKind, query)

export const getExport = (ctx: Context, id: string): Promise<SiteExport> => getWork(ctx, exportKind, id)

/** One that is being made ends with its row; its file goes with it. */
export async function deleteExport(ctx: Context, id: string, files: FileStore): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    if ((await tx.run(exportRows.remove, [tx.agencyId, tx.siteId, id])) === 0) throw unknownWork('export')
    await emit('core.export.deleted', { exportId: id })
  })
  await files.remove(`exports/${ctx.tenant.siteId}/${id}`)
}

/** Throws CONFLICT while there is no file, GONE when it is there no more. */
export async function openExport(ctx: Context, id: string, files: FileStore): Promise<StoredFile> {
  const { state, attempt, expiresAt } = await getExport(ctx, id)
  if (state === 'expired' || (expiresAt !== null && expiresAt <= ctx.now().toISOString())) throw fileGone()
  if (state !== 'ready') throw new DmError('CONFLICT', 'core.export_not_ready', { state })
  const file = await files.open(fileNameOf(ctx.tenant.siteId, id, attempt))
  if (!file) throw fileGone()
  return file
}

export const fileGone = () => new DmError('GONE', 'core.export_expired')

/** Retention: the file goes, the row stays and says so. */
export async function expireExport(ctx: Context, id: string, files: FileStore): Promise<void> {
  await ctx.transaction((tx, emit) => moveWork({ tx, emit }, exportKind, { id, transition: 'expire' }))
  await files.remove(`exports/${ctx.tenant.siteId}/${id}`)
}
