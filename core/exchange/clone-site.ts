/** Copies one site of an agency into another: the same reader and writer as export and import, without a zip. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { actorOf } from '../create-context.ts'
import { scheduleJob } from '../jobs/schedule-job.ts'
import type { CloneSource, SiteImport } from './imports.ts'
import { importRows as statements, insertImport } from './queries.ts'
import type { ExchangeTable } from './tables.ts'

const keptMs = 24 * 3_600_000
const maxAttempts = 3

export interface CloneOrder {
  readonly source: Omit<CloneSource, 'kind'>
  readonly tables: readonly ExchangeTable[]
}

/**
 * Into the context's site, from one that the caller was admitted to as well. Rows get new identities that follow
 * from the old ones: the same copy, tried again, makes no row twice.
 */
export function cloneSite(ctx: Context, { source, tables }: CloneOrder): Promise<SiteImport> {
  const { siteId, excludeTables } = source
  const errors = [
    ...(siteId === ctx.tenant.siteId ? [{ path: '/into', rule: 'same', message: 'is the site that is copied' }] : []),
    ...excludeTables.flatMap((name, index) =>
      tables.some((table) => table.name === name)
        ? []
        : [{ path: `/excludeTables/${index}`, rule: 'unknown', message: 'is not a table of a site' }],
    ),
  ]
  if (errors.length > 0) throw new DmError('VALIDATION_ERROR', 'core.input_refused', { errors })
  return ctx.transaction(async (tx, emit) => {
    const id = tx.newId()
    const expiresAt = new Date(tx.now.getTime() + keptMs)
    await tx.run(insertImport, [
      tx.agencyId, tx.siteId, id, 'applying', JSON.stringify({ kind: 'site', ...source }), 'merge', 'new', null,
      actorOf(ctx.principal), tx.now, expiresAt,
    ]) // prettier-ignore
    await emit('core.site.copy_requested', { importId: id, fromSiteId: siteId })
    await scheduleJob(tx, { task: 'apply-import', payload: { importId: id }, key: `import:${id}`, maxAttempts })
    return (await tx.row<SiteImport>(statements.find, [tx.agencyId, tx.siteId, id]))!
  })
}
