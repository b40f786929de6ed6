/** Imports into a site: an archive is taken in, tried without leaving a trace, and brought in when people say so. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { actorOf } from '../create-context.ts'
import type { FileStore } from '../files/file-store.ts'
import { newUuidV7 } from '../identity/ids.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import { requireZone } from '../modules/write-record.ts'
import type { TableReport } from './import-rows.ts'
import type { Gaps } from './match-archive.ts'
import { importRows as statements, insertImport, setStrategy } from './queries.ts'
import { archiveCaps, openArchive } from './read-archive.ts'
import type { Strategy } from './row-queries.ts'
import { importStates } from './states.ts'
import { getWork, listWork, moveWork, unknownWork, type Work, type WorkKind, type WorkQuery } from './work.ts'
import type { RowProblem } from './write-rows.ts'

export type ImportSource =
  { readonly kind: 'archive'; readonly siteId: string; readonly name: string; readonly createdAt: string } | CloneSource

/** Another site of the agency, without an archive in between. */
export interface CloneSource {
  readonly kind: 'site'
  readonly siteId: string
  /** Slugs of modules; all that the source has when absent. */
  readonly modules?: readonly string[]
  readonly excludeTables: readonly string[]
  /** Zone and locale. */
  readonly settings: boolean
  /** Also what customers did, and columns that tell of people. */
  readonly customerData: boolean
}

export interface ImportReport {
  readonly strategy: Strategy
  readonly ids: 'keep' | 'new'
  readonly gaps: Gaps
  readonly tables: readonly TableReport[]
  /** The first hundred. Of `replace` and `merge`, one is enough to keep a module out. */
  readonly problems: readonly RowProblem[]
}

export interface SiteImport extends Work {
  readonly source: ImportSource
  readonly strategy: Strategy
  /** Whether rows keep their identities or are given new ones. */
  readonly ids: 'keep' | 'new'
  readonly report: ImportReport | null
  /** Modules whose rows are in. */
  readonly done: readonly string[]
}

export const importKind: WorkKind<typeof importStates> = { noun: 'import', machine: importStates, statements }

export interface ImportChoice {
  readonly strategy: Strategy
  readonly ids: 'keep' | 'new'
}

const keptMs = 24 * 3_600_000
const maxAttempts = 3

export const archiveNameOf = (siteId: string, id: string): string => `imports/${siteId}/${id}/archive`

/** Throws PAYLOAD_TOO_LARGE, or VALIDATION_ERROR for what is no archive of a site. */
export async function uploadArchive(
  ctx: Context,
  { content, ...choice }: ImportChoice & { content: AsyncIterable<Uint8Array> },
  files: FileStore,
): Promise<SiteImport> {
  const id = newUuidV7(ctx.now().getTime())
  const name = archiveNameOf(ctx.tenant.siteId, id)
  const bytes = await files.write(name, capped(content))
  try {
    const source = await identify(files, name)
    return await ctx.transaction(async (tx, emit) => {
      const expiresAt = new Date(tx.now.getTime() + keptMs)
      await tx.run(insertImport, [
        tx.agencyId, tx.siteId, id, 'checking', JSON.stringify(source), choice.strategy, choice.ids, bytes,
        actorOf(ctx.principal), tx.now, expiresAt,
      ]) // prettier-ignore
      await emit('core.import.uploaded', { importId: id })
      await scheduleJob(tx, { task: 'check-import', payload: { importId: id }, key: `import:${id}`, maxAttempts })
      return (await tx.row<SiteImport>(statements.find, [tx.agencyId, tx.siteId, id]))!
    })
  } catch (error) {
    await files.remove(`imports/${ctx.tenant.siteId}/${id}`)
    throw error
  }
}

async function* capped(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > archiveCaps.bytes)
      throw new DmError('PAYLOAD_TOO_LARGE', 'core.archive_too_large', { maxBytes: archiveCaps.bytes })
    yield part
  }
}

async function identify(files: FileStore, name: string): Promise<ImportSource> {
  const file = (await files.open(name))! // written just now
  try {
    const archive = await openArchive(file)
    const { site, createdAt } = archive.manifest
    archive.close()
    requireZone(site.zone, '/manifest.json/site/zone')
    return { kind: 'archive', siteId: site.id, name: site.name, createdAt }
  } finally {
    await file.close()
  }
}

/** Throws CONFLICT before it was checked, and after it was applied. */
export function applyImport(ctx: Context, { id, strategy, ids }: ImportChoice & { id: string }): Promise<SiteImport> {
  return ctx.transaction(async (tx, emit) => {
    await moveWork({ tx, emit }, importKind, { id, transition: 'apply', patch: { rowsDone: 0 } })
    await tx.run(setStrategy, [tx.agencyId, tx.siteId, id, strategy, ids])
    await scheduleJob(tx, { task: 'apply-import', payload: { importId: id }, key: `import:${id}`, maxAttempts })
    return (await tx.row<SiteImport>(statements.find, [tx.agencyId, tx.siteId, id]))!
  })
}

export const listImports = (ctx: Context, query: WorkQuery) =>
  listWork<typeof importStates, SiteImport>(ctx, importKind, query)

export const getImport = (ctx: Context, id: string): Promise<SiteImport> => getWork(ctx, importKind, id)

/** What it brought stays. */
export async function deleteImport(ctx: Context, id: string, files: FileStore): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    if ((await tx.run(statements.remove, [tx.agencyId, tx.siteId, id])) === 0) throw unknownWork('import')
    await emit('core.import.deleted', { importId: id })
  })
  await files.remove(`imports/${ctx.tenant.siteId}/${id}`)
}

export async function expireImport(ctx: Context, id: string, files: FileStore): Promise<void> {
  await ctx.transaction((tx, emit) => moveWork({ tx, emit }, importKind, { id, transition: 'expire' }))
  await files.remove(`imports/${ctx.tenant.siteId}/${id}`)
}
