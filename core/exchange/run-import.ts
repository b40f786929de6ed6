/** The jobs of an import: the trial, which leaves nothing, and the real thing, a transaction for each module. */
import { isDmError } from '@dramac/contract/wire/errors'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { createNewId } from './copy-ids.ts'
import { importRows, type Delivery, type ImportOrder, type ModuleResult } from './import-rows.ts'
import { importKind, type ImportReport, type SiteImport } from './imports.ts'
import type { Gaps, Match } from './match-archive.ts'
import { openSource } from './open-source.ts'
import { createProgress } from './progress.ts'
import { addDone, importRows as statements, setReport, takeTurn, updateSettings } from './queries.ts'
import { isOver, type Exchange, type Try } from './run-export.ts'
import type { importStates } from './states.ts'
import { moveWork, Superseded } from './work.ts'

type Machine = typeof importStates

/** Thrown to roll a trial back. */
class TrialOver extends Error {}

/** Some rows cannot be brought in; none of their module was. */
class RowsRefused extends Error {
  readonly report: ImportReport

  constructor(report: ImportReport) {
    super('rows were refused')
    this.report = report
  }
}

export interface ImportJob extends Try {
  readonly importId: string
}

/** Tells what would happen. The rows are really written, and rolled back: no forecast knows all constraints. */
export async function checkImport(
  ctx: Context,
  { importId: id, isLast }: ImportJob,
  exchange: Exchange,
): Promise<void> {
  try {
    const started = await start(ctx, id, 'startCheck')
    const { attempt } = started
    const report = await openSource(ctx, { started, exchange }, (match) =>
      runModules(ctx, { started, match }, async (deliveries, order) => {
        let result: ModuleResult | undefined
        await ctx
          .transaction(async (tx) => {
            result = await importRows(tx, deliveries, order)
            throw new TrialOver()
          })
          .catch((error: unknown) => {
            if (!(error instanceof TrialOver)) throw error
          })
        return result!
      }),
    )
    await conclude(ctx, { id, transition: 'check', attempt, report })
  } catch (error) {
    await settle(ctx, { error, isLast, id, transition: 'refuse' })
  }
}

export async function runImport(ctx: Context, { importId: id, isLast }: ImportJob, exchange: Exchange): Promise<void> {
  try {
    const started = await start(ctx, id, 'startApply')
    const { attempt } = started
    const report = await openSource(ctx, { started, exchange }, (match) =>
      runModules(ctx, { started, match }, (deliveries, order, report) =>
        bringModule(ctx, { started, match, deliveries, order, report }),
      ),
    )
    await conclude(ctx, { id, transition: 'finish', attempt, report })
  } catch (error) {
    await settle(ctx, { error, isLast, id, transition: 'fail' })
  }
}

const start = (ctx: Context, id: string, transition: 'startCheck' | 'startApply'): Promise<SiteImport> =>
  ctx.transaction((tx, emit) =>
    moveWork<Machine, SiteImport>({ tx, emit }, importKind, {
      id,
      transition,
      isNewAttempt: true,
      patch: { rowsDone: 0 },
    }),
  )

interface Running {
  readonly started: SiteImport
  readonly match: Match
}

type RunModule = (deliveries: readonly Delivery[], order: ImportOrder, report: ImportReport) => Promise<ModuleResult>

async function runModules(ctx: Context, { started, match }: Running, run: RunModule): Promise<ImportReport> {
  const { id, attempt, strategy, ids } = started
  const progress = createProgress(ctx, importKind, { id, attempt })
  await progress.begin(match.rows)
  const order: ImportOrder = { strategy, onRows: progress.add, ...(ids === 'new' ? { newId: createNewId(id) } : {}) }
  let report: ImportReport = { strategy, ids, gaps: match.gaps, tables: [], problems: [] }
  for (const deliveries of match.modules.values()) {
    report = add(report, await run(deliveries, order, report))
  }
  return report
}

