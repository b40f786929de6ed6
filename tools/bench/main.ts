/**
 * `npm run bench [name…] [-- --json]`: the benches of this folder, one after another so that none disturbs another.
 * A bench is a file that exports its `name`, `run()` and perhaps `needs`; with --json every figure is one JSON object on a line.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isNeed, provide, type Need } from '../needs.ts'
import type { Measure } from './measure.ts'

interface Bench {
  readonly name: string
  /** What must be there before it runs. */
  readonly needs?: readonly Need[]
  run(): Promise<Measure[]>
}

const others = new Set(['main.ts', 'measure.ts'])

export async function listBenches(folder = import.meta.dirname): Promise<Bench[]> {
  const files = globSync('*.ts', { cwd: folder }).filter((file) => !others.has(file) && !file.endsWith('.test.ts'))
  const modules: unknown[] = await Promise.all(files.toSorted().map((file) => import(join(folder, file))))
  return modules.filter(isBench)
}

function isBench(value: unknown): value is Bench {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('run' in value)) return false
  const needs = 'needs' in value ? value.needs : []
  return (
    typeof value.name === 'string' && typeof value.run === 'function' && Array.isArray(needs) && needs.every(isNeed)
  )
}

export function formatMeasure({ name, value, unit, ratio, baseline }: Measure): string {
  const figure = `${name}: ${value.toLocaleString('en', { maximumFractionDigits: 2 })} ${unit}`
  return ratio === undefined ? figure : `${figure} (${ratio.toFixed(2)}x ${baseline ?? 'baseline'})`
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const benches = await listBenches()
  const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name))
  if (unknown.length > 0) {
    console.error(`No bench is named ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}`)
    process.exitCode = 1
    return
  }
  for (const { name, run, needs = [] } of benches.filter(
    (bench) => positionals.length === 0 || positionals.includes(bench.name),
  )) {
    try {
      await provide(needs)
      for (const measure of await run()) console.log(values.json ? JSON.stringify(measure) : formatMeasure(measure))
    } catch (error) {
      console.error(`${name} failed:`, error)
      process.exitCode = 1
    }
  }
}

if (import.meta.main) await main()
