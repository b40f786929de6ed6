/** Rows for spreadsheets (RFC 4180). They are for reading: an archive of them cannot be imported. */
import type { ExchangeColumn } from './tables.ts'

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A spreadsheet runs what begins like a formula, and a visitor chooses their own name. */
const disarm = (text: string): string => (/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text)

function toCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return quote(typeof value === 'string' ? disarm(value) : JSON.stringify(value))
}

export const csvHeader = (columns: readonly ExchangeColumn[]): string =>
  `${columns.map(({ name }) => quote(name)).join(',')}\r\n`

export function toCsvLine(line: string, columns: readonly ExchangeColumn[]): string {
  const row: Record<string, unknown> = JSON.parse(line)
  return `${columns.map(({ name }) => toCell(row[name])).join(',')}\r\n`
}
