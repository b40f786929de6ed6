/** Writes rows of a table into a site, in batches. Which row was refused, and why, is found by halving its batch. */
import type { TenantTx } from '../db/tx.ts'
import {
  releaseSavepoint,
  rollbackToSavepoint,
  savepoint,
  writeBatch,
  type Strategy,
  type Written,
} from './row-queries.ts'
import type { ExchangeColumn, ExchangeTable } from './tables.ts'

/** What is wrong with one row, and where it stands. */
export interface RowProblem {
  readonly table: string
  /** Of its file, from 1. */
  readonly line: number
  /** `json`, `column`, `order`, `identity`, or the constraint that refused it. */
  readonly rule: string
  readonly message: string
}

export interface NumberedLine {
  readonly line: number
  readonly text: string
}

export interface RowTarget {
  readonly table: ExchangeTable
  readonly columns: readonly ExchangeColumn[]
  readonly strategy: Strategy
  readonly refuse: (problem: RowProblem) => void
  /** Whether more problems are wanted: then a refused batch is looked into. */
  readonly isPatient: () => boolean
}

/** Rows that were refused are told and left out; what then becomes of the others is for the caller to say. */
export async function writeRows(tx: TenantTx, target: RowTarget, lines: readonly NumberedLine[]): Promise<Written> {
  if (lines.length === 0 || !target.isPatient()) return { inserted: 0, written: 0 }
  await tx.run(savepoint)
  try {
    const rows = `[${lines.map(({ text }) => text).join(',')}]`
    const statement = writeBatch(target.table, target.columns, target.strategy)
    const written = (await tx.row<Written>(statement, [tx.agencyId, tx.siteId, rows]))!
    await tx.run(releaseSavepoint)
    return written
  } catch (error) {
    const problem = refusalOf(error)
    if (!problem) throw error
    await tx.run(rollbackToSavepoint)
    await tx.run(releaseSavepoint)
    if (lines.length === 1) {
      target.refuse({ table: target.table.name, line: lines[0]!.line, ...problem })
      return { inserted: 0, written: 0 }
    }
    const half = lines.length >> 1
    const first = await writeRows(tx, target, lines.slice(0, half))
    const second = await writeRows(tx, target, lines.slice(half))
    return { inserted: first.inserted + second.inserted, written: first.written + second.written }
  }
}

const words: Readonly<Record<string, string>> = {
  '23505': 'clashes with a row that is there',
  '23P01': 'overlaps with a row that is there',
  '23503': 'refers to a row that is not there',
  '23514': 'has a value that is not allowed',
  '23502': 'lacks a value',
  '21000': 'is there twice',
}

/** What the database has against a row; undefined when it has something against us. */
function refusalOf(error: unknown): { rule: string; message: string } | undefined {
  const { code, constraint, column } = Object(error) as { code?: string; constraint?: string; column?: string } // only read
  if (code === undefined || !(code in words || /^22...$/.test(code))) return undefined
  return { rule: constraint ?? column ?? 'type', message: words[code] ?? 'has a value of another type' }
}
