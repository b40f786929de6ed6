/** What rows are held to beyond their table's constraints: the same that every other door holds them to. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parsePattern } from '../domains/pattern.ts'
import { requireZone } from '../modules/write-record.ts'
import type { ValueRule } from './tables.ts'

export interface BrokenRule {
  readonly column: string
  readonly message: string
}

const ajv = new Ajv2020({ strict: false })
formats.default(ajv)

/** Absent and null values are the database's to judge. */
export function createRules(
  rules: Readonly<Record<string, ValueRule>>,
): (row: Record<string, unknown>) => BrokenRule | undefined {
  const checks = Object.entries(rules).map(([column, rule]) => ({ column, check: compile(rule) }))
  return (row) => {
    for (const { column, check } of checks) {
      const value = row[column]
      const message = value === null || value === undefined ? undefined : check(value, row)
      if (message !== undefined) return { column, message }
    }
    return undefined
  }
}

type Check = (value: unknown, row: Record<string, unknown>) => string | undefined

function compile(rule: ValueRule): Check {
  switch (rule.kind) {
    case 'json': {
      const validate: ValidateFunction = ajv.compile(rule.schema)
      return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'it' }))
    }
    case 'zone':
      return (value) => (passes(() => requireZone(String(value))) ? undefined : 'is not an IANA time zone')
    case 'pattern':
      return (value, row) =>
        passes(() => parsePattern(String(value))) &&
        parsePattern(String(value)).text === value &&
        parsePattern(String(value)).kind === row['kind']
          ? undefined
          : 'is not the address of a website, or of another kind'
  }
}

function passes(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
