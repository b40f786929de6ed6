/** The job that makes an export's file: one snapshot of the site, read as the worker, under its row security. */
import type { Manifest } from '@dramac/contract/manifest'
import type { Context } from '../context.ts'
import { scopeOf } from '../create-context.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/tx.ts'
import type { FileStore } from '../files/file-store.ts'
import type { SiteModule } from '../sites/find-site.ts'
import { listSiteModules } from '../sites/queries.ts'
import { archiveFormat, archiveVersion, type ArchiveManifest } from './archive-manifest.ts'
import { exportKind, fileNameOf, type SiteExport } from './exports.ts'
import { moveWork, Superseded } from './work.ts'
import { createProgress } from './progress.ts'
import { siteFacts } from './queries.ts'
import { countRows } from './row-queries.ts'
import { listTables, type ExchangeTable } from './tables.ts'
import { writeArchive } from './write-archive.ts'

/** What the jobs of exchange work with beside their context. */
export interface Exchange {
  /** Connections that may be held for as long as a large site takes. */
  readonly db: Database
  readonly files: FileStore
  readonly manifests: readonly Manifest[]
}

/** A failure of a job, and whether it is the last one. */
export interface Try {
  readonly isLast: boolean
}

const keptMs = 24 * 3_600_000

export async function runExport(
  ctx: Context,
  { exportId, isLast }: Try & { exportId: string },
  exchange: Exchange,
): Promise<void> {
  try {
    const started = await ctx.transaction((tx, emit) =>
      moveWork<typeof exportKind.machine, SiteExport>({ tx, emit }, exportKind, {
        id: exportId,
        transition: 'start',
        isNewAttempt: true,
        patch: { rowsDone: 0 },
      }),
    )
    await makeFile(ctx, started, exchange)
  } catch (error) {
    if (isOver(error)) return
    if (isLast) await fail(ctx, exportId, error)
    throw error
  }
}

/** Deleted, taken over or finished by another worker: nothing is left to do. */
export function isOver(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown } // only read
  return error instanceof Superseded || code === 'NOT_FOUND' || code === 'CONFLICT'
}

async function fail(ctx: Context, id: string, cause: unknown): Promise<void> {
  // The cause stays in the log: it may speak of rows.
  const error = cause instanceof Error ? cause.name : 'Error'
  const expiresAt = new Date(ctx.now().getTime() + keptMs)
  await ctx.transaction((tx, emit) =>
    moveWork({ tx, emit }, exportKind, { id, transition: 'fail', patch: { error, isFinished: true, expiresAt } }),
  )
}

async function makeFile(ctx: Context, { id, attempt, options }: SiteExport, exchange: Exchange): Promise<void> {
  const { db, files } = exchange
  const name = fileNameOf(ctx.tenant.siteId, id, attempt)
  const progress = createProgress(ctx, exportKind, { id, attempt })
  const bytes = await db.snapshot(scopeOf(ctx.principal, ctx.tenant), async (tx) => {
    const { tables, facts, total } = await survey(tx, ctx, { options, exchange })
    await progress.begin(total)
    const source = { tx, ...ctx.tenant }
    return files.write(name, writeArchive({ source, tables, facts, onRows: progress.add }))
  })
  const patch = {
    bytes,
    rowsDone: progress.done(),
    isFinished: true,
    expiresAt: new Date(ctx.now().getTime() + keptMs),
  }
  await ctx
    .transaction((tx, emit) => moveWork({ tx, emit }, exportKind, { id, transition: 'finish', attempt, patch }))
    .catch(async (error: unknown) => {
      if (isOver(error)) await files.remove(name)
      throw error
    })
}

interface Survey {
  readonly tables: readonly ExchangeTable[]
  readonly facts: Omit<ArchiveManifest, 'tables'>
  readonly total: number
}

/** Of modules that are switched on, and of those that were once and left rows. */
async function survey(
  tx: Tx,
  ctx: Context,
  { options, exchange }: { options: SiteExport['options']; exchange: Exchange },
): Promise<Survey> {
  const here = [ctx.tenant.agencyId, ctx.tenant.siteId]
  const site = (await tx.row<ArchiveManifest['site']>(siteFacts, here))!
  const modules = await tx.rows<SiteModule>(listSiteModules, here)
  const tables: ExchangeTable[] = []
  let total = 0
  for (const table of listTables(exchange.manifests)) {
    if (options.excludeTables.includes(table.name)) continue
    const { count } = (await tx.row<{ count: number }>(countRows(table), here))!
    const isOn = table.module === 'core' || modules.some(({ module }) => module === table.module)
    if (isOn || count > 0) tables.push(table)
    total += count
  }
  const facts: Survey['facts'] = {
    format: archiveFormat,
    version: archiveVersion,
    createdAt: ctx.now().toISOString(),
    rowFormat: options.format,
    site,
    modules: modules.map(({ module, version }) => ({ slug: module, version })),
    excludedTables: [...options.excludeTables],
    media: [],
  }
  return { tables, facts, total }
}
