/**
 * Brings the rows of one module into a site, inside one transaction: all of its tables or none. The same work,
 * rolled back, is the trial that tells beforehand what would happen.
 */
import type { TenantTx } from '../db/tx.ts'
import { copyLine, type NewId } from './copy-ids.ts'
import { countRows, deleteRows, type Strategy } from './row-queries.ts'
import type { Batch } from './read-archive.ts'
import { createRules } from './value-rules.ts'
import type { ExchangeColumn, ExchangeTable } from './tables.ts'
import { writeRows, type NumberedLine, type RowProblem } from './write-rows.ts'

/** A table of ours and the rows that somebody brings for it. */
export interface Delivery {
  readonly table: ExchangeTable
  /** Those that are written. */
  readonly columns: readonly ExchangeColumn[]
  /** Those that a row may have. */
  readonly named: ReadonlySet<string>
  /** By their keys: rows that are passed over in silence when this says no. */
  readonly isWanted?: (key: string) => boolean
  readonly rows: () => AsyncIterable<Batch>
}

export interface TableReport {
  readonly table: string
  readonly module: string
  /** That were brought. */
  readonly rows: number
  /** That the site had before. */
  readonly existing: number
  readonly inserted: number
  readonly updated: number
  /** Of the strategy `skip`: what was there already, or refers to what was passed over. */
  readonly skipped: number
  readonly refused: number
}

export interface ImportOrder {
  readonly strategy: Strategy
  /** Absent: identities are kept. */
  readonly newId?: NewId
  readonly onRows: (rows: number) => Promise<void>
}

export interface ModuleResult {
  readonly tables: readonly TableReport[]
  readonly problems: readonly RowProblem[]
}

/** So many are told; then nobody reads on. */
const maxProblems = 100

export async function importRows(
  tx: TenantTx,
  deliveries: readonly Delivery[],
  order: ImportOrder,
): Promise<ModuleResult> {
  const here = [tx.agencyId, tx.siteId]
  const problems: RowProblem[] = []
  const existing = new Map<string, number>()
  for (const { table } of deliveries) {
    existing.set(table.name, (await tx.row<{ count: number }>(countRows(table), here))!.count)
  }
  if (order.strategy === 'replace') {
    for (const { table } of [...deliveries].reverse()) await tx.run(deleteRows(table), here)
  }
  const tables: TableReport[] = []
  for (const delivery of deliveries) {
    tables.push(await importTable(tx, delivery, { ...order, problems, existing: existing.get(delivery.table.name)! }))
  }
  return { tables, problems }
}

interface TableOrder extends ImportOrder {
  readonly problems: RowProblem[]
  readonly existing: number
}

async function importTable(
  tx: TenantTx,
  delivery: Delivery,
  { strategy, newId, onRows, problems, existing }: TableOrder,
): Promise<TableReport> {
  const { table, columns, rows } = delivery
  const isPatient = () => problems.length < maxProblems
  const refuse = (problem: RowProblem) => void problems.push(problem)
  const target = { table, columns, strategy, refuse, isPatient }
  const check = createRowCheck(delivery, refuse)
  const before = problems.length
  let [brought, inserted, written] = [0, 0, 0]
  for await (const { firstLine, lines } of rows()) {
    const good = lines.flatMap((text, index): NumberedLine[] => {
      const line = firstLine + index
      if (!isPatient() || !check(text, line)) return []
      return [{ line, text: newId ? copyLine(text, table, newId) : text }]
    })
    const done = await writeRows(tx, target, good)
    brought += lines.length
    inserted += done.inserted
    written += done.written
    await onRows(lines.length)
  }
  const refused = problems.length - before
  return {
    table: table.name,
    module: table.module,
    rows: brought,
    existing,
    inserted,
    updated: written - inserted,
    skipped: strategy === 'skip' ? Math.max(0, brought - written - refused) : 0,
    refused,
  }
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Each row is an object of the columns that were named, and rows are in the order of their key: none is there twice. */
function createRowCheck(
  { table, named, isWanted }: Delivery,
  refuse: (problem: RowProblem) => void,
): (text: string, line: number) => boolean {
  let last = ''
  const brokenRule = createRules(table.rules)
  return (text, line) => {
    const no = (rule: string, message: string): false => {
      refuse({ table: table.name, line, rule, message })
      return false
    }
    const row = parseObject(text)
    if (!row) return no('json', 'is no JSON object')
    const stranger = Object.keys(row).find((name) => !named.has(name))
    if (stranger !== undefined) return no('column', `has a column that was not named: ${stranger.slice(0, 63)}`)
    const key = row[table.key]
    if (typeof key !== 'string' || (table.key === 'id' && !isId.test(key))) return no('identity', `has no ${table.key}`)
    if (Buffer.compare(Buffer.from(key), Buffer.from(last)) <= 0)
      return no('order', `is not in the order of ${table.key}`)
    const broken = brokenRule(row)
    if (broken) return no(broken.column, broken.message)
    last = key
    return isWanted?.(key) ?? true
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
