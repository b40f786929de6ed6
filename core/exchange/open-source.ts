/** Where an import's rows come from: an archive that was uploaded, or another site of the agency as it is now. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import { scopeOf } from '../create-context.ts'
import type { Tx } from '../db/tx.ts'
import type { SiteModule } from '../sites/find-site.ts'
import { listSiteModules } from '../sites/queries.ts'
import type { ArchiveManifest } from './archive-manifest.ts'
import type { Delivery } from './import-rows.ts'
import { archiveNameOf, type CloneSource, type SiteImport } from './imports.ts'
import { matchArchive, type Match } from './match-archive.ts'
import { siteFacts } from './queries.ts'
import { openArchive, type Batch } from './read-archive.ts'
import { readRows, type RowSource } from './read-rows.ts'
import { countRows } from './row-queries.ts'
import type { Exchange } from './run-export.ts'
import { listTables, type ExchangeTable } from './tables.ts'

export interface Opening {
  readonly started: SiteImport
  readonly exchange: Exchange
}

/** @throws DmError VALIDATION_ERROR when the source is not there any more, or is no archive. */
export function openSource<R>(
  ctx: Context,
  { started, exchange }: Opening,
  work: (match: Match) => Promise<R>,
): Promise<R> {
  const { source } = started
  return source.kind === 'site'
    ? openSite(ctx, { source, exchange }, work)
    : openUpload(ctx, { started, exchange }, work)
}

async function openUpload<R>(
  ctx: Context,
  { started: { id, strategy }, exchange: { files, manifests } }: Opening,
  work: (match: Match) => Promise<R>,
): Promise<R> {
  const file = await files.open(archiveNameOf(ctx.tenant.siteId, id))
  if (!file) throw sourceGone()
  try {
    const archive = await openArchive(file)
    try {
      const { zone, locale } = archive.manifest.site
      const match = matchArchive(archive, manifests)
      return await work(strategy === 'replace' ? { ...match, settings: { zone, locale } } : match)
    } finally {
      archive.close()
    }
  } finally {
    await file.close()
  }
}

const sourceGone = () => new DmError('VALIDATION_ERROR', 'core.import_source_gone')

interface SiteOpening {
  readonly source: CloneSource
  readonly exchange: Exchange
}

/** One snapshot of the source, under its own row security; what is written goes over another connection. */
function openSite<R>(ctx: Context, { source, exchange }: SiteOpening, work: (match: Match) => Promise<R>): Promise<R> {
  const { agencyId } = ctx.tenant
  const from = { agencyId, siteId: source.siteId }
  return exchange.db.snapshot(scopeOf(ctx.principal, from), async (tx) => {
    const site = await tx.row<ArchiveManifest['site']>(siteFacts, [from.agencyId, from.siteId])
    if (!site) throw sourceGone()
    const match = await matchSite({ tx, ...from }, { source, exchange })
    const { zone, locale } = site
    return work(source.settings ? { ...match, settings: { zone, locale } } : match)
  })
}

/** A copy has neither domains nor keys, and unless it is asked for, nothing of customers. */
async function matchSite(from: RowSource, { source, exchange }: SiteOpening): Promise<Match> {
  const chosen = await chooseModules(from.tx, from, source)
  const tables = listTables(exchange.manifests).filter(
    ({ name, module, transactional }) =>
      (module === 'core' ? name === 'dp.site_modules' : chosen.has(module)) &&
      !source.excludeTables.includes(name) &&
      (source.customerData || !transactional),
  )
  const modules = new Map<string, Delivery[]>()
  let rows = 0
  for (const table of tables) {
    rows += (await from.tx.row<{ count: number }>(countRows(table), [from.agencyId, from.siteId]))!.count
    const delivery = toDelivery(from, table, source)
    const isWanted = table.module === 'core' ? { isWanted: (slug: string) => chosen.has(slug) } : {}
    modules.set(table.module, [...(modules.get(table.module) ?? []), { ...delivery, ...isWanted }])
  }
  return { modules, rows, gaps: { missingTables: [], missingColumns: [], versions: [] } }
}

async function chooseModules(tx: Tx, { agencyId, siteId }: RowSource, source: CloneSource): Promise<Set<string>> {
  const installed = (await tx.rows<SiteModule>(listSiteModules, [agencyId, siteId])).map(({ module }) => module)
  return new Set(installed.filter((slug) => source.modules?.includes(slug) ?? true))
}

function toDelivery(from: RowSource, table: ExchangeTable, { customerData }: CloneSource): Delivery {
  const columns = table.columns.filter(({ name }) => customerData || !table.personal.includes(name))
  async function* rows(): AsyncGenerator<Batch> {
    let firstLine = 1
    for await (const lines of readRows(from, table, columns)) {
      yield { firstLine, lines }
      firstLine += lines.length
    }
  }
  return { table, columns, named: new Set(columns.map(({ name }) => name)), rows }
}