const add = (report: ImportReport, { tables, problems }: ModuleResult): ImportReport => ({
  ...report,
  tables: [...report.tables, ...tables],
  problems: [...report.problems, ...problems].slice(0, 100),
})

interface Bringing extends Running {
  readonly deliveries: readonly Delivery[]
  readonly order: ImportOrder
  readonly report: ImportReport
}

/** All rows of one module, and the note that they are in, or nothing. A worker that takes over goes on after that note. */
function bringModule(ctx: Context, { started, match, deliveries, order, report }: Bringing): Promise<ModuleResult> {
  const { id, attempt } = started
  const { module } = deliveries[0]!.table
  return ctx.transaction(async (tx, emit) => {
    await tx.run(takeTurn, [id])
    const now = await tx.row<SiteImport>(statements.find, [tx.agencyId, tx.siteId, id])
    if (now?.state !== 'applying' || now.attempt !== attempt) throw new Superseded(id)
    if (now.done.includes(module)) return pick(now.report, module)
    const result = await importRows(tx, deliveries, order)
    const so = add(report, result)
    if (result.problems.length > 0 && order.strategy !== 'skip') throw new RowsRefused(so)
    if (module === 'core') await bringSettings(tx, match)
    const noted = await tx.run(addDone, [tx.agencyId, tx.siteId, id, module, JSON.stringify(so)])
    if (noted === 0) throw new Superseded(id)
    await emit('core.import.module_applied', { importId: id, module })
    return result
  })
}

const pick = (report: ImportReport | null, module: string): ModuleResult => {
  const tables = report?.tables.filter((table) => table.module === module) ?? []
  const names = new Set(tables.map(({ table }) => table))
  return { tables, problems: report?.problems.filter(({ table }) => names.has(table)) ?? [] }
}

async function bringSettings(tx: TenantTx, { settings }: Match): Promise<void> {
  if (settings) await tx.run(updateSettings, [tx.agencyId, tx.siteId, settings.zone, settings.locale, tx.now])
}

interface Conclusion {
  readonly id: string
  readonly transition: 'check' | 'finish' | 'refuse' | 'fail'
  readonly attempt?: number
  readonly report: ImportReport
  readonly error?: string
}

async function conclude(ctx: Context, { id, transition, attempt, report, error }: Conclusion): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    await moveWork({ tx, emit }, importKind, {
      id,
      transition,
      ...(attempt === undefined ? {} : { attempt }),
      patch: {
        isFinished: true,
        rowsDone: report.tables.reduce((sum, { rows }) => sum + rows, 0),
        ...(error === undefined ? {} : { error }),
      },
    })
    await tx.run(setReport, [tx.agencyId, tx.siteId, id, JSON.stringify(report)])
  })
}

interface Failure extends Try {
  readonly error: unknown
  readonly id: string
  readonly transition: 'refuse' | 'fail'
}

/** What the archive or its rows are to blame for is said at once; what may pass is tried again. */
async function settle(ctx: Context, { error, isLast, id, transition }: Failure): Promise<void> {
  if (error instanceof RowsRefused)
    return conclude(ctx, { id, transition, report: error.report, error: 'core.rows_refused' })
  const refusal = refusalOf(error)
  if (refusal) return conclude(ctx, { id, transition, ...refusal })
  if (isOver(error)) return
  if (isLast) {
    const name = error instanceof Error ? error.name : 'Error'
    await conclude(ctx, { id, transition, report: emptyReport, error: name })
  }
  throw error
}

const noGaps: Gaps = { missingTables: [], missingColumns: [], versions: [] }
const emptyReport: ImportReport = { strategy: 'merge', ids: 'keep', gaps: noGaps, tables: [], problems: [] }

function refusalOf(error: unknown): { report: ImportReport; error: string } | undefined {
  if (!isDmError(error) || error.code !== 'VALIDATION_ERROR') return undefined
  const problems = (error.facts.errors ?? []).map(({ path, rule, message }) => ({
    table: path,
    line: 0,
    rule,
    message,
  }))
  return { report: { ...emptyReport, problems }, error: error.reason }
}
